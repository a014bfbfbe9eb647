// The gap report on real stores: every number that a source gave is in exactly one of its columns.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Static } from '../../kernel/schema/schema.ts';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { folderOf, openDoor, ask, startModules } from '../../testing/start-modules.ts';
import { assetsModule } from '../assets/module.ts';
import { telemetryModule } from '../telemetry/module.ts';
import type { gapReportReply, streamGapsSchema } from './gap-routes.ts';
import { intakeModule } from './module.ts';
import {
  givenUpFrame,
  ledgerFrame,
  readingsFrame,
  startUs,
  stream,
  TestGateway,
} from './testing/test-gateway.ts';

const modules = [assetsModule, telemetryModule, intakeModule, openDoor('platform')];
const startMs = startUs / 1_000;
const minuteMs = 60_000;
const hour = 'from=2026-11-22T08:00:00Z&to=2026-11-22T09:00:00Z';
type Stream = Static<typeof streamGapsSchema>;

function platform(t: TestContext, folder = folderOf(t)): Promise<RunningProgram> {
  return startModules(t, { modules, roles: ['platform'], folder });
}

async function report(program: RunningProgram, query: string, as = '88.118.8') {
  const answer = await ask(program, `/api/gap-report?${query}`, { as });
  assert.equal(answer.status, 200, answer.text);
  return answer.body as unknown as Static<typeof gapReportReply>;
}

async function streamsOf(program: RunningProgram, query: string): Promise<Stream[]> {
  const { sources } = await report(program, `source=88.118.8/press-7&${query}`);
  return sources.flatMap(({ streams }) => streams);
}

test('read, left out, refused, given up, duplicate and missing, minute by minute', async (t) => {
  const folder = folderOf(t);
  const first = await platform(t, folder);
  const gateway = await new TestGateway().enrol(first, ['88.118.8']);
  const rows = [
    {
      minuteMs: startMs,
      first: 1,
      last: 60,
      leftOut: { 'dead-band': 5 },
      refused: { 'no-number': 2 },
    },
    { minuteMs: startMs + minuteMs, first: 61, last: 100, clockStepsMs: [-3_000] },
    { minuteMs: startMs + minuteMs, first: 101, last: 120, leftOut: { 'dead-band': 1 } },
    { minuteMs: startMs + 60 * minuteMs, first: 121, last: 130 },
  ];
  const heads = [{ stream, highest: 140 }];
  await gateway.send(first, [readingsFrame(1, 50), ledgerFrame(1, rows)], { heads });
  await gateway.send(first, [readingsFrame(41, 55), givenUpFrame(66, 70)]);
  await gateway.send(first, [
    readingsFrame(71, 118),
    readingsFrame(119, 120, { series: '88.118.9/M-1/x' }),
    ledgerFrame(1, rows),
  ]);
  await first.stop();
  const program = await platform(t, folder);
  const [one, ...others] = await streamsOf(program, hour);
  assert.equal(others.length, 0);
  assert.ok(one);
  const { clockSteps, missingSpans, kind, gateway: by, incarnation, ...counts } = one;
  assert.deepEqual([kind, by, incarnation], ['readings', 'hall-3', 'inc-a']);
  assert.deepEqual(counts, {
    ...{ read: 128, leftOut: { 'dead-band': 6 }, refused: { 'no-number': 2 }, given: 120 },
    ...{ sent: 105, received: 103, duplicate: 10, missing: 10 },
    ...{ refusedHere: { 'intake.mixed-enterprises': 2 }, givenUp: { 'disk-full': 5 } },
  });
  assert.deepEqual(missingSpans, [{ first: 56, last: 65 }]);
  assert.deepEqual(clockSteps, [{ minute: '2026-11-22T08:01:00.000Z', stepMs: -3_000 }]);
  const [minute] = await streamsOf(program, 'from=2026-11-22T08:00:00Z&to=2026-11-22T08:01:00Z');
  assert.deepEqual([minute?.given, minute?.received, minute?.missing], [60, 55, 5]);
  const [late] = await streamsOf(program, 'from=2026-11-22T09:00:00Z&to=2026-11-22T10:00:00Z');
  // 131 … 140 are announced by the head, and no row of the ledger says when they were given.
  assert.deepEqual([late?.given, late?.missing], [20, 20]);
  assert.deepEqual(late?.missingSpans, [{ first: 121, last: 140 }]);
  await gateway.send(program, [readingsFrame(51, 65), readingsFrame(121, 140)]);
  const whole = (await streamsOf(program, hour)).map(({ missing, received }) => [
    missing,
    received,
  ]);
  assert.deepEqual(whole, [[0, 113]]);
});

test('a span that says nothing is empty, one that is none is refused', async (t) => {
  const program = await platform(t);
  const empty = await report(program, `source=88.118.8/nothing&${hour}`);
  assert.deepEqual(empty.sources, [{ enterprise: '88.118.8', source: 'nothing', streams: [] }]);
  assert.deepEqual((await report(program, hour)).sources, []);
  for (const span of [
    'from=2026-11-22T08:00:00Z&to=2026-11-22T08:00:00Z',
    'from=yesterday',
    'from=2026-01-01T00:00:00Z&to=2026-11-22T08:00:00Z',
  ]) {
    const answer = await ask(program, `/api/gap-report?${span}`, { as: '88.118.8' });
    assert.deepEqual([answer.status, answer.body['code']], [400, 'intake.bad-span'], span);
  }
});

test('many sources come in pages, and each enterprise sees its own', async (t) => {
  const program = await platform(t);
  const gateway = await new TestGateway().enrol(program, ['88.118.8', '88.118.9']);
  const frames = ['8', '9'].flatMap((last) =>
    Array.from({ length: 5 }, (_, n) => {
      const series = `88.118.${last}/M-1/x`;
      return readingsFrame(1, 2, { stream: `readings/88.118.${last}/s${n}`, series });
    }),
  );
  await gateway.send(program, frames);
  const seen = async (as: string, query = ''): Promise<string[]> => {
    const names: string[] = [];
    for (let after = ''; ;) {
      const page = await report(program, `limit=2${query}${after && `&after=${after}`}`, as);
      names.push(...page.sources.map(({ enterprise, source }) => `${enterprise}/${source}`));
      assert.ok(page.sources.every(({ streams }) => streams[0]?.received === 2));
      if (page.next === undefined) return names;
      after = encodeURIComponent(page.next);
    }
  };
  const own = Array.from({ length: 5 }, (_, n) => `88.118.9/s${n}`);
  assert.deepEqual(await seen('88.118.9'), own);
  assert.equal((await seen('*')).length, 10);
  assert.deepEqual(await seen('*', '&enterprise=88.118.9'), own);
  for (const query of [
    'enterprise=88.118.8',
    'source=88.118.8/s1',
    'source=s1&enterprise=88.118.8',
  ]) {
    const { status } = await ask(program, `/api/gap-report?${query}`, { as: '88.118.9' });
    assert.equal(status, 403, query);
  }
  assert.equal((await ask(program, '/api/gap-report')).status, 401);
});
