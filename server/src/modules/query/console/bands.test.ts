import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateAt, stripsOf } from './bands.ts';

const of = (...states: (readonly [string, number])[]) => ({
  unknownSeconds: 0,
  states: states.map(([state, seconds]) => ({ state, seconds, count: 1, longestSeconds: seconds })),
});

test('what goes on over stretches is one band, a mixed stretch is shared, the unknown is left out', () => {
  const times = [0, 10, 20, 30].map((s) => new Date(s * 1_000).toISOString());
  const ends = [10, 20, 30, 40].map((s) => new Date(s * 1_000).toISOString());
  const states = [of(['RUN', 10]), of(['STOP', 7], ['RUN', 3]), of(), of(['STOP', 10])];
  const whole = of(['STOP', 17], ['RUN', 13]);
  const [strip] = stripsOf(
    { times, ends, read: 4, series: [{ signal: 's', states }] },
    { read: 4, series: [{ signal: 's', states: [whole] }] },
  );
  assert.deepEqual(
    strip?.bands.map(({ state, fromMs, toMs }) => [state, fromMs, toMs]),
    [
      ['RUN', 0, 13_000],
      ['STOP', 13_000, 20_000],
      ['STOP', 30_000, 40_000],
    ],
  );
  assert.deepEqual(
    strip.totals.map(({ state, seconds }) => [state, seconds]),
    [
      ['STOP', 17],
      ['RUN', 13],
    ],
  );
  assert.deepEqual(
    [5_000, 13_000, 25_000].map((ms) => stateAt(strip.bands, ms)),
    ['RUN', 'STOP', undefined],
  );
});
