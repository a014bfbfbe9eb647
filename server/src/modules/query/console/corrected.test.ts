import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correctedRows } from './corrected.ts';

const at = (minute: number) => new Date(minute * 60_000).toISOString();
const corrected = [
  { signal: 'a', from: at(10), to: at(20) },
  { signal: 'b', from: at(15), to: at(16) },
  { signal: 'a', from: at(17), to: at(18) },
];

test('a row of a stretch is corrected where a correction touches it, by each signal once', () => {
  const times = [0, 10, 20].map(at);
  const ends = [10, 20, 30].map(at);
  assert.deepEqual(correctedRows({ times, ends, corrected, read: 0 }), [[], ['a', 'b'], []]);
});

test('a row of a moment is corrected by what lies between it and the row before', () => {
  const times = [0, 9, 10, 18, 25, 30].map(at);
  const rows = correctedRows({ times, corrected, read: 0 });
  assert.deepEqual(rows, [[], [], ['a'], ['a', 'b'], ['a'], []]);
  assert.deepEqual(correctedRows({ times, read: 0 }).flat(), []);
});
