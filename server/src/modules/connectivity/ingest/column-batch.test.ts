// Batches one after the other share their list of positions: none sees what another one had.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quality } from '../../../stores/series/series.ts';
import { ColumnBatch } from './column-batch.ts';

const times = { sourceTimeUs: 1, serverTimeUs: 2 };
const told = (value: number) => ({ value, quality: quality.good });

test('the next batch knows nothing of the series of this one, also when signals were added', () => {
  const identifiers = ['a', 'b', 'c'];
  const first = new ColumnBatch(identifiers);
  for (const signal of [2, 0, 2]) first.add(signal, times, told(signal));
  identifiers.push('d');
  const second = first.next();
  for (const signal of [3, 0, 1, 3]) second.add(signal, times, told(signal));
  const third = second.next();
  third.add(1, times, told(1));
  const all = [first, second, third].map((batch) => batch.columns());
  assert.deepEqual(
    all.map(({ series }) => series),
    [['c', 'a'], ['d', 'a', 'b'], ['b']],
  );
  assert.deepEqual(
    all.map(({ index }) => [...index]),
    [[0, 1, 0], [0, 1, 2, 0], [0]],
  );
});
