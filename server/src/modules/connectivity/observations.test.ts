// The last reading of each signal is kept in place: what was handed out before does not change with it, nor does what is
// remembered over an outage.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quality } from '../../stores/series/series.ts';
import { Observations } from './observations.ts';

const at = (us: number) => ({ sourceTimeUs: us, serverTimeUs: us });
const good = (value: number) => ({ value, quality: quality.good });

test('what was handed out stays as it was', () => {
  const observations = new Observations(1);
  observations.note(0, at(10), good(1));
  const before = observations.now(0);
  observations.note(0, at(20), good(2));
  assert.deepEqual(before, { value: 1, quality: quality.good, sourceTimeUs: 10 });
  assert.deepEqual(observations.now(0), { value: 2, quality: quality.good, sourceTimeUs: 20 });
});

test('after an outage what is told as before is a repetition, and what is new counts', () => {
  const observations = new Observations(1);
  observations.note(0, at(10), good(1));
  assert.deepEqual(observations.outage(15), [{ signal: 0, sourceTimeUs: 15 }]);
  assert.equal(observations.note(0, at(10), good(1)), 'repeated');
  assert.equal(observations.note(0, at(12), good(2)), 'new');
  assert.equal(observations.note(0, at(11), good(3)), 'late');
});
