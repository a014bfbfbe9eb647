// Durability, shown rather than claimed: a process that writes is killed with SIGKILL at a random moment, several
// times on the same data; afterwards every acknowledged write is there exactly once and none by half.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sleep } from '../../kernel/world/clock.ts';
import { realClock } from '../../kernel/world/real/clock.ts';
import type { NameEntry } from '../../stores/names/names.ts';
import {
  bytesOf,
  entriesInCall,
  marksInCall,
  namesInCall,
  readingsInBatch,
  timeOfUs,
} from './kill-writer.ts';
import { mergedSpans } from '../../stores/series/spans.ts';
import { openEmbedded } from './subject.ts';

const rounds = 4;
const writer = fileURLToPath(new URL('kill-writer.ts', import.meta.url));

/** Round -> the numbers of the writes that were acknowledged in it. */
type Acknowledged = ReadonlyMap<string, ReadonlySet<number>>;

const checks: Record<string, (folder: string, acknowledged: Acknowledged) => Promise<void>> = {
  records: checkRecords,
  names: checkNames,
  log: checkLog,
  blobs: checkBlobs,
  series: checkSeries,
  'series that seal': checkSeries,
};

for (const [task, check] of Object.entries(checks)) {
  test(`kill -9 while writing ${task}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jingwei-kill-'));
    const acknowledged = new Map<string, ReadonlySet<number>>();
    for (let round = 0; round < rounds; round++) {
      acknowledged.set(`r${round}`, await writeUntilKilled(task, folder, `r${round}`));
      await check(folder, acknowledged);
    }
    await rm(folder, { recursive: true });
  });
}

async function writeUntilKilled(task: string, folder: string, round: string): Promise<Set<number>> {
  const child = spawn(process.execPath, [writer, task, folder, round], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  const firstWrite = new Promise<void>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      printed += text.toString();
      resolve();
    });
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('close', (_code, signal) => resolve(signal));
  });
  await Promise.race([firstWrite, ended]);
  await sleep(realClock, randomInt(10, 250));
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'the writer wrote until it was killed');
  // A line that the kill cut short is no acknowledgement.
  return new Set(printed.split('\n').slice(0, -1).map(Number));
}

/** `found` counts the parts of each write that are there. */
function checkParts(
  found: ReadonlyMap<number, number>,
  acknowledged: ReadonlySet<number>,
  parts: number,
): void {
  assert.ok(acknowledged.size > 0, 'something was acknowledged');
  for (const n of acknowledged) assert.ok(found.has(n), `write ${n} was acknowledged and is lost`);
  for (const [n, count] of found) assert.equal(count, parts, `write ${n} is there once and whole`);
}

function countBy<T>(items: Iterable<T>, numberOf: (item: T) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const item of items) {
    const n = numberOf(item);
    counts.set(n, (counts.get(n) ?? 0) + 1);
  }
  return counts;
}

async function checkRecords(folder: string, acknowledged: Acknowledged): Promise<void> {
  const store = await openEmbedded('records', folder);
  await store.define({ name: 'kill.pairs', keys: { n: { path: 'n', unique: true } } });
  for (const [round, numbers] of acknowledged) {
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const query = {
        tenant: round,
        limit: 1_000,
        order: { key: 'n' },
        ...(after ? { after } : {}),
      };
      const page = await store.find<{ n: string; padding: string }>('kill.pairs', query);
      for (const { id, document } of page.rows) {
        assert.equal(document.n, `${round}/${id}`);
        ids.push(id);
      }
      after = page.next;
    } while (after !== undefined);
    checkParts(
      countBy(ids, (id) => Number.parseInt(id)),
      numbers,
      2,
    );
  }
  await store.close();
}

async function checkNames(folder: string, acknowledged: Acknowledged): Promise<void> {
  const opener = await openEmbedded('names', folder);
  const store = await opener.open('kill');
  for (const [round, numbers] of acknowledged) {
    const entries: NameEntry[] = [];
    for (;;) {
      const after = entries.at(-1)?.key;
      const page = await store.scan({
        prefix: `${round}/`,
        limit: 10_000,
        ...(after ? { after } : {}),
      });
      if (page.length === 0) break;
      entries.push(...page);
    }
    for (const { key, value } of entries) {
      assert.deepEqual(new Uint8Array(value), bytesOf(key, 200), 'no value is torn');
    }
    checkParts(
      countBy(entries, ({ key }) => Number(key.split('/')[1])),
      numbers,
      namesInCall,
    );
  }
  await opener.close();
}

async function checkLog(folder: string, acknowledged: Acknowledged): Promise<void> {
  const store = await openEmbedded('log', folder);
  const ids: string[] = [];
  for (;;) {
    const page = await store.read('kill', ids.length, 10_000);
    if (page.length === 0) break;
    for (const { id, position } of page) {
      assert.equal(position, ids.length + 1, 'positions have no gap');
      ids.push(id);
    }
  }
  assert.equal(await store.head('kill'), ids.length);
  for (const [round, numbers] of acknowledged) {
    const own = ids.filter((id) => id.startsWith(`${round}/`));
    checkParts(
      countBy(own, (id) => Number(id.split('/')[1])),
      numbers,
      entriesInCall,
    );
  }
  await store.close();
}

async function checkBlobs(folder: string, acknowledged: Acknowledged): Promise<void> {
  const store = await openEmbedded('blobs', folder);
  const names = new Set(await store.list(10_000));
  for (const name of names) await store.get(name); // fails when its bytes do not fit its name
  for (const [round, numbers] of acknowledged) {
    assert.ok(numbers.size > 0);
    for (const n of numbers) {
      const name = await store.put(bytesOf(`${round}/${n}`, 20_000));
      assert.ok(names.has(name), `blob ${n} was acknowledged and is lost`);
    }
  }
  await store.close();
}

async function checkSeries(folder: string, acknowledged: Acknowledged): Promise<void> {
  const store = await openEmbedded('series', folder);
  let found = 0;
  for (const [round, numbers] of acknowledged) {
    const parts = new Map<number, number>();
    for (let i = 0; i < 4; i++) {
      const series = `${round}/${i}`;
      const span = { fromUs: timeOfUs(0, 0), toUs: timeOfUs(1_000_000, 0), limit: 100_000 };
      const readings = await store.range({ series: [series], ...span });
      const times = readings.map((reading) => reading.sourceTimeUs);
      assert.equal(new Set(times).size, times.length, 'no reading is there twice');
      for (const [n, count] of countBy(readings, ({ value }) => Number(value))) {
        parts.set(n, (parts.get(n) ?? 0) + count);
      }
      const last = (await store.last([series])).get(series);
      assert.deepEqual(last, readings.at(-1), 'the last value is the newest reading');
      found += readings.length;
    }
    checkParts(parts, numbers, readingsInBatch);
    const marks = [...parts.keys()].map((n) => ({
      first: n * marksInCall + 1,
      last: (n + 1) * marksInCall,
    }));
    const told = `the marks of ${round} are those of its readings`;
    assert.deepEqual(await store.delivered(`gateway/${round}`), mergedSpans(marks), told);
  }
  assert.equal((await store.statistics()).readings, found);
  await store.close();
}
