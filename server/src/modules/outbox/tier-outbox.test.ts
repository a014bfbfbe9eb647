// The outbox as a whole on a real disk: durable, sent once, kept while nobody takes it, given up by name when full.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../../kernel/world/clock.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { folderOf } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { MemoryIntake } from './testing/memory-intake.ts';
import { outboxOn, readingsFrom, source, streamName } from './testing/outbox-under-test.ts';
import { linkInProcess } from './uplink/link.ts';

const oneTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);
const event = { name: 'connectivity.part-finished', id: 'p1', body: { part: 'L-1' } };

test('readings, parts and models of one step arrive, each number once, in order', async (t) => {
  const intake = new MemoryIntake();
  const outbox = await outboxOn(realWorld, folderOf(t));
  t.after(() => outbox.close());
  const stream = outbox.stream(source);
  outbox.sendTo(linkInProcess(intake, 'hall-3'));
  await stream.append({ readings: readingsFrom(1, 10), events: [event] });
  await Promise.all(
    oneTo(50).map((n) => stream.append({ readings: readingsFrom(1 + n * 10, 10) })),
  );
  await until('all readings', () => intake.values(streamName).length === 510);
  assert.deepEqual(intake.values(streamName), oneTo(510));
  assert.deepEqual(
    intake.of('facts/88.118.8/press').map(({ events }) => [...events]),
    [[[1, event]]],
  );
  await until('the receipts', () => outbox.status('*').waiting.readings === 0);
  const status = outbox.status('88.118.8');
  assert.equal(status.totals.appended, 510);
  assert.equal(status.totals.settled, 510);
  assert.deepEqual(outbox.status('99').streams, []);
});

test('an enterprise is told its own figures, and nothing of others', async (t) => {
  const intake = new MemoryIntake();
  const folder = folderOf(t);
  const before = await outboxOn(realWorld, folder);
  const other = { ...source, enterprise: '99.1' };
  await before.stream(source).append({ readings: readingsFrom(1, 10), events: [event] });
  await before.stream(other).append({ readings: readingsFrom(1, 500) });
  const [own, foreign, whole] = ['88.118.8', '99.1', '*'].map((one) => before.status(one));
  assert.deepEqual([own?.waiting.readings, foreign?.waiting.readings], [10, 500]);
  assert.equal((own?.waiting.bytes ?? 0) + (foreign?.waiting.bytes ?? 0), whole?.waiting.bytes);
  assert.deepEqual(own?.totals, { appended: 10, settled: 0, refused: 0, givenUp: 0 });
  for (const { waiting, oldestAt } of [own, foreign].flatMap((one) => one ?? []))
    assert.deepEqual([waiting.segments, oldestAt], [undefined, undefined]);
  assert.deepEqual(before.status('77').waiting, { readings: 0, bytes: 0 });
  await before.close();
  const outbox = await outboxOn(realWorld, folder);
  t.after(() => outbox.close());
  assert.deepEqual(outbox.status('88.118.8').waiting.readings, 10);
  outbox.sendTo(linkInProcess(intake, 'hall-3'));
  await until('all is settled', () => outbox.status('*').waiting.bytes === 0);
  const { waiting, totals } = outbox.status('88.118.8');
  assert.deepEqual([waiting, totals.settled], [{ readings: 0, bytes: 0 }, 10]);
  assert.equal(outbox.status('*').totals.settled, 510);
});

test('what nobody took waits on disk, and goes out after a restart, the newest among the first', async (t) => {
  const folder = folderOf(t);
  const before = await outboxOn(realWorld, folder);
  const stream = before.stream(source);
  for (let n = 0; n < 60; n += 1)
    await stream.append({ readings: readingsFrom(1 + n * 1_000, 1_000) });
  assert.equal(before.status('*').waiting.readings, 60_000);
  await before.close();
  const intake = new MemoryIntake();
  const outbox = await outboxOn(realWorld, folder);
  t.after(() => outbox.close());
  assert.equal(outbox.status('*').waiting.readings, 60_000);
  await outbox.stream(source).append({ readings: readingsFrom(60_001, 5) });
  outbox.sendTo(linkInProcess(intake, 'hall-3'));
  await until('all readings', () => intake.values(streamName).length === 60_005);
  assert.deepEqual(intake.values(streamName), oneTo(60_005));
  assert.equal(intake.duplicates, 0);
  // Two are on their way at once, and either may arrive first.
  const first = intake.parcels
    .slice(0, 2)
    .flatMap(({ frames }) => frames.filter(({ kind }) => kind === 'readings'));
  assert.ok(
    first.some((frame) => frame.first === 60_001),
    'the newest',
  );
  assert.ok(
    first.some((frame) => frame.first === 1),
    'and the oldest',
  );
  await until('deletion', () => outbox.status('*').waiting.readings === 0);
});

test('lost parcels and lost receipts are sent again; the effect is once', async (t) => {
  const intake = new MemoryIntake();
  let calls = 0;
  const fails = (part: number) => async () => {
    calls += 1;
    if (calls % 5 === part) throw new Error('the line is cut');
  };
  intake.before = fails(1);
  intake.after = fails(3);
  const outbox = await outboxOn(realWorld, folderOf(t), { parcelKiB: 16 });
  t.after(() => outbox.close());
  const stream = outbox.stream(source);
  outbox.sendTo(linkInProcess(intake, 'hall-3'));
  for (let n = 0; n < 40; n += 1) await stream.append({ readings: readingsFrom(1 + n * 100, 100) });
  await until('all readings', () => outbox.status('*').waiting.readings === 0, 20_000);
  assert.deepEqual(intake.values(streamName), oneTo(4_000));
  assert.ok(intake.duplicates > 0);
});

test('a receipt of another key deletes nothing', async (t) => {
  const [intake, stranger] = [new MemoryIntake(), new MemoryIntake()];
  const outbox = await outboxOn(realWorld, folderOf(t));
  t.after(() => outbox.close());
  outbox.sendTo({ ...linkInProcess(intake, 'hall-3'), key: async () => stranger.key() });
  await outbox.stream(source).append({ readings: readingsFrom(1, 10) });
  await until('the trouble', () => outbox.status('*').trouble !== undefined);
  assert.match(outbox.status('*').trouble?.en ?? '', /receipt/);
  assert.equal(outbox.status('*').waiting.readings, 10);
});

test('what the platform refuses for good is kept aside and counted', async (t) => {
  const folder = folderOf(t);
  const intake = new MemoryIntake();
  intake.refuse = ({ stream }) => (stream.includes('99.1') ? 'intake.not-served' : undefined);
  const outbox = await outboxOn(realWorld, folder);
  t.after(() => outbox.close());
  outbox.sendTo(linkInProcess(intake, 'hall-3'));
  await outbox.stream({ ...source, enterprise: '99.1' }).append({ readings: readingsFrom(1, 3) });
  await outbox.stream(source).append({ readings: readingsFrom(1, 4) });
  await until('both', () => outbox.status('*').waiting.readings === 0);
  assert.deepEqual(intake.values('readings/99.1/press'), []);
  const { streams, totals } = outbox.status('99.1');
  assert.deepEqual([streams[0]?.refused, totals.refused], [3, 3]);
  assert.ok(((await realWorld.disk.size(`${folder}/refused.frames`)) ?? 0) > 0);
});

test('full and told to drop: the oldest of the lowest priority goes, every number of it declared', async (t) => {
  const outbox = await outboxOn(realWorld, folderOf(t), { diskMiB: 1 });
  t.after(() => outbox.close());
  const high = outbox.stream({ ...source, source: 'furnace', priority: 'high' });
  const low = outbox.stream({ ...source, priority: 'low' });
  await high.append({ readings: readingsFrom(1, 1_000) });
  for (let n = 0; n < 200; n += 1)
    await low.append({ readings: readingsFrom(1 + n * 1_000, 1_000) });
  const { totals, waiting, streams } = outbox.status('*');
  assert.ok(totals.givenUp > 50_000, String(totals.givenUp));
  assert.ok(waiting.bytes <= 1024 * 1024, String(waiting.bytes));
  assert.equal(streams.find(({ stream }) => stream === 'readings/88.118.8/furnace')?.givenUp, 0);
  const intake = new MemoryIntake();
  outbox.sendTo(linkInProcess(intake, 'hall-3'));
  await until('all of it', () => outbox.status('*').waiting.bytes === 0, 20_000);
  const [kept] = intake.of(streamName);
  assert.ok(kept);
  assert.equal(kept.readings.size + kept.givenUp.size, 200_000);
  assert.equal(kept.givenUp.size, totals.givenUp);
  for (const n of kept.givenUp) assert.ok(!kept.readings.has(n));
  assert.ok(kept.givenUp.has(1) && kept.readings.has(200_000));
  assert.equal(intake.values('readings/88.118.8/furnace').length, 1_000);
});

test('full and told to hold: writers wait until receipts make room, and nothing is given up', async (t) => {
  const intake = new MemoryIntake();
  const outbox = await outboxOn(realWorld, folderOf(t), { diskMiB: 1, whenFull: 'hold' });
  t.after(() => outbox.close());
  const stream = outbox.stream(source);
  let written = 0;
  const writing = (async () => {
    for (; written < 150; written += 1)
      await stream.append({ readings: readingsFrom(1 + written * 1_000, 1_000) });
  })();
  await until('it is full', () => outbox.status('*').held);
  const stood = written;
  await sleep(realWorld.clock, 200);
  assert.equal(written, stood, 'nothing more is taken');
  outbox.sendTo(linkInProcess(intake, 'hall-3'));
  await writing;
  await until('all of it', () => outbox.status('*').waiting.readings === 0, 20_000);
  assert.equal(intake.values(streamName).length, 150_000);
  assert.equal(outbox.status('*').totals.givenUp, 0);
});

test('readings that no store takes are refused at once, and those behind them are not', async (t) => {
  const outbox = await outboxOn(realWorld, folderOf(t));
  t.after(() => outbox.close());
  const stream = outbox.stream(source);
  const good = readingsFrom(1, 2);
  for (const wrong of [
    { ...good, values: ['a\0', 1] },
    { ...good, index: Uint32Array.of(0, 7) },
    { ...good, serverTimeUs: Float64Array.of(0, 1.5) },
    { ...good, series: ['\uD800'] },
    { ...good, quality: Uint8Array.of(3, 1) },
    { ...good, values: [1] },
  ]) {
    await assert.rejects(stream.append({ readings: wrong }), { code: 'outbox.bad-readings' });
  }
  await stream.append({ readings: good });
  assert.equal(outbox.status('*').streams[0]?.highest, 2);
});

test('it stops at once, wherever a parcel is on its way', async (t) => {
  const folder = folderOf(t);
  for (const pauseMs of [0, 1, 3, 10, 30, 50]) {
    const outbox = await outboxOn(realWorld, folder);
    outbox.sendTo(linkInProcess(new MemoryIntake(), 'hall-3'));
    const stream = outbox.stream(source);
    for (let n = 0; n < 3; n += 1) await stream.append({ readings: readingsFrom(1 + n, 1) });
    await sleep(realWorld.clock, pauseMs);
    const begun = realWorld.clock.monotonicMs();
    await outbox.close();
    const tookMs = realWorld.clock.monotonicMs() - begun;
    assert.ok(tookMs < 700, `${tookMs} ms, ${pauseMs} ms after the last step`);
  }
});
