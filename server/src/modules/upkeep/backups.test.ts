// Backups made, verified and brought back while the program runs; damaged and unfinished ones are told; operators only.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Static } from '../../kernel/schema/schema.ts';
import { eventsPort } from '../../kernel/events/events.ts';
import { seriesPort } from '../../stores/ports.ts';
import { folderOf } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { readingsCorrected } from './api.ts';
import type { backupsReply } from './backup-routes.ts';
import { enterprise, machine, UpkeepUnderTest } from './testing/upkeep-under-test.ts';

const path = '/api/upkeep/backups';
const startUs = Date.parse('2026-11-20T08:00:00Z') * 1_000;
const as = '*';
type List = Static<typeof backupsReply>;

function list(upkeep: UpkeepUnderTest): Promise<List> {
  return upkeep.ok<List>(path, { as });
}

async function ended(upkeep: UpkeepUnderTest): Promise<NonNullable<List['task']>> {
  await until('the task has ended', async () => (await list(upkeep)).task?.state !== 'running');
  const { task } = await list(upkeep);
  assert.ok(task);
  return task;
}

async function withBackup(
  t: Parameters<typeof UpkeepUnderTest.start>[0],
  more: Parameters<UpkeepUnderTest['tell']>[0] = [],
) {
  const folder = join(folderOf(t), 'elsewhere');
  const settings = { upkeep: { backupFolder: folder } };
  const upkeep = await UpkeepUnderTest.start(t, { settings });
  const rows = [0, 1, 2, 3].map((n) => ['force', startUs + n * 1_000_000, n] as const);
  await upkeep.tell([...rows, ...more]);
  await upkeep.tell(rows, '88.118.80/M-1');
  await upkeep.program.port(seriesPort).seal(startUs + 3_000_000);
  await upkeep.ok(path, { method: 'POST', as });
  assert.equal((await ended(upkeep)).state, 'done');
  const [made] = (await list(upkeep)).backups;
  assert.ok(made);
  return { upkeep, folder, name: made.name, made };
}

test('what was lost comes back from a backup, only where it was asked for, and is told', async (t) => {
  const { upkeep, folder, name, made } = await withBackup(t);
  assert.equal(made.state, 'whole');
  assert.deepEqual([made.readings, made.series, made.by], [8, 2, '*/S-1']);
  assert.equal((await list(upkeep)).folder, folder);
  const series = upkeep.program.port(seriesPort);
  const span = { fromUs: startUs, toUs: startUs + 9_000_000 };
  await series.remove({ series: [`${machine}/force`], ...span });
  await series.remove({ series: ['88.118.80/M-1/force'], ...span });
  const told: string[] = [];
  const listening = upkeep.program
    .port(eventsPort)
    .listen(readingsCorrected, 'x', async (events) => {
      told.push(...events.map(({ body }) => body.signal));
    });
  t.after(() => listening.stop());
  const restore = { method: 'POST', as, body: { under: enterprise, from: '2026-11-20T08:00:01Z' } };
  for (const words of [/^3 readings of 1 series/, /^0 readings of 0 series/]) {
    await upkeep.ok(`${path}/${name}/restore`, restore);
    const task = await ended(upkeep);
    assert.equal(task.state, 'done', task.told?.en);
    assert.match(task.told?.en ?? '', words);
  }
  assert.deepEqual(await upkeep.values('force'), [1, 2, 3]);
  assert.deepEqual(await upkeep.values('force', '88.118.80/M-1'), []);
  await until('it is told', async () => told.length > 0);
  assert.deepEqual(told, [`${machine}/force`]);
  await upkeep.ok(`${path}/${name}/verify`, { method: 'POST', as });
  assert.equal((await ended(upkeep)).state, 'done');
  await upkeep.ok(`${path}/${name}`, { method: 'DELETE', as });
  assert.deepEqual((await list(upkeep)).backups, []);
});

test('of one signal comes back what is of it, and not of one whose name goes on', async (t) => {
  const { upkeep, name } = await withBackup(t, [['force2', startUs, 1]]);
  const series = upkeep.program.port(seriesPort);
  const names = [`${machine}/force`, `${machine}/force2`];
  await series.remove({ series: names, fromUs: startUs, toUs: startUs + 9_000_000 });
  const body = { under: `${machine}/force` };
  await upkeep.ok(`${path}/${name}/restore`, { method: 'POST', as, body });
  assert.match((await ended(upkeep)).told?.en ?? '', /^4 readings of 1 series/);
  assert.deepEqual(await upkeep.values('force2'), []);
});

test('in a program set up anew corrections come back too, are seen, and can be undone', async (t) => {
  const { upkeep, folder, name } = await withBackup(t);
  const signal = `${machine}/force`;
  const span = { from: '2026-11-20T08:00:01Z', to: '2026-11-20T08:00:03Z' };
  const change = { kind: 'line', factor: 10, offset: 5 };
  const corrections = '/api/upkeep/corrections';
  const asked = { signal, ...span, change, reason: 'calibration' };
  await upkeep.ok(corrections, { method: 'POST', body: asked });
  await upkeep.ok(`${path}/${name}`, { method: 'DELETE', as });
  await until('another second', async () => {
    await upkeep.ok(path, { method: 'POST', as });
    await ended(upkeep);
    return (await list(upkeep)).backups[0]?.state === 'whole';
  });
  const again = (await list(upkeep)).backups[0]?.name ?? '';
  const fresh = await UpkeepUnderTest.start(t, { settings: { upkeep: { backupFolder: folder } } });
  await fresh.ok(`${path}/${again}/restore`, { method: 'POST', as, body: {} });
  assert.match(
    (await ended(fresh)).told?.en ?? '',
    /^8 readings of 2 series .* 1 corrections came back/,
  );
  assert.deepEqual(await fresh.values('force'), [0, 15, 25, 3]);
  const listed = () =>
    fresh.ok<{ corrections: { id: string; reason: string; state: string; readings: number }[] }>(
      `${corrections}?enterprise=${enterprise}`,
    );
  await fresh.ok(`${path}/${again}/restore`, { method: 'POST', as, body: {} });
  await ended(fresh);
  const [one, ...others] = (await listed()).corrections;
  assert.deepEqual(
    [one?.reason, one?.state, one?.readings, others.length],
    ['calibration', 'counts', 2, 0],
  );
  const body = { signal, id: one?.id, reason: 'wrong press' };
  await fresh.ok(`${corrections}/undo`, { method: 'POST', body });
  assert.deepEqual(await fresh.values('force'), [0, 1, 2, 3]);
});

test('a damaged backup is found before anything is brought back', async (t) => {
  const { upkeep, folder, name } = await withBackup(t);
  const { files } = JSON.parse(readFileSync(join(folder, name, 'backup.json'), 'utf8')) as {
    files: { path: string }[];
  };
  const sealed = files.find(({ path: at }) => at.endsWith('.parquet')) ?? files[0];
  assert.ok(sealed);
  const file = join(folder, name, sealed.path);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  for (const work of ['verify', 'restore']) {
    await upkeep.ok(`${path}/${name}/${work}`, { method: 'POST', as, body: {} });
    const task = await ended(upkeep);
    assert.equal(task.state, 'failed');
    assert.ok(task.told?.en.includes(sealed.path) && task.told.zh.includes(sealed.path));
  }
});

test('a list that names what is no file of the backup is refused and not waited for', async (t) => {
  const { upkeep, folder, name } = await withBackup(t);
  const at = join(folder, name, 'backup.json');
  const list = JSON.parse(readFileSync(at, 'utf8')) as { files: object[] };
  const forged = { path: '../'.repeat(20) + 'dev/zero', bytes: 1, sha256: 'x' };
  writeFileSync(at, JSON.stringify({ ...list, files: [forged] }));
  await upkeep.ok(`${path}/${name}/restore`, { method: 'POST', as, body: {} });
  const task = await ended(upkeep);
  assert.equal(task.state, 'failed');
  assert.match(task.told?.en ?? '', /dev\/zero/);
});

test('one that was cut short is told as such; what is no backup is refused', async (t) => {
  const { upkeep, folder, name } = await withBackup(t);
  rmSync(join(folder, name, 'backup.json'));
  assert.deepEqual(
    (await list(upkeep)).backups.map(({ state }) => state),
    ['unfinished'],
  );
  const call = { method: 'POST', as, body: {} };
  const code = async (of: string, work: string) =>
    (await upkeep.refused(`${path}/${of}/${work}`, call)).code;
  assert.equal(await code(name, 'restore'), 'upkeep.backup-unfinished');
  assert.equal(await code('20000101T000000Z', 'verify'), 'upkeep.unknown-backup');
  assert.equal(await code('..%2F..', 'verify'), 'upkeep.unknown-backup');
  const up = await upkeep.refused(`${path}/..%2F${name}`, { method: 'DELETE', as });
  assert.equal(up.code, 'upkeep.unknown-backup');
  assert.deepEqual(readdirSync(folder), [name]);
});

test('a folder that cannot be written is told in words', async (t) => {
  const file = join(folderOf(t), 'file');
  writeFileSync(file, '');
  const settings = { upkeep: { backupFolder: file } };
  const upkeep = await UpkeepUnderTest.start(t, { settings });
  await upkeep.ok(path, { method: 'POST', as });
  const task = await ended(upkeep);
  assert.equal(task.state, 'failed');
  assert.ok(task.told?.en.includes(file), task.told?.en);
});

test('an enterprise has nothing to do with backups', async (t) => {
  const { upkeep, name } = await withBackup(t);
  for (const [where, method] of [
    [path, 'GET'],
    [path, 'POST'],
    [`${path}/${name}/verify`, 'POST'],
    [`${path}/${name}/restore`, 'POST'],
    [`${path}/${name}`, 'DELETE'],
  ] as const) {
    const body = where.endsWith('restore') ? { body: { under: enterprise } } : {};
    assert.equal((await upkeep.refused(where, { method, ...body })).status, 403, where);
  }
});
