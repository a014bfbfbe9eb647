import assert from 'node:assert/strict';
import { readdir, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { rejectsWith } from '../../../stores/contract.ts';
import { seriesContract } from '../../../stores/series/series.contract.ts';
import { toColumns } from '../../../stores/series/series.ts';
import { embeddedSubject, openEmbedded } from '../subject.ts';

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
