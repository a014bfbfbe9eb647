import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../../../kernel/world/clock.ts';
import { SimulatedClock } from '../../../kernel/world/simulated/clock.ts';
import { VirtualTime } from '../../../kernel/world/simulated/time.ts';
import { storeFailures } from '../../../stores/failures.ts';
import type { ReadingColumns } from '../../../stores/series/series.ts';
import type { PartFinished } from '../api.ts';
import { Ingest, type IngestLimits } from './ingest.ts';

type Held = { readonly batch: ReadingColumns; release(): void; fail(): void };

/** A store whose appends wait until the test lets them go, in time that passes when the test says so. */
function slowStore(limits: Partial<IngestLimits> = {}) {
  const time = new VirtualTime();
  const clock = new SimulatedClock(time);
  const held: Held[] = [];
  const events: string[] = [];
  const ingest = new Ingest({
    clock,
    limits: { batchReadingsMax: 10, batchWaitMs: 5, waitingReadingsMax: 60, ...limits },
    identifiers: ['a', 'b', 'c'],
    store: async ({ readings: batch, parts }) => {
      if (batch) {
        await new Promise<void>((resolve, reject) => {
          held.push({ batch, release: resolve, fail: () => reject(new Error('no')) });
        });
      }
      events.push(...parts.map(({ part }) => `with ${part}`));
    },
    onLost: () => {},
    onFull: () => void events.push('full'),
    onRoom: () => void events.push('room'),
    onStored: ({ readings }) => void events.push(`stored ${readings}`),
    onTrouble: (_error, tries) => void events.push(`trouble ${tries}`),
  });
  const add = (count: number, signal = 0) => {
    for (let i = 0; i < count; i += 1) {
      ingest.add(signal, { sourceTimeUs: i, serverTimeUs: i }, { value: i, quality: 2 });
    }
  };
  const pass = (ms: number) => time.run(sleep(clock, ms), ms);
  const stop = (withinMs: number) => time.run(ingest.stop(withinMs), withinMs);
  return { ingest, held, events, add, pass, stop };
}

function partNamed(part: string): PartFinished {
  return { machine: 'm', part, finishedAt: 'x', values: [] };
}

test('few readings wait a moment for others, many go at once, and columns name only what they hold', async () => {
  const { held, add, pass, stop } = slowStore();
  add(3, 2);
  add(1, 0);
  assert.equal(held.length, 0);
  await pass(25);
  assert.deepEqual(held[0]?.batch.series, ['c', 'a']);
  assert.deepEqual([...(held[0]?.batch.index ?? [])], [0, 0, 0, 1]);
  add(10);
  assert.equal(held.length, 2);
  for (const { release } of held) release();
  assert.equal(await stop(100), 0);
});

test('at most two batches are on their way, and what waits is bounded by a pause', async () => {
  const { ingest, held, events, add, pass } = slowStore();
  add(60);
  await pass(25);
  assert.equal(held.length, 2);
  assert.deepEqual(events, ['full']);
  held[0]?.release();
  await pass(25);
  assert.equal(held.length, 3);
  held[1]?.release();
  held[2]?.release();
  await pass(25);
  assert.deepEqual(events, ['full', 'stored 10', 'stored 10', 'stored 10', 'room']);
  const stopped = ingest.stop(1_000);
  while (ingest.waiting > 0) {
    for (const { release } of held) release();
    await pass(25);
  }
  assert.equal(await stopped, 0);
});

test('what is still gathered is not durable when all that was sent before is', async () => {
  const { ingest, held, add, pass, stop } = slowStore();
  add(12);
  let durable = false;
  void ingest.durable().then(() => (durable = true));
  held[0]?.release();
  await pass(1);
  assert.deepEqual([held.length, durable], [1, false], 'two readings wait for others');
  await pass(10);
  assert.deepEqual([held.length, durable], [2, false]);
  held[1]?.release();
  await pass(1);
  assert.equal(durable, true);
  assert.equal(await stop(100), 0);
});

test('a part becomes durable with its readings in one step, again after a refused try', async () => {
  const { ingest, held, events, add, pass, stop } = slowStore();
  add(9);
  ingest.finished(partNamed('L-1'));
  add(1);
  ingest.finished(partNamed('L-2'));
  await pass(25);
  held[0]?.fail();
  await pass(300);
  assert.deepEqual(events, ['with L-2', 'stored 0', 'trouble 1']);
  held[1]?.release();
  await pass(25);
  assert.deepEqual(events.slice(3), ['with L-1', 'stored 10']);
  assert.equal(await stop(100), 0);
});

test('durable waits for the batch that is still open, also when the one before it is settled', async () => {
  const { ingest, held, events, add, pass, stop } = slowStore({ batchWaitMs: 50 });
  add(10);
  add(1);
  void ingest.durable().then(() => events.push('durable'));
  held[0]?.release();
  await pass(10);
  assert.deepEqual(events, ['stored 10']);
  await pass(60);
  assert.deepEqual(events, ['stored 10'], 'it is closed, and the store has not taken it');
  held[1]?.release();
  await pass(1);
  assert.deepEqual(events, ['stored 10', 'stored 1', 'durable']);
  assert.equal(await stop(100), 0);
});

test('a stop does not wait for ever and says what was lost', async () => {
  const { add, stop } = slowStore();
  add(25);
  assert.equal(await stop(20), 25);
});

test('a batch that the store will never take is given up, and what follows is stored with its parts', async () => {
  const events: string[] = [];
  const time = new VirtualTime();
  const ingest = new Ingest({
    clock: new SimulatedClock(time),
    limits: { batchReadingsMax: 1, batchWaitMs: 1, waitingReadingsMax: 10 },
    identifiers: ['a'],
    store: async ({ readings, parts }) => {
      if (readings?.values[0] === 'poison') throw storeFailures['bad-query']({ reason: 'poison' });
      events.push(...parts.map(({ part }) => `told ${part}`));
    },
    onLost: (readings) => void events.push(`lost ${readings}`),
    onFull: () => {},
    onRoom: () => {},
    onStored: ({ readings }) => void (readings > 0 && events.push(`stored ${readings}`)),
    onTrouble: (_error, tries) => void events.push(`trouble ${tries}`),
  });
  const add = (value: string) =>
    ingest.add(0, { sourceTimeUs: 1, serverTimeUs: 1 }, { value, quality: 2 });
  add('poison');
  add('good');
  ingest.finished(partNamed('p'));
  assert.equal(await time.run(ingest.stop(1_000), 1_000), 0);
  assert.deepEqual(events.toSorted(), ['lost 1', 'stored 1', 'told p', 'trouble 1']);
});

test('long texts count as many readings, so that what waits is bounded in bytes too', async () => {
  const limits = { waitingReadingsMax: 100, batchReadingsMax: 1_000 };
  const { ingest, held, events, pass, stop } = slowStore(limits);
  ingest.add(0, { sourceTimeUs: 1, serverTimeUs: 1 }, { value: 'x'.repeat(64_000), quality: 2 });
  assert.deepEqual(events, ['full']);
  await pass(25);
  held[0]?.release();
  assert.equal(await stop(1_000), 0);
  assert.deepEqual(events, ['full', 'stored 1', 'room']);
});

test('parts weigh what they hold: many of them with many values stop the reading too', async () => {
  const { ingest, add, held, events, pass, stop } = slowStore();
  const values = Array.from({ length: 19 }, () => ({ signal: 's', name: 'n', value: 1 }));
  add(1);
  await pass(10);
  for (let n = 0; n < 3; n += 1) ingest.finished({ ...partNamed(`L-${n}`), values });
  assert.ok(events.includes('full'), '1 reading and 3 parts of 19 values weigh 61');
  for (const { release } of held) release();
  await pass(10);
  assert.ok(events.includes('room'));
  await stop(10);
});

test('keys under which nothing was told hold the source back too, until they are durable', async () => {
  const { ingest, events, pass, stop } = slowStore();
  for (let n = 0; n < 59; n += 1) ingest.together([[`k${n}`, 'v']], () => {});
  assert.deepEqual(events, []);
  ingest.together([['k59', 'v']], () => {});
  assert.deepEqual(events, ['full']);
  await pass(25);
  assert.match(events.join(), /room/);
  await stop(10);
});
