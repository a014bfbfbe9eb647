// Days whose readings retention has thinned or removed keep what they came to; days that nobody computed before are told
// as unknown, never as none.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { assetsPort } from '../assets/api.ts';
import { calendarsPort } from '../calendar/api.ts';
import { telemetryPort } from '../telemetry/api.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { recordsPort, seriesPort } from '../../stores/ports.ts';
import { DayCache } from './day-cache.ts';
import {
  machine,
  PlantUnderTest,
  simple,
  simpleSignals,
  type ToldReading,
} from './testing/plant-under-test.ts';

const minute = 60_000_000;
const us = (time: string) => Date.parse(time) * 1_000;
const days = ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21'] as const;
const midnight = (day: string) => `${day}T00:00:00Z`;
const span = { fromUs: us(midnight(days[0])), toUs: us(midnight(days[2])) };
const series = [`${machine}/run`, `${machine}/parts`];

/** Runs from 8 to 10 on each day, and counts a part a minute. */
async function threeDays(t: TestContext): Promise<PlantUnderTest> {
  const plant = await PlantUnderTest.start(t, { now: () => Date.parse('2026-11-23T00:00:00Z') });
  await plant.describe(simpleSignals);
  const told: ToldReading[] = [];
  let parts = 0;
  for (const day of days.slice(0, 3)) {
    told.push(['run', midnight(day), 'READY'], ['run', `${day}T08:00:00Z`, 'ACTIVE']);
    for (let at = 0; at < 120; at += 1) {
      told.push(['parts', us(`${day}T08:00:00Z`) + at * minute, (parts += 1)]);
    }
    told.push(['run', `${day}T10:00:00Z`, 'READY']);
  }
  await plant.tell(told);
  await plant.putMachine(simple);
  return plant;
}

/** As after a crash: nothing that was kept is believed. */
async function afterCrash(plant: PlantUnderTest): Promise<DayCache> {
  const cache = new DayCache({
    records: plant.program.port(recordsPort),
    telemetry: plant.program.port(telemetryPort),
    calendars: plant.program.port(calendarsPort),
    assets: plant.program.port(assetsPort),
    clock: { ...realWorld.clock, now: () => Date.parse('2026-11-23T00:00:00Z') },
  });
  await cache.open();
  return cache;
}

async function told(plant: PlantUnderTest) {
  const query = new URLSearchParams({
    ...{ identifier: machine, by: 'day' },
    ...{ from: midnight(days[0]), to: midnight(days[3]) },
  });
  return (await plant.ok(`/api/oee/figures?${query}`)) as {
    rows: { key: string; flags: string[]; timesUs: { APT: number }; figures: object }[];
    final: { day: string; why: string }[];
    changes: object[];
  };
}

for (const what of ['thin', 'remove'] as const) {
  test(`a crash after retention leaves figures as they were: ${what}`, async (t) => {
    const plant = await threeDays(t);
    const before = await told(plant);
    assert.deepEqual(
      before.rows.map((row) => row.timesUs.APT / minute),
      [120, 120, 120],
    );
    assert.deepEqual(before.final, []);
    const store = plant.program.port(seriesPort);
    await store.seal(span.toUs);
    if (what === 'thin') await store.thin({ series, ...span, bucketUs: 60 * minute });
    else await store.remove({ series, ...span });
    const cache = await afterCrash(plant);
    const whole = { ...span, toUs: us(midnight(days[3])) };
    await cache.rows(machine, whole);
    const after = await told(plant);
    assert.deepEqual(after.rows, before.rows);
    assert.deepEqual(after.changes, []);
    // Of the third day only what was before it is gone, and only where all of that is.
    const finalDays = what === 'thin' ? days.slice(0, 2) : days.slice(0, 3);
    assert.deepEqual(
      after.final.map(({ day, why }) => [day, why]),
      finalDays.map((day) => [day, 'readings-gone']),
    );
    // Late data and new settings leave them, too; a day whose readings are there follows.
    await plant.tell([['run', `${days[0]}T12:00:00Z`, 'ACTIVE']]);
    assert.equal((await told(plant)).rows[0]?.timesUs.APT, 120 * minute);
  });
}

test('a withdrawn reading is no removed one', async (t) => {
  const plant = await threeDays(t);
  await told(plant);
  const store = plant.program.port(seriesPort);
  await store.correct({
    ...{ series: `${machine}/run`, fromUs: us(`${days[1]}T10:00:00Z`) },
    ...{ toUs: us(`${days[1]}T10:00:01Z`), change: { kind: 'withdrawn' } },
    ...{ by: 'zhang', reason: 'wrong', atUs: us('2026-11-22T00:00:00Z') },
  });
  const rows = await (await afterCrash(plant)).rows(machine, span);
  const worked = rows.filter(({ day }) => day === days[1]);
  const sum = worked.reduce((all, { totals }) => all + totals.times.APT, 0);
  assert.equal(sum, 960 * minute, 'it ran on until midnight');
});

test('days that were never computed and have no readings any more are unknown, not 0 %', async (t) => {
  const plant = await threeDays(t);
  await plant.program.port(seriesPort).remove({ series, ...span });
  const { rows, final } = await told(plant);
  assert.deepEqual(
    rows.slice(0, 2).map(({ key, flags }) => [key, flags]),
    [
      [days[0], ['nothing-known']],
      [days[1], ['nothing-known']],
    ],
  );
  for (const { figures } of rows.slice(0, 2)) {
    assert.ok(
      Object.values(figures).every((value) => value === null),
      JSON.stringify(figures),
    );
  }
  assert.deepEqual(final, []);
});
