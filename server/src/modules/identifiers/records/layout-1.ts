// A record as stores of layout 1 held it, still read when such a store is opened for the first time.
//
// | offset | bytes | field                                                                      |
// |--------|-------|----------------------------------------------------------------------------|
// | 0      | 1     | version of this layout, 1                                                  |
// | 1      | 1     | flags, which the value block tells as well                                 |
// | 2      | 2     | n, bytes of the handle as it was registered; 0 when it is its own key      |
// | 4      | n     | that handle in UTF-8                                                       |
// | 4 + n  | rest  | value block                                                                |
import { assert } from '../../../kernel/failure/assert.ts';
import { textOf } from '../../../wire/handle/handle.ts';

const fixedBytes = 4;

export function readLayout1(
  key: string,
  stored: Uint8Array,
): { handle: string; block: Uint8Array } {
  assert(stored[0] === 1, `stored identifier record of layout ${stored[0]}`);
  const length = ((stored[2] ?? 0) << 8) | (stored[3] ?? 0);
  const from = fixedBytes + length;
  return {
    handle: length === 0 ? key : textOf(stored, fixedBytes, from),
    block: new Uint8Array(stored.buffer, stored.byteOffset + from, stored.byteLength - from),
  };
}
