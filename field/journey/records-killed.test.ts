// A writer of records is killed with SIGKILL at a random moment, several times on the same data: every acknowledged
// group is there whole, so are the versions that it ended and its entries in the log, and the three agree.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sleep } from '../../server/src/kernel/world/clock.ts';
import { realClock } from '../../server/src/kernel/world/real/clock.ts';
import { checkStore } from '../../server/src/modules/identifiers/records/check-store.ts';
import type { OpenRecordStore } from '../../server/src/modules/identifiers/records/open-record-store.ts';
import type { RecordVersion } from '../../server/src/modules/identifiers/records/record-store.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { decodeValueBlock } from '../../server/src/wire/handle/handle.ts';
import {
  createdInGroup,
  openKilled,
  partKey,
  sharedKey,
  sharedRecords,
  textOf,
} from './records-writer.ts';

const rounds = 4;
const writer = fileURLToPath(new URL('records-writer.ts', import.meta.url));

test('kill -9 while writing records', async () => {
  const folder = temporaryFolder();
  const acknowledged = new Map<string, readonly number[]>();
  for (let round = 0; round < rounds; round++) {
    acknowledged.set(`R${round}`, await writeUntilKilled(folder.path, `R${round}`));
    const { store, close } = await openKilled(folder.path);
    assert.deepEqual(await checkStore(store), []);
    for (const [name, numbers] of acknowledged) await checkRound(store, name, numbers);
    await checkShared(store, acknowledged);
    await close();
  }
  folder.remove();
});

async function writeUntilKilled(folder: string, round: string): Promise<number[]> {
  const child = spawn(process.execPath, [writer, folder, round], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  const first = new Promise<void>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      printed += text.toString();
      resolve();
    });
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('close', (_code, signal) => resolve(signal));
  });
  await Promise.race([first, ended]);
  await sleep(realClock, randomInt(10, 250));
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'the writer wrote until it was killed');
  // A line that the kill cut short is no acknowledgement.
  return printed.split('\n').slice(0, -1).map(Number);
}

async function checkRound(
  store: OpenRecordStore,
  round: string,
  numbers: readonly number[],
): Promise<void> {
  assert.ok(numbers.length > 0, 'something was acknowledged');
  const most = Math.max(...numbers) + 20;
  const acknowledged = new Set(numbers);
  for (let n = 0; n < most; n++) {
    let found = 0;
    for (let part = 0; part < createdInGroup; part++) {
      const record = await store.get(partKey(round, n, part));
      if (record === undefined) continue;
      found++;
      assert.equal(textIn(record.block), textOf(round, n));
    }
    if (acknowledged.has(n)) assert.equal(found, createdInGroup, `group ${n} was acknowledged`);
    else assert.ok(found === 0 || found === createdInGroup, `group ${n} is there by half`);
  }
}

/** Each acknowledged group changed a shared record: that version is the present one or in its history. */
async function checkShared(
  store: OpenRecordStore,
  acknowledged: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  const texts = new Set<string>();
  for (let n = 0; n < sharedRecords; n++) {
    for (const { record } of await allVersions(store, sharedKey(n)))
      texts.add(textIn(record.block));
  }
  for (const [round, numbers] of acknowledged) {
    for (const n of numbers)
      assert.ok(texts.has(textOf(round, n)), `version ${round}/${n} is lost`);
  }
}

async function allVersions(store: OpenRecordStore, key: string): Promise<RecordVersion[]> {
  const all: RecordVersion[] = [];
  for (;;) {
    const after = all.at(-1)?.endedBy;
    const page = await store.historyOf(key, {
      limit: 500,
      ...(after === undefined ? {} : { after }),
    });
    all.push(...page);
    if (page.length < 500) return all;
  }
}

function textIn(block: Uint8Array): string {
  const decoded = decodeValueBlock(block);
  return Buffer.from((decoded.ok && decoded.value[0]?.data) || []).toString();
}
