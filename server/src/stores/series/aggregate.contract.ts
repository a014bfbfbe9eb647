// What every engine of the series shape must answer about buckets of time.
import assert from 'node:assert/strict';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import { quality, toColumns, type Bucket, type Reading, type SeriesStore } from './series.ts';

const startUs = 1_795_305_600_000_000;
const secondUs = 1_000_000;
const minuteUs = 60 * secondUs;
const series = 'press-7#force';

function reading(
  second: number,
  value: Reading['value'],
  grade: Reading['quality'] = quality.good,
): Reading {
  const sourceTimeUs = startUs + second * secondUs;
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs, value, quality: grade };
}

const nothing = { minimum: null, maximum: null, mean: null, first: null, last: null };

function bucket(minute: number, figures: Partial<Bucket>): Bucket {
  const { count = 0, mean = null } = figures;
  const numbers = figures.numbers ?? (mean === null ? 0 : count);
  const sum = mean === null ? null : mean * numbers;
  return {
    ...{ series, startUs: startUs + minute * minuteUs, count, numbers, sum },
    ...nothing,
    ...figures,
  };
}

const hour = {
  series: [series],
  fromUs: startUs,
  toUs: startUs + 60 * minuteUs,
  bucketUs: minuteUs,
};

export function aggregateContract(name: string, open: OpenSubject<SeriesStore>): void {
  const fresh = contractTests(`${name} series aggregate`, open);

  fresh('buckets with readings only, hot, sealed and both', async ({ store }) => {
    const old = [reading(0, 5), reading(59, 1), reading(30, 3), reading(61, -4)];
    const late = [reading(10, 100), reading(200, 8), reading(3_600, 77)];
    await store.append(toColumns(old));
    const before = [
      bucket(0, { count: 3, minimum: 1, maximum: 5, mean: 3, first: 5, last: 1 }),
      bucket(1, { count: 1, minimum: -4, maximum: -4, mean: -4, first: -4, last: -4 }),
    ];
    assert.deepEqual(await store.aggregate(hour), before);
    await store.seal(startUs + 3_600 * secondUs);
    assert.deepEqual(await store.aggregate(hour), before);
    await store.append(toColumns(late));
    assert.deepEqual(await store.aggregate(hour), [
      bucket(0, { count: 4, minimum: 1, maximum: 100, mean: 27.25, first: 5, last: 1 }),
      before[1],
      bucket(3, { count: 1, minimum: 8, maximum: 8, mean: 8, first: 8, last: 8 }),
    ]);
  });

  fresh('bad readings, texts and numbers that are not finite only count', async ({ store }) => {
    await store.append(
      toColumns([
        reading(0, 999, quality.bad),
        reading(1, 2, quality.uncertain),
        reading(2, null, quality.bad),
        reading(3, 'STOPPED'),
        reading(4, Number.NaN),
        reading(5, Number.POSITIVE_INFINITY),
        reading(6, 4),
        reading(70, 'only text'),
        reading(130, true),
        reading(131, false),
        reading(132, true),
      ]),
    );
    assert.deepEqual(await store.aggregate(hour), [
      bucket(0, { count: 7, numbers: 2, minimum: 2, maximum: 4, mean: 3, first: 2, last: 4 }),
      bucket(1, { count: 1 }),
      bucket(2, { count: 3, minimum: 0, maximum: 1, mean: 2 / 3, first: 1, last: 1 }),
    ]);
  });

  fresh(
    'of equal times the first is the first that arrived, the last the last',
    async ({ store }) => {
      const firstAndLast = async () => {
        const [only] = await store.aggregate(hour);
        return [only?.first, only?.last];
      };
      await store.append(toColumns([reading(1, 10), reading(1, 20), reading(1, 30)]));
      assert.deepEqual(await firstAndLast(), [10, 30]);
      await store.seal(startUs + minuteUs);
      assert.deepEqual(await firstAndLast(), [10, 30]);
      await store.append(toColumns([reading(1, 40), reading(1, 50)]));
      assert.deepEqual(await firstAndLast(), [10, 50]);
      await store.seal(startUs + minuteUs);
      assert.deepEqual(await firstAndLast(), [10, 50]);
    },
  );

  fresh('buckets start at fromUs; the end of the span is left out', async ({ store }) => {
    await store.append(toColumns([0, 10, 29, 30, 89, 90].map((second) => reading(second, second))));
    const odd = {
      ...hour,
      fromUs: startUs + 10 * secondUs,
      toUs: startUs + 90 * secondUs,
      bucketUs: 40 * secondUs,
    };
    const found = await store.aggregate(odd);
    assert.deepEqual(
      found.map(({ startUs: at, count }) => [(at - startUs) / secondUs, count]),
      [
        [10, 3],
        [50, 1],
      ],
    );
    assert.deepEqual(await store.aggregate({ ...odd, toUs: odd.fromUs }), []);
  });

  fresh('a span that starts before 1970', async ({ store }) => {
    await store.append(
      toColumns([
        { ...reading(0, 3), sourceTimeUs: -1 },
        { ...reading(0, 5), sourceTimeUs: 0 },
      ]),
    );
    const found = await store.aggregate({ series: [series], fromUs: -10, toUs: 10, bucketUs: 10 });
    assert.deepEqual(
      found.map((one) => [one.startUs, one.mean]),
      [
        [-10, 3],
        [0, 5],
      ],
    );
  });

  fresh('series in the order asked for, each on its own', async ({ store }) => {
    const named = (name: string, value: number): Reading => ({
      ...reading(value, value),
      series: name,
    });
    await store.append(toColumns([named('a', 1), named('b', 2), named('b', 62), named('c', 3)]));
    const found = await store.aggregate({ ...hour, series: ['b', 'nothing here', 'a', 'b'] });
    assert.deepEqual(
      found.map((one) => [one.series, one.mean]),
      [
        ['b', 2],
        ['b', 62],
        ['a', 1],
      ],
    );
  });

  fresh('too many buckets and buckets that are none are refused', async ({ store }) => {
    const day = { ...hour, toUs: startUs + 10_001 * secondUs };
    await rejectsWith('stores.bad-query', () => store.aggregate({ ...day, bucketUs: secondUs }));
    const eleven = Array.from({ length: 11 }, (_, i) => `s${i}`);
    const toUs = startUs + 10_000 * secondUs;
    await rejectsWith('stores.bad-query', () =>
      store.aggregate({ series: eleven, fromUs: startUs, toUs, bucketUs: secondUs }),
    );
    for (const bucketUs of [0, -1, 0.5, Number.NaN]) {
      await rejectsWith('stores.bad-query', () => store.aggregate({ ...hour, bucketUs }));
    }
    assert.deepEqual(await store.aggregate({ ...hour, toUs, bucketUs: secondUs }), []);
  });
}
