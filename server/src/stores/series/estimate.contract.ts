// What every engine of the series shape must know of its readings before it reads any: about how many a span has, by series,
// however unevenly they lie.
import assert from 'node:assert/strict';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import { toColumns, type Reading, type SeriesStore } from './series.ts';

const dayUs = 86_400_000_000;
const startUs = 20_000 * dayUs;
const second = 1_000_000;
const days = 5;

function reading(series: string, sourceTimeUs: number, value: number): Reading {
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs, value, quality: 2 };
}

export function estimateContract(name: string, open: OpenSubject<SeriesStore>): void {
  const fresh = contractTests(`${name} series estimate`, open);

  /** One reading in 1970, one signal a thousand times as often as the other, and of another enterprise more than both. */
  async function fill(store: SeriesStore): Promise<void> {
    await store.append(toColumns([reading('e/cold', 0, 1)]));
    for (let day = 0; day < days; day++) {
      const at = startUs + day * dayUs;
      const many = (series: string, count: number) =>
        Array.from({ length: count }, (_, n) => reading(series, at + n * 8 * second, n % 100));
      const [hot, cold, far] = [many('e/hot', 2_000), many('e/cold', 2), many('f/hot', 3_000)];
      await store.append(toColumns([...hot, ...cold, ...far]));
    }
  }

  fresh('as many as there are, of each series, in memory, in files and both', async ({ store }) => {
    await fill(store);
    const all = { fromUs: startUs, toUs: startUs + days * dayUs };
    const looked = async (): Promise<void> => {
      for (const [series, count] of [
        [['e/hot'], 10_000],
        [['e/cold'], 10],
        [['e/hot', 'e/cold', 'e/hot', 'e/none'], 10_010],
        [['f/hot'], 15_000],
        [['e/none'], 0],
      ] as const) {
        assert.equal(await store.estimate({ series, ...all }), count, series.join());
      }
      const since1970 = { fromUs: 0, toUs: all.toUs };
      assert.equal(await store.estimate({ series: ['e/cold'], ...since1970 }), 11);
      assert.equal(await store.estimate({ series: ['e/hot'], fromUs: 0, toUs: all.fromUs }), 0);
      const part = { fromUs: startUs, toUs: startUs + 1_000 * 8 * second };
      const about = await store.estimate({ series: ['e/hot'], ...part });
      assert.ok(about >= 900 && about <= 1_100, `${about} of 1000`);
    };
    await looked();
    await store.seal(startUs + 3 * dayUs);
    await looked();
    await store.seal(startUs + days * dayUs);
    await looked();
  });

  fresh(
    'what thinning kept counts once, and not where it is asked what is left to thin',
    async ({ store }) => {
      await fill(store);
      const span = { series: ['e/hot'], fromUs: startUs, toUs: startUs + days * dayUs };
      const bucketUs = 3_600 * second;
      assert.equal(await store.estimate({ ...span, thinTo: bucketUs }), 10_000);
      const { before, after } = await store.thin({ ...span, toUs: startUs + 2 * dayUs, bucketUs });
      const left = (await store.range({ ...span, limit: 100_000 })).length;
      assert.ok(before > after && left < 10_000);
      assert.equal(await store.estimate(span), left);
      assert.equal(await store.estimate({ ...span, thinTo: bucketUs }), 6_000);
      await store.remove({ ...span, fromUs: startUs + 4 * dayUs });
      assert.equal(await store.estimate({ ...span, thinTo: bucketUs }), 4_000);
    },
  );

  fresh('empty and bad spans', async ({ store }) => {
    await fill(store);
    const query = { series: ['e/hot'], fromUs: startUs, toUs: startUs };
    assert.equal(await store.estimate(query), 0);
    await rejectsWith('stores.bad-query', () => store.estimate({ ...query, series: [] }));
    await rejectsWith('stores.bad-query', () => store.estimate({ ...query, fromUs: 0.5 }));
  });
}
