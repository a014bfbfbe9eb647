// The cache against a model: never stale, never over its bound, least recently used goes first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Clock } from '../../../kernel/world/clock.ts';
import { BoundedCache } from './bounded-cache.ts';

const bytesMax = 1_500;
const keys = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];

type Kept = { key: string; value: number; bytes: number; untilMs: number };

const aKey = fc.constantFrom(...keys);
const aStep = fc.oneof(
  fc.record({ do: fc.constant('get' as const), key: aKey }),
  fc.record({ do: fc.constant('delete' as const), key: aKey }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(60) }),
  fc.record({
    do: fc.constant('set' as const),
    key: aKey,
    value: fc.nat(),
    bytes: fc.constantFrom(0, 100, 400, 1_400),
    ttlMs: fc.integer({ min: 0, max: 100 }),
  }),
);

test('it behaves as the model', () => {
  fc.assert(
    fc.property(fc.array(aStep, { maxLength: 60 }), (steps) => {
      let nowMs = 0;
      const clock = { monotonicMs: () => nowMs } as Clock;
      const cache = new BoundedCache<number>({ clock, bytesMax });
      let model: Kept[] = []; // least recently used first
      const without = (key: string): Kept[] => model.filter((kept) => kept.key !== key);
      for (const step of steps) {
        if (step.do === 'wait') nowMs += step.ms;
        if (step.do === 'delete') {
          cache.delete(step.key);
          model = without(step.key);
        }
        if (step.do === 'get') {
          const kept = model.find(({ key }) => key === step.key);
          const alive = kept !== undefined && kept.untilMs > nowMs;
          model = alive ? [...without(step.key), kept] : without(step.key);
          assert.equal(cache.get(step.key), alive ? kept.value : undefined);
        }
        if (step.do === 'set') {
          cache.set(step.key, step.value, step);
          const bytes = step.bytes + 2 + 200;
          const kept = { key: step.key, value: step.value, bytes, untilMs: nowMs + step.ttlMs };
          model = without(step.key);
          if (step.ttlMs > 0 && bytes <= bytesMax) model.push(kept);
          while (sum(model) > bytesMax) model.shift();
        }
        assert.equal(cache.bytes, sum(model));
        assert.equal(cache.size, model.length);
      }
    }),
    { numRuns: 300 },
  );
});

function sum(kept: readonly Kept[]): number {
  return kept.reduce((total, { bytes }) => total + bytes, 0);
}
