import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { boundOf, equalsMax, farKey, keyOf, numberOf, timeOf } from './keys.ts';

const times = fc.maxSafeInteger();
const places = fc.integer({ min: 0, max: equalsMax - 1 });

test('a key says its time and place again, and keys are in the order of both', () => {
  fc.assert(
    fc.property(times, places, times, places, (timeA, nthA, timeB, nthB) => {
      const [a, b] = [keyOf(timeA, nthA), keyOf(timeB, nthB)];
      assert.deepEqual(timeOf(a), { timeUs: timeA, nth: nthA });
      assert.equal(BigInt(a) < BigInt(b), timeA < timeB || (timeA === timeB && nthA < nthB));
      assert.equal(a, String(BigInt(a)), 'digits that JSON takes for a number');
    }),
  );
});

test('keys and bounds are within 64 bits, and what is no reading lies beyond every reading', () => {
  fc.assert(
    fc.property(times, fc.nat(), (timeUs, number) => {
      for (const key of [keyOf(timeUs, 999), boundOf(timeUs), farKey(number)]) {
        assert.equal(BigInt.asIntN(64, BigInt(key)), BigInt(key));
      }
      assert.equal(numberOf(farKey(number)), number);
    }),
  );
  const year2255Us = Date.UTC(2255, 0) * 1_000;
  assert.ok(BigInt(farKey(0)) > BigInt(keyOf(year2255Us, 999)));
});
