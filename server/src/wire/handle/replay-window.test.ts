import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReplayWindow, replayWindowCounters } from './replay-window.ts';

test('a counter is good once, in any order within the window', () => {
  const near = fc.integer({ min: -5, max: 700 });
  const any = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  const counters = fc.array(fc.oneof({ weight: 9, arbitrary: near }, any), { maxLength: 800 });
  fc.assert(
    fc.property(counters, (all) => {
      const window = new ReplayWindow();
      const seen = new Set<number>();
      let highest = 0;
      for (const counter of all) {
        const good = counter > 0 && counter > highest - replayWindowCounters && !seen.has(counter);
        assert.equal(window.accept(counter), good, String(counter));
        if (good) seen.add(counter);
        if (good) highest = Math.max(highest, counter);
      }
    }),
  );
});
