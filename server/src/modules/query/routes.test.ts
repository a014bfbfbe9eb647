// Questions over HTTP on real stores: each kind, who may ask what, pages, limits, and recordings of real machines.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import type { Settings } from '../../kernel/config/load.ts';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { seriesPort } from '../../stores/ports.ts';
import { toColumns, type Reading } from '../../stores/series/series.ts';
import { ask, openDoor, startModules } from '../../testing/start-modules.ts';
import { assetsPort, type Asset, type Signal } from '../assets/api.ts';
import { assetsModule } from '../assets/module.ts';
import { telemetryModule } from '../telemetry/module.ts';
import type { QueryAnswer } from './api.ts';
import { queryModule } from './module.ts';

const machine = '88.118.8/M-1';
const [load, mode] = [`${machine}/load`, `${machine}/mode`];
const begunUs = Date.UTC(2026, 0, 1) * 1_000;
const hour = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00Z' };

function reading(series: string, second: number, value: Reading['value']): Reading {
  const sourceTimeUs = begunUs + second * 1_000_000;
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs + 1_000, value, quality: 2 };
}

const bad = (series: string, second: number): Reading => ({
  ...reading(series, second, null),
  quality: 0,
});

async function platform(t: TestContext, settings: Settings = {}): Promise<RunningProgram> {
  const modules = [assetsModule, telemetryModule, queryModule, openDoor('platform')];
  const program = await startModules(t, { modules, roles: ['platform'], settings });
  const asset: Asset = { identifier: machine, kind: 'machine', machine, name: 'm', type: 'Device' };
  const common = { machine, asset: machine, type: 'LOAD' } as const;
  const signals: Signal[] = [
    {
      ...common,
      identifier: load,
      id: 'load',
      name: 'load',
      kind: 'sample',
      value: 'number',
      unitCode: '%',
    },
    { ...common, identifier: mode, id: 'mode', name: 'mode', kind: 'event', value: 'text' },
  ];
  await program.port(assetsPort).put({ machine: asset, components: [], signals });
  return program;
}

const append = (program: RunningProgram, readings: readonly Reading[]) =>
  program.port(seriesPort).append(toColumns(readings));

async function query(program: RunningProgram, body: object, as = '88.118.8') {
  const answer = await ask(program, '/api/query', { method: 'POST', as, body });
  assert.equal(answer.status, 200, answer.text);
  return answer.body as unknown as QueryAnswer;
}

async function refused(program: RunningProgram, body: object, as = '88.118.8') {
  const answer = await ask(program, '/api/query', { method: 'POST', as, body });
  return { status: answer.status, code: answer.body['code'], facts: answer.body['facts'] };
}

test('what held before the span counts in it, and unknown time in no mean', async (t) => {
  const program = await platform(t);
  await append(program, [
    reading(load, -86_400, 10),
    reading(load, 900, 30),
    bad(load, 1_800),
    reading(load, 2_700, 20),
  ]);
  const figures = ['count', 'timeWeightedMean', 'timeWeightedLinear', 'known', 'first', 'delta'];
  const body = { kind: 'aggregate', signals: [load], ...hour, figures };
  const answer = await query(program, body);
  const [{ signal, unit, values = {} } = { signal: '' }] = answer.series ?? [];
  assert.deepEqual([signal, unit], [load, '%']);
  const [line] = values['timeWeightedLinear'] ?? [];
  assert.ok(Math.abs(Number(line) - (30 - 20 * (450 / 87_300) + 30 + 20) / 3) < 1e-9);
  const { timeWeightedLinear: _, ...others } = values;
  assert.deepEqual(others, {
    count: [2],
    timeWeightedMean: [20],
    known: [0.75],
    first: [30],
    delta: [10],
  });
  const near = await query(program, { ...body, lookBack: '1h', figures: ['known'] });
  assert.deepEqual(near.series?.[0]?.values, { known: [0.5] });
});

test('several signals on one axis; what no series has is left out or filled', async (t) => {
  const program = await platform(t);
  await append(program, [reading(load, 0, 1), reading(load, 190, 4), reading(mode, 70, 'AUTO')]);
  const span = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:05:00Z' };
  const body = {
    kind: 'aggregate',
    signals: [load, mode],
    ...span,
    every: '1m',
    figures: ['last'],
  };
  const answer = await query(program, body);
  assert.deepEqual(
    answer.times?.map((time) => time.slice(14, 19)),
    ['00:00', '01:00', '03:00'],
  );
  assert.deepEqual(
    answer.series?.map(({ values }) => values?.['last']),
    [
      [1, null, 4],
      [null, 'AUTO', null],
    ],
  );
  const linear = await query(program, { ...body, fill: 'linear' });
  assert.deepEqual(linear.series?.[0]?.values?.['last'], [1, 2, 3, 4, null]);
  const points = { ...body, kind: 'interpolated', interpolation: 'linear', figures: undefined };
  const moments = await query(program, points);
  assert.deepEqual(
    moments.series?.[0]?.values?.['value']?.map((one) => Number(one).toFixed(3)),
    [0, 60, 120, 180, 240].map((at) => (at > 190 ? 4 : 1 + (3 * at) / 190).toFixed(3)),
  );
});

test('states of a day of 25 hours', async (t) => {
  const program = await platform(t);
  const at = (text: string) => (Date.parse(text) * 1_000 - begunUs) / 1e6;
  await append(program, [
    reading(mode, at('2025-10-25T20:00Z'), 'STOPPED'),
    reading(mode, at('2025-10-26T00:30Z'), 'ACTIVE'),
    reading(mode, at('2025-10-26T01:00Z'), 'ACTIVE'),
    reading(mode, at('2025-10-26T01:30Z'), 'STOPPED'),
  ]);
  const answer = await query(program, {
    kind: 'states',
    signals: [mode],
    from: '2025-10-25T22:00:00Z',
    to: '2025-10-26T23:00:00Z',
    every: 'day',
    zone: 'Europe/Berlin',
  });
  assert.deepEqual([answer.labels, answer.zone], [['2025-10-26'], 'Europe/Berlin']);
  assert.deepEqual(answer.series?.[0]?.states, [
    {
      unknownSeconds: 0,
      states: [
        { state: 'STOPPED', count: 2, seconds: 24 * 3_600, longestSeconds: 21.5 * 3_600 },
        { state: 'ACTIVE', count: 1, seconds: 3_600, longestSeconds: 3_600 },
      ],
    },
  ]);
});

test('raw readings page by page, both ways, each once, also many of one time', async (t) => {
  const program = await platform(t);
  const many = Array.from({ length: 50 }, (_, n) => reading(n % 2 ? load : mode, n >> 3, n));
  await append(program, [...many, bad(load, 3)]);
  for (const newestFirst of [false, true]) {
    const body = { kind: 'raw', signals: [load, mode], ...hour, quality: 'usable', newestFirst };
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page: QueryAnswer = await query(program, {
        ...body,
        limit: 7,
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...(page.readings ?? []));
      cursor = page.next;
    } while (cursor !== undefined);
    const whole = await query(program, body);
    assert.equal(whole.readings?.length, 50);
    assert.deepEqual(seen, whole.readings);
  }
  assert.equal(
    (await query(program, { kind: 'raw', signals: [load], ...hour })).readings?.length,
    26,
  );
  const wrong = { kind: 'raw', signals: [load], ...hour, cursor: 'next' };
  assert.deepEqual((await refused(program, wrong)).code, 'query.bad-cursor');
});

test('signals are found by path and type, and nobody finds those of others', async (t) => {
  const program = await platform(t);
  await append(program, [reading(load, 0, 1), reading(mode, 0, 'AUTO')]);
  const found = await query(program, { kind: 'last', path: '88.118.8/**/lo*' });
  assert.deepEqual(
    found.readings?.map(({ signal, value }) => [signal, value]),
    [[load, 1]],
  );
  const both = await query(program, { kind: 'last', under: machine });
  assert.equal(both.readings?.length, 2);
  for (const body of [
    { kind: 'last', signals: [load] },
    { kind: 'raw', signals: ['88.118.9/M-2/x', load], ...hour },
  ]) {
    const answer = await refused(program, body, '88.118.9');
    assert.deepEqual([answer.status, answer.code], [403, 'query.other-enterprises']);
  }
  const path = { kind: 'last', path: '88.118.8/**' };
  assert.equal((await refused(program, path, '88.118.9')).code, 'query.no-signals');
  assert.equal((await ask(program, '/api/query', { method: 'POST', body: path })).status, 401);
});

test('neither a reading of 1970 nor a quiet neighbour makes a costly question look cheap', async (t) => {
  const program = await platform(t, { query: { readingsMax: 1_000 } });
  const quiet = [reading(mode, -begunUs / 1e6, 'OLD'), reading(mode, 7, 'ON')];
  const hot = Array.from({ length: 3_600 }, (_, n) => reading(load, n, n));
  await append(program, [...quiet, ...hot]);
  const since1970 = { from: '1970-01-01T00:00:00Z', to: hour.to };
  for (const isSealed of [false, true]) {
    if (isSealed) await program.port(seriesPort).seal(begunUs + 3_600e6);
    for (const span of [hour, since1970]) {
      const costly = { kind: 'aggregate', signals: [load], ...span };
      const told = await refused(program, costly);
      assert.equal(told.code, 'query.too-many-readings', `${span.from} ${isSealed}`);
      const { readings, hours } = told.facts as { readings: number; hours: number };
      assert.equal(readings, 3_600);
      const from = new Date(Date.parse(span.to) - hours * 3.6e6).toISOString();
      const { read } = await query(program, { ...costly, from });
      assert.ok(read > 500 && read <= 1_000, `${read} of the last ${hours} h`);
    }
    const cheap = { kind: 'states', signals: [mode], ...since1970 };
    assert.equal((await query(program, cheap)).read, 2);
  }
});

test('questions that cost too much are refused with their estimate and a way to ask smaller', async (t) => {
  const program = await platform(t, { query: { readingsMax: 1_000, pointsMax: 1_000 } });
  const day = Array.from({ length: 8_640 }, (_, n) => reading(load, n * 10, n));
  await append(program, day);
  const whole = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
  const costly = await refused(program, { kind: 'aggregate', signals: [load], ...whole });
  assert.deepEqual([costly.status, costly.code], [429, 'query.too-many-readings']);
  const facts = costly.facts as { readings: number; hours: number };
  assert.ok(Math.abs(facts.readings - 8_640) < 10, `${facts.readings}`);
  const smaller = {
    from: whole.from,
    to: new Date(Date.parse(whole.from) + facts.hours * 3.6e6).toISOString(),
  };
  await query(program, { kind: 'aggregate', signals: [load], ...smaller });
  const decade = { from: '2016-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };
  const fine = await refused(program, {
    kind: 'aggregate',
    signals: [load],
    ...decade,
    every: '1m',
  });
  assert.deepEqual([fine.status, fine.code], [429, 'query.too-many-points']);
  assert.equal((fine.facts as { points: number }).points, 5_260_320);
  const names = Array.from({ length: 10_000 }, (_, n) => `${machine}/s${n}`);
  const many = await refused(program, { kind: 'raw', signals: names, ...decade });
  assert.deepEqual([many.status, many.code], [429, 'query.too-many-signals']);
});

test('what is missing or no time at all is named', async (t) => {
  const program = await platform(t);
  const signals = [load];
  for (const [body, code] of [
    [{ kind: 'raw', signals, from: hour.from }, 'query.part-missing'],
    [{ kind: 'interpolated', signals, ...hour }, 'query.part-missing'],
    [{ kind: 'raw', signals, from: hour.to, to: hour.from }, 'query.bad-span'],
    [
      { kind: 'aggregate', signals, ...hour, every: 'hour', zone: 'Mars/Olympus' },
      'query.bad-zone',
    ],
    [{ kind: 'aggregate', signals, ...hour, every: 'fortnight' }, 'http.bad-request'],
    [{ kind: 'aggregate', signals, ...hour, evry: '1m' }, 'http.bad-request'],
    [{ kind: 'last' }, 'query.no-signals'],
  ] as const) {
    assert.equal((await refused(program, body)).code, code, JSON.stringify(body));
  }
});

const recording = new URL(
  '../../../../../shared/data/machine-temperature/machine_temperature_system_failure.csv',
  import.meta.url,
);

test('the recorded machine temperature: its means by day, and its failure in the curve', async (t) => {
  if (!existsSync(recording)) return t.skip(`no recording at ${recording.pathname}`);
  const rows = readFileSync(recording, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [time = '', value] = line.split(',');
      return { us: Date.parse(`${time.replace(' ', 'T')}Z`) * 1_000, value: Number(value) };
    });
  const program = await platform(t);
  const telling = ({ us, value }: { us: number; value: number }): Reading => ({
    ...reading(load, 0, value),
    sourceTimeUs: us,
  });
  await append(program, rows.map(telling));
  await program.port(seriesPort).seal(rows[9_000]?.us ?? 0);
  const span = { from: '2013-12-01T00:00:00Z', to: '2014-03-01T00:00:00Z', zone: 'UTC' };
  const body = {
    kind: 'aggregate',
    signals: [load],
    ...span,
    every: 'day',
    figures: ['count', 'mean'],
  };
  const answer = await query(program, body);
  const byDay = new Map<string, number[]>();
  for (const { us, value } of rows) {
    const day = new Date(us / 1_000).toISOString().slice(0, 10);
    byDay.set(day, [...(byDay.get(day) ?? []), value]);
  }
  assert.deepEqual(answer.labels, [...byDay.keys()].toSorted());
  answer.labels?.forEach((day, at) => {
    const own = byDay.get(day) ?? [];
    const { count = [], mean = [] } = answer.series?.[0]?.values ?? {};
    assert.equal(count[at], own.length);
    const expected = own.reduce((sum, one) => sum + one, 0) / own.length;
    assert.ok(Math.abs(Number(mean[at]) - expected) < 1e-9, day);
  });
  const chart = await query(program, { kind: 'chart', signals: [load], ...span, points: 300 });
  const points = chart.series?.[0]?.points ?? [];
  const values = points.map(({ value }) => value);
  assert.equal(points.length, 300);
  assert.equal(Math.min(...values), Math.min(...rows.map(({ value }) => value)));
});
