// A machine that crashes at any moment, while several callers write and others seal: what was acknowledged is there
// once, by readings and by marks alike, however much of the rest the disk kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { silentLog } from '../../../kernel/log/log.ts';
import { sleep } from '../../../kernel/world/clock.ts';
import { SimulatedMachines } from '../../../kernel/world/simulated/machines.ts';
import type { World } from '../../../kernel/world/world.ts';
import { quality, toColumns, type SeriesStore } from '../../../stores/series/series.ts';
import { mergedSpans } from '../../../stores/series/spans.ts';
import { openSeries } from './open-series.ts';

const startUs = 1_795_305_600_000_000;
const hourUs = 3_600_000_000;
const perWrite = 5;
const lives = 3;

const open = (world: World): Promise<SeriesStore> =>
  openSeries(
    { folder: '/series', world, log: silentLog },
    { memoryBytes: 400_000, withoutLock: true },
  );

function batch(n: number) {
  return toColumns(
    Array.from({ length: perWrite }, (_, i) => ({
      series: `88/${(n + i) % 4}`,
      // Not in order of time, over two days.
      sourceTimeUs: startUs + ((n * 7) % 48) * hourUs + n * 10 + i,
      serverTimeUs: startUs + n,
      value: i % 2 === 0 ? n : `text ${n}`,
      quality: quality.good,
    })),
  );
}

async function check(store: SeriesStore, acknowledged: ReadonlySet<number>): Promise<void> {
  const span = { fromUs: startUs - hourUs, toUs: startUs + 100 * hourUs, limit: 100_000 };
  const series = ['88/0', '88/1', '88/2', '88/3'];
  const found = await store.range({ ...span, series });
  const counts = new Map<number, number>();
  for (const { serverTimeUs } of found) {
    const n = serverTimeUs - startUs;
    counts.set(n, (counts.get(n) ?? 0) + 1);
  }
  for (const n of acknowledged) assert.ok(counts.has(n), `write ${n} was acknowledged and is lost`);
  for (const [n, count] of counts)
    assert.equal(count, perWrite, `write ${n} is there once and whole`);
  const marks = [...counts.keys()].map((n) => ({ first: n, last: n }));
  assert.deepEqual(await store.delivered('gateway'), mergedSpans(marks));
  assert.equal((await store.statistics()).readings, found.length);
  const last = await store.last(series);
  for (const name of series) {
    const own = found.filter((reading) => reading.series === name);
    assert.deepEqual(last.get(name), own.at(-1));
  }
}

test('crashes at any moment lose and double nothing', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const machines = new SimulatedMachines(seed);
    const machine = machines.machine('a');
    const acknowledged = new Set<number>();
    const troubles: unknown[] = [];
    let next = 1;
    const write = async (store: SeriesStore): Promise<void> => {
      for (;;) {
        const n = next++;
        await store.append(batch(n), [{ stream: 'gateway', first: n, last: n }]);
        acknowledged.add(n);
      }
    };
    const play = async (): Promise<void> => {
      for (let life = 0; life < lives; life++) {
        const world = machine.boot();
        const store = await open(world);
        await check(store, acknowledged);
        const sealing = async (): Promise<void> => {
          for (;;) {
            await sleep(world.clock, machines.random.between(0, 10));
            await store.seal(startUs + Math.floor(machines.random.between(0, 60)) * hourUs);
          }
        };
        for (const work of [write(store), write(store), write(store), sealing()]) {
          work.catch((error: unknown) => troubles.push(error)); // else it ends with the machine
        }
        await sleep(world.clock, machines.random.between(5, 250));
        machine.crash();
      }
      const store = await open(machine.boot());
      await check(store, acknowledged);
      await store.close();
    };
    await machines.time.run(play(), 600_000);
    assert.deepEqual(troubles, []);
    assert.ok(acknowledged.size > 0);
  }
});

test('crashes while readings are thinned and removed leave each day as it was or as it shall be', async () => {
  for (let seed = 1; seed <= 12; seed++) {
    const machines = new SimulatedMachines(seed);
    const machine = machines.machine('a');
    const days = 4;
    const dayUs = 24 * hourUs;
    const series = ['88/0', '88/1', '88/2', '88/3'];
    const query = { series, fromUs: startUs, toUs: startUs + days * dayUs, bucketUs: dayUs };
    const numbered = (store: SeriesStore) => store.aggregate({ ...query, series: series.slice(1) });
    const play = async (): Promise<void> => {
      let store = await open(machine.boot());
      for (let n = 0; n < 200; n++) await store.append(batch(n));
      const [before, all] = [await numbered(store), await store.aggregate(query)];
      for (let life = 0; life < lives; life++) {
        const world = machine.boot();
        store = await open(world);
        const working = (async () => {
          for (;;) {
            for (let day = 0; day < days; day++) {
              const span = { fromUs: startUs + day * dayUs, toUs: startUs + (day + 1) * dayUs };
              await store.thin({ ...span, series: series.slice(1), bucketUs: hourUs });
              await store.remove({ ...span, series: ['88/0'] });
            }
            await sleep(world.clock, 1);
          }
        })();
        const troubles: unknown[] = [];
        working.catch((error: unknown) => troubles.push(error));
        // Work that lets others have their turn takes no virtual time: in steps, or the crash would come first.
        for (let left = machines.random.between(1, 500); left > 0; left -= 0.2) {
          await sleep(world.clock, 0.2);
        }
        machine.crash();
        store = await open(machine.boot());
        assert.deepEqual(await numbered(store), before);
        const left = await store.aggregate({ ...query, series: ['88/0'] });
        const known = all.filter(({ series: of }) => of === '88/0');
        for (const bucket of left) assert.ok(known.some((one) => isDeepStrictEqual(one, bucket)));
        const last = (await store.last(['88/0'])).get('88/0')?.sourceTimeUs;
        const there = await store.range({ ...query, series: ['88/0'], limit: 10_000 });
        assert.equal(last, there.at(-1)?.sourceTimeUs);
        assert.deepEqual(troubles, []);
        await store.close();
      }
    };
    await machines.time.run(play(), 600_000);
  }
});
