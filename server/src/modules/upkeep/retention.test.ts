// Retention does what its policies say and nothing beyond: of two that meet the first, by a clock that can be believed, once
// a night of the plant, and after a kill again.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Static } from '../../kernel/schema/schema.ts';
import { silentLog } from '../../kernel/log/log.ts';
import { recordsPort, seriesPort } from '../../stores/ports.ts';
import type { SeriesStore } from '../../stores/series/series.ts';
import { folderOf } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { assetsPort } from '../assets/api.ts';
import { calendarsPort } from '../calendar/api.ts';
import { cutoffsOf, troubleOfPolicy, type NewPolicy } from './model/policy.ts';
import { wallTime } from './model/wall-time.ts';
import { Policies } from './policies.ts';
import { Retention } from './retention.ts';
import type { previewReply, retentionReply } from './retention-routes.ts';
import {
  dayMs,
  dayUs,
  enterprise,
  machine,
  other,
  SetClock,
  UpkeepUnderTest,
} from './testing/upkeep-under-test.ts';

const path = '/api/upkeep/retention';
/** 09:00 in Shanghai. */
const nowMs = Date.parse('2026-11-23T01:00:00Z');
const todayUs = Date.parse('2026-11-23T00:00:00Z') * 1_000;
const secondUs = 1_000_000;
const foreign = `${other}/M-9`;
const all = { name: 'all', position: 100, keepRawDays: 10, removeAfterDays: 20 };
const heat = {
  name: 'heat',
  position: 10,
  signalType: 'TEMPERATURE',
  keepRawDays: 2,
  thinToSeconds: 3600,
};

/** A thousand readings a second apart on each of the days -25, -15, -5 and today, of two signals here and one elsewhere. */
async function plant(t: TestContext, given: { folder?: string; clock?: SetClock } = {}) {
  const clock = given.clock ?? new SetClock(nowMs);
  const upkeep = await UpkeepUnderTest.start(t, { ...given, clock });
  await upkeep.describe([
    { id: 'heat', type: 'TEMPERATURE', value: 'number' },
    { id: 'force', type: 'FORCE', value: 'number' },
  ]);
  for (const day of [-25, -15, -5, 0]) {
    const fromUs = todayUs + day * dayUs;
    const rows = (id: string) =>
      Array.from({ length: 1_000 }, (_, n) => [id, fromUs + n * secondUs, n] as const);
    await upkeep.tell([...rows('heat'), ...rows('force')]);
    await upkeep.tell(rows('heat'), foreign);
  }
  return { upkeep, clock };
}

function put(upkeep: UpkeepUnderTest, id: string, policy: NewPolicy): Promise<unknown> {
  const where = `${path}/policies/${id}?enterprise=${enterprise}`;
  return upkeep.ok(where, { method: 'PUT', body: policy });
}

function read(upkeep: UpkeepUnderTest): Promise<Static<typeof retentionReply>> {
  return upkeep.ok(`${path}?enterprise=${enterprise}`);
}

async function run(
  upkeep: UpkeepUnderTest,
): Promise<NonNullable<Static<typeof retentionReply>['run']>> {
  await upkeep.ok(`${path}/run`, { method: 'POST', body: { enterprise } });
  await until('the run has ended', async () => (await read(upkeep)).run?.state !== 'running');
  const { run: ended } = await read(upkeep);
  assert.ok(ended);
  return ended;
}

/** Of the days -25, -15, -5 and today. */
async function left(upkeep: UpkeepUnderTest, id: string, of: string = machine): Promise<number[]> {
  const series = [`${of}/${id}`];
  const days = [-25, -15, -5, 0].map(async (day) => {
    const fromUs = todayUs + day * dayUs;
    const span = { series, fromUs, toUs: fromUs + dayUs, limit: 10_000 };
    return (await upkeep.program.port(seriesPort).range(span)).length;
  });
  return Promise.all(days);
}

const untouched = [1_000, 1_000, 1_000, 1_000];

test('a preview tells what will happen, and then exactly that happens', async (t) => {
  const { upkeep } = await plant(t);
  await put(upkeep, 'all', all);
  const told = await upkeep.ok<Static<typeof previewReply>>(`${path}/preview`, {
    method: 'POST',
    body: { enterprise, draft: { id: 'heat', policy: heat } },
  });
  assert.deepEqual(
    told.policies.map(({ id, series, taken, counted }) => [id, series, taken, counted]),
    [
      ['heat', 1, 0, 1],
      ['all', 1, 1, 1],
    ],
  );
  const [ofHeat, ofAll] = told.policies;
  assert.equal(ofHeat?.remove, undefined);
  assert.equal(ofHeat?.thin?.readings, 3_000);
  assert.equal(ofHeat?.thin?.before, '2026-11-21T00:00:00.000000Z');
  assert.equal(ofAll?.remove?.readings, 1_000);
  assert.equal(ofAll?.remove?.oldest, '2026-10-29T00:00:00.000000Z');
  assert.ok((ofAll?.remove?.bytes ?? 0) > 0);
  assert.deepEqual(await left(upkeep, 'heat'), untouched);
  assert.equal((await read(upkeep)).policies.length, 1);

  await put(upkeep, 'heat', heat);
  const ended = await run(upkeep);
  assert.equal(ended.state, 'done');
  assert.equal(ended.step, ended.steps);
  assert.equal(ended.removed, 1_000);
  const heatLeft = await left(upkeep, 'heat');
  assert.ok(
    heatLeft.slice(0, 3).every((count) => count > 0 && count <= 4),
    heatLeft.join(),
  );
  assert.equal(heatLeft[3], 1_000);
  assert.equal(ended.thinned, 3_000 - heatLeft.slice(0, 3).reduce((sum, one) => sum + one, 0));
  assert.deepEqual(await left(upkeep, 'force'), [0, 1_000, 1_000, 1_000]);
  assert.deepEqual(await left(upkeep, 'heat', foreign), untouched);
  const rest = await upkeep.ok<Static<typeof previewReply>>(`${path}/preview`, {
    method: 'POST',
    body: { enterprise, draft: { id: 'heat', policy: { ...heat, removeAfterDays: 10 } } },
  });
  const [heatRest, allRest] = rest.policies;
  assert.equal(
    heatRest?.remove?.readings,
    heatLeft.slice(0, 2).reduce((sum, one) => sum + one, 0),
  );
  assert.equal(heatRest?.thin?.readings, 0, 'it is thinned already');
  assert.equal(allRest?.remove?.readings, 0);
  const finer = await upkeep.ok<Static<typeof previewReply>>(`${path}/preview`, {
    method: 'POST',
    body: { enterprise, draft: { id: 'heat', policy: { ...heat, thinToSeconds: 7_200 } } },
  });
  assert.equal(
    finer.policies[0]?.thin?.readings,
    heatLeft.slice(0, 3).reduce((sum, one) => sum + one, 0),
  );
  const again = await run(upkeep);
  assert.deepEqual([again.state, again.thinned, again.removed], ['done', 0, 0]);
  // What was thinned is removed in its time.
  await put(upkeep, 'heat', { ...heat, removeAfterDays: 10 });
  await run(upkeep);
  assert.deepEqual((await left(upkeep, 'heat')).slice(0, 2), [0, 0]);
});

test('policies that do not fit, or take the place of another, are refused in words', async (t) => {
  const { upkeep } = await plant(t);
  await put(upkeep, 'all', all);
  const refused = async (id: string, body: object) =>
    (
      await upkeep.refused(`${path}/policies/${id}?enterprise=${enterprise}`, {
        method: 'PUT',
        body,
      })
    ).code;
  assert.equal(await refused('other', { ...heat, position: 100 }), 'upkeep.position-taken');
  assert.equal(await refused('x', { ...heat, thinToSeconds: 7_001 }), 'upkeep.bad-policy');
  assert.equal(await refused('x', { name: 'x', position: 1, keepRawDays: 1 }), 'upkeep.bad-policy');
  assert.equal(await refused('x', { ...heat, removeAfterDays: 2 }), 'upkeep.bad-policy');
  const gone = `${path}/policies/all?enterprise=${enterprise}`;
  await upkeep.ok(gone, { method: 'DELETE' });
  assert.equal((await upkeep.refused(gone, { method: 'DELETE' })).code, 'upkeep.unknown-policy');
  assert.deepEqual((await read(upkeep)).policies, []);
});

test('a clock that steps ahead removes nothing until the operator says that it is right', async (t) => {
  const { upkeep, clock } = await plant(t);
  await put(upkeep, 'all', all);
  await put(upkeep, 'heat', heat);
  assert.equal((await read(upkeep)).clockBelieved, true);
  clock.steps(400 * dayMs);
  // Machines without a clock of their own tell the wrong year as well.
  await upkeep.tell([['force', clock.nowMs * 1_000, 1]]);
  assert.equal((await read(upkeep)).clockBelieved, false);
  const call = { method: 'POST', body: { enterprise } };
  const answer = await upkeep.refused(`${path}/run`, call);
  assert.equal(answer.code, 'upkeep.clock-ahead');
  assert.match(answer.text, /400/);
  assert.deepEqual(await left(upkeep, 'heat'), untouched);
  const confirm = { method: 'POST', body: {} };
  assert.equal((await upkeep.refused(`${path}/clock`, confirm)).status, 403);
  await upkeep.ok(`${path}/clock`, { ...confirm, as: '*' });
  await run(upkeep);
  assert.deepEqual(await left(upkeep, 'force'), [0, 0, 0, 0]);
});

test('what stood still does not grow old meanwhile, and time that passes is no step', async (t) => {
  const { upkeep, clock } = await plant(t);
  await put(upkeep, 'all', all);
  await read(upkeep);
  clock.pass(400 * dayMs);
  assert.equal((await run(upkeep)).state, 'done');
  assert.deepEqual(await left(upkeep, 'force'), [0, 1_000, 1_000, 1_000]);
});

test('a program that was off for long asks before it believes the clock', async (t) => {
  const folder = folderOf(t);
  const { upkeep, clock } = await plant(t, { folder });
  await put(upkeep, 'all', all);
  await run(upkeep);
  await upkeep.program.stop();
  const second = await UpkeepUnderTest.start(t, {
    folder,
    clock: new SetClock(clock.nowMs + 13 * dayMs),
  });
  assert.equal((await read(second)).clockBelieved, true);
  await second.program.stop();
  const third = await UpkeepUnderTest.start(t, {
    folder,
    clock: new SetClock(clock.nowMs + 30 * dayMs),
  });
  assert.equal((await read(third)).clockBelieved, false);
});

test('a run that was cut short goes on at the next start and ends the same', async (t) => {
  const folder = folderOf(t);
  const { upkeep } = await plant(t, { folder });
  await put(upkeep, 'all', all);
  await put(upkeep, 'heat', heat);
  await upkeep.ok(`${path}/run`, { method: 'POST', body: { enterprise } });
  await upkeep.program.stop();
  const second = await UpkeepUnderTest.start(t, { folder, clock: new SetClock(nowMs) });
  await until('it is done', async () => (await read(second)).run?.state === 'done');
  assert.deepEqual(await left(second, 'force'), [0, 1_000, 1_000, 1_000]);
  assert.ok((await left(second, 'heat')).slice(0, 3).every((count) => count <= 4));
  assert.deepEqual(await left(second, 'heat', foreign), untouched);
});

test('once a night, by the clock on the wall of the plant', async (t) => {
  const clock = new SetClock(Date.parse('2026-11-22T17:00:00Z')); // 01:00 in Shanghai
  const { upkeep } = await plant(t, { clock });
  await put(upkeep, 'all', all);
  const { program } = upkeep;
  const records = program.port(recordsPort);
  const retention = await Retention.open({
    ...{ world: clock.world, log: silentLog, records, nightHour: 2 },
    ...{ series: program.port(seriesPort), assets: program.port(assetsPort) },
    calendars: program.port(calendarsPort),
    policies: new Policies({ records, clock: clock.world.clock }),
  });
  await retention.look();
  assert.equal(await retention.last(enterprise), undefined);
  clock.pass(70 * 60_000);
  await retention.look();
  const first = await retention.last(enterprise);
  assert.deepEqual([first?.state, first?.day, first?.by], ['done', '2026-11-23', 'jingwei']);
  clock.pass(3_600_000);
  await retention.look();
  assert.equal((await retention.last(enterprise))?.startedAt, first?.startedAt);
  clock.pass(dayMs);
  await retention.look();
  assert.equal((await retention.last(enterprise))?.day, '2026-11-24');
});

test('another enterprise sees and sets nothing of this one', async (t) => {
  const { upkeep } = await plant(t);
  const as = other;
  const calls: [string, object][] = [
    [`${path}?enterprise=${enterprise}`, {}],
    [`${path}/policies/x?enterprise=${enterprise}`, { method: 'PUT', body: all }],
    [`${path}/policies/x?enterprise=${enterprise}`, { method: 'DELETE' }],
    [`${path}/preview`, { method: 'POST', body: { enterprise } }],
    [`${path}/run`, { method: 'POST', body: { enterprise } }],
  ];
  for (const [where, call] of calls) {
    assert.equal((await upkeep.refused(where, { ...call, as })).status, 403, where);
  }
  // A policy about a place of others has nothing to do.
  const body = { ...all, under: machine };
  await upkeep.ok(`${path}/policies/x?enterprise=${other}`, { method: 'PUT', body, as });
  await upkeep.ok(`${path}/run`, { method: 'POST', body: { enterprise: other }, as });
  await until('it is done', async () => {
    const reply = await upkeep.ok<Static<typeof retentionReply>>(`${path}?enterprise=${other}`, {
      as,
    });
    return reply.run?.state === 'done';
  });
  assert.deepEqual(await left(upkeep, 'force'), untouched);
});

/** Of which another enterprise does what it may, at the worst moment. */
class Meddled extends Policies {
  readonly held = Promise.withResolvers<void>();

  override async enterprises(): Promise<string[]> {
    const found = await super.enterprises();
    setImmediate(this.held.resolve);
    return found;
  }

  override async of(asked: string) {
    const found = await super.of(asked);
    if (asked === other) await this.held.promise;
    else await super.put({ enterprise: other, id: 'x' }, all, 'x');
    return found;
  }
}

test('another enterprise neither stops a run by its policies nor keeps it from beginning', async (t) => {
  const { upkeep, clock } = await plant(t);
  await put(upkeep, 'all', all);
  const { program } = upkeep;
  const records = program.port(recordsPort);
  const retention = await Retention.open({
    ...{ world: clock.world, log: silentLog, records, nightHour: 2 },
    ...{ series: program.port(seriesPort), assets: program.port(assetsPort) },
    calendars: program.port(calendarsPort),
    policies: new Meddled({ records, clock: clock.world.clock }),
  });
  await retention.run(other, 'x');
  await retention.look();
  const ended = await retention.last(enterprise);
  assert.deepEqual([ended?.state, ended?.removed], ['done', 2_000]);
});

test('an enterprise that previews much has one preview after the other', async (t) => {
  const { upkeep, clock } = await plant(t);
  const { program } = upkeep;
  const records = program.port(recordsPort);
  let [underWay, most] = [0, 0];
  const series: SeriesStore = program.port(seriesPort);
  const names: SeriesStore['names'] = async (page) => {
    most = Math.max(most, ++underWay);
    const found = await series.names(page);
    underWay--;
    return found;
  };
  const assets = program.port(assetsPort);
  const statistics = () => series.statistics();
  const retention = await Retention.open({
    ...{ world: clock.world, log: silentLog, records, nightHour: 2, assets },
    ...{ series: { ...series, names, statistics }, calendars: program.port(calendarsPort) },
    policies: new Policies({ records, clock: clock.world.clock }),
  });
  const some = Array.from({ length: 9 }, () => retention.preview(enterprise, []));
  assert.equal((await Promise.all([...some, retention.preview(other, [])])).length, 10);
  assert.ok(most <= 2, `one of each enterprise, not ${most}`);
});

test('days are whole, and what a policy must say is said', () => {
  const policy = { ...all, thinToSeconds: 60 };
  const cutoffs = cutoffsOf(policy, todayUs + 12_345_678);
  const [thinUntilUs, removeUntilUs] = [todayUs - 10 * dayUs, todayUs - 20 * dayUs];
  assert.deepEqual(cutoffs, { thinUntilUs, removeUntilUs, bucketUs: 60_000_000 });
  assert.equal(troubleOfPolicy(policy), undefined);
  assert.ok(troubleOfPolicy({ ...policy, removeAfterDays: 10 }));
  assert.equal(troubleOfPolicy({ ...all, removeAfterDays: 10 }), undefined);
  const at = Date.parse('2026-11-22T17:00:00Z');
  assert.deepEqual(wallTime(at, 'Asia/Shanghai'), { day: '2026-11-23', hour: 1 });
  assert.deepEqual(wallTime(at, 'UTC'), { day: '2026-11-22', hour: 17 });
});
