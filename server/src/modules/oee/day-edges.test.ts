// What lies over the edge of a day is told the same whenever and however it is asked: micro-stops, silences, counters
// and meters that said nothing at midnight; and a wrong ideal cycle is not hidden in a sum.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { ask } from '../../testing/start-modules.ts';
import {
  enterprise,
  machine,
  PlantUnderTest,
  simple,
  simpleSignals,
} from './testing/plant-under-test.ts';

const friday = '2026-11-20T00:00:00Z';
const saturday = '2026-11-21T00:00:00Z';
const sunday = '2026-11-22T00:00:00Z';
const minute = 60_000_000;

async function plantAt(t: TestContext, now: () => string): Promise<PlantUnderTest> {
  const plant = await PlantUnderTest.start(t, { now: () => Date.parse(now()) });
  await plant.describe(simpleSignals);
  return plant;
}

test('a micro-stop over midnight is one also where somebody asked before it was over', async (t) => {
  let now = '2026-11-21T00:00:10Z';
  const plant = await plantAt(t, () => now);
  await plant.putMachine({ ...simple, microStopMs: 60_000 });
  await plant.tell([
    ['run', friday, 'ACTIVE'],
    ['run', '2026-11-20T23:59:50Z', 'READY'],
  ]);
  assert.deepEqual([(await plant.row(friday, saturday)).stops], [1], 'for all that is known');
  await plant.tell([['run', '2026-11-21T00:00:20Z', 'ACTIVE']]);
  now = '2026-11-22T12:00:00Z';
  const whole = await plant.row(friday, sunday);
  assert.deepEqual([whole.stops, whole.minorStops, whole.minorUs], [0, 1, minute / 2]);
  const [first, second] = [await plant.row(friday, saturday), await plant.row(saturday, sunday)];
  assert.deepEqual([first.minorStops + second.minorStops, first.stops + second.stops], [1, 0]);
  // A reading that comes a day late ends it before midnight: Friday hears of what follows it, and the other way round.
  await plant.tell([['run', '2026-11-21T00:00:05Z', 'ACTIVE']]);
  const after = await plant.row(friday, sunday);
  assert.equal(after.minorUs, minute / 4);
});

test('a silence over midnight is unknown time of both days, as it is of the two together', async (t) => {
  const plant = await plantAt(t, () => '2026-11-23T00:00:00Z');
  await plant.putMachine({ ...simple, silenceMs: 600_000 });
  const every5 = Array.from(
    { length: 288 * 2 + 12 },
    (_, i) => Date.parse(friday) * 1_000 + i * 5 * minute,
  );
  const edge = Date.parse(saturday) * 1_000;
  const heard = every5.filter((us) => us <= edge - 5 * minute || us >= edge + 10 * minute);
  await plant.tell(heard.map((us) => ['run', us, 'ACTIVE'] as const));
  const [first, second] = [await plant.row(friday, saturday), await plant.row(saturday, sunday)];
  const query = new URLSearchParams({ identifier: machine, from: friday, to: sunday });
  const { row } = (await plant.ok(`/api/oee/explain?${query}`)) as {
    row: { timesUs: { UNKNOWN: number } };
  };
  assert.deepEqual([first.timesUs.UNKNOWN, second.timesUs.UNKNOWN], [5 * minute, 10 * minute]);
  assert.equal(row.timesUs.UNKNOWN, 15 * minute);
});

test('what was counted while the machine said nothing at midnight is lost in neither day', async (t) => {
  const plant = await plantAt(t, () => '2026-11-23T00:00:00Z');
  const meter = { id: 'main', type: 'ENERGY', value: 'number', unitCode: 'kW.h' } as const;
  await plant.describe([...simpleSignals, meter]);
  await plant.putMachine(simple);
  await plant.tell([
    ...[['run', friday, 'ACTIVE'] as const, ['parts', friday, 0] as const],
    ...[['parts', '2026-11-20T23:00:00Z', 60] as const, ['main', friday, 0] as const],
    ...[
      ['main', '2026-11-20T18:00:00Z', 18] as const,
      ['main', '2026-11-20T23:30:00Z', null] as const,
    ],
    ...[
      ['parts', '2026-11-20T23:30:00Z', null] as const,
      ['main', '2026-11-21T06:00:00Z', 30] as const,
    ],
    ...[['parts', '2026-11-21T01:00:00Z', 100] as const, ['main', sunday, 48] as const],
  ]);
  const days = await plant.rows(friday, sunday, 'day');
  assert.deepEqual(
    days.map(({ counts }) => counts.produced),
    [60, 40],
  );
  await plant.ok(`/api/oee/meters/${machine}`, 'PUT', {
    main: { name: 'Main', signal: `${machine}/main` },
    parts: [],
  });
  const energy = async (from: string, to: string) => {
    const query = new URLSearchParams({ identifier: machine, from, to });
    const { main } = (await plant.ok(`/api/oee/energy?${query}`)) as { main: { joules: number } };
    return main.joules / 3_600_000;
  };
  // 18 kWh by six in the evening, 12 more evenly until six in the morning: half of them on either day.
  assert.deepEqual([await energy(friday, saturday), await energy(saturday, sunday)], [24, 24]);
  assert.equal(await energy(friday, sunday), 48);
});

test('a cycle that is wrong for one article is flagged in the sum that hides it', async (t) => {
  const plant = await plantAt(t, () => '2026-11-23T00:00:00Z');
  await plant.putMachine(simple);
  await plant.tell([
    ...[['run', friday, 'ACTIVE'] as const, ['parts', friday, 0] as const],
    ...[
      ['parts', '2026-11-20T11:00:00Z', 100] as const,
      ['parts', '2026-11-20T23:00:00Z', 110] as const,
    ],
  ]);
  const cycle = (seconds: number) => [{ from: '2026-01-01T00:00:00Z', seconds }];
  const articles = [
    { id: 'lens', cycles: cycle(600) },
    { id: 'cover', cycles: cycle(60) },
  ];
  await plant.ok(`/api/oee/articles/${enterprise}`, 'PUT', { articles });
  const order = { kind: 'order', machine, order: 'A-1', article: 'cover' };
  await plant.ok('/api/oee/entries', 'POST', {
    ...order,
    from: '2026-11-20T12:00:00Z',
    to: saturday,
  });
  const row = await plant.row(friday, saturday);
  // 100 × 600 s and 10 × 60 s in 24 h: 70 %; but the lenses alone are 60,000 s in 12 h: 139 %.
  assert.ok((row.figures.effectiveness ?? 1) < 0.71);
  assert.ok(row.flags.includes('wrong-ideal-cycle'));
  const byArticle = await plant.rows(friday, saturday, 'article');
  assert.deepEqual(
    byArticle.map(({ key, flags }) => [key, flags.includes('wrong-ideal-cycle')]),
    [
      ['cover', false],
      ['lens', true],
    ],
  );
  const query = new URLSearchParams({ identifier: machine, from: friday, to: saturday });
  const explained = (await plant.ok(`/api/oee/explain?${query}`)) as { row: { flags: string[] } };
  assert.ok(explained.row.flags.includes('wrong-ideal-cycle'), 'the same on every way out');
  // An article without a cycle beside it takes the figure away, not the fault.
  await plant.ok(`/api/oee/articles/${enterprise}`, 'PUT', { articles: articles.slice(0, 1) });
  const without = await plant.row(friday, saturday);
  assert.equal(without.figures.effectiveness, null);
  assert.deepEqual(
    without.flags.filter((flag) => flag.endsWith('cycle')),
    ['wrong-ideal-cycle', 'no-ideal-cycle'],
  );
});

test('whoever may set up one machine reads no other through it', async (t) => {
  const plant = await plantAt(t, () => '2026-11-23T00:00:00Z');
  const spied = {
    ...simple,
    mapping: { ...simple.mapping, inputs: [{ name: 'run', signal: `${enterprise}/M-2/run` }] },
  };
  const put = (settings: object) =>
    ask(plant.program, `/api/oee/machines/${machine}`, {
      ...{ method: 'PUT', as: machine, body: { settings } },
    });
  const refused = await put(spied);
  assert.deepEqual([refused.status, refused.body['code']], [400, 'oee.bad-settings']);
  assert.match(refused.text, /M-2\/run whose readings you may see/);
  assert.equal((await put(simple)).status, 200);
});
