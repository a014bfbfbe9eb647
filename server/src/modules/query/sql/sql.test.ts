// SQL over HTTP: it sees the signals that its asker may see, in the span that was asked for, and nothing else at all.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Settings } from '../../../kernel/config/load.ts';
import { seriesPort } from '../../../stores/ports.ts';
import { toColumns, type Reading } from '../../../stores/series/series.ts';
import { ask, openDoor, startModules } from '../../../testing/start-modules.ts';
import { assetsPort, type Asset, type Signal } from '../../assets/api.ts';
import { assetsModule } from '../../assets/module.ts';
import { telemetryModule } from '../../telemetry/module.ts';
import { queryModule } from '../module.ts';

const begunUs = Date.UTC(2026, 0, 1) * 1_000;
const span = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00Z' };

function reading(series: string, second: number, value: Reading['value']): Reading {
  const sourceTimeUs = begunUs + second * 1_000_000;
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs, value, quality: 2 };
}

async function platform(t: TestContext, settings: Settings = {}) {
  const modules = [assetsModule, telemetryModule, queryModule, openDoor('platform')];
  const program = await startModules(t, { modules, roles: ['platform'], settings });
  for (const [prefix, level] of [
    ['88.118.8', 10],
    ['88.118.9', 90],
  ] as const) {
    const machine = `${prefix}/M-1`;
    const asset: Asset = {
      identifier: machine,
      kind: 'machine',
      machine,
      name: 'm',
      type: 'Device',
    };
    const signal: Signal = {
      ...{ identifier: `${machine}/load`, machine, asset: machine, id: 'load', name: 'load' },
      ...{ kind: 'sample', type: 'LOAD', value: 'number', unitCode: '%' },
    };
    await program.port(assetsPort).put({ machine: asset, components: [], signals: [signal] });
    const some = [-10, 0, 60, 3_600].map((second, n) =>
      reading(signal.identifier, second, level + n),
    );
    await program.port(seriesPort).append(toColumns(some));
  }
  return (body: object, as: string | undefined = '88.118.8') =>
    ask(program, '/api/sql', {
      ...{ method: 'POST', body: { ...span, ...body } },
      ...(as === '' ? {} : { as }),
    });
}

test('the readings of the span, with what is known of their signals', async (t) => {
  const call = await platform(t);
  const sql = `SELECT name, unit, count(*) AS n, avg(number) AS mean FROM readings JOIN signals USING (signal)
               GROUP BY ALL`;
  const { status, body } = await call({ sql, path: '88.118.8/**/load' });
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body['rows'], [['load', '%', 2, 11.5]]);
  assert.deepEqual([body['complete'], body['read']], [true, 2]);
});

test('nobody sees rows of others, whatever they ask', async (t) => {
  const call = await platform(t);
  for (const path of ['**', '*/**/load', '88.118.9/**']) {
    const answer = await call({ sql: 'SELECT DISTINCT signal FROM readings', path }, '88.118.9');
    assert.deepEqual(answer.body['rows'], [['88.118.9/M-1/load']], path);
  }
  const named = await call({ sql: 'SELECT 1', signals: ['88.118.8/M-1/load'] }, '88.118.9');
  assert.deepEqual([named.status, named.body['code']], [403, 'query.other-enterprises']);
  assert.equal((await call({ sql: 'SELECT 1', path: '**' }, '')).status, 401);
});

test('what is no question, or costs too much, is refused', async (t) => {
  const call = await platform(t, { query: { sqlReadingsMax: 1_000 } });
  const path = '88.118.8/**';
  for (const sql of [
    "SELECT * FROM read_csv('/etc/passwd')",
    "COPY readings TO '/tmp/x'",
    'DROP TABLE readings',
  ]) {
    const { status, body } = await call({ sql, path });
    assert.deepEqual([status, body['code']], [400, 'stores.bad-sql'], sql);
  }
  const cut = await call({ sql: 'SELECT * FROM range(50)', path, limit: 3 });
  assert.deepEqual([(cut.body['rows'] as unknown[]).length, cut.body['complete']], [3, false]);
});

test('more readings than there may be are refused with their estimate', async (t) => {
  const modules = [assetsModule, telemetryModule, queryModule, openDoor('platform')];
  const settings = { query: { sqlReadingsMax: 1_000 } };
  const program = await startModules(t, { modules, roles: ['platform'], settings });
  const many = Array.from({ length: 5_000 }, (_, n) => reading('88.118.8/M-1/x', n / 2, n));
  await program.port(seriesPort).append(toColumns(many));
  const body = { ...span, sql: 'SELECT 1', signals: ['88.118.8/M-1/x'] };
  const answer = await ask(program, '/api/sql', { method: 'POST', as: '88.118.8', body });
  assert.deepEqual([answer.status, answer.body['code']], [429, 'query.too-many-readings']);
});
