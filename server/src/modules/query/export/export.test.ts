// Exported files are what DuckDB reads and what CSV says, whatever the values, and are made while they are read.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import { seriesPort } from '../../../stores/ports.ts';
import { toColumns, type Reading } from '../../../stores/series/series.ts';
import { ask, folderOf, openDoor, startModules } from '../../../testing/start-modules.ts';
import { until } from '../../../testing/until.ts';
import { assetsModule } from '../../assets/module.ts';
import { telemetryModule } from '../../telemetry/module.ts';
import { queryModule } from '../module.ts';

const begunUs = Date.UTC(2026, 0, 1) * 1_000;
const span = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z';
const signals = ['88.118.8/M-1/温度', '88.118.8/M-1/mode'] as const;

function reading(series: string, n: number, value: Reading['value']): Reading {
  const sourceTimeUs = begunUs + n * 1_001;
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs + 7, value, quality: 2 };
}

function platform(t: TestContext, settings = {}): Promise<RunningProgram> {
  const modules = [assetsModule, telemetryModule, queryModule, openDoor('platform')];
  return startModules(t, { modules, roles: ['platform'], settings });
}

const odd: readonly Reading[] = [
  reading(signals[0], 0, 1.5),
  { ...reading(signals[0], 1, null), quality: 0 },
  reading(signals[0], 2, -0),
  reading(signals[0], 3, Number.NaN),
  { ...reading(signals[0], 4, 1e300), quality: 1 },
  reading(signals[1], 0, 'say "AUTO", 自动'),
  reading(signals[1], 1, true),
  reading(signals[1], 2, ''),
];

async function download(program: RunningProgram, format: string, query = span) {
  const named = signals.map((signal) => `signal=${encodeURIComponent(signal)}`).join('&');
  const path = `${program.origin}/api/export?format=${format}&${named}&${query}`;
  const answer = await fetch(path, { headers: { authorization: 'Bearer 88.118.8' } });
  assert.equal(answer.status, 200);
  return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
}

test('CSV has all of each reading, quoted as RFC 4180 says', async (t) => {
  const program = await platform(t);
  await program.port(seriesPort).append(toColumns(odd));
  const { answer, bytes } = await download(program, 'csv');
  assert.equal(answer.headers.get('x-estimated-rows'), '8');
  assert.match(answer.headers.get('content-disposition') ?? '', /readings-2026-01-01\.csv/);
  const lines = Buffer.from(bytes).toString('utf8').split('\r\n');
  const time = (n: number) => `2026-01-01T00:00:00.00${n}00${n}Z,2026-01-01T00:00:00.00${n}0`;
  assert.deepEqual(lines, [
    'signal,time,server_time,value,type,quality',
    `${signals[0]},${time(0)}07Z,1.5,number,good`,
    `${signals[0]},${time(1)}08Z,,none,bad`,
    `${signals[0]},${time(2)}09Z,-0,number,good`,
    `${signals[0]},${time(3)}10Z,NaN,number,good`,
    `${signals[0]},${time(4)}11Z,1e+300,number,uncertain`,
    `${signals[1]},${time(0)}07Z,"say ""AUTO"", 自动",text,good`,
    `${signals[1]},${time(1)}08Z,true,boolean,good`,
    `${signals[1]},${time(2)}09Z,,text,good`,
    '',
  ]);
});

test('Parquet is what DuckDB reads, odd values and many rows', async (t) => {
  const program = await platform(t);
  const many = Array.from({ length: 40_000 }, (_, n) =>
    reading(signals[0], n + 10, n % 7 === 0 ? null : Math.sin(n)),
  );
  const texts = Array.from({ length: 9_000 }, (_, n) => reading(signals[1], n + 10, `t${n}`));
  await program.port(seriesPort).append(toColumns([...odd, ...many, ...texts]));
  const { bytes } = await download(program, 'parquet');
  const file = join(folderOf(t), 'readings.parquet');
  writeFileSync(file, bytes);
  const instance = await DuckDBInstance.create(':memory:');
  t.after(() => instance.closeSync());
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(
    `SELECT signal, epoch_us(time)::DOUBLE, epoch_us(server_time)::DOUBLE, number, text, type, quality
     FROM read_parquet('${file}', file_row_number = true) ORDER BY file_row_number`,
  );
  const qualities = ['bad', 'uncertain', 'good'];
  const expected = [odd.slice(0, 5), many, odd.slice(5), texts].flat().map((one) => {
    const { value } = one;
    const isNumber = typeof value === 'number' || typeof value === 'boolean';
    return [
      ...[one.series, one.sourceTimeUs, one.serverTimeUs],
      isNumber ? Number(value) : null,
      typeof value === 'string' ? value : null,
      value === null ? 'none' : typeof value === 'string' ? 'text' : typeof value,
      qualities[one.quality],
    ];
  });
  assert.deepEqual(found.getRows(), expected);
});

test('only readings that are good enough, where that is asked', async (t) => {
  const program = await platform(t);
  await program.port(seriesPort).append(toColumns(odd));
  const { bytes } = await download(program, 'csv', `${span}&quality=good`);
  assert.equal(Buffer.from(bytes).toString('utf8').split('\r\n').length, 1 + 6 + 1);
});

test('a million rows in bounded memory, no faster than they are read; who leaves ends it', async (t) => {
  const program = await platform(t, { query: { exportsMax: 1 } });
  const store = program.port(seriesPort);
  for (let part = 0; part < 10; part++) {
    const many = Array.from({ length: 100_000 }, (_, n) =>
      reading(signals[0], part * 100_000 + n, n),
    );
    await store.append(toColumns(many));
  }
  const named = `signal=${encodeURIComponent(signals[0])}`;
  const path = `${program.origin}/api/export?format=csv&${named}&${span}`;
  const headers = { authorization: 'Bearer 88.118.8' };
  const leaving = new AbortController();
  const answer = await fetch(path, { headers, signal: leaving.signal });
  const reader = answer.body?.getReader();
  await reader?.read();
  const other = await fetch(path, { headers });
  assert.equal(other.status, 429, 'its place is taken');
  leaving.abort();
  await until('the place is free', async () => {
    const again = await fetch(path, { headers, method: 'GET' });
    if (again.status !== 200) return false;
    let lines = 0;
    let [least, most] = [Infinity, 0];
    for await (const chunk of again.body ?? []) {
      for (const byte of chunk) if (byte === 10) lines++;
      const { arrayBuffers } = process.memoryUsage();
      [least, most] = [Math.min(least, arrayBuffers), Math.max(most, arrayBuffers)];
    }
    assert.equal(lines, 1_000_001);
    assert.ok(most - least < 80e6, `${most - least} bytes more`);
    return true;
  });
});

test('nothing of others, no span, too many rows: refused before the first byte', async (t) => {
  const program = await platform(t, { query: { exportRowsMax: 1_000 } });
  const many = Array.from({ length: 5_000 }, (_, n) => reading(signals[0], n, n));
  await program.port(seriesPort).append(toColumns(many));
  const path = `/api/export?format=csv&signal=${encodeURIComponent(signals[0])}`;
  for (const [query, as, code] of [
    [span, '88.118.9', 'query.other-enterprises'],
    ['', '88.118.8', 'http.bad-request'],
    [span, '88.118.8', 'query.too-many-readings'],
  ] as const) {
    assert.equal((await ask(program, `${path}&${query}`, { as })).body['code'], code);
  }
  assert.equal((await ask(program, `${path}&${span}`)).status, 401);
  const body = { format: 'xlsx', signals: [signals[0]] };
  const wrong = await ask(program, '/api/export', { method: 'POST', as: '88.118.8', body });
  assert.equal(wrong.body['code'], 'http.bad-request');
});
