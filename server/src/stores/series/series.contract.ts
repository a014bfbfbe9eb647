// What every engine of the series shape must do: what goes in comes out, before and after sealing. Aggregates,
// deliveries, scans and copies have suites of their own beside this one.
import assert from 'node:assert/strict';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import { aggregateContract } from './aggregate.contract.ts';
import { copyContract } from './copy.contract.ts';
import { deliveryContract } from './delivery.contract.ts';
import { upkeepContract } from './upkeep.contract.ts';
import { estimateContract } from './estimate.contract.ts';
import { scanContract } from './scan.contract.ts';
import { quality, toColumns, type Reading, type ReadingValue, type SeriesStore } from './series.ts';

/** 2026-11-22T00:00:00Z. */
const midnightUs = 1_795_305_600_000_000;
const secondUs = 1_000_000;
const dayUs = 86_400 * secondUs;
const everything = { fromUs: -dayUs * 40_000, toUs: dayUs * 103_000, limit: 100_000 };
const temperature = '88.118.8/press-7#温度';
const speed = "88.118.8/press-7#speed 'rpm'";

type Options = { series?: string; server?: number; grade?: Reading['quality'] };

function reading(second: number, value: ReadingValue, options: Options = {}): Reading {
  return {
    series: options.series ?? temperature,
    sourceTimeUs: midnightUs + second * secondUs,
    serverTimeUs: options.server ?? midnightUs + second * secondUs + 1_234,
    value,
    quality: options.grade ?? quality.good,
  };
}

const append = (store: SeriesStore, ...readings: Reading[]) => store.append(toColumns(readings));

async function all(store: SeriesStore, series: readonly string[] = [temperature]) {
  return store.range({ ...everything, series });
}

const byTime = (a: Reading, b: Reading) => a.sourceTimeUs - b.sourceTimeUs;

/** What an engine need not do, each with the reason why it cannot. */
export type SeriesLacks = {
  /** It moves readings into files of its own when and as it likes: a seal tells no numbers. */
  readonly ownSealing?: string;
  /** It refuses `backup` and `restore` with this failure, which names the tools that can. */
  readonly copies?: string;
};

export function seriesContract(
  name: string,
  open: OpenSubject<SeriesStore>,
  lacks: SeriesLacks = {},
): void {
  const fresh = contractTests(`${name} series`, open);
  readingTests(fresh);
  rangeTests(fresh);
  lastTests(fresh);
  sealTests(fresh, lacks);
  refusalTests(fresh);
  lifeTests(fresh);
  aggregateContract(name, open);
  deliveryContract(name, open);
  upkeepContract(name, open);
  scanContract(name, open);
  estimateContract(name, open);
  copyContract(name, open, lacks.copies);
}

type Declare = ReturnType<typeof contractTests<SeriesStore, unknown>>;

function readingTests(fresh: Declare): void {
  const numbers = [
    1,
    -0.5,
    1e300,
    Number.MIN_VALUE,
    -0,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ];
  const texts = ['', 'RUNNING', '运行', '😀', "it's", 'x'.repeat(5_000), '1', 'true'];
  const values: ReadingValue[] = [...numbers, ...texts, true, false, null, 0];

  fresh('a series may mix numbers, texts, booleans and nothing', async ({ store }) => {
    const readings = values.map((value, i) => reading(i, value));
    await append(store, ...readings);
    assert.deepEqual(await all(store), readings);
    await store.seal(midnightUs + dayUs);
    assert.deepEqual(await all(store), readings);
  });

  fresh('quality and both times are kept', async ({ store }) => {
    const readings = [
      reading(0, null, { grade: quality.bad, server: 0 }),
      reading(1, 20.5, { grade: quality.uncertain, server: midnightUs + 5 * dayUs }),
      reading(2, 20.5, { grade: quality.bad }),
      { ...reading(3, 20.5), sourceTimeUs: midnightUs + 3 * secondUs + 1 },
    ];
    await append(store, ...readings);
    assert.deepEqual(await all(store), readings);
  });

  fresh('times before 1970 and in 2250', async ({ store }) => {
    const readings = [-1, -dayUs, 8_836_000_000_000_000].map((sourceTimeUs) => ({
      ...reading(0, sourceTimeUs),
      sourceTimeUs,
    }));
    await append(store, ...readings);
    assert.deepEqual(await all(store), readings.toSorted(byTime));
    await store.seal(everything.toUs);
    assert.deepEqual(await all(store), readings.toSorted(byTime));
  });

  fresh('twenty callers at once lose nothing', async ({ store }) => {
    const batches = Array.from({ length: 20 }, (_, caller) =>
      Array.from({ length: 500 }, (_, i) =>
        reading(i, caller * 1000 + i, { series: `s${caller % 7}` }),
      ),
    );
    await Promise.all(batches.map((batch) => append(store, ...batch)));
    const names = Array.from({ length: 7 }, (_, i) => `s${i}`);
    const found = await all(store, names);
    const sum = (list: Reading[]) => list.reduce((total, { value }) => total + Number(value), 0);
    assert.equal(found.length, 10_000);
    assert.equal(sum(found), sum(batches.flat()));
    assert.deepEqual(
      await store.statistics().then(({ readings, series }) => [readings, series]),
      [10_000, 7],
    );
  });

  fresh(
    'a batch larger than a chunk or a page of an engine, and one with none',
    async ({ store }) => {
      const readings = Array.from({ length: 20_000 }, (_, i) => reading(i, i % 3 ? i : `t${i}`));
      const more = reading(20_000, -0);
      await append(store);
      await append(store, ...readings);
      assert.deepEqual(await all(store), readings);
      await store.seal(midnightUs + dayUs);
      await append(store, more);
      assert.deepEqual(await all(store), [...readings, more]);
      const newest = { ...everything, series: [temperature], limit: 9_000, newestFirst: true };
      const expected = [...readings, more].toReversed().slice(0, 9_000);
      assert.deepEqual(await store.range(newest), expected);
    },
  );
}

function rangeTests(fresh: Declare): void {
  fresh('late and out-of-order readings come out in order of machine time', async ({ store }) => {
    const readings = [5, 1, 9, 3, 7, 0].map((second) => reading(second, second));
    await append(store, ...readings.slice(0, 3));
    await append(store, ...readings.slice(3));
    assert.deepEqual(await all(store), readings.toSorted(byTime));
    assert.deepEqual(
      await store.range({ ...everything, series: [temperature], newestFirst: true }),
      readings.toSorted(byTime).toReversed(),
    );
  });

  fresh(
    'of equal times the earlier arrival comes first, across batches and seals',
    async ({ store }) => {
      await append(store, reading(1, 'a'), reading(1, 'b'), reading(0, 'z'));
      await append(store, reading(1, 'c'));
      await store.seal(midnightUs + dayUs);
      await append(store, reading(1, 'd'), reading(1, 'e'));
      await store.seal(midnightUs + dayUs);
      await append(store, reading(1, 'f'), reading(1, 'g'));
      const order = ['z', 'a', 'b', 'c', 'd', 'e', 'f', 'g'];
      assert.deepEqual(
        (await all(store)).map(({ value }) => value),
        order,
      );
      const back = await store.range({ ...everything, series: [temperature], newestFirst: true });
      assert.deepEqual(
        back.map(({ value }) => value),
        order.toReversed(),
      );
    },
  );

  fresh('several series: by time, of equals by name', async ({ store }) => {
    await append(store, reading(1, 1, { series: 'b' }), reading(1, 2, { series: 'a' }));
    await append(store, reading(0, 3, { series: 'b' }), reading(1, 4, { series: 'c' }));
    const found = await all(store, ['b', 'a', 'a', 'nothing here']);
    assert.deepEqual(
      found.map(({ series, value }) => [series, value]),
      [
        ['b', 3],
        ['a', 2],
        ['b', 1],
      ],
    );
    assert.deepEqual(await all(store, ['nothing here']), []);
  });

  fresh(
    'the start belongs to a span, the end does not; the limit cuts at the far end',
    async ({ store }) => {
      await append(store, ...Array.from({ length: 10 }, (_, i) => reading(i, i)));
      const span = {
        series: [temperature],
        fromUs: midnightUs + 2 * secondUs,
        toUs: midnightUs + 6 * secondUs,
      };
      const values = async (query: { limit: number; newestFirst?: boolean }) =>
        (await store.range({ ...span, ...query })).map(({ value }) => value);
      for (let round = 0; round < 2; round++) {
        assert.deepEqual(await values({ limit: 100 }), [2, 3, 4, 5]);
        assert.deepEqual(await values({ limit: 3 }), [2, 3, 4]);
        assert.deepEqual(await values({ limit: 3, newestFirst: true }), [5, 4, 3]);
        assert.deepEqual(await store.range({ ...span, toUs: span.fromUs, limit: 9 }), []);
        await store.seal(midnightUs + 4 * secondUs);
      }
    },
  );
}

function lastTests(fresh: Declare): void {
  fresh(
    'the last value is the newest by machine time, the latest arrival of equals',
    async ({ store, reopen }) => {
      await append(
        store,
        reading(5, 'old'),
        reading(9, 'x'),
        reading(9, 'newest'),
        reading(2, 'late'),
      );
      await append(store, reading(3, 7, { series: speed }), reading(8, 'later but older'));
      const expected = new Map([
        [temperature, reading(9, 'newest')],
        [speed, reading(3, 7, { series: speed })],
      ]);
      const asked = [temperature, speed, 'nothing here'];
      assert.deepEqual(await store.last(asked), expected);
      assert.deepEqual(await store.last([]), new Map());
      await store.seal(midnightUs + dayUs);
      assert.deepEqual(await store.last(asked), expected);
      const again = await reopen();
      assert.deepEqual(await again.last(asked), expected);
      await append(again, reading(9, 'after the seal'), reading(1, 1, { series: speed }));
      expected.set(temperature, reading(9, 'after the seal'));
      assert.deepEqual(await again.last(asked), expected);
      const third = await reopen();
      assert.deepEqual(await third.last(asked), expected);
      await third.seal(midnightUs + dayUs);
      assert.deepEqual(await (await reopen()).last(asked), expected);
    },
  );
}

function sealTests(fresh: Declare, { ownSealing }: SeriesLacks): void {
  const sealed = async (
    store: SeriesStore,
    beforeUs: number,
    expected: { readings: number; files: number },
  ) => {
    const told = await store.seal(beforeUs);
    assert.deepEqual(told, ownSealing === undefined ? expected : { readings: 0, files: 0 });
  };
  const threeDays = [0, 3_600, 90_000, 90_001, 180_000].map((second) => reading(second, second));

  fresh(
    'sealing moves what is older, a file a day, and changes no answer',
    async ({ store, reopen }) => {
      const other = reading(90_000, true, { series: speed });
      await append(store, ...threeDays, other);
      await sealed(store, midnightUs, { readings: 0, files: 0 });
      await sealed(store, midnightUs + 90_001 * secondUs, { readings: 4, files: 2 });
      await sealed(store, midnightUs + 90_001 * secondUs, { readings: 0, files: 0 });
      for (const open of [async () => store, reopen]) {
        const opened = await open();
        assert.deepEqual(await all(opened), threeDays);
        assert.deepEqual(await all(opened, [speed]), [other]);
        const { readings, series, sealedFiles, bytes } = await opened.statistics();
        const files = ownSealing === undefined ? 2 : 0;
        assert.deepEqual([readings, series, sealedFiles], [6, 2, files]);
        assert.ok(bytes > 0 || ownSealing !== undefined);
      }
    },
  );

  fresh('late readings for a sealed day join it', async ({ store, reopen }) => {
    await append(store, ...threeDays);
    await store.seal(midnightUs + 3 * dayUs);
    const late = [reading(10, 'late'), reading(3_600, 'same time')];
    await append(store, ...late);
    const expected = [...threeDays, ...late].toSorted(byTime);
    assert.deepEqual(await all(store), expected);
    await sealed(store, midnightUs + 3 * dayUs, { readings: 2, files: 1 });
    assert.deepEqual(await all(store), expected);
    assert.deepEqual(await all(await reopen()), expected);
  });

  fresh(
    'appends, questions and seals at the same time neither lose nor double',
    async ({ store }) => {
      const writing = Array.from({ length: 30 }, async (_, i) => {
        await append(
          store,
          ...Array.from({ length: 100 }, (_, j) => reading(i * 100 + j, i * 100 + j)),
        );
        if (i % 5 === 0) await store.seal(midnightUs + dayUs);
        const found = await all(store);
        const values = found.map(({ value }) => value);
        assert.equal(new Set(values).size, values.length, 'no reading twice');
        for (let j = 0; j < 100; j++) assert.ok(values.includes(i * 100 + j), 'no reading lost');
      });
      await Promise.all(writing);
      assert.deepEqual(
        (await all(store)).map(({ value }) => value),
        Array.from({ length: 3_000 }, (_, i) => i),
      );
      assert.equal((await store.statistics()).readings, 3_000);
    },
  );

  fresh('a question that meets a seal on its way neither loses nor doubles', async ({ store }) => {
    const step = async (n: number) => {
      await append(store, ...Array.from({ length: 10 }, (_, i) => reading(n * 10 + i, i)));
      state.acknowledged += 10;
      await store.seal(midnightUs + dayUs);
    };
    const state = { acknowledged: 0, sealing: true };
    const ask = async () => {
      while (state.sealing) {
        const least = state.acknowledged;
        const times = (await all(store)).map((found) => found.sourceTimeUs);
        assert.ok(times.length >= least, `${times.length} of ${least} readings found`);
        assert.equal(new Set(times).size, times.length);
      }
    };
    await step(0);
    const asking = Promise.all([ask(), ask(), ask()]);
    for (let n = 1; n < 20; n++) await step(n);
    state.sealing = false;
    await asking;
  });
}

function refusalTests(fresh: Declare): void {
  fresh('spans and limits out of range are refused', async ({ store }) => {
    await append(store, reading(0, 1));
    const query = { ...everything, series: [temperature] };
    const names = Array.from({ length: 1_001 }, (_, i) => `s${i}`);
    for (const bad of [
      { limit: 0 },
      { limit: 100_001 },
      { limit: 2.5 },
      { series: [] },
      { series: names },
      { fromUs: 0.5 },
      { toUs: Number.NaN },
    ]) {
      await rejectsWith('stores.bad-query', () => store.range({ ...query, ...bad }));
    }
    await rejectsWith('stores.bad-query', () => store.seal(Number.NaN));
    assert.equal((await store.range({ ...query, series: names.slice(1) })).length, 0);
  });

  fresh(
    'a bad batch is refused as a whole and does not spoil its neighbours',
    async ({ store }) => {
      const good = toColumns([reading(0, 1)]);
      const bad = [
        { ...good, index: Uint32Array.of(1) },
        { ...good, sourceTimeUs: Float64Array.of(0.5) },
        { ...good, serverTimeUs: Float64Array.of(Number.NaN) },
        { ...good, values: [] },
        { ...good, values: ['\ud800'] },
        { ...good, quality: Uint8Array.of(3) },
        { ...good, series: [''] },
        { ...good, series: ['x'.repeat(1_001)] },
        toColumns([reading(0, 2), reading(1, 2, { series: '' })]),
      ];
      const first = store.append(good);
      const refused = bad.map((batch) =>
        rejectsWith('stores.bad-query', () => store.append(batch)),
      );
      await Promise.all([first, ...refused, append(store, reading(1, 3))]);
      assert.deepEqual(
        (await all(store)).map(({ value }) => value),
        [1, 3],
      );
    },
  );
}

function lifeTests(fresh: Declare): void {
  fresh(
    'everything is there after reopening, and series keep their readings apart',
    async ({ store, reopen }) => {
      const readings = Array.from({ length: 300 }, (_, i) =>
        reading(i, i, { series: `s${i % 3}` }),
      );
      await append(store, ...readings);
      const again = await reopen();
      await append(
        again,
        reading(0, 'new', { series: 'fresh' }),
        reading(0.5, 'more', { series: 's1' }),
      );
      for (const name of ['s0', 's2']) {
        assert.deepEqual(
          await all(again, [name]),
          readings.filter(({ series }) => series === name),
        );
      }
      assert.equal((await all(again, ['s1'])).length, 101);
      assert.deepEqual(await all(await reopen(), ['fresh']), [
        reading(0, 'new', { series: 'fresh' }),
      ]);
    },
  );

  fresh(
    'closing waits for what is under way; a closed store says so',
    async ({ store, reopen }) => {
      const last = append(store, reading(0, 'last'));
      const sealing = store.seal(midnightUs + dayUs);
      const closing = store.close();
      await rejectsWith('stores.closed', () => append(store, reading(1, 'late')));
      await Promise.all([last, sealing, closing, store.close()]);
      const query = { ...everything, series: [temperature] };
      await rejectsWith('stores.closed', () => store.range(query));
      await rejectsWith('stores.closed', () => store.aggregate({ ...query, bucketUs: dayUs }));
      await rejectsWith('stores.closed', () => store.last([temperature]));
      await rejectsWith('stores.closed', () => store.seal(0));
      await rejectsWith('stores.closed', () => store.statistics());
      assert.deepEqual(await all(await reopen()), [reading(0, 'last')]);
    },
  );
}
