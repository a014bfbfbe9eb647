import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mostAtOnce } from './most-at-once.ts';

const span = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 8 }))
  .map(([fromUs, length]) => ({ fromUs, toUs: fromUs + length }));

test('it is the most that any moment of the span has', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), span, (spans, within) => {
      const moments = Array.from(
        { length: within.toUs - within.fromUs },
        (_, n) => within.fromUs + n,
      );
      const counts = moments.map(
        (at) => spans.filter(({ fromUs, toUs }) => fromUs <= at && toUs > at).length,
      );
      assert.equal(mostAtOnce(spans, within), Math.max(...counts));
    }),
  );
});
