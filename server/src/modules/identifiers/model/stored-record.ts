// A record as the names store holds it. The hot part is the value block exactly as a resolve answer
// carries it, so that answering is patching a header and copying.
//
// | offset | bytes | field                                                                      |
// |--------|-------|----------------------------------------------------------------------------|
// | 0      | 1     | version of this layout, 1                                                  |
// | 1      | 1     | flags: bit 0 = every value is public, so the block is the whole answer     |
// | 2      | 2     | n, bytes of the handle as it was registered; 0 when it is its own key      |
// | 4      | n     | that handle in UTF-8                                                       |
// | 4 + n  | rest  | value block: int4 count, then the values in wire form (reference §1.5)     |
import { assert } from '../../../kernel/failure/assert.ts';
import { bytesOfText, textOf } from '../../../wire/handle/handle.ts';
import { allPublic } from './value-block.ts';

const layoutVersion = 1;
const allPublicFlag = 1;
const fixedBytes = 4;

export function encodeRecord(record: {
  handle: string;
  key: string;
  block: Uint8Array;
}): Uint8Array {
  const name = record.handle === record.key ? new Uint8Array(0) : bytesOfText(record.handle);
  const target = new Uint8Array(fixedBytes + name.length + record.block.length);
  target[0] = layoutVersion;
  target[1] = allPublic(record.block) ? allPublicFlag : 0;
  target[2] = name.length >>> 8;
  target[3] = name.length;
  target.set(name, fixedBytes);
  target.set(record.block, fixedBytes + name.length);
  return target;
}

/** Whether the block may be answered to everybody as it stands. */
export function isAllPublic(stored: Uint8Array): boolean {
  return ((stored[1] ?? 0) & allPublicFlag) !== 0;
}

/** The value block; a view. */
export function blockOf(stored: Uint8Array): Uint8Array {
  assert(stored[0] === layoutVersion, `stored identifier record of layout ${stored[0]}`);
  const from = fixedBytes + nameBytes(stored);
  return new Uint8Array(stored.buffer, stored.byteOffset + from, stored.byteLength - from);
}

/** The handle as it was registered. */
export function registeredName(key: string, stored: Uint8Array): string {
  const length = nameBytes(stored);
  return length === 0 ? key : textOf(stored, fixedBytes, fixedBytes + length);
}

function nameBytes(stored: Uint8Array): number {
  return ((stored[2] ?? 0) << 8) | (stored[3] ?? 0);
}
