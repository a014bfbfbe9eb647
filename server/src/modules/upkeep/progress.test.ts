// A night looks at what became due since the one before, in a program started anew too; and at everything again when the
// policy is another, a person asks, readings came back, or a month has passed.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { silentLog } from '../../kernel/log/log.ts';
import { recordsPort, seriesPort } from '../../stores/ports.ts';
import { until } from '../../testing/until.ts';
import { assetsPort } from '../assets/api.ts';
import { Policies } from './policies.ts';
import { forgetProgress, Progress } from './progress.ts';
import { Retention } from './retention.ts';
import {
  dayMs,
  dayUs,
  enterprise,
  machine,
  SetClock,
  UpkeepUnderTest,
} from './testing/upkeep-under-test.ts';

const nowMs = Date.parse('2026-11-23T03:00:00Z');
const todayUs = Date.parse('2026-11-23T00:00:00Z') * 1_000;
const policy = {
  name: 'all',
  position: 1,
  keepRawDays: 10,
  removeAfterDays: 40,
  thinToSeconds: 3_600,
};

/** Readings of the last 60 days, and a clock that stands at 03:00. */
async function plant(t: TestContext) {
  const clock = new SetClock(nowMs);
  // The program has a clock of its own, so that its jobs do nothing here.
  const upkeep = await UpkeepUnderTest.start(t);
  const day = (ago: number) =>
    Array.from(
      { length: 48 },
      (_, n) => ['force', todayUs - ago * dayUs + n * 1_000_000, n] as const,
    );
  await upkeep.tell(Array.from({ length: 61 }, (_, ago) => day(ago)).flat());
  const { program } = upkeep;
  const records = program.port(recordsPort);
  const series = program.port(seriesPort);
  const policies = new Policies({ records, clock: clock.world.clock });
  const start = () =>
    Retention.open({
      ...{ world: clock.world, log: silentLog, records, nightHour: 2, series },
      ...{ assets: program.port(assetsPort), calendars: undefined, policies },
    });
  const put = (more: object = {}) =>
    policies.put({ enterprise, id: 'all' }, { ...policy, ...more }, 'P-1');
  const stored = await put();
  const selected = [{ policy: stored, series: [`${machine}/force`], taken: 0 }];
  let retention = await start();
  const last = async () => {
    const run = await retention.last(enterprise);
    assert.equal(run?.state, 'done');
    return run;
  };
  const night = async (days = 1) => {
    clock.pass(days * dayMs);
    await upkeep.tell([['force', clock.nowMs * 1_000, 1]]);
    await retention.look();
    return last();
  };
  const byHand = async () => {
    await retention.run(enterprise, 'P-1');
    await until(
      'it has ended',
      async () => (await retention.last(enterprise))?.state !== 'running',
    );
    return last();
  };
  const restart = async () => void (retention = await start());
  const left = async (ago: number) => {
    const span = { fromUs: todayUs - ago * dayUs, toUs: todayUs - (ago - 1) * dayUs };
    return (await series.range({ series: [`${machine}/force`], ...span, limit: 100 })).length;
  };
  return { upkeep, records, selected, put, night, byHand, restart, left };
}

test('a night takes the days that became due, and a week before them; everything when it must', async (t) => {
  const { upkeep, records, put, night, byHand, restart, left } = await plant(t);
  const first = await night(0);
  assert.deepEqual([first.steps, first.removed], [20 + 30, 20 * 48]);
  assert.deepEqual([await left(41), await left(40), await left(11), await left(10)], [0, 2, 2, 48]);
  const second = await night();
  assert.deepEqual([second.steps, second.removed], [1 + 8, 2]);
  assert.deepEqual([await left(40), await left(39), await left(10)], [0, 2, 2]);
  await restart();
  const third = await night();
  assert.deepEqual([third.steps, third.removed], [1 + 8, 2]);

  // Late by days: that night; late by weeks: when everything is looked at.
  const late = (ago: number) =>
    upkeep.tell(Array.from({ length: 9 }, (_, n) => ['force', todayUs - ago * dayUs + n + 1, n]));
  await late(12);
  await late(25);
  await night();
  assert.deepEqual([await left(12), await left(25)], [2, 11]);
  assert.equal((await byHand()).steps, 30);
  assert.equal(await left(25), 2);

  await late(25);
  await put({ name: 'another name' });
  assert.equal((await night()).steps, 9);
  await put({ thinToSeconds: 7_200 });
  assert.equal((await night()).steps, 31);
  assert.equal(await left(25), 2);
  await late(25);
  await forgetProgress(records);
  assert.equal((await night()).steps, 31);
  assert.equal(await left(25), 2);
});

test('within a month everything is looked at, whatever came late', async (t) => {
  const { upkeep, put, night, left } = await plant(t);
  await put({ removeAfterDays: 100 });
  await night(0);
  const late = Array.from(
    { length: 9 },
    (_, n) => ['force', todayUs - 25 * dayUs + n + 1, n] as const,
  );
  await upkeep.tell(late);
  let nights = 0;
  while ((await left(25)) === 11) {
    await night();
    nights++;
    assert.ok(nights <= 30, 'a month');
  }
  assert.equal(await left(25), 2);
  assert.ok(nights > 20, `after ${nights} nights: nobody looked at old days before`);
});

test('what is forgotten while policies are applied stays forgotten', async (t) => {
  const { records, night, selected } = await plant(t);
  await night(0);
  const given = { selected, isWhole: false };
  const clock = new SetClock(nowMs).world.clock;
  const under = await Progress.of({ records, clock }, enterprise, given);
  assert.ok(under.from('all', 'thin') > 0);
  await forgetProgress(records);
  const step = {
    policy: 'all',
    work: 'thin',
    series: [],
    fromUs: 0,
    toUs: 1,
    bucketUs: 1,
  } as const;
  await under.took({ ...step, reachedUs: todayUs });
  await under.save();
  const next = await Progress.of({ records, clock }, enterprise, given);
  assert.equal(next.from('all', 'thin'), -Infinity);
});
