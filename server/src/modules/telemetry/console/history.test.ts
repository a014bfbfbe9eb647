import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { History } from './history.ts';

const never = Infinity;

test('an hour at any rate stays bounded by its buckets', () => {
  const history = new History(6_000);
  for (let ms = 0; ms < 3_600_000; ms += 50) history.add(ms, ms % 7);
  assert.equal(history.size, 600);
  const { minimums, maximums } = history.columns(0, 3_600_000, never);
  assert.equal(Math.min(...minimums), 0);
  assert.equal(Math.max(...maximums), 6);
});

test('nothing that was added is lost, in whatever order it comes', () => {
  const sample = fc.record({ ms: fc.nat(100_000), value: fc.integer({ min: -1_000, max: 1_000 }) });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 200 }), (samples) => {
      const history = new History(500);
      for (const { ms, value } of samples) history.add(ms, value);
      const { times, means, minimums, maximums } = history.columns(-1, 200_000, never);
      const values = samples.map((one) => one.value);
      assert.equal(Math.min(...minimums), Math.min(...values));
      assert.equal(Math.max(...maximums), Math.max(...values));
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
      means.forEach((mean, i) => {
        assert(mean >= (minimums[i] ?? 0) - 1e-9 && mean <= (maximums[i] ?? 0) + 1e-9);
      });
    }),
  );
});

test('loaded points replace the old, newer live readings stay', () => {
  const history = new History(1_000);
  history.add(500, 1);
  history.add(5_000, 9);
  const point = (ms: number, mean: number | null) => {
    return {
      time: new Date(ms).toISOString(),
      minimum: mean,
      mean,
      maximum: mean,
      last: mean,
      count: 2,
    };
  };
  history.load([point(0, 3), point(1_000, null), point(2_000, 4)]);
  assert.deepEqual(history.columns(-1, 9_000, never).means, [3, 4, 9]);
});

test('a value that was not repeated is drawn as held, not as a slope', () => {
  const history = new History(100);
  history.add(0, 10);
  history.add(60_000, 20);
  const { times, means } = history.columns(-1, 90_000, 5_000);
  assert.deepEqual(times, [0, 0.1, 59.999, 60, 60.1, 90]);
  assert.deepEqual(means, [10, 10, 10, 20, 20, 20]);
});

test('what holds after a bucket is its last value, not its mean', () => {
  const history = new History(1_000);
  history.add(0, 180);
  history.add(500, 0);
  assert.deepEqual(history.columns(-1, 60_000, 5_000).means, [90, 0, 0]);
  const loaded = new History(1_000);
  const time = new Date(0).toISOString();
  loaded.load([{ time, minimum: 0, mean: 90, maximum: 180, last: 0, count: 2 }]);
  assert.deepEqual(loaded.columns(-1, 60_000, 5_000).means, [90, 0, 0]);
});

test('a value from before the window holds at its start', () => {
  const history = new History(100);
  history.add(0, 10);
  assert.deepEqual(history.columns(50_000, 60_000, 1_000), {
    times: [50, 60],
    means: [10, 10],
    minimums: [10, 10],
    maximums: [10, 10],
  });
});

test('trimming keeps the value that still holds', () => {
  const history = new History(10);
  for (const ms of [0, 1_000, 2_000, 3_000]) history.add(ms, ms);
  history.trim(2_500);
  assert.equal(history.size, 2);
  assert.deepEqual(history.columns(2_500, 3_000, never).means, [2_000, 3_000]);
});
