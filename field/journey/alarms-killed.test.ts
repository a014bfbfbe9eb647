// A program that judges alarms is killed with SIGKILL at random moments, several times on the same stores: every alarm that
// the stored readings show is in the journal once, at its time, and the state is what the last reading says.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sleep } from '../../server/src/kernel/world/clock.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { readJournal } from '../../server/src/modules/alarms/journal.ts';
import {
  enterprise,
  machine,
  startMs,
} from '../../server/src/modules/alarms/testing/alarms-under-test.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { epochUsOf } from '../../server/src/wire/iso-time.ts';
import { alarmsOn, stepUs, valueOf } from './alarms-writer.ts';

const writer = fileURLToPath(new URL('alarms-writer.ts', import.meta.url));
const roundsCount = 4;

test('kill -9 while alarms are judged: none lost, none twice', async (t) => {
  const folder = temporaryFolder();
  t.after(() => folder.remove());
  let next = 0;
  // Under load a program may die before its first reading; then the round is one of nothing.
  for (let round = 0; round < roundsCount; round += 1) {
    next = (await writeUntilKilled(folder.path, next)) + 1;
  }
  const under = alarmsOn(folder.path);
  await under.open();
  const series = [`${machine}/temp`];
  const span = { series, fromUs: 0, toUs: 8e15, limit: 100_000 };
  const stored = (await under.telemetry.range(span)).map(
    ({ sourceTimeUs }) => (sourceTimeUs - startMs * 1_000) / stepUs,
  );
  assert.ok(stored.length >= next && next > 40, `${stored.length} readings, ${next} acknowledged`);
  const expected: string[] = [];
  let before = 20;
  for (const n of stored) {
    const value = valueOf(n);
    if (value !== before) expected.push(`${value > 80 ? 'raised' : 'returned'} ${n}`);
    before = value;
  }
  const told: string[] = [];
  let after: string | undefined;
  do {
    const page = { limit: 1_000, ...(after === undefined ? {} : { after }) };
    const found = await readJournal(under.records, enterprise, { query: {}, page });
    for (const { event, at } of found.entries) {
      if (event !== 'raised' && event !== 'returned') continue;
      told.push(`${event} ${Math.round(((epochUsOf(at) ?? 0) - startMs * 1_000) / stepUs)}`);
    }
    after = found.next;
  } while (after !== undefined);
  const number = (one: string) => Number(one.split(' ')[1]);
  told.sort((a, b) => number(a) - number(b));
  assert.deepEqual(told, expected);
  const alarm = under.system.desk.alarm(`hot:high:${machine}/temp`);
  assert.equal(alarm?.status.active, before > 80);
  await under.close();
});

/** The last number that was acknowledged. */
async function writeUntilKilled(folder: string, first: number): Promise<number> {
  const child = spawn(process.execPath, [writer, folder, String(first)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      printed += text.toString();
      resolve();
    });
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('close', (_code, signal) => resolve(signal));
  });
  await Promise.race([begun, ended]);
  await sleep(realWorld.clock, randomInt(100, 900));
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'it wrote until it was killed');
  const lines = printed.split('\n').slice(0, -1);
  return Number(lines.at(-1) ?? first - 1);
}
