import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignLane, axisTexts, laneRange, valueAt, type Columns } from './chart-data.ts';

const line = (times: number[], means: number[]): Columns => {
  return {
    times,
    means,
    minimums: means.map((mean) => mean - 1),
    maximums: means.map((mean) => mean + 1),
  };
};

test('lines with times of their own share one time column', () => {
  const table = alignLane([line([1, 3], [10, 30]), undefined, line([2, 3], [5, 6])]);
  assert.deepEqual(table, [
    [1, 2, 3],
    [9, null, 29],
    [11, null, 31],
    [10, null, 30],
    [null, null, null],
    [null, null, null],
    [null, null, null],
    [null, 4, 5],
    [null, 6, 7],
    [null, 5, 6],
  ]);
  assert.deepEqual(alignLane([]), [[]]);
});

test('the value under the cursor is the newest before it', () => {
  const columns = line([1, 2, 4], [10, 20, 40]);
  assert.equal(valueAt(columns, 0.5), undefined);
  assert.equal(valueAt(columns, 2), 20);
  assert.equal(valueAt(columns, 3.9), 20);
  assert.equal(valueAt(columns, 99), 40);
});

test('a flat line stands in the middle of its lane', () => {
  const [low, high] = laneRange(50, 50);
  assert(low < 50 && high > 50 && Math.abs(low + high - 100) < 1e-9);
  assert.deepEqual(laneRange(null, null), [0, 1]);
});

test('marks of an axis can be told apart', () => {
  assert.deepEqual(axisTexts([0, 0.05, 0.1]), ['0', '0.05', '0.10']);
  assert.deepEqual(axisTexts([0, 20_000, 40_000]), ['0', '20k', '40k']);
  assert.deepEqual(axisTexts([90_000_000, 92_500_000]), ['90.0M', '92.5M']);
  assert.deepEqual(axisTexts([]), []);
});
