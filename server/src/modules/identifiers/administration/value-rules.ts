// Which values a client may put into a record: whole ones that every resolver can read (RFC 3651 §3.1).
import {
  decodeAdmin,
  decodeAdminGroup,
  decodeSite,
  limits,
  ttlType,
  valuePermission,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import { refusal, type Refusal } from './refusal.ts';

const typeBytesMax = 256;
const permissionMask = Object.values(valuePermission).reduce((sum, bit) => sum | bit, 0);

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** Told before any challenge: it depends on nothing but the request. */
export function valuesFault(values: readonly HandleValue[]): Refusal | undefined {
  if (values.length === 0) return invalid('Value list was empty');
  if (values.length > limits.valuesPerHandleMax) {
    return invalid(`More than ${limits.valuesPerHandleMax} values`);
  }
  const indexes = new Set<number>();
  for (const value of values) {
    const { index } = value;
    if (index < 1) return invalid('Value indexes must be positive', index);
    if (indexes.has(index)) return indexConflict(index, { openly: true });
    indexes.add(index);
    const fault = valueFault(value);
    if (fault !== undefined) return invalid(`Value ${index}: ${fault}`, index);
  }
  return undefined;
}

export function indexConflict(index: number, options: { openly: boolean }): Refusal {
  return refusal('valueExists', `Index conflict for ${index}`, { ...options, indexes: [index] });
}

function invalid(message: string, index?: number): Refusal {
  const indexes = index === undefined ? {} : { indexes: [index] };
  return refusal('invalidValue', message, { openly: true, ...indexes });
}

function valueFault(value: HandleValue): string | undefined {
  const { type, permissions } = value;
  const bytes = Buffer.byteLength(type);
  if (bytes < 1 || bytes > typeBytesMax || !type.isWellFormed() || controlCharacter.test(type)) {
    return `the type must be 1 to ${typeBytesMax} bytes of text`;
  }
  if ((permissions & ~permissionMask) !== 0) return 'unknown permissions';
  if (value.ttlType !== ttlType.relative && value.ttlType !== ttlType.absolute) {
    return 'unknown kind of time to live';
  }
  return decoders.get(type)?.(value.data).ok === false
    ? `the data is no ${type} record`
    : undefined;
}

/** What rights and referrals are read from must be readable. */
const decoders = new Map<string, (data: Uint8Array) => { readonly ok: boolean }>([
  [valueType.admin, decodeAdmin],
  [valueType.adminGroup, decodeAdminGroup],
  [valueType.site, decodeSite],
  [valueType.sitePrefix, decodeSite],
]);
