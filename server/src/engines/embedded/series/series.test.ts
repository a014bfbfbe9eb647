import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { silentLog } from '../../../kernel/log/log.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { rejectsWith } from '../../../stores/contract.ts';
import { seriesContract } from '../../../stores/series/series.contract.ts';
import { toColumns, type Quality } from '../../../stores/series/series.ts';
import { embeddedSubject, openEmbedded } from '../subject.ts';
import { markOf } from '../../../stores/series/columns.ts';
import { openSeries } from './open-series.ts';

seriesContract('embedded', () => embeddedSubject('series'));

const noonUs = 1_795_348_800_000_000;
const reading = {
  series: '88.118.8/press#温度',
  sourceTimeUs: noonUs,
  serverTimeUs: noonUs + 7,
  value: 21.5,
  quality: 2,
} as const;

test('a sealed file is plain Parquet in a folder of its day', async () => {
  const { store, folder, dispose } = await embeddedSubject('series');
  await store.append(
    toColumns([reading, { ...reading, series: 'a', value: 'ON', sourceTimeUs: noonUs + 1 }]),
  );
  await store.seal(noonUs + 2);
  assert.deepEqual((await readdir(join(folder, 'sealed'), { recursive: true })).toSorted(), [
    'enterprise=88.118.8',
    'enterprise=88.118.8/day=2026-11-22',
    'enterprise=88.118.8/day=2026-11-22/000000001.parquet',
    'enterprise=other',
    'enterprise=other/day=2026-11-22',
    'enterprise=other/day=2026-11-22/000000002.parquet',
  ]);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll(
    `SELECT series, strftime(source_time, '%Y-%m-%d %H:%M:%S.%f') AS source_time, number, text, quality, day::VARCHAR AS day,
       enterprise FROM read_parquet('${folder}/sealed/*/*/*.parquet', hive_partitioning = true) ORDER BY number`,
  );
  assert.deepEqual(rows.getRowObjectsJS(), [
    {
      series: reading.series,
      source_time: '2026-11-22 12:00:00.000000',
      number: 21.5,
      text: null,
      quality: 2,
      day: '2026-11-22',
      enterprise: '88.118.8',
    },
    {
      series: 'a',
      source_time: '2026-11-22 12:00:00.000001',
      number: null,
      text: 'ON',
      quality: 2,
      day: '2026-11-22',
      enterprise: 'other',
    },
  ]);
  connection.closeSync();
  instance.closeSync();
  await dispose();
});

test('files that no seal finished are removed at opening, strange ones are left alone', async () => {
  const { store, folder, reopen, dispose } = await embeddedSubject('series');
  await store.append(toColumns([reading]));
  await store.seal(noonUs + 1);
  const enterprise = join(folder, 'sealed', 'enterprise=88.118.8');
  const day = join(enterprise, 'day=2026-11-22');
  await mkdir(join(enterprise, 'day=2026-11-21'));
  await writeFile(join(enterprise, 'day=2026-11-21', '000000009.parquet'), 'orphan');
  for (const name of ['000000002.parquet', 'notes.txt']) {
    await writeFile(join(day, name), 'left behind');
  }
  const again = await reopen();
  assert.deepEqual((await readdir(day)).toSorted(), ['000000001.parquet', 'notes.txt']);
  assert.deepEqual(
    await again.range({ series: [reading.series], fromUs: 0, toUs: noonUs * 2, limit: 9 }),
    [reading],
  );
  await dispose();
});

test('one process cannot open the same folder twice', async () => {
  const { folder, reopen, dispose } = await embeddedSubject('series');
  await rejectsWith('stores.cannot-open', () => openEmbedded('series', folder));
  await reopen();
  await dispose();
});
const oldTables = [
  'CREATE TABLE format (version INTEGER)',
  'CREATE TABLE series (id INTEGER NOT NULL, name VARCHAR NOT NULL)',
  `CREATE TABLE hot (
     series INTEGER NOT NULL, source_us BIGINT NOT NULL, server_us BIGINT NOT NULL,
     number DOUBLE, text VARCHAR, kind UTINYINT NOT NULL, quality UTINYINT NOT NULL)`,
  'CREATE TABLE sealed_files (number INTEGER NOT NULL, day VARCHAR NOT NULL)',
  'CREATE TABLE streams (id INTEGER NOT NULL, name VARCHAR NOT NULL)',
  'CREATE TABLE delivered (stream INTEGER NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL)',
  `INSERT INTO format VALUES (2)`,
  `INSERT INTO series VALUES (0, '${reading.series}'), (1, 'b')`,
  `INSERT INTO hot VALUES (0, ${noonUs}, ${noonUs + 7}, 21.5, NULL, 1, 2),
     (1, ${noonUs}, ${noonUs}, NULL, 'ON', 2, 1), (1, ${noonUs + 1}, ${noonUs}, 1, NULL, 3, 0)`,
  `INSERT INTO streams VALUES (0, 'gateway')`,
  'INSERT INTO delivered VALUES (0, 1, 2), (0, 5, 9), (0, 3, 4)',
  `INSERT INTO sealed_files VALUES (1, '2026-11-22')`,
];

/** As stores of format 2 were. */
async function oldStore(folder: string, settings: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(join(folder, 'series.duckdb'));
  const connection = await instance.connect();
  await mkdir(join(folder, 'sealed', 'day=2026-11-22'), { recursive: true });
  for (const sql of [...oldTables, ...settings]) await connection.run(sql);
  await connection.run(
    `COPY (SELECT '${reading.series}' AS series, make_timestamp(${noonUs}) AS source_time,
       make_timestamp(${noonUs}) AS server_time, 20.5::DOUBLE AS number, NULL::VARCHAR AS text,
       2::UTINYINT AS quality, 1::UTINYINT AS kind)
     TO '${join(folder, 'sealed', 'day=2026-11-22', '000000001.parquet')}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
}

test('a store of DuckDB tables becomes one of today, once', async () => {
  const { folder, store, reopen, dispose } = await embeddedSubject('series');
  await store.append(toColumns([{ ...reading, value: 'of an attempt that was cut short' }]));
  await store.close();
  await oldStore(folder, []);
  for (let round = 0; round < 2; round++) {
    const again = await reopen();
    const span = { fromUs: 0, toUs: noonUs * 2, limit: 9 };
    const found = await again.range({ ...span, series: [reading.series, 'b'] });
    assert.deepEqual(
      found.map(({ series, value, quality }) => [series, value, quality]),
      [
        [reading.series, 20.5, 2],
        [reading.series, 21.5, 2],
        ['b', 'ON', 1],
        ['b', true, 0],
      ],
    );
    assert.deepEqual(await again.delivered('gateway'), [{ first: 1, last: 9 }]);
    assert.equal((await again.last([reading.series])).get(reading.series)?.value, 21.5);
  }
  assert.ok(!(await readdir(folder)).includes('series.duckdb'));
  await dispose();
});

test('a store of a newer program is left as it is', async () => {
  const { folder, store, reopen, dispose } = await embeddedSubject('series');
  await store.close();
  await oldStore(folder, ['UPDATE format SET version = 99']);
  await rejectsWith('stores.cannot-open', reopen);
  assert.ok((await readdir(folder)).includes('series.duckdb'));
  await dispose();
});

test('memory that is full is sealed while more comes, and nothing is lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jingwei-series-'));
  const context = { folder, world: realWorld, log: silentLog };
  const store = await openSeries(context, { memoryBytes: 200_000 });
  const names = Array.from({ length: 20 }, (_, n) => `88/${n}`);
  const write = async (first: number): Promise<void> => {
    for (let n = first; n < 400; n += 4) {
      const readings = names.flatMap((series, one) =>
        Array.from({ length: 5 }, (_, i) => ({
          ...reading,
          series,
          sourceTimeUs: noonUs + (n * 5 + i) * 1_000 + one,
          value: n * 5 + i,
        })),
      );
      await store.append(toColumns(readings));
    }
  };
  await Promise.all([write(0), write(1), write(2), write(3)]);
  assert.ok((await store.statistics()).sealedFiles > 2, 'memory was full more than once');
  for (const open of [store, undefined]) {
    if (open === undefined) await store.close();
    const asked = open ?? (await openSeries(context));
    assert.equal((await asked.statistics()).readings, 40_000);
    const span = { series: names.slice(0, 2), fromUs: noonUs, toUs: noonUs * 2 };
    const found = await asked.range({ ...span, limit: 100_000 });
    assert.deepEqual(
      found.filter(({ series }) => series === '88/1').map(({ value }) => value),
      Array.from({ length: 2_000 }, (_, n) => n),
    );
    const newest = await asked.range({ ...span, limit: 7, newestFirst: true });
    assert.deepEqual(newest, found.toReversed().slice(0, 7));
    const [all] = await asked.aggregate({ ...span, bucketUs: noonUs });
    assert.deepEqual([all?.count, all?.minimum, all?.maximum], [2_000, 0, 1_999]);
    if (open === undefined) await asked.close();
  }
  await rm(folder, { recursive: true });
});

test('many series and long ones in one file, each as DuckDB reads it too', async () => {
  const { store, folder, dispose } = await embeddedSubject('series');
  const values = [1.25, 'text', true, null, -0, Number.NaN, 2 ** 53, 0] as const;
  const readings = Array.from({ length: 60_000 }, (_, n) => {
    // One long series, one of unlike numbers, and thousands of short ones.
    const series = n % 3 === 0 ? '88/long' : n % 3 === 1 ? '88/random' : `88/s${n % 2_999}`;
    const value = n % 3 === 1 ? Math.sin(n) : (values[n % values.length] ?? null);
    const sourceTimeUs = noonUs + (n % 2 === 0 ? n : -n);
    return { ...reading, series, sourceTimeUs, value, quality: (n % 3) as Quality };
  });
  await store.append(toColumns(readings));
  await store.seal(noonUs * 2);
  for (const series of ['88/long', '88/random', '88/s7', '88/s2998']) {
    const found = await store.range({
      series: [series],
      fromUs: 0,
      toUs: noonUs * 2,
      limit: 100_000,
    });
    assert.deepEqual(
      found,
      readings
        .filter((one) => one.series === series)
        .toSorted((a, b) => a.sourceTimeUs - b.sourceTimeUs),
    );
  }
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll(
    `SELECT series, epoch_us(source_time)::DOUBLE, epoch_us(server_time)::DOUBLE, number, text, quality, kind
     FROM read_parquet('${folder}/sealed/*/*/*.parquet', file_row_number = true)
     ORDER BY series, source_time`,
  );
  const expected = readings
    .toSorted(
      (a, b) =>
        Buffer.compare(Buffer.from(a.series), Buffer.from(b.series)) ||
        a.sourceTimeUs - b.sourceTimeUs,
    )
    .map(({ series, sourceTimeUs, serverTimeUs, value, quality }) => [
      series,
      sourceTimeUs,
      serverTimeUs,
      typeof value === 'string' || value === null ? null : Number(value),
      typeof value === 'string' ? value : null,
      quality,
      markOf(value, 0) >> 2,
    ]);
  assert.deepEqual(rows.getRows(), expected);
  const some = await connection.runAndReadAll(
    `SELECT count(*)::INTEGER FROM read_parquet('${folder}/sealed/*/*/*.parquet') WHERE series = '88/s7'`,
  );
  assert.equal(some.getRows()[0]?.[0], readings.filter(({ series }) => series === '88/s7').length);
  connection.closeSync();
  instance.closeSync();
  await dispose();
});

test('a backup made while others write opens as a store of one moment', async () => {
  const { store, folder, reopen, dispose } = await embeddedSubject('series');
  const at = (n: number) => ({ ...reading, sourceTimeUs: noonUs + n * 1_000, value: n });
  await store.append(toColumns(Array.from({ length: 1_000 }, (_, n) => at(n))));
  await store.seal(noonUs + 500_000);
  await store.correct({
    series: reading.series,
    fromUs: noonUs,
    toUs: noonUs + 1,
    change: { kind: 'value', value: -1 },
    by: 'anna',
    reason: 'test',
    atUs: noonUs,
  });
  const stop = new AbortController();
  let next = 1_000;
  const writing = (async () => {
    while (!stop.signal.aborted) {
      const n = next++;
      await store.append(toColumns([at(n)]), [{ stream: 's', first: n, last: n }]);
      if (n % 20 === 0) await store.seal(noonUs + n * 1_000);
    }
  })();
  const copy = join(folder, 'backup');
  const { files, bytes } = await store.backup(copy);
  stop.abort();
  await writing;
  assert.ok(files >= 4 && bytes > 1_000);
  await rejectsWith('stores.bad-query', () => store.backup(copy));
  const restored = await openEmbedded('series', copy);
  const span = { series: [reading.series], fromUs: noonUs, toUs: noonUs + 1e9, limit: 100_000 };
  const found = await restored.range(span);
  const written = found.filter(({ value }) => Number(value) >= 1_000).length;
  assert.deepEqual(
    found.map(({ value }) => value),
    Array.from({ length: 1_000 + written }, (_, n) => (n === 0 ? -1 : n)),
  );
  const marks = written === 0 ? [] : [{ first: 1_000, last: 999 + written }];
  assert.deepEqual(await restored.delivered('s'), marks);
  await restored.close();
  const before = await store.range({ ...span, asMeasured: true });
  const lost = { series: [reading.series], fromUs: noonUs + 5_000, toUs: noonUs + 300_000 };
  assert.deepEqual(await store.remove(lost), { readings: 295 });
  const all = { under: '88.118.8/', fromUs: noonUs, toUs: noonUs + 1e9 };
  assert.deepEqual(await store.restore(copy, all), {
    readings: 295,
    series: 1,
    thinned: 0,
    corrections: 0,
  });
  assert.deepEqual(await store.restore(copy, all), {
    readings: 0,
    series: 0,
    thinned: 0,
    corrections: 0,
  });
  assert.deepEqual(await store.range({ ...span, asMeasured: true }), before);
  await rejectsWith('stores.bad-query', () => store.restore(join(folder, 'nowhere'), all));
  await reopen();
  await dispose();
});

test('small files of a day are joined, and answers stay', async () => {
  const { store, folder, reopen, dispose } = await embeddedSubject('series');
  for (let n = 0; n < 30; n++) {
    await store.append(
      toColumns([
        { ...reading, sourceTimeUs: noonUs + n },
        { ...reading, sourceTimeUs: noonUs, value: n },
      ]),
    );
    await store.seal(noonUs + 1_000);
  }
  const query = { series: [reading.series], fromUs: noonUs, toUs: noonUs + 1, limit: 100 };
  const expected = [reading.value, ...Array.from({ length: 30 }, (_, n) => n)];
  for (const next of [async () => store, reopen]) {
    const asked = await next();
    assert.deepEqual(
      (await asked.range(query)).map(({ value }) => value),
      expected,
    );
    assert.ok((await asked.statistics()).sealedFiles < 10);
  }
  const day = join(folder, 'sealed', 'enterprise=88.118.8', 'day=2026-11-22');
  assert.ok((await readdir(day)).length < 10);
  await dispose();
});
