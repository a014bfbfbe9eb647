// A gateway's writer is killed with SIGKILL at a random moment, several times on the same outbox: every acknowledged
// batch reaches the platform, once, whole, in order and with its part; at most what was under way comes besides.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sleep } from '../../server/src/kernel/world/clock.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { MemoryIntake } from '../../server/src/modules/outbox/testing/memory-intake.ts';
import { outboxOn } from '../../server/src/modules/outbox/testing/outbox-under-test.ts';
import { linkInProcess } from '../../server/src/modules/outbox/uplink/link.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import type { TierEvent } from '../../server/src/wire/tier/facts.ts';
import { lanes, readingsInBatch, sourceOf, writerConfig } from './outbox-writer.ts';

const roundsCount = 5;
const writer = fileURLToPath(new URL('outbox-writer.ts', import.meta.url));

test('kill -9 while the outbox is written', async () => {
  const folder = temporaryFolder();
  const intake = new MemoryIntake();
  const rounds = new Map<string, number[]>();
  for (let round = 0; round < roundsCount; round += 1) {
    const name = `R${round}`;
    const acknowledged = await writeUntilKilled(folder.path, name);
    assert.ok(
      acknowledged.some((count) => count > 0),
      'something was acknowledged',
    );
    const outbox = await outboxOn(realWorld, folder.path, writerConfig);
    // Also the sender is stopped in the middle, in every second round.
    outbox.sendTo(linkInProcess(intake, 'hall-3'));
    if (round % 2 === 0) await until('sent', () => outbox.status('*').waiting.bytes === 0);
    await outbox.close();
    rounds.set(name, acknowledged);
  }
  const last = await outboxOn(realWorld, folder.path, writerConfig);
  last.sendTo(linkInProcess(intake, 'hall-3'));
  await until('sent', () => last.status('*').waiting.bytes === 0);
  await last.close();
  for (const [name, acknowledged] of rounds) {
    for (const lane of lanes) checkLane(intake, name, { lane, acknowledged });
  }
  const incarnations = new Set([...intake.streams.keys()].map((key) => key.split(' ')[0]));
  assert.equal(incarnations.size, 1, 'a kill begins no new incarnation');
  folder.remove();
});

function checkLane(
  intake: MemoryIntake,
  round: string,
  { lane, acknowledged }: { lane: number; acknowledged: readonly number[] },
): void {
  const { enterprise, source } = sourceOf(round, lane);
  const values = intake.values(`readings/${enterprise}/${source}`);
  values.forEach((value, n) => assert.equal(value, n, 'none is missing, doubled or out of order'));
  const batches = values.length / readingsInBatch;
  assert.ok(Number.isInteger(batches), 'no half batch');
  const count = acknowledged[lane] ?? 0;
  assert.ok(batches >= count, `${count} batches were acknowledged, ${batches} arrived`);
  assert.ok(batches <= count + 1, 'at most the one under way besides');
  const facts =
    intake.of(`facts/${enterprise}/${source}`)[0]?.events ?? new Map<number, TierEvent>();
  const parts = [...facts].toSorted(([a], [b]) => a - b).map(([, event]) => event);
  assert.deepEqual(
    parts.map(({ body }) => body),
    Array.from({ length: batches }, (_, n) => n),
    'each batch has its part',
  );
}

/** How many batches of each lane were acknowledged. */
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
  await sleep(realWorld.clock, randomInt(10, 400));
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'the writer wrote until it was killed');
  const counts = lanes.map(() => 0);
  // A line that the kill cut short is no acknowledgement.
  for (const line of printed.split('\n').slice(0, -1)) {
    const lane = Number(line.split(' ')[0]);
    counts[lane] = (counts[lane] ?? 0) + 1;
  }
  return counts;
}
