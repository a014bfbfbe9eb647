import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../../../kernel/world/clock.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import type { ReadingColumns } from '../../../stores/series/series.ts';
import type { PartFinished } from '../api.ts';
import { Ingest, type IngestLimits } from './ingest.ts';

type Held = { readonly batch: ReadingColumns; release(): void; fail(): void };

/** A store whose appends wait until the test lets them go. */
function slowStore(limits: Partial<IngestLimits> = {}) {
  const held: Held[] = [];
  const events: string[] = [];
  const ingest = new Ingest({
    clock: realClock,
    limits: { batchReadingsMax: 10, batchWaitMs: 5, waitingReadingsMax: 60, ...limits },
    identifiers: ['a', 'b', 'c'],
    append: (batch) =>
      new Promise((resolve, reject) => {
        held.push({ batch, release: resolve, fail: () => reject(new Error('no')) });
      }),
    tell: async (parts) => void events.push(...parts.map(({ part }) => `told ${part}`)),
    onFull: () => void events.push('full'),
    onRoom: () => void events.push('room'),
    onStored: (readings) => void events.push(`stored ${readings}`),
    onTrouble: (_error, tries) => void events.push(`trouble ${tries}`),
  });
  const add = (count: number, signal = 0) => {
    for (let i = 0; i < count; i += 1) {
      ingest.add(signal, { sourceTimeUs: i, serverTimeUs: i }, { value: i, quality: 2 });
    }
  };
  return { ingest, held, events, add };
}

function partNamed(part: string): PartFinished {
  return { machine: 'm', part, finishedAt: 'x', values: [] };
}

const soon = () => sleep(realClock, 25);

test('few readings wait a moment for others, many go at once, and columns name only what they hold', async () => {
  const { ingest, held, add } = slowStore();
  add(3, 2);
  add(1, 0);
  assert.equal(held.length, 0);
  await soon();
  assert.deepEqual(held[0]?.batch.series, ['c', 'a']);
  assert.deepEqual([...(held[0]?.batch.index ?? [])], [0, 0, 0, 1]);
  add(10);
  assert.equal(held.length, 2);
  for (const { release } of held) release();
  assert.equal(await ingest.stop(100), 0);
});

test('at most two batches are on their way, and what waits is bounded by a pause', async () => {
  const { ingest, held, events, add } = slowStore();
  add(60);
  await soon();
  assert.equal(held.length, 2);
  assert.deepEqual(events, ['full']);
  held[0]?.release();
  await soon();
  assert.equal(held.length, 3);
  held[1]?.release();
  held[2]?.release();
  await soon();
  assert.deepEqual(events, ['full', 'stored 10', 'stored 10', 'stored 10', 'room']);
  const stopped = ingest.stop(1_000);
  while (ingest.waiting > 0) {
    for (const { release } of held) release();
    await soon();
  }
  assert.equal(await stopped, 0);
});

test('a part is told after its readings are durable, in order, and after a refused try', async () => {
  const { ingest, held, events, add } = slowStore();
  add(9);
  ingest.finished(partNamed('L-1'));
  add(1);
  add(9);
  ingest.finished(partNamed('L-2'));
  add(1);
  held[1]?.release();
  await soon();
  assert.deepEqual(
    events,
    ['stored 10'],
    'the second batch is durable, its part waits for the first',
  );
  held[0]?.fail();
  await sleep(realClock, 300);
  held[2]?.release();
  await soon();
  assert.deepEqual(events, ['stored 10', 'trouble 1', 'stored 10', 'told L-1', 'told L-2']);
  assert.equal(await ingest.stop(100), 0);
});

test('a stop does not wait for ever and says what was lost', async () => {
  const { ingest, add } = slowStore();
  add(25);
  assert.equal(await ingest.stop(20), 25);
});
