// A record as the names store holds it, by shape where it has one and literally where not.
//
// | offset | bytes | field                                                                       |
// |--------|-------|-----------------------------------------------------------------------------|
// | 0      | 1     | version of this layout, 2                                                   |
// | 1      | 1     | flags: 1 all values are public, 2 literal, 4 a handle that is not its key,  |
// |        |       | 8 all values have one time, 16 each has its own; else that of the change    |
// | 2      | 6     | position of the change that made it                                         |
// | 8      | 6     | time of that change, ms since 1970                                          |
// | 14     |       | varint n, n bytes: the handle as it was registered, by flag 4               |
// |        |       | literal: the value block                                                    |
// |        |       | else varint shape; one or all times, 4 bytes each; data: varint n, n bytes  |
import { assert } from '../../../kernel/failure/assert.ts';
import { bytesOfText, textOf } from '../../../wire/handle/handle.ts';
import { allPublic } from '../model/value-block.ts';
import {
  getUint32,
  getUint48,
  getVarint,
  putUint32,
  putUint48,
  putVarint,
  varintBytes,
} from './numbers.ts';
import type { PackedRecord, StoredRecord } from './record-store.ts';
import { partsOf, type Parts, type Shape } from './shape.ts';
import type { Shapes } from './shapes.ts';

export const layoutVersion = 2;
export const headBytes = 14;
export const recordFlag = {
  allPublic: 1,
  literal: 2,
  ownName: 4,
  oneTime: 8,
  eachTime: 16,
} as const;

export function layoutOf(stored: Uint8Array): number {
  return stored[0] ?? 0;
}

export function revisionOf(stored: Uint8Array): number {
  return getUint48(stored, 2);
}

export function sinceMsOf(stored: Uint8Array): number {
  return getUint48(stored, 8);
}

/** Fills in what only the commit knows. */
export function stamp(packed: Uint8Array, position: number, timeMs: number): void {
  putUint48(packed, 2, position);
  putUint48(packed, 8, timeMs);
}

export function readRecord(key: string, stored: Uint8Array, shapes: Shapes): StoredRecord {
  const flags = stored[1] as number;
  assert(stored[0] === layoutVersion, `stored identifier record of layout ${stored[0]}`);
  let at = headBytes;
  let handle = key;
  if ((flags & recordFlag.ownName) !== 0) {
    const length = getVarint(stored, at);
    at += varintBytes(length);
    handle = textOf(stored, at, at + length);
    at += length;
  }
  return {
    key,
    handle,
    block: blockAt(stored, at, shapes),
    allPublic: (flags & recordFlag.allPublic) !== 0,
    revision: getUint48(stored, 2),
    sinceMs: getUint48(stored, 8),
  };
}

/** The number of a record's shape; undefined of one that is kept literally. */
export function shapeNumberOf(stored: Uint8Array): number | undefined {
  const literal = ((stored[1] as number) & recordFlag.literal) !== 0;
  return literal ? undefined : getVarint(stored, contentAt(stored));
}

/** Whether every value of a record may be read by everybody. */
export function isAllPublic(stored: Uint8Array): boolean {
  return ((stored[1] as number) & recordFlag.allPublic) !== 0;
}

/** The value block alone. */
export function blockOf(stored: Uint8Array, shapes: Shapes): Uint8Array {
  return blockAt(stored, contentAt(stored), shapes);
}

/** Whether two records that have a shape have the same one and the same data in it; times do not count. */
export function sameContent(one: Uint8Array, other: Uint8Array): boolean {
  const literal = ((one[1] as number) | (other[1] as number)) & recordFlag.literal;
  if (literal !== 0) return false;
  const a = contentAt(one);
  const b = contentAt(other);
  const shape = getVarint(one, a);
  if (shape !== getVarint(other, b)) return false;
  const bytes = varintBytes(shape);
  if (timeBytes(one) !== 0 || timeBytes(other) !== 0) return false;
  return one.length - a === other.length - b && equal(one, a + bytes, other, b + bytes);
}

function timeBytes(stored: Uint8Array): number {
  return (stored[1] as number) & (recordFlag.oneTime | recordFlag.eachTime);
}

function equal(one: Uint8Array, from: number, other: Uint8Array, otherFrom: number): boolean {
  for (let at = from, to = otherFrom; at < one.length; at++, to++) {
    if (one[at] !== other[to]) return false;
  }
  return true;
}

function contentAt(stored: Uint8Array): number {
  if (((stored[1] as number) & recordFlag.ownName) === 0) return headBytes;
  const length = getVarint(stored, headBytes);
  return headBytes + varintBytes(length) + length;
}

function blockAt(stored: Uint8Array, at: number, shapes: Shapes): Uint8Array {
  const flags = stored[1] as number;
  if ((flags & recordFlag.literal) !== 0) return stored.subarray(at);
  const number = getVarint(stored, at);
  const shape = shapes.byNumber(number);
  assert(shape !== undefined, `a stored identifier record has the unknown shape ${number}`);
  at += varintBytes(number);
  if ((flags & recordFlag.eachTime) !== 0) {
    const { valueCount } = shape;
    const seconds = Array.from({ length: valueCount }, (_, n) => getUint32(stored, at + 4 * n));
    return shape.blockOf(stored, at + 4 * valueCount, seconds);
  }
  if ((flags & recordFlag.oneTime) !== 0) {
    return shape.blockOf(stored, at + 4, getUint32(stored, at));
  }
  return shape.blockOf(stored, at, secondsOf(getUint48(stored, 8)));
}

export function secondsOf(timeMs: number): number {
  return Math.floor(timeMs / 1000) >>> 0;
}

export type Packing = {
  readonly key: string;
  readonly handle: string;
  readonly block: Uint8Array;
  /** The time of the change; values of that second cost nothing for theirs. */
  readonly timeMs: number;
};

/** A value block as the store keeps it. */
export function packRecord(record: Packing, shapes: Shapes): PackedRecord {
  const { key, handle, block } = record;
  const name = handle === key ? undefined : bytesOfText(handle);
  const parts = partsOf(block);
  const shape = shapes.of(parts.form);
  if (shape === undefined) return { packed: packLiteral(name, block) };
  return { packed: packByShape(name, { parts, shape, timeMs: record.timeMs }), shape };
}

function packLiteral(name: Uint8Array | undefined, block: Uint8Array): Uint8Array {
  const flags = recordFlag.literal | (allPublic(block) ? recordFlag.allPublic : 0);
  const { packed, at } = start(flags, name, block.length);
  packed.set(block, at);
  return packed;
}

function packByShape(
  name: Uint8Array | undefined,
  { parts, shape, timeMs }: { parts: Parts; shape: Shape; timeMs: number },
): Uint8Array {
  const { seconds, data } = parts;
  const first = seconds[0] ?? 0;
  const one = seconds.every((time) => time === first);
  const implied = one && first === secondsOf(timeMs);
  const times = implied ? [] : one ? [first] : seconds;
  const timeFlag = implied ? 0 : one ? recordFlag.oneTime : recordFlag.eachTime;
  const flags = timeFlag | (shape.allPublic ? recordFlag.allPublic : 0);
  const bytes = data.reduce((sum, { length }) => sum + varintBytes(length) + length, 0);
  const room = varintBytes(shape.number) + 4 * times.length + bytes;
  const { packed, at: from } = start(flags, name, room);
  let at = putVarint(packed, from, shape.number);
  for (const time of times) {
    putUint32(packed, at, time);
    at += 4;
  }
  for (const one of data) {
    at = putVarint(packed, at, one.length);
    packed.set(one, at);
    at += one.length;
  }
  return packed;
}

function start(
  flags: number,
  name: Uint8Array | undefined,
  contentBytes: number,
): { packed: Uint8Array; at: number } {
  const nameBytes = name === undefined ? 0 : varintBytes(name.length) + name.length;
  const packed = new Uint8Array(headBytes + nameBytes + contentBytes);
  packed[0] = layoutVersion;
  packed[1] = name === undefined ? flags : flags | recordFlag.ownName;
  if (name === undefined) return { packed, at: headBytes };
  const at = putVarint(packed, headBytes, name.length);
  packed.set(name, at);
  return { packed, at: at + name.length };
}
