// Every number that is expected is in exactly one of received, refused, given up and missing, whatever happened.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergedSpans, type Span } from '../../../stores/series/spans.ts';
import { gapCounts } from './gap-counts.ts';
import { emptyMinute, withRow } from './ledger-minute.ts';

const spans = fc
  .array(
    fc
      .tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 30 }))
      .map(([first, more]): Span => ({ first, last: first + more })),
    { maxLength: 6 },
  )
  .map(mergedSpans);

test('the figures add up', () => {
  fc.assert(
    fc.property(
      fc.record({ given: spans, stored: spans, again: spans, givenUp: spans, refused: spans }),
      ({ given, stored, again, givenUp, refused }) => {
        const minute = { ...emptyMinute(0), spans: given, leftOut: { a: 2 }, refused: { b: 1 } };
        const counts = gapCounts([minute], [], {
          has: mergedSpans([...stored, ...givenUp]),
          again,
          givenUp: [{ reason: 'disk-full', spans: givenUp }],
          refused: [{ reason: 'x', spans: refused }],
        });
        const sum = (all: Readonly<Record<string, number>>) =>
          Object.values(all).reduce((total, one) => total + one, 0);
        const dealt = counts.received + sum(counts.refusedHere) + sum(counts.givenUp);
        assert.equal(dealt + counts.missing, counts.given);
        assert.equal(counts.read, counts.given + 3);
        assert.equal(counts.sent, counts.received + sum(counts.refusedHere));
        assert.ok(counts.duplicate <= counts.given);
      },
    ),
  );
});

test('a row that comes again counts once', () => {
  const row = { stream: 's', minuteMs: 0, first: 1, last: 5, givenUp: {}, clockStepsMs: [7] };
  const counted = { ...row, refused: { odd: 1 }, leftOut: JSON.parse('{"__proto__":2}') };
  const once = withRow(emptyMinute(0), 3, counted);
  assert.deepEqual(withRow(once, 3, counted), once);
  const twice = withRow(once, 4, counted);
  assert.deepEqual(
    [twice.refused, twice.clockStepsMs, twice.spans.length],
    [{ odd: 2 }, [7, 7], 1],
  );
});
