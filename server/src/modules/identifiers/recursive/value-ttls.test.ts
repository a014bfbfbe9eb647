// Changing times to live in encoded values gives what decoding, changing and encoding would.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeValueBlock, encodeValueBlock, ttlType } from '../../../wire/handle/handle.ts';
import { limitTtls, reduceTtls } from './value-ttls.ts';

const plain = { noNullPrototype: true };
const aReference = fc.record({ handle: fc.string({ maxLength: 5 }), index: fc.nat() }, plain);
const aValue = fc.record(
  {
    index: fc.integer({ min: 1, max: 9 }),
    timestampSeconds: fc.nat(),
    ttlType: fc.constantFrom(0, 1),
    ttlSeconds: fc.nat(),
    permissions: fc.nat(15),
    type: fc.constantFrom('URL', '类型', ''),
    data: fc.uint8Array({ maxLength: 20 }),
    references: fc.array(aReference, { maxLength: 2 }),
  },
  plain,
);

test('relative times go down to nothing, absolute ones stay', () => {
  fc.assert(
    fc.property(fc.array(aValue, { maxLength: 6 }), fc.nat(2 ** 31), (values, by) => {
      for (const [change, of] of [
        [reduceTtls, (ttl: number) => Math.max(0, ttl - by)],
        [limitTtls, (ttl: number) => Math.min(ttl, by)],
      ] as const) {
        const block = encodeValueBlock(values);
        change(block, by);
        const decoded = decodeValueBlock(block);
        const expected = values.map((value) =>
          value.ttlType === ttlType.relative
            ? { ...value, ttlSeconds: of(value.ttlSeconds) }
            : value,
        );
        assert.deepEqual(decoded.ok && decoded.value, expected);
      }
    }),
  );
});

test('a negative time to live, as a hostile node may send, is none', () => {
  const value = { index: 1, timestampSeconds: 0, ttlType: 0, ttlSeconds: -5, permissions: 2 };
  const block = encodeValueBlock([{ ...value, type: '', data: new Uint8Array(0), references: [] }]);
  reduceTtls(block, 1);
  const decoded = decodeValueBlock(block);
  assert.equal(decoded.ok && decoded.value[0]?.ttlSeconds, 0);
});
