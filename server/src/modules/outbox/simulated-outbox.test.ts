// The outbox in a simulated world: crashes with torn writes, lost parcels and receipts, a full disk, a restored backup, a
// clock that is set. Every failure is repeatable from its seed.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFailure } from '../../kernel/failure/failure.ts';
import { sleep } from '../../kernel/world/clock.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { SimulatedMachines, type SimulatedMachine } from '../../kernel/world/simulated/machines.ts';
import { folderOf } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { MemoryIntake } from './testing/memory-intake.ts';
import { outboxOn, readingsFrom, source, streamName } from './testing/outbox-under-test.ts';
import type { TierOutbox } from './tier-outbox.ts';
import { linkInProcess, type Link } from './uplink/link.ts';

const inBatch = 20;

type Scene = {
  readonly machines: SimulatedMachines;
  readonly machine: SimulatedMachine;
  readonly intake: MemoryIntake;
  /** First values of batches that were acknowledged. */
  readonly acknowledged: Set<number>;
  next: number;
};

function sceneOf(seed: number): Scene {
  const machines = new SimulatedMachines(seed);
  const intake = new MemoryIntake();
  const line = machines.random.fork('line');
  const cut = async (): Promise<void> => {
    if (line.chance(0.3)) throw new Error('the line is cut');
  };
  intake.before = cut;
  intake.after = cut;
  return { machines, machine: machines.machine('g'), intake, acknowledged: new Set(), next: 0 };
}

/** Sources write until the machine crashes after so many milliseconds. */
async function lifeOf(scene: Scene, ms: number, sends: boolean): Promise<void> {
  const { machine, intake, acknowledged } = scene;
  const world = machine.boot();
  const outbox = await outboxOn(world, '/outbox', { parcelKiB: 16 });
  const life = { over: false };
  if (sends) outbox.sendTo(linkOf(intake, life));
  const stream = outbox.stream(source);
  const write = async (): Promise<void> => {
    for (;;) {
      const first = scene.next;
      scene.next += inBatch;
      await stream.append({
        readings: readingsFrom(first, inBatch),
        events: [{ name: 'part', id: String(first), body: first }],
      });
      acknowledged.add(first);
    }
  };
  void write();
  void write();
  await sleep(world.clock, ms);
  life.over = true;
  machine.crash();
}

/** A machine that crashed hears no answer. */
function linkOf(intake: MemoryIntake, life: { readonly over: boolean }): Link {
  const link = linkInProcess(intake, 'hall-3');
  return {
    ...link,
    async receive(parcel) {
      const receipt = await link.receive(parcel);
      return life.over ? new Promise(() => {}) : receipt;
    },
  };
}

/** Boots once more and sends all. */
async function sendAll({ machine, intake }: Scene): Promise<TierOutbox> {
  intake.before = intake.after = async () => {};
  const world = machine.boot();
  const outbox = await outboxOn(world, '/outbox');
  outbox.sendTo(linkInProcess(intake, 'hall-3'));
  while (outbox.status('*').waiting.bytes > 0) await sleep(world.clock, 50);
  return outbox;
}

function check({ intake, acknowledged }: Scene, seed = 0): void {
  const values = intake.values(streamName).map(Number);
  assert.equal(new Set(values).size, values.length, 'nothing doubled');
  const firsts = values.filter((_, n) => n % inBatch === 0);
  for (const [n, value] of values.entries())
    assert.equal(value, (firsts[Math.floor(n / inBatch)] ?? NaN) + (n % inBatch), 'whole batches');
  const arrived = new Set(firsts);
  for (const first of acknowledged)
    assert.ok(arrived.has(first), `${first} was acknowledged (seed ${seed})`);
  const parts = intake
    .of('facts/88.118.8/press')
    .flatMap(({ events }) => [...events.values()].map(({ body }) => Number(body)));
  assert.deepEqual(
    parts.toSorted((a, b) => a - b),
    [...arrived].toSorted((a, b) => a - b),
  );
}

test('crashes, torn writes and a bad line: nothing acknowledged is lost, nothing doubled', async () => {
  let torn = 0;
  for (let seed = 1; seed <= 60; seed += 1) {
    const scene = sceneOf(seed);
    const { machines, machine } = scene;
    const play = async (): Promise<void> => {
      for (let life = 0; life < 5; life += 1) {
        await lifeOf(scene, machines.random.between(1, 400), life % 3 !== 0);
        if (machines.random.chance(0.3)) machine.stepClock(-3_600_000);
      }
      await sendAll(scene);
      machine.crash();
    };
    await machines.time.run(play(), 600_000);
    check(scene, seed);
    assert.ok(scene.acknowledged.size > 0);
    if (scene.next / inBatch > scene.acknowledged.size) torn += 1;
  }
  assert.ok(torn > 0, 'some writes were under way');
});

test('what is sent again under its key until it is answered is there once, over any crash', async () => {
  let known = 0;
  for (let seed = 1; seed <= 40; seed += 1) {
    const scene = sceneOf(seed);
    const { machines, machine, intake } = scene;
    const answered = new Set<number>();
    const life = async (sends: boolean): Promise<void> => {
      const world = machine.boot();
      const outbox = await outboxOn(world, '/outbox', { parcelKiB: 16, diskMiB: 1 });
      const state = { over: false };
      if (sends) outbox.sendTo(linkOf(intake, state));
      const stream = outbox.stream(source);
      const kept = new Map(stream.keys());
      for (const [key, value] of kept) assert.equal(value, `v${key}`);
      const send = async (parity: number): Promise<void> => {
        for (let n = parity; ; n += 2) {
          if (answered.has(n)) continue;
          if (kept.has(String(n))) known += 1;
          else
            await stream.append({
              readings: readingsFrom(n * inBatch, inBatch),
              keys: [[String(n), `v${n}`]],
            });
          if (state.over) return;
          answered.add(n);
        }
      };
      void send(0);
      void send(1);
      await sleep(world.clock, machines.random.between(1, 400));
      state.over = true;
      machine.crash();
    };
    const play = async (): Promise<void> => {
      for (let n = 0; n < 6; n += 1) await life(n % 3 !== 0);
      await sendAll(scene);
      machine.crash();
    };
    await machines.time.run(play(), 600_000);
    const values = intake.values(streamName).map(Number);
    assert.equal(new Set(values).size, values.length, `nothing doubled (seed ${seed})`);
    const stored = new Set(values);
    for (const n of answered) assert.ok(stored.has(n * inBatch), `${n} (seed ${seed})`);
  }
  assert.ok(known > 0, 'some were durable and not answered');
});

test('a key with nothing to send is kept, and holds nothing up', async (t) => {
  const folder = folderOf(t);
  const intake = new MemoryIntake();
  const outbox = await outboxOn(realWorld, folder, { diskMiB: 1 });
  outbox.sendTo(linkInProcess(intake, 'hall-3'));
  const stream = outbox.stream(source);
  await stream.append({ keys: [['a', '1']] });
  await stream.append({ readings: readingsFrom(1, 10_000), keys: [['b', '2']] });
  const segments = join(folder, 'segments');
  await until('all is sent and deleted', async () =>
    (await readdir(segments)).every((name) => !name.startsWith('1-')),
  );
  await stream.append({ keys: [['a', '3']] });
  await until('nothing waits', () => outbox.status('*').waiting.bytes === 0);
  assert.equal(intake.values(streamName).length, 10_000);
  await outbox.close();
  const again = await outboxOn(realWorld, folder);
  t.after(() => again.close());
  assert.deepEqual(
    [...again.stream(source).keys()],
    [
      ['b', '2'],
      ['a', '3'],
    ],
  );
});

test('a restored backup begins a new incarnation, and its new readings are no old numbers', async () => {
  const scene = sceneOf(7);
  const { machines, machine, intake } = scene;
  intake.before = intake.after = async () => {};
  const backup = new Map<string, Uint8Array>();
  const files = async (): Promise<string[]> => {
    const names = await machine.disk.list('/outbox/segments');
    const top = (await machine.disk.list('/outbox')).filter((name) => name !== 'segments');
    return [...top, ...names.map((name) => `segments/${name}`)].map((name) => `/outbox/${name}`);
  };
  const play = async (): Promise<void> => {
    await lifeOf(scene, 200, false);
    for (const path of await files())
      backup.set(path, (await machine.disk.read(path)) ?? new Uint8Array());
    await lifeOf(scene, 300, true);
    await sendAll(scene);
    machine.crash();
    await machine.disk.remove('/outbox');
    const { disk } = machine.boot();
    for (const [path, bytes] of backup) await disk.write(path, bytes);
    machine.crash();
    await lifeOf(scene, 300, true);
    const outbox = await sendAll(scene);
    const { highest } =
      outbox.status('*').streams.find(({ stream }) => stream === streamName) ?? {};
    assert.ok(highest);
    machine.crash();
  };
  await machines.time.run(play(), 600_000);
  assert.equal(intake.of(streamName).length, 2, 'two incarnations');
  const second = intake.of(streamName)[1];
  assert.ok(second?.readings.has(1), 'the new one counts from 1');
  check(scene);
});

test('a disk that is full of other things: the oldest is given up by name, and it goes on', async () => {
  const scene = sceneOf(3);
  const { machines, machine, intake } = scene;
  const count = 300;
  const play = async (): Promise<void> => {
    const world = machine.boot();
    machine.disk.bytesMax = 2 * 1024 * 1024;
    const outbox = await outboxOn(world, '/outbox', { diskMiB: 4 });
    const stream = outbox.stream(source);
    for (let n = 0; n < count; n += 1)
      await stream.append({ readings: readingsFrom(n * 1_000, 1_000) });
    assert.ok(outbox.status('*').totals.givenUp > 0);
    machine.crash();
    await sendAll(scene);
    machine.crash();
  };
  await machines.time.run(play(), 600_000);
  const kept = intake.of(streamName)[0];
  assert.ok(kept);
  assert.equal(kept.readings.size + kept.givenUp.size, count * 1_000, 'each is there or declared');
});

test('when somebody sets the clock, the ledger says so and numbers go on', async () => {
  const scene = sceneOf(5);
  const { machines, machine, intake } = scene;
  intake.before = intake.after = async () => {};
  const play = async (): Promise<void> => {
    const world = machine.boot();
    const outbox = await outboxOn(world, '/outbox');
    outbox.sendTo(linkInProcess(intake, 'hall-3'));
    const stream = outbox.stream(source);
    await stream.append({ readings: readingsFrom(0, 5) });
    stream.refused('line', 2);
    stream.leftOut('unchanged', 3);
    machine.stepClock(-7_200_000);
    await stream.append({ readings: readingsFrom(5, 5) });
    await sleep(world.clock, 20_000);
    await outbox.close();
    await assert.rejects(stream.append({ readings: readingsFrom(9, 1) }), (error) =>
      isFailure(error, 'outbox.closed'),
    );
  };
  await machines.time.run(play(), 600_000);
  const rows = intake.ledger.filter(({ stream }) => stream === streamName);
  assert.deepEqual(
    rows.map(({ first, last }) => [first, last]).filter(([first]) => first !== undefined),
    [
      [1, 5],
      [6, 10],
    ],
  );
  const [refused, leftOut] = [{ line: 2 }, { unchanged: 3 }];
  assert.ok(
    rows.some(
      (row) =>
        row.refused['line'] === refused.line && row.leftOut['unchanged'] === leftOut.unchanged,
    ),
  );
  assert.ok(rows.flatMap(({ clockStepsMs }) => clockStepsMs).some((step) => step === -7_200_000));
});
