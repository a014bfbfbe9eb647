// What connections hold together never passes the bound, whatever they do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HeldBytes } from './held-bytes.ts';

test('the sum is that of those who hold something, and never over the bound', () => {
  const steps = fc.array(fc.tuple(fc.nat(5), fc.nat(400)), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (said) => {
      const held = new HeldBytes<number>(1_000);
      const now = new Map<number, number>();
      for (const [holder, bytes] of said) {
        now.set(holder, bytes);
        for (const letsGo of held.tell(holder, bytes)) now.set(letsGo, 0);
        const sum = [...now.values()].reduce((total, one) => total + one, 0);
        assert.equal(held.bytes, sum);
        assert.ok(sum <= 1_000);
      }
    }),
  );
});

test('the one that has held something the longest goes, and who let go in between is young', () => {
  const held = new HeldBytes<string>(100);
  assert.deepEqual(held.tell('a', 40), []);
  assert.deepEqual(held.tell('b', 40), []);
  assert.deepEqual(held.tell('a', 0), []);
  assert.deepEqual(held.tell('a', 40), []);
  assert.deepEqual(held.tell('c', 40), ['b']);
  assert.deepEqual(held.tell('c', 100), ['a']);
  assert.deepEqual(held.tell('c', 101), ['c'], 'one alone that holds more than is allowed');
  assert.equal(held.bytes, 0);
});
