// Corrections as people make them: seen by every question, heard by those who keep results, undone, and by nobody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsPort } from '../../kernel/events/events.ts';
import { recordsPort, seriesPort } from '../../stores/ports.ts';
import { ask, folderOf } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import type { QueryAnswer } from '../query/api.ts';
import { readingsCorrected, type ReadingsCorrected } from './api.ts';
import type { ShownCorrection } from './correction-schemas.ts';
import { collections } from './store.ts';
import { enterprise, machine, other, UpkeepUnderTest } from './testing/upkeep-under-test.ts';

const path = '/api/upkeep/corrections';
const startUs = Date.parse('2026-11-20T08:00:00Z') * 1_000;
const signal = `${machine}/force`;
const span = { from: '2026-11-20T08:00:01Z', to: '2026-11-20T08:00:03Z' };
const body = { signal, ...span, reason: 'calibration' };

async function withReadings(t: Parameters<typeof UpkeepUnderTest.start>[0], folder?: string) {
  const upkeep = await UpkeepUnderTest.start(t, folder === undefined ? {} : { folder });
  await upkeep.describe([
    { id: 'force', type: 'FORCE', value: 'number' },
    { id: 'run', type: 'EXECUTION', value: 'text' },
  ]);
  await upkeep.tell([0, 1, 2, 3].map((n) => ['force', startUs + n * 1_000_000, n] as const));
  return upkeep;
}

function correct(upkeep: UpkeepUnderTest, change: object): Promise<ShownCorrection> {
  return upkeep.ok<ShownCorrection>(path, { method: 'POST', body: { ...body, change } });
}

function list(
  upkeep: UpkeepUnderTest,
  more = '',
): Promise<{ corrections: ShownCorrection[]; next?: string }> {
  return upkeep.ok(`${path}?enterprise=${enterprise}${more}`);
}

test('each kind of question and an export can ask for what was measured, and say where it is corrected', async (t) => {
  const upkeep = await withReadings(t);
  await correct(upkeep, { kind: 'line', factor: 10, offset: 5 });
  const later = { from: '2026-11-20T08:00:03Z', to: '2026-11-20T09:00:00Z' };
  const change = { kind: 'withdrawn' };
  await upkeep.ok(path, { method: 'POST', body: { ...body, ...later, change } });
  const hour = { from: '2026-11-20T08:00:00Z', to: '2026-11-20T09:00:00Z' };
  const query = (asked: object, isMeasured: boolean) => {
    const body = {
      signals: [signal],
      ...hour,
      ...asked,
      ...(isMeasured ? { asMeasured: true } : {}),
    };
    return upkeep.ok<QueryAnswer>('/api/query', { method: 'POST', body });
  };
  const figures = ['maximum', 'sum'];
  const told: readonly (readonly [object, (answer: QueryAnswer) => unknown, unknown, unknown])[] = [
    [
      { kind: 'raw' },
      ({ readings }) => readings?.map((one) => one.value),
      [0, 15, 25],
      [0, 1, 2, 3],
    ],
    [{ kind: 'last' }, ({ readings }) => readings?.map((one) => one.value), [25], [3]],
    [
      { kind: 'aggregate', figures },
      ({ series }) => series?.[0]?.values,
      { maximum: [25], sum: [40] },
      { maximum: [3], sum: [6] },
    ],
    [
      { kind: 'aggregate', figures: ['last', 'maximum'] },
      ({ series }) => series?.[0]?.values,
      { last: [25], maximum: [25] },
      { last: [3], maximum: [3] },
    ],
    [
      { kind: 'aggregate', figures: ['first'], from: later.from, to: later.to, every: '1h' },
      ({ series }) => series?.[0]?.values?.['first'],
      [],
      [3],
    ],
    [
      { kind: 'interpolated', every: '1s', to: '2026-11-20T08:00:04Z' },
      ({ series }) => series?.[0]?.values?.['value'],
      [0, 15, 25, 25],
      [0, 1, 2, 3],
    ],
    [
      { kind: 'chart' },
      ({ series }) => series?.[0]?.points?.map(({ value }) => value),
      [0, 15, 25],
      [0, 1, 2, 3],
    ],
    [
      { kind: 'states' },
      ({ series }) => series?.[0]?.states?.[0]?.states.map(({ state }) => state).toSorted(),
      [0, 15, 25],
      [0, 1, 2, 3],
    ],
    // What holds at the start is one before it.
    [
      {
        kind: 'interpolated',
        every: '1s',
        from: '2026-11-20T08:30:00Z',
        to: '2026-11-20T08:30:01Z',
      },
      ({ series }) => series?.[0]?.values?.['value'],
      [25],
      [3],
    ],
  ];
  for (const [asked, part, counted, measured] of told) {
    assert.deepEqual(part(await query(asked, false)), counted, JSON.stringify(asked));
    assert.deepEqual(part(await query(asked, true)), measured, `measured ${JSON.stringify(asked)}`);
  }
  const where = [
    { signal, from: '2026-11-20T08:00:01.000000Z', to: '2026-11-20T09:00:00.000000Z' },
  ];
  assert.deepEqual((await query({ kind: 'raw' }, true)).corrected, where);
  const before = { kind: 'chart', from: '2026-11-20T07:00:00Z', to: '2026-11-20T08:00:01Z' };
  assert.equal((await query(before, false)).corrected, undefined);
  const file = async (more: string) => {
    const query = `signal=${encodeURIComponent(signal)}&from=${hour.from}&to=${hour.to}${more}`;
    const answer = await ask(upkeep.program, `/api/export?format=csv&${query}`, { as: enterprise });
    return answer.text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[3]);
  };
  assert.deepEqual(await file(''), ['0', '15', '25']);
  assert.deepEqual(await file('&asMeasured=true'), ['0', '1', '2', '3']);
});

test('a correction is seen by every question, told to others, and undone', async (t) => {
  const upkeep = await withReadings(t);
  const told: ReadingsCorrected[] = [];
  const listening = upkeep.program
    .port(eventsPort)
    .listen(readingsCorrected, 'test', async (events) => {
      told.push(...events.map((one) => one.body));
    });
  t.after(() => listening.stop());
  const made = await correct(upkeep, { kind: 'line', factor: 10, offset: 5 });
  assert.equal(made.state, 'counts');
  assert.equal(made.readings, 2);
  assert.equal(made.by, `${enterprise}/S-1`);
  assert.deepEqual(await upkeep.values('force'), [0, 15, 25, 3]);
  const day = { from: '2026-11-20T08:00:00Z', to: '2026-11-20T09:00:00Z' };
  const asked = { kind: 'aggregate', signals: [signal], figures: ['maximum'], ...day };
  const answer = await upkeep.ok('/api/query', { method: 'POST', body: asked });
  assert.match(JSON.stringify(answer), /"maximum":\[25\]/);
  const undone = await upkeep.ok<ShownCorrection>(`${path}/undo`, {
    method: 'POST',
    body: { signal, id: made.id, reason: 'wrong press' },
  });
  assert.equal(undone.undone?.reason, 'wrong press');
  assert.deepEqual(await upkeep.values('force'), [0, 1, 2, 3]);
  await until('two events', async () => told.length === 2);
  const body = { signal, fromUs: startUs + 1_000_000, toUs: startUs + 3_000_000 };
  assert.deepEqual(told, [body, body]);
  const again = { method: 'POST', body: { signal, id: made.id, reason: 'x' } };
  assert.equal((await upkeep.refused(`${path}/undo`, again)).code, 'upkeep.undone-already');
});

test('all kinds of change, listed by page with the newest first, after a restart too', async (t) => {
  const folder = folderOf(t);
  const upkeep = await withReadings(t, folder);
  const changes = [
    { kind: 'value', value: 7, quality: 'uncertain' },
    { kind: 'quality', quality: 'bad' },
    { kind: 'line', factor: 2, offset: 0 },
    { kind: 'withdrawn' },
  ];
  for (const change of changes) await correct(upkeep, change);
  assert.deepEqual(await upkeep.values('force'), [0, 3]);
  await upkeep.program.stop();
  const second = await UpkeepUnderTest.start(t, { folder });
  const first = await list(second, '&limit=3');
  assert.deepEqual(
    first.corrections.map(({ change }) => change),
    changes.toReversed().slice(0, 3),
  );
  const rest = await list(second, `&after=${encodeURIComponent(first.next ?? '')}`);
  assert.deepEqual(
    rest.corrections.map(({ change }) => change),
    changes.slice(0, 1),
  );
  assert.equal((await list(second, `&signal=${signal}`)).corrections.length, 4);
  assert.equal((await list(second, `&signal=${machine}/run`)).corrections.length, 0);
});

test('what is no correction is refused in words, and leaves nothing', async (t) => {
  const upkeep = await withReadings(t);
  const line = { kind: 'line', factor: 2, offset: 0 };
  const bad: [object, string][] = [
    [{ change: { kind: 'value', value: 'x' } }, 'upkeep.bad-change'],
    [{ change: { kind: 'line', factor: 1, offset: 0 } }, 'upkeep.bad-change'],
    [{ signal: `${machine}/run`, change: line }, 'upkeep.bad-change'],
    [{ to: span.from, change: line }, 'upkeep.bad-span'],
    [{ to: 'tomorrow', change: line }, 'telemetry.bad-time'],
    [{ signal: `${machine}/forc`, change: line }, 'upkeep.unknown-signal'],
    [{ reason: '  ', change: line }, 'http.bad-request'],
  ];
  for (const [more, code] of bad) {
    const answer = await upkeep.refused(path, { method: 'POST', body: { ...body, ...more } });
    assert.equal(answer.code, code, answer.text);
  }
  assert.deepEqual((await list(upkeep)).corrections, []);
  const thin = { series: [signal], fromUs: startUs - (startUs % 86_400_000_000) };
  const toUs = thin.fromUs + 86_400_000_000;
  const made = await correct(upkeep, line);
  await upkeep.program.port(seriesPort).thin({ ...thin, toUs, bucketUs: 60_000_000 });
  const late = { method: 'POST', body: { ...body, change: line } };
  assert.equal((await upkeep.refused(path, late)).code, 'upkeep.thinned');
  const undo = { method: 'POST', body: { signal, id: made.id, reason: 'x' } };
  assert.equal((await upkeep.refused(`${path}/undo`, undo)).code, 'upkeep.thinned');
  assert.deepEqual(
    (await list(upkeep)).corrections.map(({ state }) => state),
    ['counts'],
  );
});

test('corrections are not heaped on one moment, which would make every question about it slow', async (t) => {
  const upkeep = await withReadings(t);
  const store = upkeep.program.port(seriesPort);
  const told = { by: 'x', reason: 'x', atUs: startUs };
  const change = { kind: 'quality', quality: 1 } as const;
  const number = [];
  for (let n = 0; n < 99; n++) {
    const own = { fromUs: startUs + 2_000_000, toUs: startUs + 2_000_001 + n };
    number.push(await store.correct({ series: signal, ...own, change, ...told }));
  }
  const two = [1, 2].map(() => correct(upkeep, { kind: 'withdrawn' }).catch(String));
  const outcomes = await Promise.all(two);
  assert.deepEqual(outcomes.map((one) => typeof one).toSorted(), ['object', 'string']);
  assert.match(outcomes.join(), /upkeep\.stacked.*429/s);
  const before = {
    ...body,
    from: '2026-11-20T07:00:00Z',
    to: span.from,
    change: { kind: 'withdrawn' },
  };
  await upkeep.ok(path, { method: 'POST', body: before });
  await store.undo(number[0] ?? 0, told);
  await correct(upkeep, { kind: 'quality', quality: 'bad' });
});

test('another enterprise corrects, sees and undoes nothing', async (t) => {
  const upkeep = await withReadings(t);
  const change = { kind: 'withdrawn' };
  const made = await correct(upkeep, change);
  const as = other;
  const calls: [string, object][] = [
    [path, { method: 'POST', body: { ...body, change } }],
    [`${path}/undo`, { method: 'POST', body: { signal, id: made.id, reason: 'x' } }],
    [`${path}?enterprise=${enterprise}`, {}],
    [`${path}?enterprise=${other}&signal=${signal}`, {}],
  ];
  for (const [where, call] of calls) {
    assert.equal((await upkeep.refused(where, { ...call, as })).status, 403, where);
  }
  const own = { method: 'POST', body: { signal: `${other}/M-1/force`, id: made.id, reason: 'x' } };
  assert.equal((await upkeep.refused(`${path}/undo`, { ...own, as })).status, 404);
  assert.deepEqual(await upkeep.ok(`${path}?enterprise=${other}`, { as }), { corrections: [] });
});

test('a kill on the way: what the store has is told, what it has not is forgotten', async (t) => {
  const folder = folderOf(t);
  const upkeep = await withReadings(t, folder);
  const made = await correct(upkeep, { kind: 'withdrawn' });
  const records = upkeep.program.port(recordsPort);
  const { name } = collections.corrections;
  const row = await records.get<object>(name, enterprise, made.id);
  assert.ok(row);
  await records.transaction(async (transaction) => {
    const place = { collection: name, tenant: enterprise };
    const { number: _number, ...before } = row.document as { number: number; atUs: number };
    // As if it had died before the event, and another one before the store.
    const asked = { ...before, state: 'asked' };
    await transaction.put({ ...place, id: made.id, document: asked });
    const document = { ...asked, id: 'lost', atUs: before.atUs + 1 };
    await transaction.put({ ...place, id: 'lost', document });
  });
  await upkeep.program.stop();
  const second = await UpkeepUnderTest.start(t, { folder });
  await until('it is taken up', async () => {
    const states = (await list(second)).corrections.map(({ id, state }) => `${id} ${state}`);
    return states.join() === `${made.id} counts`;
  });
  assert.deepEqual(await second.values('force'), [0, 3]);
  const undo = { method: 'POST', body: { signal, id: made.id, reason: 'x' } };
  await second.ok(`${path}/undo`, undo);
  assert.deepEqual(await second.values('force'), [0, 1, 2, 3]);
});

test('OEE computes a kept day again when a reading of it is corrected', async (t) => {
  const upkeep = await withReadings(t);
  const at = (time: string) => Date.parse(`2026-11-20T${time}Z`) * 1_000;
  await upkeep.tell([
    ['run', at('00:00:00'), 'READY'],
    ['run', at('08:00:00'), 'ACTIVE'],
    ['run', at('10:00:00'), 'READY'],
  ]);
  const mapping = {
    ...{ inputs: [{ name: 'run', signal: `${machine}/run` }], otherwise: 'ADET' },
    rules: [{ when: 'run == "ACTIVE"', is: 'APT' }],
  };
  const settings = { mapping, microStopMs: 0, counts: [] };
  const put = { settings, from: '2000-01-01T00:00:00Z', correction: true };
  await upkeep.ok(`/api/oee/machines/${machine}`, { method: 'PUT', body: put });
  const days = { from: '2026-11-19T16:00:00Z', to: '2026-11-20T16:00:00Z' };
  const query = new URLSearchParams({ identifier: machine, ...days, by: 'total' });
  const running = async () => {
    const { rows } = await upkeep.ok<{ rows: { timesUs: { APT: number } }[] }>(
      `/api/oee/figures?${query}`,
    );
    return (rows[0]?.timesUs.APT ?? 0) / 60_000_000;
  };
  assert.equal(await running(), 120);
  const change = { kind: 'value', value: 'STOPPED' };
  const run = { signal: `${machine}/run`, reason: 'it stood', change };
  const wrong = { ...run, from: '2026-11-20T08:00:00Z', to: '2026-11-20T08:30:00Z' };
  await upkeep.ok(path, { method: 'POST', body: wrong });
  await until('the day is computed again', async () => (await running()) === 0);
});
