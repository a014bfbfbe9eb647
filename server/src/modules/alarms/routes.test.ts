// Alarms over HTTP, in a program of their own modules: a rule is tried and written, its alarm acknowledged and shelved, and
// others see none of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineModule } from '../../kernel/module/module.ts';
import { toColumns } from '../../stores/series/series.ts';
import { ask, openDoor, startModules } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { assetsPort, type Assets } from '../assets/api.ts';
import { assetsModule } from '../assets/module.ts';
import { telemetryPort, type Telemetry } from '../telemetry/api.ts';
import { telemetryModule } from '../telemetry/module.ts';
import { alarmsModule } from './module.ts';
import { enterprise as own, machine, ruleOf, signalOf } from './testing/alarms-under-test.ts';

test('from the trial of a rule to its journal as CSV', async (t) => {
  let assets: Assets | undefined;
  let telemetry: Telemetry | undefined;
  const hands = defineModule({
    name: 'hands',
    title: { en: 'hands', zh: '手' },
    roles: ['platform'],
    uses: { assets: assetsPort, telemetry: telemetryPort },
    offers: {},
    start: async (given) => {
      ({ assets, telemetry } = given);
      return {};
    },
  });
  const modules = [assetsModule, telemetryModule, alarmsModule, openDoor('platform'), hands];
  const program = await startModules(t, { modules, roles: ['platform'] });
  const asset = {
    identifier: machine,
    machine,
    kind: 'machine',
    name: 'Oven',
    type: 'Oven',
  } as const;
  await assets?.put({
    machine: asset,
    components: [],
    signals: [signalOf('temp', { unitCode: 'Cel' })],
  });
  const nowUs = Date.now() * 1_000;
  const tell = (secondsAgo: number, value: number) => {
    const at = nowUs - secondsAgo * 1_000_000;
    const reading = {
      series: `${machine}/temp`,
      sourceTimeUs: at,
      serverTimeUs: at,
      value,
      quality: 2 as const,
    };
    return telemetry?.append(toColumns([reading]));
  };
  for (const [ago, value] of [
    [60, 20],
    [50, 90],
    [40, 20],
    [30, 95],
    [20, 30],
  ] as const) {
    await tell(ago, value);
  }
  const rule = ruleOf({});
  const span = {
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date().toISOString(),
  };
  const rules = `/api/alarm-rules/${own}`;
  const trial = await ask(program, `${rules}/trial`, {
    method: 'POST',
    as: own,
    body: { rule, ...span },
  });
  assert.deepEqual([trial.status, trial.body['raised'], trial.body['readings']], [200, 2, 5]);
  const bad = ruleOf({ signal: `${machine}/gone` });
  const refused = await ask(program, `${rules}/bad`, { method: 'PUT', as: own, body: bad });
  assert.deepEqual([refused.status, refused.body['code']], [404, 'alarms.unknown-signal']);
  const limits = ['a', 'b', 'c', 'd'].map((level) => ({ level, value: 1 }));
  const condition = { kind: 'limit', limits };
  const misspelt = { ...rule, condition };
  const told = await ask(program, `${rules}/bad`, { method: 'PUT', as: own, body: misspelt });
  const { en } = told.body['message'] as { en: string };
  assert.equal(told.status, 400);
  assert.deepEqual(
    en.split('\n').slice(0, 3),
    [
      'The request is not usable:',
      '  - body /condition/limits/0: (kind limit) lacks at',
      '  - body /condition/limits/0/value: (kind limit) is not known here; leave it out',
    ],
    en,
  );
  assert.doesNotMatch(en, /characters\)|direction|afterMs/, 'whole, and of no other kind');
  const put = await ask(program, `${rules}/hot`, { method: 'PUT', as: own, body: rule });
  assert.deepEqual([put.status, put.body['alarms']], [200, 1], put.text);
  await tell(0, 99);
  const list = (as: string) => ask(program, '/api/alarms', { as });
  await until('the alarm', async () =>
    (await list(own)).text.includes('"unacknowledged","letter"'),
  );
  const id = `hot:high:${machine}/temp`;
  const act = (what: string, body: object, as = own) =>
    ask(program, `/api/alarms/${what}`, { method: 'POST', as, body: { alarms: [id], ...body } });
  assert.equal((await act('acknowledge', {}, '88.118.9')).status, 404);
  assert.equal((await list('88.118.9')).text.includes(machine), false);
  assert.equal((await act('acknowledge', { why: 'seen' })).status, 200);
  assert.equal((await act('acknowledge', {})).status, 409);
  assert.equal((await act('shelve', { why: 'noise', forMs: 13 * 3_600_000 })).status, 400);
  assert.equal((await act('shelve', { forMs: 60_000 })).status, 400, 'no reason');
  assert.equal((await act('shelve', { why: '=1+1', forMs: 60_000 })).status, 200);
  const { counts } = (await list(own)).body as { counts: { hidden: number; standing: number } };
  assert.deepEqual([counts.hidden, counts.standing], [1, 0]);
  assert.match(await firstEvent(program.origin, own), /"standing":0,"hidden":1/);
  const foreign = await firstEvent(program.origin, '88.118.9', `?enterprise=${own}`);
  assert.match(foreign, /^event: alarms\ndata: \{"alarms":\[\],.*"standing":0,"hidden":0/m);
  const nobody = await fetch(`${program.origin}/api/alarms/live`);
  assert.equal(nobody.status, 401);
  const journal = await ask(program, `/api/alarms/${own}/journal.csv`, { as: own });
  assert.match(journal.headers.get('content-type') ?? '', /^text\/csv/);
  assert.match(journal.text, /,shelved,Too hot,high,.*,'=1\+1,/, 'no formula for a spreadsheet');
  const page = await ask(program, `/api/alarms/${own}/journal?event=acknowledged&limit=1`, {
    as: own,
  });
  const [entry] = page.body['entries'] as { by: string; why: string }[];
  assert.deepEqual([entry?.by, entry?.why], [`${own}/S-1`, 'seen']);
  const query = new URLSearchParams({ ...span, to: new Date(Date.now() + 1_000).toISOString() });
  const figures = await ask(program, `/api/alarm-figures/${own}?${query}`, { as: own });
  assert.deepEqual([figures.status, figures.body['alarms']], [200, 1], figures.text);
  assert.equal(
    (await ask(program, `/api/alarm-figures/${own}?${query}`, { as: '88.118.9' })).status,
    403,
  );
});

/** Of the live alarms, as a token's owner. */
async function firstEvent(origin: string, as: string, query = ''): Promise<string> {
  const abort = new AbortController();
  const answer = await fetch(`${origin}/api/alarms/live${query}`, {
    headers: { authorization: `Bearer ${as}` },
    signal: abort.signal,
  });
  assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.ok(answer.body);
  let text = '';
  for await (const chunk of answer.body) {
    text += Buffer.from(chunk).toString();
    if (text.includes('data: ')) break;
  }
  abort.abort();
  return text;
}
