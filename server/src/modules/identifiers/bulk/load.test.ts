// A load as the command does it: order, resuming, calls that fail, lines that are no items.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { realDisk } from '../../../kernel/world/real/disk.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import type { Registration } from '../api.ts';
import { load, progressName, type LoadOptions, type LoadResult } from './load.ts';

function fileOf(t: TestContext, lines: readonly string[]): string {
  const { path, remove } = temporaryFolder();
  t.after(remove);
  const file = join(path, 'items.jsonl');
  writeFileSync(file, lines.join('\n'));
  return file;
}

const itemLine = (n: number): string =>
  JSON.stringify({ handle: `88.1/${n}`, values: { URL: `https://example.org/${n}` } });

function options(file: string, change: Partial<LoadOptions> = {}) {
  const sent: (readonly Registration[])[] = [];
  const told: LoadResult[] = [];
  const given: LoadOptions = {
    disk: realDisk,
    file,
    itemsPerCall: 10,
    resumes: true,
    signal: new AbortController().signal,
    tallied: () => {},
    told: (results) => void told.push(...results),
    send: async (items) => {
      sent.push(items);
      return { outcomes: items.map(() => 'registered' as const), failures: [] };
    },
    ...change,
  };
  return { given, sent, told };
}

test('every line has its result, in order; what is no item does not stop the rest', async (t) => {
  const lines = [itemLine(1), 'nonsense', '', '{"handle": 5, "values": []}', itemLine(5)];
  const { given, told } = options(fileOf(t, lines), {
    send: async (items) => ({
      outcomes: items.map(() => 'conflict' as const),
      failures: [],
    }),
  });
  const done = await load(given);
  assert.deepEqual(
    told.map(({ line, outcome }) => [line, outcome]),
    [
      [1, 'conflict'],
      [2, 'refused'],
      [4, 'refused'],
      [5, 'conflict'],
    ],
  );
  assert.deepEqual([done?.tally.conflict, done?.tally.refused], [2, 2]);
});

test('a load that broke off goes on behind what was acknowledged', async (t) => {
  const lines = Array.from({ length: 95 }, (_, n) => itemLine(n + 1));
  const file = fileOf(t, lines);
  let calls = 0;
  const first = options(file, {
    send: async (items) => {
      if (++calls > 4) throw new Error('the node is gone');
      return { outcomes: items.map(() => 'registered' as const), failures: [] };
    },
  });
  await assert.rejects(load(first.given), /the node is gone/);
  assert.equal(first.told.length, 40);
  assert.equal((JSON.parse(readFileSync(progressName(file), 'utf8')) as { line: number }).line, 40);
  const again = options(file);
  const done = await load(again.given);
  assert.equal(done?.resumedAt, 40);
  assert.deepEqual(
    again.told.map(({ line }) => line),
    Array.from({ length: 55 }, (_, n) => n + 41),
  );
  const third = options(file);
  assert.equal((await load(third.given))?.resumedAt, 0, 'a load that ended leaves nothing behind');
});

test('an empty file, a file that is not there, and progress of another file', async (t) => {
  const empty = fileOf(t, []);
  assert.equal((await load(options(empty).given))?.tally.registered, 0);
  assert.equal(await load(options(`${empty}.no`).given), undefined);
  const file = fileOf(t, [itemLine(1), itemLine(2)]);
  writeFileSync(progressName(file), JSON.stringify({ bytes: 1, line: 1 }));
  const { given, told } = options(file);
  await load(given);
  assert.equal(told.length, 2);
});
