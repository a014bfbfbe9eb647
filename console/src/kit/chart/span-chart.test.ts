import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignPane, dashOf, panesOf, silencesOf, valueBefore, withGaps } from './pane-data.ts';
import { drawn, moveOfKey, panned, spanMsMin, zoomed } from './span-moves.ts';

test('two units share a pane, a third has one of its own', () => {
  const line = (id: string, unit: string) => ({ id, unit, look: 1, stepped: false });
  const panes = panesOf([line('a', '°C'), line('b', 'kN'), line('c', '°C'), line('d', 'mm')]);
  assert.deepEqual(
    panes.map(({ left, right, lines }) => [left, right, lines.map(({ id }) => id).join()]),
    [
      ['°C', 'kN', 'a,b,c'],
      ['mm', undefined, 'd'],
    ],
  );
  assert.deepEqual(panesOf([]), []);
});

test('of twenty lines no two look the same', () => {
  const looks = Array.from({ length: 20 }, (_, n) => `${n % 6} ${dashOf(n + 1).join()}`);
  assert.equal(new Set(looks).size, 20);
});

test('a line goes on over the times of others, and breaks over all of them in a gap', () => {
  const table = alignPane([
    { times: [1, 3, 4, 6], values: [10, null, 40, 60] },
    { times: [2, 5, 7], values: [1, 2, null], minimums: [0, 1, null], maximums: [2, 3, null] },
    undefined,
  ]);
  const none = [undefined, undefined, undefined, undefined, undefined, undefined, undefined];
  assert.deepEqual(table, [
    [1, 2, 3, 4, 5, 6, 7],
    none,
    none,
    [10, null, null, 40, undefined, 60, undefined],
    [undefined, 0, undefined, undefined, 1, null, null],
    [undefined, 2, undefined, undefined, 3, null, null],
    [undefined, 1, undefined, undefined, 2, null, null],
    none,
    none,
    none,
  ]);
});

test('gaps stand between the points of a curve', () => {
  const points = { times: [1, 2, 8, 9], values: [1, 2, 8, 9] };
  const columns = withGaps(points, [
    { from: 3, to: 8 },
    { from: 9.5, to: 12 },
  ]);
  assert.deepEqual(columns.times, [1, 2, 3, 8, 9, 9.5]);
  assert.deepEqual(columns.values, [1, 2, null, 8, 9, null]);
  assert.deepEqual(
    [0, 2.5, 5, 8, 10].map((time) => valueBefore(columns, time)),
    [undefined, 2, null, 8, null],
  );
});

test('silence is what is much longer than a signal mostly says nothing', () => {
  const steady = Array.from({ length: 50 }, (_, n) => n);
  const span = { from: 0, to: 200 };
  assert.deepEqual(silencesOf([...steady, 150, 151], span), [{ from: 99.5, to: 150 }]);
  assert.deepEqual(silencesOf([0, 100, 200], span), [], 'one that seldom speaks is not silent');
  assert.deepEqual(silencesOf([], span), []);
});

test('the span is moved, and what is under the finger stays there', () => {
  const span = { fromMs: 100_000, toMs: 200_000 };
  assert.deepEqual(zoomed(span, 0.5), { fromMs: 125_000, toMs: 175_000 });
  assert.deepEqual(zoomed(span, 2, 0), { fromMs: 100_000, toMs: 300_000 });
  const near = zoomed(span, 0.000_1);
  assert.equal(near.toMs - near.fromMs, spanMsMin);
  assert.deepEqual(panned(span, -0.25), { fromMs: 75_000, toMs: 175_000 });
  assert.deepEqual(drawn(9_000, 5_000), { fromMs: 5_000, toMs: 9_000 });
  assert.equal(drawn(5, 5), undefined);
  assert.deepEqual(moveOfKey('ArrowRight', true, span), panned(span, 0.25));
  assert.deepEqual(moveOfKey('+', false, span), zoomed(span, 0.5));
  assert.equal(moveOfKey('ArrowRight', false, span), undefined);
});
