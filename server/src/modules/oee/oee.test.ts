// Figures as people get them: persons' words and their undoing, settings by version, late data, restarts and crashes,
// energy that closes, the same number on every way out, and nothing for other enterprises.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, folderOf } from '../../testing/start-modules.ts';
import { commandInput } from '../../testing/command-input.ts';
import { eventsPort } from '../../kernel/events/events.ts';
import { until } from '../../testing/until.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { quality, toColumns } from '../../stores/series/series.ts';
import { recordsPort, seriesPort } from '../../stores/ports.ts';
import { assetsPort } from '../assets/api.ts';
import { calendarsPort } from '../calendar/api.ts';
import { telemetryPort } from '../telemetry/api.ts';
import { DayCache } from './day-cache.ts';
import { partFinished } from '../connectivity/api.ts';
import { oeeCommands } from './commands.ts';
import {
  enterprise,
  machine,
  PlantUnderTest,
  simple,
  simpleSignals,
} from './testing/plant-under-test.ts';

const at = (time: string) => `2026-11-20T${time}Z`;
const day = [at('00:00:00'), '2026-11-21T00:00:00Z'] as const;
const minute = 60_000_000;

/** A Friday: runs 8–10 and 10:30–12, stands otherwise; 100 parts of 120 s by noon. */
async function friday(plant: PlantUnderTest): Promise<void> {
  await plant.describe(simpleSignals);
  await plant.tell([
    ...[['run', at('00:00:00'), 'READY'] as const, ['parts', at('00:00:00'), 0] as const],
    ...[['run', at('08:00:00'), 'ACTIVE'] as const, ['run', at('10:00:00'), 'READY'] as const],
    ...[['run', at('10:30:00'), 'ACTIVE'] as const, ['run', at('12:00:00'), 'READY'] as const],
    ...[['parts', at('10:00:00'), 60] as const, ['parts', at('12:00:00'), 100] as const],
  ]);
  await plant.putMachine(simple);
  const reasons = [
    { id: 'service', name: { en: 'Service', zh: '保养' }, is: 'PDOT' },
    { id: 'jam', name: { en: 'Jam', zh: '卡料' }, failure: true },
  ];
  await plant.ok(`/api/oee/reasons/${enterprise}`, 'PUT', { reasons });
  const articles = [{ id: 'lens', cycles: [{ from: '2026-01-01T00:00:00Z', seconds: 120 }] }];
  await plant.ok(`/api/oee/articles/${enterprise}`, 'PUT', { articles });
}

test('by shift of the plant, with reasons that persons give, split, and take back', async (t) => {
  const plant = await PlantUnderTest.start(t, { now: () => Date.parse('2026-11-23T00:00:00Z') });
  await friday(plant);
  const shift = (id: string, from: string, to: string) => ({
    ...{ id, name: { en: id, zh: id }, from, to },
    breaks: id === 'early' ? [{ from: '09:00', to: '09:30' }] : [],
  });
  const pattern = {
    ...{ zone: 'UTC', dayStart: '06:00', weekOne: '2026-11-16', exceptions: [] },
    shifts: [shift('early', '06:00', '14:00'), shift('late', '14:00', '22:00')],
    weeks: [Array.from({ length: 7 }, () => ['early', 'late'])],
  };
  await plant.ok(`/api/calendars/${enterprise}`, 'PUT', { from: '2026-01-01', pattern });
  const shifts = await plant.rows(at('06:00:00'), at('22:00:00'), 'shift');
  assert.deepEqual(
    shifts.map(({ key }) => key),
    ['2026-11-20 early', '2026-11-20 late'],
  );
  // Early: 8 h, of which it ran 8–10 and 10:30–12 = 210 min, half an hour of it in the break.
  const early = shifts[0]?.timesUs;
  assert.deepEqual([early?.APT, early?.ADET, early?.PDOT], [210 * minute, 270 * minute, 0]);
  assert.equal(shifts[0]?.beyondPlanUs, 30 * minute);
  assert.equal(shifts[1]?.timesUs.ADET, 480 * minute);
  assert.ok(Math.abs((shifts[0]?.figures.oee ?? 0) - (100 * 120) / (480 * 60)) < 1e-12);

  const say = (from: string, to: string, reason: string) =>
    plant.ok('/api/oee/entries', 'POST', {
      kind: 'reason',
      machine,
      from: at(from),
      to: at(to),
      reason,
    });
  const service = await say('10:00:00', '10:30:00', 'service');
  await say('10:20:00', '10:30:00', 'jam');
  const row = await plant.row(at('06:00:00'), at('14:00:00'));
  // The half hour: 20 min of service, then 10 min of a jam, which is a failure.
  assert.deepEqual([row.timesUs.PDOT, row.timesUs.ADET], [20 * minute, 250 * minute]);
  assert.deepEqual(
    row.reasons.map(({ reason, us }) => [reason, us / minute]),
    [
      ['', 240],
      ['service', 20],
      ['jam', 10],
    ],
  );
  assert.deepEqual([row.failures, row.figures.mttrSeconds], [1, 600]);
  await plant.ok('/api/oee/entries/undo', 'POST', { machine, id: service['id'] });
  const undone = await plant.row(at('06:00:00'), at('14:00:00'));
  assert.deepEqual([undone.timesUs.PDOT, undone.timesUs.ADET], [0, 270 * minute]);
  const query = new URLSearchParams({ identifier: machine, from: day[0], to: day[1] });
  const { entries } = (await plant.ok(`/api/oee/entries?${query}`)) as {
    entries: { undone?: object; by: string }[];
  };
  assert.deepEqual(
    entries.map((one) => one.undone !== undefined),
    [true, false],
  );
  const again = await ask(plant.program, '/api/oee/entries/undo', {
    ...{ method: 'POST', as: enterprise, body: { machine, id: service['id'] } },
  });
  assert.equal(again.body['code'], 'oee.undone-already');
  const odd = { kind: 'reason', machine, from: at('10:00:00'), to: at('11:00:00'), reason: 'moon' };
  const unknown = await ask(plant.program, '/api/oee/entries', {
    method: 'POST',
    as: enterprise,
    body: odd,
  });
  assert.deepEqual([unknown.status, unknown.body['code']], [400, 'oee.unknown-reason']);
});

test('parts by hand, orders, and parts that the machine names', async (t) => {
  const plant = await PlantUnderTest.start(t, { now: () => Date.parse('2026-11-23T00:00:00Z') });
  await friday(plant);
  const entry = (body: object) => plant.ok('/api/oee/entries', 'POST', { machine, ...body });
  await entry({ kind: 'count', at: at('11:00:00'), good: -7, scrap: 5, rework: 2 });
  const row = await plant.row(...day);
  assert.deepEqual(row.counts, { produced: 100, good: 93, scrap: 5, rework: 2 });
  assert.equal(row.figures.quality, 0.93);
  await entry({
    kind: 'order',
    from: at('10:15:00'),
    to: at('13:00:00'),
    order: 'A-1',
    article: 'cover',
  });
  const byArticle = await plant.rows(...day, 'article');
  assert.deepEqual(
    byArticle.map(({ key, counts }) => [key, counts.produced]),
    [
      ['cover', 40],
      ['lens', 60],
    ],
  );
  // No ideal cycle of the cover: nothing is claimed of it, and nothing of the whole.
  assert.deepEqual(
    byArticle.map(({ figures }) => figures.effectiveness === null),
    [true, false],
  );
  assert.equal((await plant.row(...day)).figures.oee, null);

  const body = { machine, product: 'lens', values: [], finishedAt: at('09:00:00') };
  const events = plant.program.port(eventsPort);
  await events.tell(partFinished, [
    { id: 'a', body: { ...body, part: 'L-1', qualityClass: '1' } },
    { id: 'b', body: { ...body, part: 'L-2', qualityClass: '3' } },
    { id: 'a', body: { ...body, part: 'L-1', qualityClass: '1' } },
  ]);
  const counts = [{ from: 'part-finished', scrapWhen: 'quality == "1"' }] as const;
  await plant.putMachine(
    { ...simple, counts: [...counts] },
    { from: '2000-01-01T00:00:00Z', correction: true },
  );
  await until(
    'two parts',
    async () => (await plant.row(at('08:00:00'), at('10:00:00'))).counts.produced === 2,
  );
  const parts = await plant.row(at('08:00:00'), at('10:00:00'));
  assert.deepEqual(parts.counts, { produced: 2, good: 1, scrap: 1, rework: 0 });
  const query = new URLSearchParams({
    identifier: machine,
    from: at('08:00:00'),
    to: at('10:00:00'),
  });
  const explained = (await plant.ok(`/api/oee/explain?${query}`)) as {
    counts: { cause: { part: string } }[];
  };
  assert.deepEqual(
    explained.counts.map(({ cause }) => cause.part),
    [`${enterprise}/L-1`, `${enterprise}/L-2`],
  );
});

test('a closed day is kept, follows what comes late, and says so; a crash throws it into doubt', async (t) => {
  const folder = folderOf(t);
  let now = Date.parse('2026-11-23T00:00:00Z');
  const first = await PlantUnderTest.start(t, { folder, now: () => now });
  await friday(first);
  const whole = ['2026-11-19T00:00:00Z', '2026-11-22T00:00:00Z'] as const;
  const before = await first.row(...whole);
  assert.equal(before.timesUs.APT, 210 * minute);
  assert.deepEqual(await first.row(...whole), before);
  // An hour of Friday evening comes on Monday.
  await first.tell([
    ['run', at('20:00:00'), 'ACTIVE'],
    ['run', at('21:00:00'), 'READY'],
  ]);
  const after = await first.row(...whole);
  assert.equal(after.timesUs.APT, 270 * minute);
  const query = new URLSearchParams({ identifier: machine, from: whole[0], to: whole[1] });
  const { changes } = (await first.ok(`/api/oee/figures?${query}`)) as {
    changes: { day: string; why: string }[];
  };
  assert.deepEqual(
    changes.map(({ day: of, why }) => [of, why]),
    [['2026-11-20', 'late-data']],
  );
  await first.program.stop();

  const second = await PlantUnderTest.start(t, { folder, now: () => (now += 1_000) });
  assert.deepEqual(await second.row(...whole), after);
  // Stored, and the program died before the day was thrown into doubt.
  const parts = {
    records: second.program.port(recordsPort),
    telemetry: second.program.port(telemetryPort),
    calendars: second.program.port(calendarsPort),
    assets: second.program.port(assetsPort),
    clock: { ...realWorld.clock, now: () => now },
  };
  const late = { series: `${machine}/run`, value: 'READY', quality: quality.good };
  const sourceTimeUs = Date.parse(at('11:00:00')) * 1_000;
  const unheard = toColumns([{ ...late, sourceTimeUs, serverTimeUs: sourceTimeUs }]);
  await second.program.port(seriesPort).append(unheard);
  assert.deepEqual(await second.row(...whole), after);
  const anew = new DayCache(parts);
  await anew.open();
  const span = { fromUs: Date.parse(whole[0]) * 1_000, toUs: Date.parse(whole[1]) * 1_000 };
  const us = (await anew.rows(machine, span)).reduce(
    (sum, { totals }) => sum + totals.times.APT,
    0,
  );
  assert.equal(us, 210 * minute);
  await second.program.stop();
});

test('a line is the sum of its machines, never the mean of their figures', async (t) => {
  const plant = await PlantUnderTest.start(t, { now: () => Date.parse('2026-11-23T00:00:00Z') });
  await friday(plant);
  const assets = plant.program.port(assetsPort);
  const other = `${enterprise}/M-2`;
  for (const identifier of [machine, other]) {
    const known = await assets.machine(identifier);
    const location = ['Works', 'Moulding', 'Line 1'];
    const asset = { identifier, kind: 'machine', machine: identifier, name: identifier } as const;
    await assets.put({
      ...{ machine: { ...asset, type: 'x', location }, components: [] },
      signals: known?.signals ?? [],
    });
  }
  const line = (await assets.asset(machine))?.parent;
  assert.ok(line !== undefined && line !== enterprise, String(line));
  const mapping = {
    ...{ inputs: [{ name: 'run', signal: `${other}/run` }], otherwise: 'ADOT' },
    rules: [{ when: 'run == "ACTIVE"', is: 'APT' }],
  };
  const settings = { mapping, microStopMs: 0, counts: [] };
  await plant.ok(`/api/oee/machines/${other}`, 'PUT', { settings });
  const query = new URLSearchParams({ identifier: line, from: day[0], to: day[1] });
  const told = (await plant.ok(`/api/oee/figures?${query}`)) as {
    machines: string[];
    rows: { figures: { availability: number; availabilityMost: number } }[];
  };
  assert.deepEqual(told.machines, [machine, other]);
  // 210 min of 24 h of the one; nothing is known of the other's 24 h.
  assert.equal(told.rows[0]?.figures.availability, 210 / 1_440);
  assert.equal(told.rows[0]?.figures.availabilityMost, (210 + 1_440) / 2_880);
});

test('settings from now on leave the past; changing the past is said', async (t) => {
  const plant = await PlantUnderTest.start(t, { now: () => Date.parse('2026-11-20T11:00:00Z') });
  await friday(plant);
  const otherwise = { ...simple, mapping: { ...simple.mapping, otherwise: 'ADOT' as const } };
  await plant.putMachine(otherwise);
  const row = await plant.row(...day);
  // Until 11:00 is now; the new version begins then.
  assert.deepEqual([row.timesUs.ADET, row.timesUs.ADOT], [510 * minute, 0]);
  const refused = await ask(plant.program, `/api/oee/machines/${machine}`, {
    ...{ method: 'PUT', as: enterprise },
    body: { settings: otherwise, from: '2026-11-01T00:00:00Z' },
  });
  assert.deepEqual([refused.status, refused.body['code']], [409, 'oee.in-the-past']);
  await plant.putMachine(otherwise, { from: '2026-11-20T10:00:00Z', correction: true });
  const corrected = await plant.row(...day);
  assert.deepEqual([corrected.timesUs.ADET, corrected.timesUs.ADOT], [480 * minute, 30 * minute]);
  for (const [settings, says] of [
    [
      { ...simple, mapping: { ...simple.mapping, rules: [{ when: 'stop == 1', is: 'APT' }] } },
      /rule 1/,
    ],
    [{ ...simple, counts: [...simple.counts, ...simple.counts] }, /counted twice/],
    [{ ...simple, alive: ['88.118.9/M-1/x'] }, /no 88\.118\.9\/M-1\/x whose readings you may see/],
  ] as const) {
    const bad = await ask(plant.program, `/api/oee/machines/${machine}`, {
      ...{ method: 'PUT', as: enterprise, body: { settings } },
    });
    assert.deepEqual([bad.status, bad.body['code']], [400, 'oee.bad-settings']);
    assert.match(bad.text, says);
  }
});

test('the interface, the export and the command line tell the same number; nobody else is told any', async (t) => {
  const plant = await PlantUnderTest.start(t, { now: () => Date.parse('2026-11-23T00:00:00Z') });
  await friday(plant);
  const query = new URLSearchParams({ identifier: enterprise, from: day[0], to: day[1] });
  const { rows } = (await plant.ok(`/api/oee/figures?${query}`)) as {
    rows: { figures: { oee: number } }[];
  };
  const oee = rows[0]?.figures.oee;
  assert.equal(oee, (100 * 120) / 86_400);
  const csv = await ask(plant.program, `/api/oee/export?${query}`, { as: enterprise });
  const [head = '', line = ''] = csv.text.split('\r\n');
  assert.equal(Number(line.split(',')[head.split(',').indexOf('oee')]), oee);
  assert.match(csv.headers.get('content-type') ?? '', /text\/csv/);
  const { input, printed } = commandInput({
    ...{
      args: { identifier: enterprise },
      options: { '--from': day[0], '--to': day[1] },
      json: true,
    },
    api: {
      origin: '',
      call: async <T>(method: string, path: string) => (await plant.ok(path, method)) as T,
      download: () => Promise.reject(new Error('nothing is downloaded here')),
    },
  });
  assert.equal(await oeeCommands[0]?.run(input), 0);
  assert.equal(
    (JSON.parse(printed[0] ?? '') as typeof rows extends never ? never : { rows: typeof rows })
      .rows[0]?.figures.oee,
    oee,
  );
  for (const path of ['figures', 'export', 'timeline', 'explain', 'entries', 'energy']) {
    const own = new URLSearchParams({ identifier: machine, from: day[0], to: day[1] });
    assert.equal(
      (await ask(plant.program, `/api/oee/${path}?${own}`, { as: '88.118.9' })).status,
      403,
      path,
    );
    assert.equal((await ask(plant.program, `/api/oee/${path}?${own}`)).status, 401, path);
  }
  const none = new URLSearchParams({ identifier: '88.118.9', from: day[0], to: day[1] });
  const missing = await ask(plant.program, `/api/oee/figures?${none}`, { as: '88.118.9' });
  assert.deepEqual([missing.status, missing.body['code']], [404, 'oee.not-set-up']);
  const long = new URLSearchParams({
    identifier: machine,
    from: '1900-01-01T00:00:00Z',
    to: day[1],
  });
  const refused = await ask(plant.program, `/api/oee/figures?${long}`, { as: enterprise });
  assert.equal(refused.body['code'], 'oee.too-much');
});

test('energy: parts and the rest are the main meter, over resets and overflows, to the joule', async (t) => {
  const plant = await PlantUnderTest.start(t, { now: () => Date.parse('2026-11-23T00:00:00Z') });
  await friday(plant);
  const meter = (id: string, unitCode: string) =>
    ({ id, type: 'ENERGY', value: 'number', unitCode }) as const;
  await plant.describe([
    ...simpleSignals,
    meter('main', 'kW.h'),
    meter('drive', 'W.h'),
    meter('heat', 'MJ'),
  ]);
  await plant.tell([
    ...[['main', at('00:00:00'), 9_990] as const, ['main', at('12:00:00'), 40] as const],
    ...[['main', '2026-11-21T00:00:00Z', 90] as const, ['drive', at('00:00:00'), 5_000] as const],
    ...[['drive', at('12:00:00'), 20_000] as const, ['drive', at('13:00:00'), 1_000] as const],
    ...[['drive', '2026-11-21T00:00:00Z', 4_000] as const, ['heat', at('00:00:00'), 0] as const],
    ['heat', '2026-11-21T00:00:00Z', 72],
  ]);
  await plant.ok(`/api/oee/meters/${machine}`, 'PUT', {
    main: { name: 'Main', signal: `${machine}/main`, wrapsAt: 10_000 },
    parts: [
      { name: 'Drive', signal: `${machine}/drive` },
      { name: 'Heat', signal: `${machine}/heat` },
    ],
  });
  const of = async (from: string, to: string) => {
    const query = new URLSearchParams({ identifier: machine, from, to });
    return (await plant.ok(`/api/oee/energy?${query}`)) as {
      main: { joules: number; wraps: number };
      parts: { joules: number; resets: number }[];
      restJoules: number;
      joulesPerPart: number;
    };
  };
  const all = await of(...day);
  // Main: 9990 → 40 runs over at 10000: 50 kWh, and 50 more: 100 kWh = 360 MJ. Drive: 15 kWh, set back and 1, and 3:
  // 19 kWh = 68.4 MJ. Heat: 72 MJ. The rest: 219.6 MJ. 100 parts.
  assert.deepEqual([all.main.joules, all.main.wraps], [360_000_000, 1]);
  assert.deepEqual(
    all.parts.map(({ joules, resets }) => [joules, resets]),
    [
      [68_400_000, 1],
      [72_000_000, 0],
    ],
  );
  assert.equal(all.restJoules, 219_600_000);
  assert.equal(
    all.parts.reduce((sum, { joules }) => sum + joules, all.restJoules),
    all.main.joules,
  );
  assert.equal(all.joulesPerPart, 3_600_000);
  // Evenly between two readings: 6–18 h has half of either half.
  assert.equal((await of(at('06:00:00'), at('18:00:00'))).main.joules, 180_000_000);
  const bad = await ask(plant.program, `/api/oee/meters/${machine}`, {
    ...{ method: 'PUT', as: enterprise },
    body: { main: { name: 'x', signal: `${machine}/parts` }, parts: [] },
  });
  assert.deepEqual([bad.status, bad.body['code']], [400, 'oee.bad-meter']);
});

test('settings sent at once are all kept, and as many as there may be', async (t) => {
  let now = Date.parse('2026-11-20T11:00:00Z');
  const plant = await PlantUnderTest.start(t, { now: () => now });
  await friday(plant);
  const stops = [1_000, 2_000, 3_000];
  const versions = async () =>
    (await plant.ok(`/api/oee/machines/${machine}`))['versions'] as {
      settings: { microStopMs: number };
    }[];
  await Promise.all(stops.map((microStopMs) => plant.putMachine({ ...simple, microStopMs })));
  const sent = (await versions()).slice(1).map(({ settings }) => settings.microStopMs);
  assert.deepEqual(sent.toSorted(), stops);
  // Two large ones fit into what is kept, a third that holds from another time does not.
  const rule = { when: `run == "${'x'.repeat(3_900)}"`, is: 'APT' } as const;
  const rules = Array.from({ length: 100 }, () => rule);
  const large = { ...simple, mapping: { ...simple.mapping, rules } };
  for (let count = 0; ; count += 1) {
    now += 1_000;
    const answer = await ask(plant.program, `/api/oee/machines/${machine}`, {
      ...{ method: 'PUT', as: enterprise, body: { settings: large } },
    });
    if (answer.status === 200) {
      assert.ok(count < 20, 'it ends');
      continue;
    }
    assert.deepEqual([answer.status, answer.body['code']], [409, 'oee.too-many-versions']);
    assert.match(answer.text, /take its place/);
    break;
  }
  const from = new Date(now - 1_000).toISOString();
  await plant.putMachine(simple, { from, correction: true });
});
