// Calendars over HTTP on real stores: history, inheritance, what may not change unsaid, other enterprises.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, folderOf, openDoor, startModules } from '../../testing/start-modules.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { assetsPort } from '../assets/api.ts';
import { assetsModule } from '../assets/module.ts';
import { calendarsPort } from './api.ts';
import { heldMax } from '../../stores/records/history.ts';
import { recordsPort } from '../../stores/ports.ts';
import { calendarModule } from './module.ts';
import { calendarsCollection, type Version } from './store.ts';

const name = { en: 'Day', zh: '白班' };
const pattern = (from: string) => ({
  ...{ zone: 'Asia/Shanghai', dayStart: '00:00', weekOne: '2026-01-05', exceptions: [] },
  shifts: [{ id: 'day', name, from, to: '16:00', breaks: [] }],
  weeks: [Array.from({ length: 7 }, () => ['day'])],
});
const world = {
  ...realWorld,
  clock: {
    ...realWorld.clock,
    now: () => Date.UTC(2026, 10, 23, 4),
    monotonicMs: () => 0,
    after: realWorld.clock.after.bind(realWorld.clock),
  },
};
const modules = [assetsModule, calendarModule, openDoor('platform')];
const machine = '88.118.8/M-1';

test('a calendar holds from its day on, for what is below it, and its history stays', async (t) => {
  const folder = folderOf(t);
  const program = await startModules(t, { modules, roles: ['platform'], world, folder });
  const put = (place: string, body: unknown, as = '88.118.8') =>
    ask(program, `/api/calendars/${place}`, { method: 'PUT', as, body });
  const asset = { identifier: machine, kind: 'machine', machine, name: 'm', type: 'x' } as const;
  await program.port(assetsPort).put({ machine: asset, components: [], signals: [] });

  const first = await put('88.118.8', { from: '2026-01-01', pattern: pattern('08:00') });
  assert.equal(first.status, 200, first.text);
  const refused = await put('88.118.8', { from: '2026-11-22', pattern: pattern('09:00') });
  assert.deepEqual([refused.status, refused.body['code']], [409, 'calendar.in-the-past']);
  const next = await put('88.118.8', { from: '2026-11-24', pattern: pattern('09:00') });
  assert.equal(next.status, 200, next.text);
  const replaced = await put('88.118.8', { from: '2026-11-24', pattern: pattern('10:00') });
  const versions = replaced.body['versions'] as { replacedAt?: string; by: string }[];
  assert.deepEqual(
    versions.map((one) => one.replacedAt !== undefined),
    [false, true, false],
  );

  const month = await ask(program, `/api/calendars/month?identifier=${machine}&month=2026-11`, {
    as: '88.118.8',
  });
  const days = month.body['days'] as { day: string; shifts: { from: string }[] }[];
  assert.equal(days.length, 30);
  assert.equal(days[22]?.shifts[0]?.from, '2026-11-23T00:00:00.000000Z');
  assert.equal(days[23]?.shifts[0]?.from, '2026-11-24T02:00:00.000000Z');
  const held = await ask(program, `/api/calendars/${machine}`, { as: '88.118.8' });
  assert.deepEqual([held.body['heldBy'], held.body['versions']], ['88.118.8', []]);

  await put(machine, { from: '2026-11-23', pattern: pattern('07:00') });
  const own = await program.port(calendarsPort).at(`${machine}/signal`);
  const today = Date.UTC(2026, 10, 23, 4) * 1_000;
  assert.equal(
    own.shifts({ fromUs: today, toUs: today + 1 })[0]?.fromUs,
    Date.UTC(2026, 10, 22, 23) * 1_000,
  );
  const ended = await ask(program, `/api/calendars/${machine}?from=2026-11-25`, {
    method: 'DELETE',
    as: '88.118.8',
  });
  assert.equal(ended.status, 200, ended.text);
  const later = await program.port(calendarsPort).at(machine);
  const then = Date.UTC(2026, 10, 25, 4) * 1_000;
  assert.equal(
    later.shifts({ fromUs: then, toUs: then + 1 })[0]?.fromUs,
    Date.UTC(2026, 10, 25, 2) * 1_000,
  );
});

test('another enterprise neither sees nor changes it, and a pattern with a mistake is refused', async (t) => {
  const program = await startModules(t, { modules, roles: ['platform'], world });
  const body = { from: '2026-11-23', pattern: pattern('08:00') };
  const put = (as: string | undefined, sent: unknown) =>
    ask(program, '/api/calendars/88.118.8', { method: 'PUT', body: sent, ...(as ? { as } : {}) });
  assert.equal((await put('88.118.9', body)).status, 403);
  assert.equal((await put(undefined, body)).status, 401);
  assert.equal((await put('88.118.8', body)).status, 200);
  const bad = await put('88.118.8', { ...body, pattern: { ...body.pattern, zone: 'Shanghai' } });
  assert.deepEqual([bad.status, bad.body['code']], [400, 'calendar.bad-calendar']);
  assert.match(bad.text, /Asia\/Shanghai/);
  const foreign = await ask(program, '/api/calendars', { as: '88.118.9' });
  assert.deepEqual(foreign.body['calendars'], []);
  const seen = await ask(program, '/api/calendars', { as: '88.118.8' });
  assert.equal((seen.body['calendars'] as unknown[]).length, 1);
});

test('as many changes as are kept: one more is refused, one in the place of another is not', async (t) => {
  const program = await startModules(t, { modules, roles: ['platform'], world });
  const records = program.port(recordsPort);
  const id = '88.118.8';
  const versions = Array.from({ length: heldMax }, (_, at): Version => {
    const from = new Date(Date.UTC(2027, 0, 1 + at)).toISOString().slice(0, 10);
    return { from, by: 'zhang', at: '2026-11-01T00:00:00Z' };
  });
  const document = { identifier: id, versions };
  const { name: collection } = calendarsCollection;
  await records.transaction((all) => all.put({ collection, tenant: id, id, document }));
  const put = (from: string) =>
    ask(program, `/api/calendars/${id}`, {
      ...{ method: 'PUT', as: id, body: { from, pattern: pattern('08:00') } },
    });
  const refused = await put('2026-12-24');
  assert.deepEqual([refused.status, refused.body['code']], [409, 'calendar.too-many-versions']);
  assert.match(refused.text, /1000, or 4 MB/);
  assert.equal((await put('2027-01-01')).status, 200);
});
