// Values of properties to readings and, for writes, back. The status flags beside a value decide what it is worth: fault is
// bad; overridden and out of service are uncertain, since what is told is not what is measured.
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { quality, type Quality, type ReadingValue } from '../../../../stores/series/series.ts';
import { dataType, type BacnetValue } from '../../../../wire/bacnet/tags.ts';
import type { Signal } from '../../../assets/api.ts';

export type ReadProperty = {
  readonly value: ReadingValue;
  readonly quality: Quality;
  /** Present when what was told does not fit the signal. */
  readonly refused?: 'not-single' | 'not-number' | 'not-boolean';
};

const bad = (refused?: ReadProperty['refused']): ReadProperty => ({
  value: null,
  quality: quality.bad,
  ...(refused === undefined ? {} : { refused }),
});

export function readProperty(
  form: Signal['value'],
  values: readonly BacnetValue[],
  flags: string | undefined,
): ReadProperty {
  const [told] = values;
  if (!told || values.length !== 1 || told.type === dataType.constructed) return bad('not-single');
  const { value } = told;
  if (value === null) return bad();
  const worth = worthOf(flags);
  if (form === 'boolean') {
    if (typeof value === 'boolean') return { value, quality: worth };
    if (value === 0 || value === 1) return { value: value === 1, quality: worth };
    return bad('not-boolean');
  }
  if (form !== 'number') return { value: String(value), quality: worth };
  const number = typeof value === 'string' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return bad('not-number');
  const exact =
    told.type === dataType.real || told.type === dataType.double || Number.isSafeInteger(number);
  return {
    value: number,
    quality: exact ? worth : (Math.min(worth, quality.uncertain) as Quality),
  };
}

/** In alarm, fault, overridden, out of service. */
function worthOf(flags = '0000'): Quality {
  if (flags[1] === '1') return quality.bad;
  return flags[2] === '1' || flags[3] === '1' ? quality.uncertain : quality.good;
}

/** Written to a commandable property, takes our value back. */
export const relinquish = 'relinquish';

export type WrittenValue =
  | { readonly ok: true; readonly value: BacnetValue }
  | { readonly ok: false; readonly why: Bilingual };

/** `type`: as the property was read. */
export function writtenValue(type: number, told: number | string | boolean): WrittenValue {
  if (told === relinquish && type !== dataType.characters)
    return { ok: true, value: { type: dataType.null, value: null } };
  const value = fitting(type, told);
  if (value !== undefined) return { ok: true, value: { type, value } };
  return { ok: false, why: fill(words.misfit, { told, type: typeNames[type] ?? type }) };
}

function fitting(
  type: number,
  told: number | string | boolean,
): number | string | boolean | undefined {
  const number = typeof told === 'boolean' ? Number(told) : told;
  switch (type) {
    case dataType.boolean:
      return number === 0 || number === 1 ? number === 1 : undefined;
    case dataType.unsigned:
    case dataType.enumerated:
      return Number.isSafeInteger(number) && Number(number) >= 0 ? number : undefined;
    case dataType.signed:
      return Number.isSafeInteger(number) ? number : undefined;
    case dataType.real:
      return typeof told === 'number' && Number.isFinite(Math.fround(told)) ? told : undefined;
    case dataType.double:
      return typeof told === 'number' && Number.isFinite(told) ? told : undefined;
    case dataType.characters:
      return typeof told === 'string' ? told : undefined;
    case dataType.bits:
      return typeof told === 'string' && /^[01]*$/.test(told) ? told : undefined;
    default:
      return undefined;
  }
}

const typeNames: Readonly<Record<number, string>> = {
  [dataType.boolean]: 'BOOLEAN',
  [dataType.unsigned]: 'Unsigned',
  [dataType.signed]: 'INTEGER',
  [dataType.real]: 'REAL',
  [dataType.double]: 'Double',
  [dataType.characters]: 'CharacterString',
  [dataType.bits]: 'BIT STRING',
  [dataType.enumerated]: 'ENUMERATED',
};

const words = {
  misfit: { en: '{told} cannot be written as {type}', zh: '{told} 无法作为 {type} 写入' },
} satisfies Record<string, Bilingual>;
