// One typed value of a handle (RFC 3651 §3.1; reference §1.5 "value"): index, data, who may see and change it, how long it
// may be cached.

import type { Decoded } from './outcome.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** The bits of `HandleValue.permissions`. */
export const valuePermission = {
  adminRead: 8,
  adminWrite: 4,
  publicRead: 2,
  publicWrite: 1,
} as const;

/** How `HandleValue.ttlSeconds` is counted: from when the value was fetched, or as seconds since 1970. */
export const ttlType = { relative: 0, absolute: 1 } as const;

/** A value index at a handle, `300:0.NA/88.118` in writing. Index 0 stands for any. */
export type Reference = { readonly handle: string; readonly index: number };

export type HandleValue = {
  /** Signed 32 bits; stored values have positive ones. */
  readonly index: number;
  /** When the value was last changed, in seconds since 1970, unsigned. */
  readonly timestampSeconds: number;
  /** See `ttlType`. */
  readonly ttlType: number;
  /** Signed 32 bits. */
  readonly ttlSeconds: number;
  /** A sum of `valuePermission` values. */
  readonly permissions: number;
  readonly type: string;
  readonly data: Uint8Array;
  readonly references: readonly Reference[];
};

/** The fewest bytes that a value and a reference take, to bound counts before memory is used. */
export const valueBytesMin = 26;
export const referenceBytesMin = 8;

export function readReference(reader: Reader): Reference {
  return { handle: reader.text(), index: reader.int4() };
}

export function writeReference(writer: Writer, reference: Reference): void {
  writer.text(reference.handle);
  writer.int4(reference.index);
}

export function readValue(reader: Reader): HandleValue {
  return {
    index: reader.int4(),
    timestampSeconds: reader.uint4(),
    ttlType: reader.int1(),
    ttlSeconds: reader.int4(),
    permissions: reader.int1(),
    type: reader.text(),
    data: reader.counted(),
    references: reader.array(referenceBytesMin, readReference),
  };
}

export function writeValue(writer: Writer, value: HandleValue): void {
  writer.int4(value.index);
  writer.int4(value.timestampSeconds);
  writer.int1(value.ttlType);
  writer.int4(value.ttlSeconds);
  writer.int1(value.permissions);
  writer.text(value.type);
  writer.counted(value.data);
  writer.array(value.references, writeReference);
}

/** Decodes one value that fills the bytes. */
export function decodeValue(bytes: Uint8Array): Decoded<HandleValue> {
  const reader = new Reader(bytes);
  return reader.whole(readValue(reader));
}

export function encodeValue(value: HandleValue): Uint8Array {
  const writer = new Writer(valueBytesMin + value.type.length + value.data.length);
  writeValue(writer, value);
  return writer.finish();
}

/** Decodes a value block: int4 count, then the values. It is what a resolve answer carries behind the handle. */
export function decodeValueBlock(bytes: Uint8Array): Decoded<readonly HandleValue[]> {
  const reader = new Reader(bytes);
  return reader.whole(reader.array(valueBytesMin, readValue));
}

/** Encodes a value block; stored as it is, it is answered by one copy (see fast.ts). */
export function encodeValueBlock(values: readonly HandleValue[]): Uint8Array {
  const writer = new Writer();
  writer.array(values, writeValue);
  return writer.finish();
}
