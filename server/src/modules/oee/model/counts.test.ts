// Counters that are set back and run over, and two of three quantities that tell the third.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quality, type Reading } from '../../../stores/series/series.ts';
import { amountsOf, counterSteps } from './counts.ts';

function told(values: readonly (number | string | null)[]): Reading[] {
  return values.map((value, i) => ({
    ...{ series: 'c', sourceTimeUs: i, serverTimeUs: i, value },
    quality: value === null ? quality.bad : quality.good,
  }));
}
const steps = (values: readonly (number | string | null)[], wrapsAt?: number) =>
  counterSteps(told(values), wrapsAt === undefined ? {} : { wrapsAt }).map(({ atUs, by, after }) =>
    after === undefined ? [atUs, by] : [atUs, by, after],
  );

test('growth, a reset, an overflow, and what is no number', () => {
  assert.deepEqual(steps([100, 103, 103, 110]), [
    [1, 3],
    [3, 7],
  ]);
  // Set back to 2: two parts since.
  assert.deepEqual(steps([100, 2, 5]), [
    [1, 2, 'reset'],
    [2, 3],
  ]);
  // A 16-bit counter: 65530 → 4 is 6 to the end and 4 more.
  assert.deepEqual(steps([65_530, 4], 65_536), [[1, 10, 'wrap']]);
  // 20000 → 4: over the end would be 45540, so it was set back.
  assert.deepEqual(steps([20_000, 4], 65_536), [[1, 4, 'reset']]);
  assert.deepEqual(steps([5, null, 'UNAVAILABLE', '', '8', -1, 9]), [
    [4, 3],
    [6, 1],
  ]);
  assert.deepEqual(steps([7]), []);
});

test('a counter that runs over often tells all that was made', () => {
  const made = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(made, fc.nat(999), (amounts, start) => {
      let total = start;
      const shown = [start, ...amounts.map((amount) => (total += amount) % 1_000)];
      const sum = counterSteps(told(shown), { wrapsAt: 1_000 }).reduce(
        (all, { by }) => all + by,
        0,
      );
      assert.equal(sum, total - start);
    }),
  );
});

test('of produced, good and scrap two tell the third', () => {
  const add = (
    told: readonly ('produced' | 'good' | 'scrap' | 'rework')[],
    by: readonly number[],
  ) => {
    const sum = { produced: 0, good: 0, scrap: 0, rework: 0 };
    for (const [i, quantity] of told.entries()) {
      const amounts = amountsOf(quantity, by[i] ?? 0, new Set(told));
      for (const key of ['produced', 'good', 'scrap', 'rework'] as const) sum[key] += amounts[key];
    }
    return [sum.produced, sum.good, sum.scrap, sum.rework];
  };
  assert.deepEqual(add(['produced'], [10]), [10, 10, 0, 0]);
  assert.deepEqual(add(['produced', 'scrap', 'rework'], [10, 2, 1]), [10, 7, 2, 1]);
  assert.deepEqual(add(['produced', 'good'], [10, 8]), [10, 8, 2, 0]);
  assert.deepEqual(add(['good', 'scrap', 'rework'], [8, 2, 1]), [11, 8, 2, 1]);
});
