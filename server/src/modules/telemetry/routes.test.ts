// Readings over HTTP on real stores: who may see them, spans that make sense, charts, and the live stream.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { realClock } from '../../kernel/world/real/clock.ts';
import { quality, toColumns, type Reading } from '../../stores/series/series.ts';
import { ask, openDoor, startModules } from '../../testing/start-modules.ts';
import { assetsPort, type Asset, type Signal } from '../assets/api.ts';
import { assetsModule } from '../assets/module.ts';
import { telemetryPort } from './api.ts';
import { liveReadings } from './live.ts';
import { telemetryModule } from './module.ts';

const machine = '88.118.8/M-1';
const [load, mode] = [`${machine}/load`, `${machine}/mode`];
const begunUs = Date.UTC(2026, 0, 1) * 1_000;
const hour = 'from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z';

function reading(series: string, second: number, value: Reading['value']): Reading {
  const sourceTimeUs = begunUs + second * 1_000_000;
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs + 1_000, value, quality: quality.good };
}

function signal(identifier: string, unit: Partial<Signal>): Signal {
  const id = identifier.split('/').at(-1) ?? '';
  const common = { identifier, machine, asset: machine, id, name: id, type: 'LOAD' } as const;
  return { ...common, kind: 'sample', value: 'number', ...unit };
}

/** A machine with two signals, one with a unit. */
async function platform(t: TestContext): Promise<RunningProgram> {
  const modules = [assetsModule, telemetryModule, openDoor('platform')];
  const program = await startModules(t, { modules, roles: ['platform'] });
  const asset: Asset = { identifier: machine, kind: 'machine', machine, name: 'm', type: 'Device' };
  const signals = [signal(load, { unit: 'PERCENT', unitCode: '%' }), signal(mode, {})];
  await program.port(assetsPort).put({ machine: asset, components: [], signals });
  return program;
}

const append = (program: RunningProgram, readings: readonly Reading[]) =>
  program.port(telemetryPort).append(toColumns(readings));

test('the readings of another enterprise are refused, alone and among one’s own', async (t) => {
  const program = await platform(t);
  await append(program, [reading(load, 0, 1)]);
  const own = 'signal=88.118.9/M-2/x';
  for (const path of [
    `/api/readings?signal=${load}&${hour}`,
    `/api/readings?${own}&signal=${load}&${hour}`,
    `/api/readings/chart?signal=${load}&${hour}`,
    `/api/readings/chart?${own}&signal=${load}&${hour}`,
    `/api/readings/last?machine=${machine}`,
    `/api/readings/live?machine=${machine}`,
  ]) {
    const foreign = await ask(program, path, { as: '88.118.9' });
    assert.deepEqual([foreign.status, foreign.body['kind']], [403, 'forbidden'], path);
    assert.equal((await ask(program, path)).status, 401, path);
  }
  assert.equal(
    (await ask(program, `/api/readings?signal=${load}&${hour}`, { as: machine })).status,
    403,
  );
  const seen = await ask(program, `/api/readings?signal=${load}&${hour}`, { as: '88.118.8' });
  assert.equal((seen.body['readings'] as unknown[]).length, 1);
});

test('a machine that is not there is missing, not empty', async (t) => {
  const program = await platform(t);
  for (const route of ['last', 'live']) {
    const path = `/api/readings/${route}?machine=88.118.8/M-none`;
    const { status, body } = await ask(program, path, { as: '88.118.8' });
    assert.deepEqual([status, body['code']], [404, 'telemetry.unknown-machine'], route);
  }
});

test('a span must end after it begins, in times that are times', async (t) => {
  const program = await platform(t);
  const at = (from: string, to: string) => `from=${from}&to=${to}`;
  for (const route of ['', '/chart']) {
    for (const [span, code] of [
      [at('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'), 'telemetry.bad-span'],
      [at('2026-01-01T01:00:00Z', '2026-01-01T00:00:00Z'), 'telemetry.bad-span'],
      [at('yesterday', '2026-01-01T00:00:00Z'), 'telemetry.bad-time'],
      [at('2026-02-30T00:00:00Z', '2026-03-30T00:00:00Z'), 'telemetry.bad-time'],
      ['from=2026-01-01T00:00:00Z', 'http.bad-request'],
    ]) {
      const path = `/api/readings${route}?signal=${load}&${span}`;
      const { status, body } = await ask(program, path, { as: '88.118.8' });
      assert.deepEqual([status, body['code']], [400, code], path);
    }
  }
});

type Shown = { signal: string; value: unknown; sourceTime: string };

test('readings come in order of machine time, and say when there are more', async (t) => {
  const program = await platform(t);
  await append(
    program,
    [2, 0, 1].map((second) => reading(load, second, second)),
  );
  const path = `/api/readings?signal=${load}&${hour}&limit=2`;
  const first = await ask(program, path, { as: '88.118.8' });
  const values = (body: Record<string, unknown>) =>
    (body['readings'] as Shown[]).map(({ value }) => value);
  assert.deepEqual([values(first.body), first.body['complete']], [[0, 1], false]);
  const last = await ask(program, `${path}&newestFirst=true`, { as: '88.118.8' });
  assert.deepEqual(values(last.body), [2, 1]);
  const [shown] = last.body['readings'] as Shown[];
  assert.equal(shown?.sourceTime, '2026-01-01T00:00:02.000000Z');
});

test('a chart has at most the points asked for, each with what lies in it, and the unit', async (t) => {
  const program = await platform(t);
  const values = Array.from({ length: 3_600 }, (_, second) => reading(load, second, second));
  await append(program, [...values, reading(mode, 0, 'AUTOMATIC')]);
  const path = `/api/readings/chart?signal=${load}&signal=${mode}&${hour}&points=10`;
  const { body } = await ask(program, path, { as: '88.118.8' });
  const [first, second] = body['series'] as { signal: string; unit?: string; points: unknown[] }[];
  assert.deepEqual([first?.signal, first?.unit, first?.points.length], [load, '%', 10]);
  assert.deepEqual(first?.points[1], {
    time: '2026-01-01T00:06:00.000000Z',
    minimum: 360,
    mean: 539.5,
    maximum: 719,
    last: 719,
    count: 360,
  });
  assert.deepEqual([second?.signal, second && 'unit' in second], [mode, false]);
});

test('the stream begins with the last values and goes on with what is stored', async (t) => {
  const program = await platform(t);
  await append(program, [reading(load, 0, 1), reading(load, 1, 2), reading(mode, 0, 'AUTO')]);
  const messages = streamOf(program);
  const first = await messages.next();
  assert.deepEqual(
    first.value?.readings.map(({ signal: name, value }) => [name, value]).toSorted(),
    [
      [load, 2],
      [mode, 'AUTO'],
    ],
  );
  await append(program, [reading(load, 2, 3), reading('88.118.8/M-2/x', 2, 9)]);
  const second = await messages.next();
  assert.deepEqual(
    second.value?.readings.map(({ signal: name, value }) => [name, value]),
    [[load, 3]],
    'of this machine alone',
  );
  await messages.return(undefined);
});

test('a reader that reads slowly keeps the newest of each signal and is told how many it missed', async (t) => {
  const program = await platform(t);
  const abort = new AbortController();
  const given = { signals: [load, mode], clock: realClock, signal: abort.signal };
  const messages = liveReadings(program.port(telemetryPort), given);
  await messages.next();
  const [batches, each] = [20, 1_000];
  for (let batch = 0; batch < batches; batch++) {
    const many = Array.from({ length: each }, (_, i) => {
      const n = batch * each + i;
      return reading(n % 10 === 0 ? mode : load, n, n);
    });
    await append(program, many);
  }
  const { value } = await messages.next();
  assert.ok(value);
  const { readings, missed } = value.data as { readings: Shown[]; missed: number };
  assert.ok(readings.length <= 6_000, `${readings.length} readings kept`);
  assert.equal(readings.length + missed, batches * each);
  const newest = new Map(readings.map((one) => [one.signal, one.value]));
  assert.deepEqual([newest.get(load), newest.get(mode)], [19_999, 19_990]);
  abort.abort();
  assert.equal((await messages.next()).done, true);
});

/** The messages of the live stream of the machine. */
async function* streamOf(
  program: RunningProgram,
): AsyncGenerator<{ readings: Shown[] }, undefined, undefined> {
  const answer = await fetch(`${program.origin}/api/readings/live?machine=${machine}`, {
    headers: { authorization: 'Bearer 88.118.8' },
  });
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += new TextDecoder().decode(chunk);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^event: readings\ndata: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as { readings: Shown[] };
    }
  }
  return undefined;
}
