// What every engine of the series shape must do with readings afterwards: correct them with a history, forget them, thin
// them out, say which series there are.
import assert from 'node:assert/strict';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import {
  quality,
  toColumns,
  type Change,
  type Reading,
  type ReadingValue,
  type SeriesStore,
} from './series.ts';

/** 2026-11-22T00:00:00Z. */
const startUs = 1_795_305_600_000_000;
const secondUs = 1_000_000;
const minuteUs = 60 * secondUs;
const dayUs = 1_440 * minuteUs;
const series = '88.118.8/press-7/force';
const told = { by: '88.118.8/U-anna', reason: 'calibration', atUs: startUs + dayUs };
const day = { series: [series], fromUs: startUs, toUs: startUs + dayUs };
const always = { fromUs: startUs - dayUs, toUs: startUs + 9 * dayUs, limit: 100_000 };

type Declare = ReturnType<typeof contractTests<SeriesStore, unknown>>;

function reading(second: number, value: ReadingValue, name = series): Reading {
  const sourceTimeUs = startUs + second * secondUs;
  const serverTimeUs = sourceTimeUs + 5_000;
  return { series: name, sourceTimeUs, serverTimeUs, value, quality: quality.good };
}

function change(from: number, to: number, what: Change, name = series) {
  const span = { fromUs: startUs + from * secondUs, toUs: startUs + to * secondUs };
  return { series: name, ...span, change: what, ...told };
}

async function values(store: SeriesStore, more: { asMeasured?: boolean; name?: string } = {}) {
  const { name = series, ...query } = more;
  return (await store.range({ ...always, series: [name], ...query })).map(({ value }) => value);
}

const summed = (buckets: Awaited<ReturnType<SeriesStore['aggregate']>>) =>
  buckets.map(({ count, mean, minimum, maximum, first, last }) => [
    count,
    mean,
    minimum,
    maximum,
    first,
    last,
  ]);

export function upkeepContract(name: string, open: OpenSubject<SeriesStore>): void {
  const fresh = contractTests(`${name} series upkeep`, open);
  correctionTests(fresh);
  removalTests(fresh);
  thinningTests(fresh);
  nameTests(fresh);
}

function correctionTests(fresh: Declare): void {
  fresh(
    'corrections change what is asked for, never what was measured',
    async ({ store, reopen }) => {
      await store.append(toColumns([0, 1, 2, 3, 4, 5].map((n) => reading(n, n))));
      await store.correct(change(0, 2, { kind: 'line', factor: 10, offset: 1 }));
      await store.correct(change(1, 2, { kind: 'line', factor: 2, offset: 0 }));
      await store.correct(change(2, 3, { kind: 'value', value: 'STOPPED' }));
      await store.correct(change(3, 4, { kind: 'withdrawn' }));
      await store.correct(change(5, 6, { kind: 'quality', quality: quality.bad }));
      const expected = [1, 22, 'STOPPED', 4, 5];
      for (let round = 0; round < 3; round++) {
        const asked = round === 0 ? store : await reopen();
        assert.deepEqual(await values(asked), expected);
        assert.deepEqual(await values(asked, { asMeasured: true }), [0, 1, 2, 3, 4, 5]);
        const hour = { ...day, toUs: startUs + 60 * minuteUs, bucketUs: 60 * minuteUs };
        assert.deepEqual(summed(await asked.aggregate(hour)), [[5, 9, 1, 22, 1, 4]]);
        assert.deepEqual(summed(await asked.aggregate({ ...hour, asMeasured: true })), [
          [6, 2.5, 0, 5, 0, 5],
        ]);
        assert.equal((await asked.last([series])).get(series)?.quality, quality.bad);
        if (round === 1) await asked.seal(startUs + dayUs);
      }
    },
  );

  fresh('the last value is that of before when the newest is withdrawn', async ({ store }) => {
    await store.append(toColumns([reading(0, 1), reading(1, 2)]));
    const number = await store.correct(change(1, 2, { kind: 'withdrawn' }));
    assert.equal((await store.last([series])).get(series)?.value, 1);
    await store.correct(change(0, 1, { kind: 'withdrawn' }));
    assert.equal((await store.last([series])).size, 0);
    await store.undo(number, told);
    assert.equal((await store.last([series])).get(series)?.value, 2);
  });

  fresh('what was withdrawn hides nothing that comes after it', async ({ store }) => {
    const other = '88.118.8/press-8/force';
    const many = Array.from({ length: 3_000 }, (_, n) => reading(n, n));
    await store.append(toColumns([...many, reading(0, 'other', other), reading(3_000, 1, other)]));
    await store.correct(change(0, 3_000, { kind: 'withdrawn' }));
    const asked = { ...always, series: [series, other], limit: 1 };
    const first = await store.range(asked);
    assert.deepEqual(first, [reading(0, 'other', other)]);
    const before = { ...asked, toUs: startUs + 3_000 * secondUs, newestFirst: true };
    assert.deepEqual(await store.range(before), first);
  });

  fresh('a correction that was undone stays in the history', async ({ store, reopen }) => {
    await store.append(toColumns([reading(0, 1)]));
    const first = await store.correct(change(0, 1, { kind: 'value', value: 7 }));
    const second = await store.correct(change(0, 5, { kind: 'value', value: 8 }));
    await store.undo(second, { ...told, reason: 'wrong machine' });
    assert.deepEqual(await values(store), [7]);
    await rejectsWith('stores.bad-query', () => store.undo(second, told));
    await rejectsWith('stores.bad-query', () => store.undo(99, told));
    const again = await reopen();
    const kept = await again.corrections(day);
    assert.deepEqual(
      kept.map(({ number, undone }) => [number, undone?.reason]),
      [
        [first, undefined],
        [second, 'wrong machine'],
      ],
    );
    assert.deepEqual(await again.corrections({ ...day, fromUs: startUs + 10 * secondUs }), []);
  });

  fresh('corrections that are none are refused', async ({ store }) => {
    const bad = { kind: 'value', value: 1 } as const;
    for (const correction of [
      change(2, 2, bad),
      change(0, 1, bad, ''),
      { ...change(0, 1, bad), by: '' },
      { ...change(0, 1, bad), reason: 'x'.repeat(1_001) },
      change(0, 1, { kind: 'value', value: Number.NaN }),
      change(0, 1, { kind: 'line', factor: Number.POSITIVE_INFINITY, offset: 0 }),
    ]) {
      await rejectsWith('stores.bad-query', () => store.correct(correction));
    }
    assert.deepEqual(await store.corrections(day), []);
  });
}

function removalTests(fresh: Declare): void {
  fresh('removed readings are gone, sealed or not, the others stay', async ({ store, reopen }) => {
    const other = '88.118.8/press-8/force';
    await store.append(toColumns([0, 1, 2, 3].map((n) => reading(n, n))), [
      { stream: 'g', first: 1, last: 4 },
    ]);
    await store.seal(startUs + 2 * secondUs);
    await store.append(toColumns([reading(2, 'other', other), reading(86_400, 9)]));
    const span = { series: [series], fromUs: startUs + secondUs, toUs: startUs + 3 * secondUs };
    assert.deepEqual(await store.remove(span), { readings: 2 });
    for (const next of [async () => store, reopen]) {
      const asked = await next();
      assert.deepEqual(await values(asked), [0, 3, 9]);
      assert.deepEqual(await values(asked, { name: other }), ['other']);
      assert.deepEqual(await asked.delivered('g'), [{ first: 1, last: 4 }]);
      assert.equal((await asked.statistics()).readings, 4);
    }
  });

  fresh('the newest of what is left becomes the last value', async ({ store, reopen }) => {
    await store.append(toColumns([0, 1, 2].map((n) => reading(n, n))));
    const end = startUs + dayUs;
    await store.remove({ series: [series], fromUs: startUs + secondUs, toUs: end });
    for (const next of [async () => store, reopen]) {
      const asked = await next();
      assert.equal((await asked.last([series])).get(series)?.value, 0);
    }
    const again = await reopen();
    await again.remove({ series: [series], fromUs: startUs, toUs: end });
    for (const next of [async () => again, reopen]) {
      const asked = await next();
      assert.equal((await asked.last([series])).size, 0);
      assert.deepEqual(await asked.names({ under: '', limit: 9 }), []);
      assert.equal((await asked.statistics()).series, 0);
    }
    await (await reopen()).append(toColumns([reading(5, 5)]));
  });

  fresh('nothing to remove', async ({ store }) => {
    assert.deepEqual(await store.remove(day), { readings: 0 });
    await rejectsWith('stores.bad-query', () => store.remove({ ...day, series: [] }));
    await rejectsWith('stores.bad-query', () => store.remove({ ...day, fromUs: 0.5 }));
  });
}

function thinningTests(fresh: Declare): void {
  fresh('aggregates of multiples stay as they were', async ({ store, reopen }) => {
    const wave = Array.from({ length: 5_000 }, (_, n) =>
      reading(n, Math.round(Math.sin(n / 50) * 1_000) / 8),
    );
    wave.splice(100, 1, { ...reading(100, 999), quality: quality.bad });
    wave.splice(200, 1, reading(200, Number.NaN));
    await store.append(toColumns(wave));
    const query = { ...day, bucketUs: 10 * minuteUs };
    const before = await store.aggregate(query);
    const sizes = await store.thin({ ...day, bucketUs: minuteUs });
    assert.equal(sizes.before, 5_000);
    assert.ok(sizes.after < 450, `${sizes.after} of 5,000 are left`);
    for (const next of [async () => store, reopen]) {
      const asked = await next();
      assertAlike(await asked.aggregate(query), before);
      assert.equal((await asked.statistics()).readings, sizes.after);
      assert.deepEqual((await asked.last([series])).get(series), wave.at(-1));
    }
    const again = await reopen();
    assert.deepEqual(await again.thin({ ...day, bucketUs: minuteUs }), { before: 0, after: 0 });
    await again.append(toColumns([reading(30, 5_000)]));
    const coarser = await again.thin({ ...day, bucketUs: 10 * minuteUs });
    assert.equal(coarser.before, sizes.after + 1);
    const [first] = await again.aggregate(query);
    assert.equal(first?.maximum, 5_000);
    assert.equal(first?.count, (before[0]?.count ?? 0) + 1);
    assertAlike((await again.aggregate(query)).slice(1), before.slice(1));
  });

  fresh('every change of state stays', async ({ store }) => {
    const states = ['RUN', 'RUN', 'STOP', 'STOP', 'STOP', 'RUN', 'RUN'];
    await store.append(toColumns(states.map((value, n) => reading(n, value))));
    await store.append(
      toColumns([true, true, false, false, null, null].map((value, n) => reading(n, value, 'b'))),
    );
    await store.thin({ ...day, series: [series, 'b'], bucketUs: 60 * minuteUs });
    const found = await store.range({ ...always, series: [series, 'b'] });
    const of = (name: string) =>
      found
        .filter((one) => one.series === name)
        .map((one) => [(one.sourceTimeUs - startUs) / secondUs, one.value]);
    assert.deepEqual(of(series), [
      [0, 'RUN'],
      [2, 'STOP'],
      [5, 'RUN'],
      [6, 'RUN'],
    ]);
    assert.deepEqual(of('b'), [
      [0, true],
      [2, false],
      [3, false],
      [4, null],
      [5, null],
    ]);
  });

  fresh(
    'corrections become part of what is kept, and come too late afterwards',
    async ({ store }) => {
      await store.append(toColumns(Array.from({ length: 120 }, (_, n) => reading(n, n))));
      const line = change(0, 60, { kind: 'line', factor: 1, offset: 1_000 });
      const number = await store.correct(line);
      await store.correct(change(60, 120, { kind: 'withdrawn' }));
      await store.thin({ ...day, bucketUs: minuteUs });
      assert.deepEqual(summed(await store.aggregate({ ...day, bucketUs: minuteUs })), [
        [60, 1_029.5, 1_000, 1_059, 1_000, 1_059],
      ]);
      await rejectsWith('stores.bad-query', () =>
        store.correct(change(5, 9, { kind: 'withdrawn' })),
      );
      await rejectsWith('stores.bad-query', () => store.undo(number, told));
      await store.correct(change(200, 300, { kind: 'withdrawn' }));
    },
  );

  fresh('spans and buckets that do not fit are refused', async ({ store }) => {
    for (const bad of [
      { ...day, bucketUs: 7 * minuteUs + 1 },
      { ...day, bucketUs: 1_000 },
      { ...day, fromUs: startUs + 1, bucketUs: minuteUs },
      { ...day, series: [], bucketUs: minuteUs },
    ]) {
      await rejectsWith('stores.bad-query', () => store.thin(bad));
    }
  });
}

function nameTests(fresh: Declare): void {
  fresh('names by page, in the order of bytes', async ({ store }) => {
    const names = ['a/1', 'a/10', 'a/2', 'b/温度', 'b/😀', 'b/～'];
    await store.append(toColumns(names.toReversed().map((name, n) => reading(n, n, name))));
    const sorted = ['a/1', 'a/10', 'a/2', 'b/温度', 'b/～', 'b/😀'];
    assert.deepEqual(await store.names({ under: '', limit: 100 }), sorted);
    assert.deepEqual(await store.names({ under: 'b/', limit: 2 }), ['b/温度', 'b/～']);
    assert.deepEqual(await store.names({ under: 'b/', after: 'b/～', limit: 2 }), ['b/😀']);
    assert.deepEqual(await store.names({ under: '', after: 'a/10', limit: 1 }), ['a/2']);
    await rejectsWith('stores.bad-query', () => store.names({ under: '', limit: 0 }));
  });
}

/** Sums in another order differ in the last bits. */
function assertAlike(
  found: Awaited<ReturnType<SeriesStore['aggregate']>>,
  expected: Awaited<ReturnType<SeriesStore['aggregate']>>,
): void {
  assert.equal(found.length, expected.length);
  found.forEach((bucket, n) => {
    const mean = expected[n]?.mean ?? 0;
    assert.ok(Math.abs((bucket.mean ?? 0) - mean) < 1e-9 * Math.max(1, Math.abs(mean)));
    assert.deepEqual({ ...bucket, mean }, { ...expected[n], mean });
  });
}
