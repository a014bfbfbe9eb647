// The values of a proof: what is signed of a handle value, written so that a person can read it.
import {
  bytesOfText,
  textOf,
  ttlType,
  type HandleValue,
  type JsonObject,
} from '../../../wire/handle/handle.ts';
import type { ProofValue } from '../api.ts';

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const unprintable = /[\u0000-\u001f\u007f-\u009f\ufeff]/;

export function proofValue(value: HandleValue): ProofValue {
  const text = textOf(value.data, 0, value.data.length);
  const readable = text.isWellFormed() && !unprintable.test(text);
  const base64 = Buffer.from(value.data).toString('base64');
  return {
    index: value.index,
    type: value.type,
    data: readable ? { format: 'string', value: text } : { format: 'base64', value: base64 },
    ttl: value.ttlSeconds,
    ttlIsAbsolute: value.ttlType === ttlType.absolute,
    permissions: value.permissions.toString(2).padStart(4, '0'),
    references: value.references.map(({ handle, index }) => ({ handle, index })),
  };
}

/** Undefined for what `proofValue` does not write. The timestamp, which is not signed, is 0. */
export function valueOfProof(json: unknown): HandleValue | undefined {
  if (!isObject(json) || !isObject(json['data'])) return undefined;
  const { index, type, data, ttl, ttlIsAbsolute, permissions, references } = json;
  const { format, value } = data as JsonObject;
  if (!isInt4(index) || !isInt4(ttl) || typeof type !== 'string') return undefined;
  if (typeof ttlIsAbsolute !== 'boolean' || typeof value !== 'string') return undefined;
  if (typeof permissions !== 'string' || !/^[01]{4,8}$/.test(permissions)) return undefined;
  if (!Array.isArray(references) || !references.every(isReference)) return undefined;
  return {
    index,
    timestampSeconds: 0,
    ttlType: ttlIsAbsolute ? ttlType.absolute : ttlType.relative,
    ttlSeconds: ttl,
    permissions: Number.parseInt(permissions, 2),
    type,
    data: format === 'base64' ? Uint8Array.from(Buffer.from(value, 'base64')) : bytesOfText(value),
    references: references.map(({ handle, index: at }) => ({ handle, index: at })),
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isInt4(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) <= 0x8000_0000;
}

function isReference(value: unknown): value is { handle: string; index: number } {
  return isObject(value) && typeof value['handle'] === 'string' && isInt4(value['index']);
}
