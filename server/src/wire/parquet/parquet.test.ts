// Each encoding gives back what it was given, and no bytes make one throw. That other tools read the files is shown
// where files are made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeDelta, encodeDelta } from './delta.ts';
import { decodeIndices, decodePresent, encodeIndices, encodePresent } from './indices.ts';
import {
  decodeDoubles,
  decodeLongs,
  decodeTexts,
  encodeDoubles,
  encodeLongs,
  encodeTexts,
} from './plain.ts';

const whole = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -40, max: 40 }));
const times = fc
  .tuple(
    fc.integer({ min: -(2 ** 50), max: 2 ** 50 }),
    fc.array(fc.oneof(fc.constant(1_000), fc.integer({ min: -9, max: 2 ** 31 })), {
      maxLength: 700,
    }),
  )
  .map(([first, steps]) => {
    let time = first;
    return Float64Array.from([first, ...steps.map((step) => (time += step))]);
  });

test('differences: times come back, and numbers too far apart are left to others', () => {
  fc.assert(
    fc.property(times, (values) => {
      const encoded = encodeDelta(values);
      assert.ok(encoded);
      assert.deepEqual(decodeDelta(encoded, values.length), values);
    }),
  );
  fc.assert(
    fc.property(fc.array(whole, { minLength: 1, maxLength: 300 }), (list) => {
      const values = Float64Array.from(list, (value) => value + 0);
      const encoded = encodeDelta(values);
      if (encoded) assert.deepEqual(decodeDelta(encoded, values.length), values);
      assert.deepEqual(decodeLongs(encodeLongs(values), values.length), values);
    }),
  );
  const regular = Float64Array.from({ length: 8_000 }, (_, n) => 1_795_305_600_000 + n * 1_000);
  assert.ok(
    (encodeDelta(regular)?.length ?? Infinity) < 8_000 * 0.1,
    'a beat costs next to nothing',
  );
  assert.equal(encodeDelta(Float64Array.of(0, 2 ** 40, 0)), undefined);
});

test('indices in runs and packed, of one byte and of two', () => {
  const index = fc.oneof(fc.nat(3), fc.nat(255), fc.nat(65_535));
  const runs = fc.array(fc.tuple(index, fc.integer({ min: 1, max: 40 })), { maxLength: 60 });
  fc.assert(
    fc.property(runs, (list) => {
      const indices = Uint16Array.from(
        list.flatMap(([one, count]) => Array.from({ length: count }, () => one)),
      );
      assert.deepEqual(decodeIndices(encodeIndices(indices), indices.length), indices);
    }),
  );
});

test('what is null, doubles and texts', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 100 }), (list) => {
      const present = Uint8Array.from(list);
      assert.deepEqual(decodePresent(encodePresent(present), present.length), present);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.double()), (list) => {
      const doubles = Float64Array.from(list);
      assert.deepEqual(decodeDoubles(encodeDoubles(doubles)), doubles);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      assert.deepEqual(decodeTexts(encodeTexts(texts)), texts);
    }),
  );
});

test('no bytes make a decoder throw', () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(bytes, fc.nat(500), (random, count) => {
      for (const decode of [decodeDelta, decodeIndices, decodePresent, decodeLongs]) {
        const values = decode(random, count);
        assert.ok(values === undefined || values.length === count);
      }
      decodeTexts(random);
      decodeDoubles(random);
    }),
  );
});
