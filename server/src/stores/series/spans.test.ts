import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  countOf,
  GrowingSpans,
  mergedSpans,
  spansWithin,
  spansWithout,
  type Span,
} from './spans.ts';

const span = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }))
  .map(([first, more]): Span => ({ first, last: first + more }));

function numbersOf(spans: readonly Span[]): number[] {
  const numbers = new Set<number>();
  for (const { first, last } of spans) for (let n = first; n <= last; n++) numbers.add(n);
  return [...numbers].toSorted((a, b) => a - b);
}

function assertMerged(spans: readonly Span[]): void {
  for (const [i, { first }] of spans.entries()) {
    assert.ok(i === 0 || first > (spans[i - 1]?.last ?? 0) + 1, 'apart and in order');
  }
}

test('spans say the same as the set of their numbers', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), span, (spans, asked) => {
      const merged = mergedSpans(spans);
      assertMerged(merged);
      assert.deepEqual(numbersOf(merged), numbersOf(spans));
      assert.equal(countOf(merged), numbersOf(spans).length);
      const grown = new GrowingSpans();
      for (const one of spans) grown.add(one);
      assert.deepEqual(grown.all, merged);
      const known = new Set(numbersOf(spans));
      const without = spansWithout(asked, merged);
      const within = spansWithin(asked, merged);
      assertMerged(without);
      assert.deepEqual(
        numbersOf(without),
        numbersOf([asked]).filter((n) => !known.has(n)),
      );
      assert.deepEqual(
        numbersOf(within),
        numbersOf([asked]).filter((n) => known.has(n)),
      );
    }),
  );
});
