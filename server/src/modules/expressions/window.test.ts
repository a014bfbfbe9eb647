// A window is what going through all that it should know gives, at any time, after any pauses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Window } from './window.ts';

const lengthMs = 2_560;
const stepMs = lengthMs / 256;

type Told = { readonly atMs: number; readonly value: number };

/** The last 256 steps, told value by value. */
function expected(told: readonly Told[], nowMs: number) {
  const oldest = Math.floor(nowMs / stepMs) - 256;
  const known = told.filter(({ atMs }) => Math.floor(atMs / stepMs) > oldest);
  const values = known.map(({ value }) => value);
  if (values.length === 0) return undefined;
  let area = 0;
  told.forEach(({ atMs }, i) => {
    const before = told[i - 1];
    if (before && Math.floor(atMs / stepMs) > oldest) area += before.value * (atMs - before.atMs);
  });
  return {
    ...{ count: values.length, sum: values.reduce((a, b) => a + b, 0), area },
    ...{ lowest: Math.min(...values), highest: Math.max(...values) },
    ...{ first: values[0], firstMs: Math.max(known[0]?.atMs ?? 0), last: values.at(-1) },
  };
}

test('the same as going through all values, whatever comes when', () => {
  const pause = fc.oneof(fc.nat(30), fc.nat(400), fc.nat(6_000));
  const steps = fc.array(fc.tuple(pause, fc.integer({ min: -100, max: 100 }), fc.nat(3_000)), {
    maxLength: 400,
  });
  fc.assert(
    fc.property(steps, (given) => {
      const window = new Window(lengthMs);
      const told: Told[] = [];
      let nowMs = 1_000_000;
      for (const [pauseMs, value, lookMs] of given) {
        nowMs += pauseMs;
        window.add(nowMs, value);
        told.push({ atMs: nowMs, value });
        // Looking ahead forgets, as time does.
        if (lookMs % 3 === 0) nowMs += lookMs;
        const found = window.summary(nowMs);
        const wanted = expected(told, nowMs);
        const { count, sum, area, lowest, highest, first, firstMs, last } = found ?? {};
        const compared = { count, sum, area, lowest, highest, first, firstMs, last };
        assert.deepEqual(found && compared, wanted);
      }
    }),
    { numRuns: 150 },
  );
});
