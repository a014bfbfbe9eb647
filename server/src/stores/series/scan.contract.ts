// What every engine of the series shape must answer when a span is read from end to end: what `range` answers, series by
// series, however many readings there are.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import {
  toColumns,
  type Reading,
  type ReadingColumns,
  type ScanQuery,
  type SeriesStore,
} from './series.ts';

const startUs = 1_795_305_600_000_000;
const hourUs = 3_600_000_000;
const dayUs = 24 * hourUs;

function reading(series: string, offsetUs: number, value: Reading['value']): Reading {
  const sourceTimeUs = startUs + offsetUs;
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs + 5, value, quality: 2 };
}

function readingsOf(batch: ReadingColumns): Reading[] {
  return Array.from(batch.index, (place, n) => ({
    series: batch.series[place] ?? '',
    sourceTimeUs: batch.sourceTimeUs[n] ?? 0,
    serverTimeUs: batch.serverTimeUs[n] ?? 0,
    value: batch.values[n] ?? null,
    quality: (batch.quality[n] ?? 0) as Reading['quality'],
  }));
}

async function scanned(store: SeriesStore, query: ScanQuery): Promise<Reading[]> {
  const found: Reading[] = [];
  for await (const batch of store.scan(query)) found.push(...readingsOf(batch));
  return found;
}

export function scanContract(name: string, open: OpenSubject<SeriesStore>): void {
  const fresh = contractTests(`${name} series scan`, open);

  fresh('many readings come in batches, each of one series, in order', async ({ store }) => {
    const perSeries = 30_000;
    for (const series of ['e/b', 'e/a']) {
      const many = Array.from({ length: perSeries }, (_, n) => reading(series, n * 1_000, n));
      await store.append(toColumns(many.slice(perSeries / 2)));
      await store.append(toColumns(many.slice(0, perSeries / 2)));
    }
    await store.seal(startUs + (perSeries * 1_000) / 2);
    const query = { series: ['e/b', 'e/none', 'e/a'], fromUs: startUs, toUs: startUs + hourUs };
    const order: string[] = [];
    let next = 0;
    for await (const batch of store.scan(query)) {
      assert.equal(batch.series.length, 1);
      assert.ok(batch.index.length <= 100_000);
      if (order.at(-1) !== batch.series[0]) {
        order.push(batch.series[0] ?? '');
        next = 0;
      }
      for (const value of batch.values) assert.equal(value, next++);
    }
    assert.deepEqual([order, next], [['e/b', 'e/a'], perSeries]);
  });

  fresh(
    'late, doubled and sealed readings: the same as a range of each series',
    async (subject) => {
      const { store } = subject;
      const some = fc.array(fc.tuple(fc.constantFrom('e/a', 'e/b', 'f/c'), fc.nat(30), fc.nat(9)), {
        maxLength: 30,
      });
      const sealBefore = fc.option(fc.nat(32), { nil: undefined });
      let life = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(some, sealBefore), { maxLength: 6 }), async (steps) => {
          const lifeUs = life++ * 400 * dayUs;
          for (const [added, seal] of steps) {
            const readings = added.map(([series, at, value], n) =>
              reading(series, lifeUs + at * 5 * hourUs, n % 4 === 0 ? `t${value}` : value),
            );
            if (readings.length > 0) await store.append(toColumns(readings));
            if (seal !== undefined) await store.seal(startUs + lifeUs + seal * 5 * hourUs);
          }
          const fromUs = startUs + lifeUs + 10 * hourUs;
          const span = { fromUs, toUs: fromUs + 100 * hourUs };
          const expected: Reading[] = [];
          for (const series of ['f/c', 'e/a', 'e/b']) {
            expected.push(...(await store.range({ ...span, series: [series], limit: 10_000 })));
          }
          assert.deepEqual(
            await scanned(store, { ...span, series: ['f/c', 'e/a', 'e/b'] }),
            expected,
          );
        }),
        { numRuns: 25 },
      );
    },
  );

  fresh(
    'a reader may stop early, and a seal in between neither hides nor doubles',
    async (subject) => {
      const { store } = subject;
      const many = Array.from({ length: 40_000 }, (_, n) => reading('e/a', n * 1_000, n));
      await store.append(toColumns(many));
      const query = { series: ['e/a'], fromUs: startUs, toUs: startUs + dayUs };
      for await (const batch of store.scan(query)) {
        assert.equal(batch.values[0], 0);
        break;
      }
      let seen = 0;
      for await (const batch of store.scan(query)) {
        if (seen === 0) await store.seal(startUs + 20_000_000);
        for (const value of batch.values) assert.equal(value, seen++);
      }
      assert.equal(seen, many.length);
    },
  );

  fresh('corrected, thinned and removed: the same as a range', async ({ store }) => {
    const many = Array.from({ length: 2_000 }, (_, n) => reading('e/a', n * 60_000_000, n % 50));
    await store.append(toColumns(many.slice(0, 1_500)));
    await store.seal(startUs + dayUs);
    await store.append(toColumns(many.slice(1_500)));
    const query = { series: ['e/a'], fromUs: startUs, toUs: startUs + 2 * dayUs };
    const told = { by: '88.118.8/P-1', reason: 'a test', atUs: startUs };
    const line = { kind: 'line', factor: 2, offset: 1 } as const;
    const at = (hour: number) => startUs + hour * hourUs;
    await store.correct({ series: 'e/a', fromUs: at(3), toUs: at(30), change: line, ...told });
    const gone = { kind: 'withdrawn' } as const;
    await store.correct({ series: 'e/a', fromUs: at(5), toUs: at(6), change: gone, ...told });
    const isTheSame = async () => {
      const expected = await store.range({ ...query, limit: 10_000 });
      assert.deepEqual(await scanned(store, query), expected);
      const measured = { ...query, asMeasured: true };
      const asItCame = await store.range({ ...measured, limit: 10_000 });
      assert.deepEqual(await scanned(store, measured), asItCame);
      return expected.length;
    };
    assert.equal(await isTheSame(), 1_940);
    assert.deepEqual(await scanned(store, { ...query, asMeasured: true }), many);
    await store.thin({ ...query, toUs: startUs + dayUs, bucketUs: hourUs });
    assert.ok((await isTheSame()) < 800);
    await store.remove({ ...query, fromUs: at(10), toUs: at(26) });
    await isTheSame();
  });

  fresh('empty and bad spans', async ({ store }) => {
    await store.append(toColumns([reading('e/a', 0, 1)]));
    const query = { series: ['e/a'], fromUs: startUs, toUs: startUs };
    assert.deepEqual(await scanned(store, query), []);
    await rejectsWith('stores.bad-query', () => scanned(store, { ...query, series: [] }));
    await rejectsWith('stores.bad-query', () => scanned(store, { ...query, fromUs: 0.5 }));
  });

  fresh('a store knows from when to when it has readings', async ({ store, reopen }) => {
    const none = await store.statistics();
    assert.deepEqual([none.oldestUs, none.newestUs], [undefined, undefined]);
    await store.append(toColumns([reading('e/a', 7, 1), reading('e/b', -3, 2)]));
    const told = async (opened: SeriesStore) => {
      const { oldestUs = 0, newestUs = 0 } = await opened.statistics();
      return [oldestUs - startUs, newestUs - startUs];
    };
    assert.deepEqual(await told(store), [-3, 7]);
    await store.seal(startUs);
    await store.append(toColumns([reading('e/b', dayUs, 2)]));
    assert.deepEqual(await told(store), [-3, dayUs]);
    assert.deepEqual(await told(await reopen()), [-3, dayUs]);
  });
}
