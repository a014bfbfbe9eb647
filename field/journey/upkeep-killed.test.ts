// A program is killed with SIGKILL in the middle of a retention run, of a backup, of a restore: afterwards each day is as it
// was or as the policy says, no half backup is taken for a whole one, and a half restore is finished; no reading is lost
// beyond the policy, none is there twice, and what was acknowledged meanwhile is there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openEmbedded } from '../../server/src/engines/embedded/subject.ts';
import type { UpkeepUnderTest } from '../../server/src/modules/upkeep/testing/upkeep-under-test.ts';
import { enterprise } from '../../server/src/modules/upkeep/testing/upkeep-under-test.ts';
import { seriesPort } from '../../server/src/stores/ports.ts';
import { toColumns, type SeriesStore } from '../../server/src/stores/series/series.ts';
import { folderOf } from '../../server/src/testing/start-modules.ts';
import { until } from '../../server/src/testing/until.ts';
import {
  dayUs,
  daysBack,
  liveSeries,
  perDay,
  retention,
  seriesOf,
  stepUs,
  upkeepOn,
} from './upkeep-victim.ts';

const victim = fileURLToPath(new URL('upkeep-victim.ts', import.meta.url));
const todayUs = Math.floor((Date.now() * 1_000) / dayUs) * dayUs;
const backups = '/api/upkeep/backups';
const operator = { as: '*' };

type Task = { work: string; state: string; told?: { en: string } };
type List = { backups: { name: string; state: string; readings?: number }[]; task?: Task };

/** The value is the place of the reading in its day. */
async function fill(store: SeriesStore, signals: number, days: number): Promise<void> {
  for (let signal = 0; signal < signals; signal++) {
    const rows = Array.from({ length: days * perDay }, (_, n) => ({
      ...{ series: seriesOf(signal), sourceTimeUs: todayUs - days * dayUs + n * stepUs },
      ...{ serverTimeUs: todayUs, value: n % perDay, quality: 2 as const },
    }));
    await store.append(toColumns(rows));
  }
  await store.seal(todayUs);
}

async function killedIn(work: string, folder: string, when: number): Promise<number> {
  const child = spawn(process.execPath, [victim, work, folder, String(todayUs), String(when)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  const ended = await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)));
  assert.equal(ended, 'SIGKILL', `${work} until it was killed`);
  return Number(printed.split('\n').slice(0, -1).at(-1) ?? -1);
}

/** The store as the kill left it, before anybody goes on with it. */
async function leftIn(folder: string, look: (store: SeriesStore) => Promise<void>, data = 'data') {
  const store = await openEmbedded('series', join(folder, data, 'series-store', 'embedded'));
  try {
    await look(store);
  } finally {
    await store.close();
  }
}

async function valuesOf(store: SeriesStore, series: string, fromUs: number, toUs: number) {
  const found = await store.range({ series: [series], fromUs, toUs, limit: 100_000 });
  return found.map(({ value }) => value);
}

async function assertLive(store: SeriesStore, acknowledged: number): Promise<void> {
  const values = await valuesOf(store, liveSeries, todayUs, todayUs + dayUs);
  assert.ok(values.length > acknowledged, `${values.length} of ${acknowledged + 1} acknowledged`);
  assert.deepEqual(values, Array.from(values.keys()), 'each once, none left out');
}

const whole = Array.from({ length: perDay }, (_, n) => n);
/** Values grow, so that of each hour the first and the last stay. */
const thinned = whole.filter((n) => n % (perDay / 24) === 0 || (n + 1) % (perDay / 24) === 0);
const stateOf = (values: readonly unknown[]): string => {
  if (values.length === 0) return 'gone';
  const expected = values.length === perDay ? whole : thinned;
  assert.deepEqual(values, expected, 'all of a day, or what thinning leaves of it');
  return values.length === perDay ? 'whole' : 'thinned';
};
const dueOf = (daysAgo: number): string => {
  if (daysAgo > retention.removeAfterDays) return 'gone';
  return daysAgo > retention.keepRawDays ? 'thinned' : 'whole';
};

test('kill -9 in retention: each day as it was or as the policy says, in the end as it says', async (t) => {
  const folder = folderOf(t);
  const signals = [0, 1, 2];
  const first = await upkeepOn(folder);
  await fill(first.program.port(seriesPort), signals.length, daysBack);
  const policy = { name: 'all', position: 1, ...retention };
  const at = `/api/upkeep/retention/policies/all?enterprise=${enterprise}`;
  await first.ok(at, { method: 'PUT', body: policy });
  await first.program.stop();
  const look = async (store: SeriesStore): Promise<Map<string, number>> => {
    const found = new Map<string, number>();
    for (let ago = daysBack; ago > 0; ago--) {
      const fromUs = todayUs - ago * dayUs;
      for (const signal of signals) {
        const series = seriesOf(signal);
        const state = stateOf(await valuesOf(store, series, fromUs, fromUs + dayUs));
        assert.ok(state === 'whole' || state === dueOf(ago), `${state} ${ago} days ago`);
        const isDone = state === dueOf(ago) && state !== 'whole';
        const key = isDone ? state : dueOf(ago) === 'whole' ? 'kept' : `not ${dueOf(ago)}`;
        found.set(key, (found.get(key) ?? 0) + 1);
        const span = { series: [series], fromUs, toUs: fromUs + dayUs, bucketUs: dayUs };
        const [bucket] = await store.aggregate(span);
        const told =
          state === 'gone' ? [undefined, undefined] : [perDay, (perDay * (perDay - 1)) / 2];
        assert.deepEqual([bucket?.count, bucket?.sum], told, `${state} ${ago} days ago`);
      }
    }
    return found;
  };
  // Of 108,000: in the days that are removed, and twice in those that are thinned.
  for (const when of [95_000, 65_000, 50_000]) {
    const acknowledged = await killedIn('retention', folder, when);
    await leftIn(folder, async (store) => {
      const found = await look(store);
      const [done, left] = when > 72_000 ? ['gone', 'not gone'] : ['thinned', 'not thinned'];
      assert.ok(found.get(done) && found.get(left), `in the middle of it: ${[...found].join()}`);
      assert.equal(found.get('kept'), retention.keepRawDays * signals.length);
      await assertLive(store, acknowledged);
    });
  }
  const last = await open(t, folder);
  type Retention = { run?: { state: string } };
  const ran = () => last.ok<Retention>(`/api/upkeep/retention?enterprise=${enterprise}`);
  await until('the run has ended', async () => (await ran()).run?.state === 'done');
  const found = await look(last.program.port(seriesPort));
  const each = 20 * signals.length;
  assert.deepEqual(Object.fromEntries(found), { gone: each, thinned: each, kept: each });
});

test('kill -9 in a backup: a half one is not taken for a whole one, and the next one is', async (t) => {
  const folder = folderOf(t);
  const first = await upkeepOn(folder);
  await fill(first.program.port(seriesPort), 1, daysBack);
  await first.program.stop();
  const acknowledged = await killedIn('backup', folder, 20);
  const upkeep = await open(t, folder);
  const store = upkeep.program.port(seriesPort);
  const [half] = (await list(upkeep)).backups;
  assert.equal(half?.state, 'unfinished');
  const call = { method: 'POST', ...operator, body: {} };
  for (const work of ['restore', 'verify']) {
    const { code } = await upkeep.refused(`${backups}/${half.name}/${work}`, call);
    assert.equal(code, 'upkeep.backup-unfinished');
  }
  await assertLive(store, acknowledged);
  assert.equal((await valuesOf(store, seriesOf(0), 0, todayUs)).length, daysBack * perDay);
  await upkeep.ok(`${backups}/${half.name}`, { method: 'DELETE', ...operator });
  await upkeep.ok(backups, { method: 'POST', ...operator });
  assert.equal((await ended(upkeep)).state, 'done');
  const [made] = (await list(upkeep)).backups;
  assert.deepEqual([made?.state, made?.readings], ['whole', (await store.statistics()).readings]);
  await upkeep.ok(`${backups}/${made?.name}/verify`, call);
  assert.equal((await ended(upkeep)).state, 'done');
});

test('kill -9 in a restore: the next start finishes it, with each reading and correction once', async (t) => {
  const folder = folderOf(t);
  const [signals, days] = [30, 5];
  const first = await upkeepOn(folder);
  await fill(first.program.port(seriesPort), signals, days);
  const from = new Date(todayUs / 1_000 - 86_400_000).toISOString();
  const to = new Date(todayUs / 1_000).toISOString();
  const change = { kind: 'line', factor: 1, offset: 1_000 };
  const body = { signal: seriesOf(0), from, to, change, reason: 'calibration' };
  await first.ok('/api/upkeep/corrections', { method: 'POST', body });
  await first.ok(backups, { method: 'POST', ...operator });
  assert.equal((await ended(first)).state, 'done');
  await first.program.stop();
  const total = signals * days * perDay;
  const acknowledged = await killedIn('restore', folder, total / 3);
  const check = async (store: SeriesStore): Promise<number> => {
    let found = 0;
    for (let signal = 0; signal < signals; signal++) {
      const values = await valuesOf(store, seriesOf(signal), todayUs - days * dayUs, todayUs);
      if (values.length > 0) {
        const corrected = whole.map((n) => (signal === 0 ? n + 1_000 : n));
        const before = Array.from({ length: days - 1 }, () => whole).flat();
        assert.deepEqual(values, [...before, ...corrected]);
      }
      found += values.length;
    }
    await assertLive(store, acknowledged);
    return found;
  };
  await leftIn(
    folder,
    async (store) => {
      const found = await check(store);
      assert.ok(found > 0 && found < total, `${found} of ${total}`);
    },
    'new',
  );
  const upkeep = await open(t, folder, 'new');
  const task = await ended(upkeep);
  assert.deepEqual([task.work, task.state], ['restore', 'done'], task.told?.en);
  assert.match(task.told?.en ?? '', /It was cut short/);
  assert.equal(await check(upkeep.program.port(seriesPort)), total);
  const { corrections } = await upkeep.ok<{ corrections: { reason: string }[] }>(
    `/api/upkeep/corrections?enterprise=${enterprise}`,
  );
  assert.deepEqual(
    corrections.map(({ reason }) => reason),
    ['calibration'],
  );
  await upkeep.program.stop();
  const again = await open(t, folder, 'new');
  assert.equal((await list(again)).task, undefined, 'it is finished once');
});

async function open(t: TestContext, folder: string, data?: string): Promise<UpkeepUnderTest> {
  const upkeep = await upkeepOn(folder, data);
  t.after(() => upkeep.program.stop());
  return upkeep;
}

function list(upkeep: UpkeepUnderTest): Promise<List> {
  return upkeep.ok<List>(backups, operator);
}

async function ended(upkeep: UpkeepUnderTest): Promise<Task> {
  await until('a task has ended', async () => {
    const { task } = await list(upkeep);
    return task !== undefined && task.state !== 'running';
  });
  const { task } = await list(upkeep);
  assert.ok(task);
  return task;
}
