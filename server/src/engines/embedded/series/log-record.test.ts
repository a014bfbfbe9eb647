// Torn and damaged logs: whatever the disk kept of the end, what is read back is the whole records before it, exactly.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toColumns, type Delivery, type Reading } from '../../../stores/series/series.ts';
import { encodeRecord, readRecord } from './log-record.ts';
import { prepare, type Prepared } from './prepared.ts';
import { SeriesTable } from './series-table.ts';

const value = fc.oneof(
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: 'grapheme' }),
);
const time = fc.maxSafeInteger();
const reading: fc.Arbitrary<Reading> = fc.record({
  series: fc.constantFrom('a', '88.118/b#温度', 'c'),
  sourceTimeUs: time,
  serverTimeUs: time,
  value,
  quality: fc.constantFrom(0, 1, 2),
});
const delivery: fc.Arbitrary<Delivery> = fc
  .tuple(fc.constantFrom('gateway/1', 'gateway/二'), fc.nat(), fc.nat(1_000))
  .map(([stream, first, more]) => ({ stream, first, last: first + more }));
const batches = fc.array(
  fc.tuple(fc.array(reading, { maxLength: 9 }), fc.array(delivery, { maxLength: 4 })),
  {
    minLength: 1,
    maxLength: 6,
  },
);

type Told = readonly (readonly [string, number, number, number, number])[];

function told({ batch, ids, numbers, marks }: Prepared, series: SeriesTable): Told {
  return [...ids].map((id, n) => [
    series.name(id),
    batch.sourceTimeUs[n] ?? 0,
    batch.serverTimeUs[n] ?? 0,
    numbers[n] ?? 0,
    marks[n] ?? 0,
  ]);
}

function readAll(bytes: Uint8Array) {
  const series = new SeriesTable();
  series.add('something else first'); // numbers of a segment are its own
  const renamed = new Map<number, number>();
  const found: { prepared: Prepared; end: number }[] = [];
  for (let start = 0; ;) {
    const record = readRecord(bytes, start, { series, renamed });
    if (record === undefined) return { found, series };
    found.push(record);
    start = record.end;
  }
}

test('a log cut or damaged anywhere gives the whole records before that place', () => {
  fc.assert(
    fc.property(batches, fc.nat(), fc.boolean(), (given, place, cuts) => {
      const series = new SeriesTable();
      const known = new Set<number>();
      const written = given.map(([readings, deliveries]) =>
        prepare(toColumns(readings), deliveries, (name) => series.add(name)),
      );
      const records = written.map((one) => Buffer.concat(encodeRecord(one, series, known)));
      const whole = new Uint8Array(Buffer.concat(records));
      const at = place % whole.length;
      const bytes = cuts ? whole.slice(0, at) : whole.slice();
      if (!cuts) bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      let end = 0;
      const intact = records.filter((record) => (end += record.length) <= at).length;
      const again = readAll(bytes);
      assert.equal(again.found.length, intact);
      again.found.forEach(({ prepared }, n) => {
        const original = written[n];
        assert.ok(original);
        assert.deepEqual(told(prepared, again.series), told(original, series));
        assert.deepEqual(prepared.texts, original.texts);
        assert.deepEqual(prepared.deliveries, original.deliveries);
      });
      assert.equal(readAll(whole).found.length, records.length);
    }),
  );
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(readAll(bytes).found.length, 0);
    }),
  );
});
