// Filtering encoded values gives what decoding, filtering and encoding would.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeValueBlock } from '../../../wire/handle/handle.ts';
import { countOf, publicValues } from './value-block.ts';

const aType = fc.constantFrom('URL', 'URL.HOME', 'url', 'NAME', '类型', '');
const aValue = fc.record({
  index: fc.integer({ min: 1, max: 6 }),
  timestampSeconds: fc.nat(),
  ttlType: fc.constantFrom(0, 1),
  ttlSeconds: fc.nat(),
  permissions: fc.nat(15),
  type: aType,
  data: fc.uint8Array({ maxLength: 20 }),
  references: fc.array(fc.record({ handle: fc.string({ maxLength: 5 }), index: fc.nat() }), {
    maxLength: 2,
  }),
});
const someValues = fc.array(aValue, { maxLength: 8 });

test('public values by index and type', () => {
  const filters = fc.record({
    indexes: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
    types: fc.array(fc.constantFrom('URL', 'URL.', 'name', '类型'), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(someValues, filters, (values, filter) => {
      const all = filter.indexes.length + filter.types.length === 0;
      const fits = (type: string): boolean =>
        filter.types.some((wanted) => {
          const [own, other] = [type.toUpperCase(), wanted.toUpperCase()];
          return own === other || (other.endsWith('.') && `${own}.`.startsWith(other));
        });
      const expected = values.filter(
        (value) =>
          (value.permissions & 2) !== 0 &&
          (all || filter.indexes.includes(value.index) || fits(value.type)),
      );
      const block = publicValues(encodeValueBlock(values), filter);
      assert.equal(countOf(block), expected.length);
      assert.deepEqual(Buffer.from(block), Buffer.from(encodeValueBlock(expected)));
    }),
  );
});
