// The address of a signal: `<common address>/<information object address>`, perhaps with a type, and perhaps with the object
// that commands go to.
import { typeNamed, typeSpecs, type Family, type TypeSpec } from '../../../../wire/iec104/types.ts';
import { iec104Failures } from './failures.ts';

export type ObjectAddress = { readonly common: number; readonly object: number };

export type PointAddress = ObjectAddress & {
  /** What it must be told as; any when absent. */
  readonly family?: Family;
  /** Where commands go; the object itself unless given. */
  readonly command: ObjectAddress & { readonly spec?: TypeSpec };
};

const form =
  /^(\d{1,5})\/(\d{1,8})(?::([A-Za-z0-9_]{1,12}))?(?:\s*>\s*(\d{1,5})\/(\d{1,8})(?::([A-Za-z0-9_]{1,12}))?)?$/;

type Signal = { readonly id: string; readonly address: string };

/** Fails with `iec104.bad-address` or `iec104.unknown-type`. */
export function readAddress(name: string, { id, address }: Signal): PointAddress {
  const found = form.exec(address.trim());
  const at = objectOf(found?.[1], found?.[2]);
  const target = found?.[4] === undefined ? at : objectOf(found[4], found[5]);
  if (!found || !at || !target) throw iec104Failures['bad-address']({ name, id, address });
  const type = typeOf(name, id, found[3]);
  const commandType = typeOf(name, id, found[6]);
  if (commandType !== undefined && commandType.direction !== 'control')
    throw iec104Failures['bad-address']({ name, id, address });
  const spec = commandType ?? (type?.direction === 'control' ? type : undefined);
  return {
    ...at,
    ...(type?.family === undefined ? {} : { family: type.family }),
    command: { ...target, ...(spec === undefined ? {} : { spec }) },
  };
}

export function objectText({ common, object }: ObjectAddress): string {
  return `${common}/${object}`;
}

/** One number for the pair, for maps. */
export function objectKey(common: number, object: number): number {
  return common * 0x1_00_00_00 + object;
}

function objectOf(common: string | undefined, object: string | undefined) {
  const at = { common: Number(common), object: Number(object) };
  const right = at.common >= 1 && at.common <= 0xff_fe && at.object <= 0xff_ff_ff;
  return right ? at : undefined;
}

function typeOf(name: string, id: string, type: string | undefined): TypeSpec | undefined {
  if (type === undefined) return undefined;
  const spec = typeNamed(type);
  if (spec?.family !== undefined) return spec;
  const known = typeSpecs.flatMap(({ name, family }) => (family === undefined ? [] : [name]));
  throw iec104Failures['unknown-type']({ name, id, type, known: known.join(', ') });
}
