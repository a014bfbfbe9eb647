// Arbitrary readings, frames and keys, for the property tests of the codec.
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { frameKinds, type FrameHead } from './frame.ts';
import type { TierReadings } from './readings.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });
const value = fc.oneof(
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, null, true, false, '', '\uFEFF', '\uFFFD'),
  text,
);
const nearTime = fc.integer({ min: 1_760_000_000_000_000, max: 1_760_100_000_000_000 });
const anyTime = fc.oneof(nearTime, fc.maxSafeInteger(), fc.double({ noNaN: true }));

export const arbitraryReadings: fc.Arbitrary<TierReadings> = fc
  .record({
    series: fc.array(text, { minLength: 1, maxLength: 5 }),
    value: fc.constantFrom(value, fc.double()),
    time: fc.constantFrom(nearTime, anyTime),
    count: fc.integer({ min: 1, max: 60 }),
  })
  .chain(({ series, value: one, time, count }) => {
    const size = { minLength: count, maxLength: count };
    return fc.record(
      {
        series: fc.constant(series),
        index: fc.array(fc.nat(series.length - 1), size).map((all) => Uint32Array.from(all)),
        sourceTimeUs: fc.array(time, size).map((all) => Float64Array.from(all)),
        serverTimeUs: fc.array(time, size).map((all) => Float64Array.from(all)),
        values: fc.array(one, size),
        quality: fc.array(fc.nat(2), size).map((all) => Uint8Array.from(all)),
      },
      { noNullPrototype: true },
    );
  });

export const arbitraryHead: fc.Arbitrary<FrameHead> = fc.record(
  {
    kind: fc.constantFrom(...frameKinds),
    stream: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    first: fc.integer({ min: 1, max: 2 ** 52 }),
    count: fc.integer({ min: 1, max: 1_000_000 }),
  },
  { noNullPrototype: true },
);

export const keys = generateKeyPairSync('ed25519');
