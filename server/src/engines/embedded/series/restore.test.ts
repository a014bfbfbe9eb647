// What a copy brings back beside readings: corrections, once and in their old order; and that a copy is only read.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { toColumns, type Change, type SeriesStore } from '../../../stores/series/series.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { embeddedSubject, openEmbedded } from '../subject.ts';

const series = '88.118.8/press-7/force';
const dayUs = 86_400_000_000;
const startUs = 20_000 * dayUs;
const hourUs = dayUs / 24;
const days = 4;
const all = { under: '88.118.8/', fromUs: startUs, toUs: startUs + days * dayUs };
const span = { series: [series], fromUs: all.fromUs, toUs: all.toUs };

function correct(store: SeriesStore, change: Change, [from, to, at]: [number, number, number]) {
  const when = { fromUs: startUs + from * dayUs, toUs: startUs + to * dayUs };
  return store.correct({ series, ...when, change, by: 'P-1', reason: 'why', atUs: at });
}

/** A reading of 1 each hour, of which some are sealed and one is late. */
async function filled(t: TestContext): Promise<{ store: SeriesStore; copy: string }> {
  const { store, dispose } = await embeddedSubject('series');
  const folder = temporaryFolder();
  t.after(() => folder.remove());
  t.after(dispose);
  const readings = Array.from({ length: days * 24 }, (_, n) => ({
    ...{ series, sourceTimeUs: startUs + n * hourUs, serverTimeUs: startUs },
    ...{ value: 1, quality: 2 as const },
  }));
  await store.append(toColumns(readings));
  await store.seal(startUs + 3 * dayUs);
  return { store, copy: join(folder.path, 'copy') };
}

async function other(t: TestContext): Promise<SeriesStore> {
  const folder = temporaryFolder();
  const store = await openEmbedded('series', folder.path);
  t.after(async () => {
    await store.close();
    folder.remove();
  });
  return store;
}

/** Of the first hour of each day. */
async function counted(store: SeriesStore): Promise<unknown[]> {
  const found = await store.range({ ...span, limit: 1_000 });
  return found.filter(({ sourceTimeUs }) => sourceTimeUs % dayUs === 0).map(({ value }) => value);
}

const line = (factor: number, offset: number): Change => ({ kind: 'line', factor, offset });

test('corrections come back, undone ones too, once, and before those made since', async (t) => {
  const { store, copy } = await filled(t);
  await correct(store, line(1, 1), [0, 2, 10]);
  const wrong = await correct(store, line(100, 0), [0, 4, 20]);
  await store.undo(wrong, { by: 'P-2', reason: 'wrong', atUs: 30 });
  await store.backup(copy);
  const fresh = await other(t);
  await fresh.append(
    toColumns([{ series, sourceTimeUs: startUs, serverTimeUs: startUs, value: 1, quality: 2 }]),
  );
  await correct(fresh, line(10, 0), [0, 1, 40]);
  const sum = { readings: days * 24 - 1, series: 1, thinned: 0, corrections: 2 };
  assert.deepEqual(await fresh.restore(copy, all), sum);
  // (1 + 1) × 10, not 1 × 10 + 1.
  assert.deepEqual(await counted(fresh), [20, 2, 1, 1]);
  const kept = await fresh.corrections(span);
  assert.deepEqual(
    kept.map(({ atUs, number, undone }) => [atUs, number, undone?.reason]),
    [
      [10, 2, undefined],
      [20, 3, 'wrong'],
      [40, 1, undefined],
    ],
  );
  const none = { readings: 0, series: 0, thinned: 0, corrections: 0 };
  assert.deepEqual(await fresh.restore(copy, all), none);
  assert.equal(await correct(fresh, line(2, 0), [3, 4, 50]), 4);
  assert.deepEqual(await counted(fresh), [20, 2, 1, 2]);
});

test('what is undone here since stays undone; others of the span and names are left alone', async (t) => {
  const { store, copy } = await filled(t);
  const number = await correct(store, line(1, 1), [0, 2, 10]);
  await store.backup(copy);
  await store.undo(number, { by: 'P-2', reason: 'wrong', atUs: 30 });
  assert.equal((await store.restore(copy, all)).corrections, 0);
  assert.deepEqual(await counted(store), [1, 1, 1, 1]);
  const fresh = await other(t);
  const later = { ...all, fromUs: startUs + 2 * dayUs };
  assert.equal((await fresh.restore(copy, later)).corrections, 0);
  assert.equal((await fresh.restore(copy, { ...all, under: '88.118.80/' })).corrections, 0);
  assert.equal((await fresh.restore(copy, all)).corrections, 1);
});

test('a correction whose readings were thinned counts once, in the store that has it and in another', async (t) => {
  const { store, copy } = await filled(t);
  await correct(store, line(1, 1), [0, 3, 10]);
  await store.thin({ ...span, toUs: startUs + dayUs, bucketUs: 2 * hourUs });
  await store.backup(copy);
  const before = await counted(store);
  assert.deepEqual(before, [2, 2, 2, 1]);
  await store.remove({ ...span, fromUs: startUs + 2 * dayUs });
  const unthinned = { ...all, fromUs: startUs + dayUs };
  const back = { readings: 48, series: 1, thinned: 0, corrections: 0 };
  assert.deepEqual(await store.restore(copy, unthinned), back);
  assert.deepEqual(await counted(store), before);
  const fresh = await other(t);
  assert.equal((await fresh.restore(copy, all)).corrections, 1);
  assert.deepEqual(await counted(fresh), before);
});

test('a copy is only read: nothing in its folder is made, changed or taken away', async (t) => {
  const { store, copy } = await filled(t);
  await correct(store, line(1, 1), [0, 2, 10]);
  await store.backup(copy);
  // What a crash elsewhere may have left: of a store it would be tidied up.
  mkdirSync(join(copy, 'sealed', 'enterprise=88.118.8', 'day=1999-01-01'), { recursive: true });
  const before = tree(copy);
  const fresh = await other(t);
  assert.equal((await fresh.restore(copy, all)).readings, days * 24);
  assert.deepEqual(tree(copy), before);
});

function tree(folder: string): unknown[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const facts = statSync(join(folder, name), { bigint: true });
      const isFile = facts.isFile();
      return [name, facts.mtimeNs, isFile ? readFileSync(join(folder, name), 'base64') : ''];
    });
}
