// Every value comes back exactly, and hostile bytes are refused without taking memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeReadings, encodeReadings, partOfReadings } from './readings.ts';
import { arbitraryReadings } from './tier-samples.contract.ts';

test('readings come back exactly', () => {
  fc.assert(
    fc.property(arbitraryReadings, (readings) => {
      const decoded = decodeReadings(encodeReadings(readings), readings.index.length);
      assert.deepStrictEqual(decoded, { ok: true, value: readings });
      assert.ok(decoded.ok);
      readings.values.forEach((value, n) => assert.ok(Object.is(decoded.value.values[n], value)));
    }),
  );
});

test('a lone surrogate, which UTF-8 has not, becomes U+FFFD', () => {
  const readings = fc.sample(arbitraryReadings, 1)[0];
  assert.ok(readings);
  const values = readings.values.map(() => 'a\uD800');
  const decoded = decodeReadings(encodeReadings({ ...readings, values }), values.length);
  assert.deepEqual(decoded.ok && decoded.value.values[0], 'a\uFFFD');
});

test('damaged bodies are refused or read, never a crash, and never more than was announced', () => {
  fc.assert(
    fc.property(
      arbitraryReadings,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }),
      fc.nat(4_000_000),
      (readings, changes, count) => {
        const body = encodeReadings(readings);
        for (const [at, byte] of changes) body[at % body.length] = byte;
        for (const announced of [readings.index.length, count]) {
          const decoded = decodeReadings(body, announced);
          if (!decoded.ok) continue;
          assert.equal(decoded.value.values.length, announced);
          for (const n of decoded.value.index) assert.ok(n < decoded.value.series.length);
        }
        decodeReadings(body.subarray(0, (changes[0]?.[0] ?? 0) % body.length), 3);
      },
    ),
  );
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(), (bytes, count) => void decodeReadings(bytes, count)),
  );
});

test('a count that cannot be there is refused before anything is taken', () => {
  for (const count of [1_000_001, 2 ** 40, 200_000]) {
    assert.equal(decodeReadings(Uint8Array.of(1, 0, 0, 0, 0, 0), count).ok, false);
  }
});

test('a part keeps its values', () => {
  fc.assert(
    fc.property(arbitraryReadings, fc.nat(60), fc.nat(60), (readings, a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const part = partOfReadings(readings, from, to);
      assert.deepEqual(part.values, readings.values.slice(from, to));
      assert.equal(part.index.length, part.values.length);
      assert.equal(part.serverTimeUs.length, part.quality.length);
    }),
  );
});
