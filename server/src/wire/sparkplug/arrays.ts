// Arrays of Sparkplug 3.0 (clause 6.4.16, types 22 to 34): packed little-endian in a field of bytes. The examples of the
// standard show floats the other way round; its text and every implementation say little-endian.
import { dataTypes } from './data-types.ts';
import type { Wide } from './payload.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const t = dataTypes;

type Element = {
  readonly bytes: number;
  readonly get: (view: DataView, at: number) => Wide;
  readonly set: (view: DataView, at: number, value: Wide) => void;
};

function narrow(value: bigint): Wide {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const unsigned64: Element = {
  bytes: 8,
  get: (view, at) => narrow(view.getBigUint64(at, true)),
  set: (view, at, value) => view.setBigUint64(at, BigInt(value), true),
};

const elements: Readonly<Record<number, Element>> = {
  [t.Int8Array]: {
    bytes: 1,
    get: (view, at) => view.getInt8(at),
    set: (view, at, value) => view.setInt8(at, Number(value)),
  },
  [t.Int16Array]: {
    bytes: 2,
    get: (view, at) => view.getInt16(at, true),
    set: (view, at, value) => view.setInt16(at, Number(value), true),
  },
  [t.Int32Array]: {
    bytes: 4,
    get: (view, at) => view.getInt32(at, true),
    set: (view, at, value) => view.setInt32(at, Number(value), true),
  },
  [t.Int64Array]: {
    bytes: 8,
    get: (view, at) => narrow(view.getBigInt64(at, true)),
    set: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  },
  [t.UInt8Array]: {
    bytes: 1,
    get: (view, at) => view.getUint8(at),
    set: (view, at, value) => view.setUint8(at, Number(value)),
  },
  [t.UInt16Array]: {
    bytes: 2,
    get: (view, at) => view.getUint16(at, true),
    set: (view, at, value) => view.setUint16(at, Number(value), true),
  },
  [t.UInt32Array]: {
    bytes: 4,
    get: (view, at) => view.getUint32(at, true),
    set: (view, at, value) => view.setUint32(at, Number(value), true),
  },
  [t.UInt64Array]: unsigned64,
  [t.FloatArray]: {
    bytes: 4,
    get: (view, at) => view.getFloat32(at, true),
    set: (view, at, value) => view.setFloat32(at, Number(value), true),
  },
  [t.DoubleArray]: {
    bytes: 8,
    get: (view, at) => view.getFloat64(at, true),
    set: (view, at, value) => view.setFloat64(at, Number(value), true),
  },
  [t.DateTimeArray]: unsigned64,
};

export type ArrayValue = readonly Wide[] | readonly boolean[] | readonly string[];

/** Undefined when the bytes are not a whole number of elements, or the type is no array. */
export function arrayOf(type: number, bytes: Uint8Array): ArrayValue | undefined {
  if (type === t.BooleanArray) return booleansOf(bytes);
  if (type === t.StringArray) return stringsOf(bytes);
  const element = elements[type];
  if (!element || bytes.length % element.bytes !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: Wide[] = [];
  for (let at = 0; at < bytes.length; at += element.bytes) values.push(element.get(view, at));
  return values;
}

/** The reverse; values are those of the type. Undefined where the type is no array. */
export function bytesOfArray(type: number, values: ArrayValue): Uint8Array | undefined {
  if (type === t.BooleanArray) return bytesOfBooleans(values as readonly boolean[]);
  if (type === t.StringArray) return encoder.encode(values.map((text) => `${text}\0`).join(''));
  const element = elements[type];
  if (!element) return undefined;
  const bytes = new Uint8Array(values.length * element.bytes);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => element.set(view, i * element.bytes, value as Wide));
  return bytes;
}

/** A count of four bytes, then eight to a byte, the first in the highest bit. */
function booleansOf(bytes: Uint8Array): boolean[] | undefined {
  if (bytes.length < 4) return undefined;
  const count = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (Math.ceil(count / 8) !== bytes.length - 4) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const byte = bytes[4 + (i >> 3)] ?? 0;
    return ((byte >> (7 - (i & 7))) & 1) === 1;
  });
}

function bytesOfBooleans(values: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(4 + Math.ceil(values.length / 8));
  new DataView(bytes.buffer).setUint32(0, values.length, true);
  values.forEach((value, i) => {
    if (value) bytes[4 + (i >> 3)] = (bytes[4 + (i >> 3)] ?? 0) | (0x80 >> (i & 7));
  });
  return bytes;
}

function stringsOf(bytes: Uint8Array): string[] | undefined {
  if (bytes.length === 0) return [];
  if (bytes.at(-1) !== 0) return undefined;
  try {
    return decoder.decode(bytes.subarray(0, -1)).split('\0');
  } catch {
    return undefined;
  }
}
