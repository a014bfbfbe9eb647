// The series shape on a real Apache IoTDB: the whole contract, the server killed under load, wrong settings named, and the
// program started on it.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { iotdbEngine } from '../../server/src/engines/iotdb/engine.ts';
import type { IotdbSettings } from '../../server/src/engines/iotdb/settings.ts';
import { isFailure } from '../../server/src/kernel/failure/failure.ts';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import type { World } from '../../server/src/kernel/world/world.ts';
import { seriesContract } from '../../server/src/stores/series/series.contract.ts';
import { toColumns, type SeriesStore } from '../../server/src/stores/series/series.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { startRealProgram } from '../testing/program.ts';
import { askIotdb, startIotdb, withoutIotdb, type IotdbServer } from './iotdb-server.ts';

/** A server that runs already, to try things quickly. */
const given = process.env['IOTDB_URL'];
const skip = given === undefined && withoutIotdb;
const noServer = given !== undefined && 'IOTDB_URL is not ours to kill';
const folder = temporaryFolder();
let server: IotdbServer | undefined;
let databases = 0;

before(async () => {
  if (given === undefined && !withoutIotdb) server = await startIotdb(folder.path);
});
after(async () => {
  await server?.stop();
  folder.remove();
});

function settingsOf(more: Partial<IotdbSettings> = {}): IotdbSettings {
  const login = { user: 'root', password: 'root', authorities: '', patienceSeconds: 30 };
  const url = given ?? server?.url ?? '';
  return { ...login, urls: [url], database: `t${process.pid}_${databases++}`, ...more };
}

function openStore(settings: IotdbSettings, world: World = realWorld): Promise<SeriesStore> {
  const context = { folder: folder.path, world, log: silentLog };
  return iotdbEngine.shapes.series({ ...context, settings });
}

async function fresh() {
  const settings = settingsOf();
  let store = await openStore(settings);
  return {
    store,
    settings,
    async reopen() {
      await store.close();
      store = await openStore(settings);
      return store;
    },
    dispose: async () => {
      await store.close();
      const text = `DELETE DATABASE root.${settings.database}`;
      const told = await askIotdb(settings.urls[0] ?? '', 'nonQuery', text);
      assert.equal((told as { code: number }).code, 200);
    },
  };
}

if (skip) test('the series contract on IoTDB', { skip }, () => {});
else {
  seriesContract('iotdb', fresh, {
    ownSealing: 'IoTDB writes and joins its files by itself',
    copies: 'iotdb.no-backup',
  });
}

const none = toColumns([]);

function numbered(first: number, last: number, series = 'press') {
  return toColumns(
    Array.from({ length: last - first + 1 }, (_, n) => ({
      series: `${series}-${(first + n) % 7}`,
      sourceTimeUs: startUs + (first + n) * 1_000,
      serverTimeUs: startUs,
      value: first + n,
      quality: 2 as const,
    })),
  );
}

const startUs = 1_795_305_600_000_000;
const seven = Array.from({ length: 7 }, (_, n) => `press-${n}`);
const always = { fromUs: 0, toUs: 2 * startUs, limit: 100_000 };

async function valuesIn(store: SeriesStore): Promise<number[]> {
  const found = await store.range({ ...always, series: seven });
  return found.map(({ value }) => Number(value)).toSorted((a, b) => a - b);
}

const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1);

test('thousands of readings of one microsecond keep their order', { skip }, async (t) => {
  const { store, reopen, dispose } = await fresh();
  t.after(dispose);
  const many = (from: number, count: number) =>
    toColumns(
      Array.from({ length: count }, (_, n) => ({
        series: 'stopped clock',
        sourceTimeUs: startUs,
        serverTimeUs: startUs + n,
        value: from + n,
        quality: 2 as const,
      })),
    );
  await store.append(many(0, 2_500));
  await store.append(many(2_500, 10));
  const again = await reopen();
  await again.append(many(2_510, 10));
  const query = { ...always, series: ['stopped clock'] };
  const found = (await again.range(query)).map(({ value }) => value);
  assert.deepEqual(found, [0, ...upTo(2_519)]);
  const newest = (await again.range({ ...query, newestFirst: true, limit: 3 })).map(
    ({ value }) => value,
  );
  assert.deepEqual(newest, [2_519, 2_518, 2_517]);
  assert.equal((await again.last(['stopped clock'])).get('stopped clock')?.value, 2_519);
  const [bucket] = await again.aggregate({
    ...{ series: ['stopped clock'], fromUs: startUs, toUs: startUs + 1, bucketUs: 1 },
  });
  assert.deepEqual([bucket?.count, bucket?.first, bucket?.last], [2_520, 0, 2_519]);
  assert.deepEqual(await again.remove({ ...query, toUs: startUs + 1 }), { readings: 2_520 });
  assert.deepEqual(await again.range(query), []);
});

test('late readings in the midst of dense ones find their places', { skip }, async (t) => {
  const { store, reopen, dispose } = await fresh();
  t.after(dispose);
  await store.append(numbered(1, 60_000));
  const again = await reopen();
  // The same times again, far apart: each is asked for on its own.
  const late = upTo(150).map((n) => n * 400);
  for (const at of [0, 1]) {
    const batches = late.map((n) => numbered(n, n));
    await Promise.all(batches.map((batch) => again.append({ ...batch, values: [-n(batch) - at] })));
  }
  const all = await valuesIn(again);
  assert.equal(all.length, 60_300);
  assert.equal(new Set(all).size, 60_000 + 300 - late.filter((n) => late.includes(n + 1)).length);
  const series = `press-${400 % 7}`;
  const span = { fromUs: startUs + 400_000, toUs: startUs + 400_001 };
  const found = await again.range({ ...span, series: [series], limit: 9 });
  assert.deepEqual(
    found.map(({ value }) => value),
    [400, -400, -401],
  );
});

const n = (batch: ReturnType<typeof numbered>) => Number(batch.values[0]);

test('sums beyond doubles', { skip }, async (t) => {
  const { store, dispose } = await fresh();
  t.after(dispose);
  const huge = [1e308, 1.5e308, -0, 5e-324].map((value, at) => ({
    ...{ series: 's', sourceTimeUs: startUs + at, serverTimeUs: startUs, value },
    quality: 2 as const,
  }));
  await store.append(toColumns(huge));
  const [bucket] = await store.aggregate({
    ...{ series: ['s'], fromUs: startUs, toUs: startUs + 10, bucketUs: 10 },
  });
  assert.deepEqual([bucket?.count, bucket?.mean, bucket?.maximum], [4, Infinity, 1.5e308]);
});

/** A process that dies at some call: before it, or after IoTDB had it and before we heard so. */
function mortal(callsLeft: number) {
  const { http } = realWorld;
  assert.ok(http);
  const state = { callsLeft };
  const call: typeof http.call = async (asked) => {
    if (--state.callsLeft === 0) await (await http.call(asked)).body[Symbol.asyncIterator]().next();
    if (state.callsLeft <= 0) throw new Error('dead');
    return http.call(asked);
  };
  return { ...realWorld, http: { call } };
}

test('a program that dies at any call leaves all of a step or nothing', { skip }, async (t) => {
  const { store, settings, dispose } = await fresh();
  t.after(dispose);
  await store.append(numbered(1, 100), [{ stream: 'g', first: 1, last: 100 }]);
  const cuts = { before: 0, after: 0 };
  let last = 100;
  for (let calls = 1; calls < 40; calls++) {
    const opening = await callsOfOpening(settings);
    const doomed = await openStore({ ...settings, patienceSeconds: 1 }, mortal(opening + calls));
    const wanted = last + 1 + (calls % 3) * 100;
    const batch = numbered(last + 1, wanted + 300);
    const deliveries = [
      { stream: 'g', first: last + 1, last: wanted + 300 },
      { stream: `new ${calls}`, first: 1, last: 1 },
    ];
    const outcome = await doomed.append(batch, deliveries).then(
      () => 'durable',
      () => 'unknown',
    );
    const next = await openStore(settings);
    const [span] = await next.delivered('g');
    const values = await valuesIn(next);
    assert.deepEqual(values, upTo(span?.last ?? 0), `${outcome} after ${calls} calls`);
    assert.ok(outcome === 'unknown' || span?.last === wanted + 300);
    if (outcome === 'unknown') cuts[span?.last === last ? 'before' : 'after']++;
    last = span?.last ?? 0;
    await next.close();
    if (outcome === 'durable') break;
  }
  assert.ok(cuts.before >= 2 && cuts.after >= 2, `it died at ${JSON.stringify(cuts)}`);
});

async function callsOfOpening(settings: IotdbSettings): Promise<number> {
  const { http } = realWorld;
  assert.ok(http);
  let count = 0;
  const call: typeof http.call = (asked) => (count++, http.call(asked));
  await (await openStore(settings, { ...realWorld, http: { call } })).close();
  return count;
}

test('a removal that broke off is finished before a last value is told', { skip }, async (t) => {
  const { store, settings, dispose } = await fresh();
  t.after(dispose);
  await store.append(numbered(1, 14));
  const { http } = realWorld;
  assert.ok(http);
  let isDeaf = false;
  const call: typeof http.call = (asked) => {
    // The journal is written, the deletion is not heard.
    if (isDeaf && asked.url.endsWith('/nonQuery')) throw new Error('deaf');
    return http.call(asked);
  };
  await store.close();
  const world = { ...realWorld, http: { call } };
  const own = await openStore({ ...settings, patienceSeconds: 1 }, world);
  t.after(() => own.close());
  isDeaf = true;
  const some = { fromUs: startUs + 8_000, toUs: startUs + 15_000 };
  await assert.rejects(own.remove({ ...some, series: ['press-1', 'press-2'] }));
  await assert.rejects(own.last(['press-1']), 'nobody knows yet');
  isDeaf = false;
  const lasts = await own.last(['press-1', 'press-3']);
  assert.deepEqual(
    [...lasts.values()].map(({ value }) => value),
    [1, 10],
  );
  await own.append(numbered(8, 8));
  assert.deepEqual(await valuesIn(own), [...upTo(8), 10, 11, 12, 13, 14]);
});

test('who appends has a turn while many days are thinned', { skip }, async (t) => {
  const { store, dispose } = await fresh();
  t.after(dispose);
  const dayUs = 86_400_000_000;
  const days = Array.from({ length: 6 }, (_, day) =>
    seven.map((series) => ({
      ...{ series, sourceTimeUs: startUs + day * dayUs, serverTimeUs: startUs, value: day },
      quality: 2 as const,
    })),
  );
  await store.append(toColumns(days.flat()));
  const span = { series: seven, fromUs: startUs, toUs: startUs + 6 * dayUs };
  let isThinning = true;
  const thinning = store.thin({ ...span, bucketUs: 60_000_000 });
  const thinned = thinning.finally(() => (isThinning = false));
  await store.append(numbered(1, 7, 'other'));
  assert.equal((await store.range({ ...span, limit: 100 })).length, 42);
  assert.ok(isThinning, 'both came before the last day');
  assert.deepEqual(await thinned, { before: 42, after: 42 });
});

test('two programs on one database: the first is told', { skip }, async (t) => {
  const { store, settings, dispose } = await fresh();
  t.after(dispose);
  await store.append(numbered(1, 1));
  const second = await openStore(settings);
  await until('the first finds out', () =>
    store.append(none, [{ stream: 'g', first: 1, last: 1 }]).then(
      () => false,
      (error) => isFailure(error, 'iotdb.taken-over'),
    ),
  );
  await second.append(numbered(2, 2));
  assert.deepEqual(await valuesIn(second), [1, 2]);
  await second.close();
});

test('a user of its own, and a time to live on all of the database', { skip }, async (t) => {
  const { store, settings, dispose } = await fresh();
  t.after(dispose);
  await store.append(numbered(1, 7), [{ stream: 'g', first: 1, last: 7 }]);
  await store.correct({
    ...{ series: 'press-1', fromUs: startUs, toUs: startUs + 1, by: 'anna', reason: 'late' },
    ...{ atUs: startUs, change: { kind: 'withdrawn' } },
  });
  await store.close();
  const [url = ''] = settings.urls;
  const login = { user: `own_${settings.database}`, password: 'a-long-password' };
  for (const sql of [
    `CREATE USER ${login.user} '${login.password}'`,
    `GRANT MANAGE_DATABASE, READ, WRITE ON root.** TO USER ${login.user}`,
    `SET TTL TO root.${settings.database}.** 1000`,
  ]) {
    assert.deepEqual(await askIotdb(url, 'nonQuery', sql), {
      code: 200,
      message: 'SUCCESS_STATUS',
    });
  }
  const own = await openStore({ ...settings, ...login });
  t.after(() => own.close());
  assert.deepEqual(await valuesIn(own), [], 'it forgot the readings');
  assert.deepEqual(await own.delivered('g'), [{ first: 1, last: 7 }]);
  assert.equal((await own.corrections({ ...always, series: ['press-1'] })).length, 1);
  await own.append(numbered(8, 30), [{ stream: 'g', first: 8, last: 30 }]);
  const nowUs = Math.floor(Date.now() * 1_000);
  const reading = { series: 'press-1', sourceTimeUs: nowUs + 60e6, serverTimeUs: nowUs, value: 5 };
  await own.append(toColumns([{ ...reading, quality: 2 }]));
  assert.deepEqual(await own.delivered('g'), [{ first: 1, last: 30 }]);
  assert.deepEqual(await valuesIn(own), [5], 'others get no number of the old series');
  assert.deepEqual(await own.seal(startUs), { readings: 0, files: 0 });
  assert.equal((await own.statistics()).readings, 1);
});

test('the program keeps its readings in IoTDB', { skip }, async (t) => {
  const { urls, database } = settingsOf();
  const own = join(folder.path, 'program');
  mkdirSync(own);
  const flags = ['--free-ports', '--series-store-engine', 'iotdb', '--series-store-iotdb-urls'];
  const program = await startRealProgram(own, [
    ...flags,
    ...urls,
    ...['--series-store-iotdb-database', database],
  ]);
  t.after(() => program.stop());
  await until(
    'readings of the plant are in IoTDB',
    async () => (await counted(urls[0] ?? '', database)) > 100,
    60_000,
  );
  assert.ok(!program.output().includes('root:root'));
});

async function counted(url: string, database: string): Promise<number> {
  const answer = await askIotdb(
    url,
    'query',
    `SELECT count(m) FROM root.${database}.s.** GROUP BY LEVEL = 2`,
  );
  return (answer as { values?: number[][] }).values?.[0]?.[0] ?? 0;
}

test(
  'kill -9 of the DataNode under load: nothing acknowledged is lost, nothing is doubled',
  { skip: skip || noServer },
  async (t) => {
    assert.ok(server);
    const { store, settings, dispose } = await fresh();
    t.after(dispose);
    const impatient = await (await store.close(), openStore({ ...settings, patienceSeconds: 2 }));
    const lanes = upTo(6).map((lane) => ({ stream: `g${lane}`, acknowledged: 0, failed: 0 }));
    const load = { isRunning: true };
    const loads = lanes.map(async (lane) => {
      while (load.isRunning) {
        try {
          // As the intake does it: ask what has arrived, send what has not.
          const spans = await impatient.delivered(lane.stream);
          const first = (spans.at(-1)?.last ?? 0) + 1;
          const last = first + 49;
          const delivery = { stream: lane.stream, first, last };
          await impatient.append(numbered(first, last, lane.stream), [delivery]);
          lane.acknowledged = last;
        } catch (error) {
          assert.ok(isFailure(error, 'iotdb.unreachable') || isFailure(error, 'iotdb.refused'));
          lane.failed++;
        }
      }
    });
    const moved = async (what: string) => {
      const before = lanes.map(({ acknowledged }) => acknowledged);
      await until(
        what,
        () => lanes.every((lane, at) => lane.acknowledged > (before[at] ?? 0) + 500),
        60_000,
      );
    };
    for (const round of [1, 2]) {
      await moved(`readings arrive, ${round}`);
      await server.killDataNode();
      await until('it is told', () => lanes.some(({ failed }) => failed >= round), 30_000);
      await server.startDataNode();
    }
    await moved('readings arrive again');
    load.isRunning = false;
    await Promise.all(loads);
    await impatient.close();
    const again = await openStore(settings);
    for (const { stream, acknowledged } of lanes) {
      const [span] = await again.delivered(stream);
      assert.ok((span?.last ?? 0) >= acknowledged);
      const series = upTo(7).map((one) => `${stream}-${one - 1}`);
      const found = await again.range({ ...always, series });
      const values = found.map(({ value }) => Number(value)).toSorted((a, b) => a - b);
      assert.deepEqual(values, upTo(span?.last ?? 0));
    }
    await again.close();
  },
);
