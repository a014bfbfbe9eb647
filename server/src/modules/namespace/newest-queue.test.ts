import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NewestQueue } from './newest-queue.ts';

const entry = (key: string, value: number) => ({ key, value });

test('while there is room, everything in its order', () => {
  const queue = new NewestQueue<{ key: string; value: number }>(10);
  for (let i = 0; i < 5; i += 1) queue.push(entry('a', i));
  assert.deepEqual(queue.take(2), [entry('a', 0), entry('a', 1)]);
  queue.putBack([entry('a', 1)]);
  assert.deepEqual(
    queue.take(9).map(({ value }) => value),
    [1, 2, 3, 4],
  );
  assert.equal(queue.replaced, 0);
});

test('without room, the newest of each key, counted', () => {
  const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  fc.assert(
    fc.property(
      fc.array(keys, { maxLength: 200 }),
      fc.integer({ min: 1, max: 9 }),
      (pushed, max) => {
        const queue = new NewestQueue<{ key: string; value: number }>(max);
        pushed.forEach((key, i) => queue.push(entry(key, i)));
        const kept = queue.take(1_000);
        assert.ok(kept.length <= Math.max(max, 16));
        assert.equal(kept.length + queue.replaced, pushed.length);
        assert.deepEqual(
          kept.map(({ value }) => value),
          kept.map(({ value }) => value).toSorted((a, b) => a - b),
        );
        for (const key of new Set(pushed))
          assert.equal(kept.findLast((one) => one.key === key)?.value, pushed.lastIndexOf(key));
      },
    ),
  );
});
