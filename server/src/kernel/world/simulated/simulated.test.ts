// The simulated world keeps the promises of the real one, and breaks only what it may.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../failure/failure.ts';
import { sleep } from '../clock.ts';
import type { TcpConnection } from '../network.ts';
import { SimulatedMachines } from './machines.ts';
import { seededRandom } from './random.ts';
import { SimulationStuck, VirtualTime } from './time.ts';

const one = '10.0.0.1';
const two = '10.0.0.2';
const at = { host: one, port: 7 };

test('events happen in order of time, and of asking where times are equal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 50 }), async (delays) => {
      const time = new VirtualTime();
      const happened: { atMs: number; order: number }[] = [];
      delays.forEach((delayMs, order) => {
        const timer = time.schedule(delayMs, () => happened.push({ atMs: time.elapsedMs, order }));
        if (order % 5 === 4) timer.cancel();
      });
      await time.run(new Promise<void>((resolve) => time.schedule(21, resolve)), 100);
      const expected = delays
        .map((atMs, order) => ({ atMs, order }))
        .filter(({ order }) => order % 5 !== 4)
        .toSorted((a, b) => a.atMs - b.atMs || a.order - b.order);
      assert.deepEqual(happened, expected);
    }),
    { numRuns: 50 },
  );
});

test('work that can never end is told, and so is work that takes too long', async () => {
  const time = new VirtualTime();
  await assert.rejects(time.run(new Promise(() => {}), 100), SimulationStuck);
  time.schedule(200, () => {});
  await assert.rejects(time.run(new Promise(() => {}), 100), SimulationStuck);
});

test('a seed repeats, forks do not depend on what was drawn', () => {
  const draw = (random: ReturnType<typeof seededRandom>) => [random.number(), random.uuid()];
  assert.deepEqual(draw(seededRandom(5)), draw(seededRandom(5)));
  assert.notDeepEqual(draw(seededRandom(5)), draw(seededRandom(6)));
  const drawn = seededRandom(5);
  drawn.number();
  assert.deepEqual(draw(drawn.fork('x')), draw(seededRandom(5).fork('x')));
  const numbers = Array.from({ length: 10_000 }, drawn.number);
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  assert.ok(Math.abs(mean - 0.5) < 0.02);
});

async function connected(
  machines: SimulatedMachines,
): Promise<{ client: TcpConnection; server: TcpConnection }> {
  const arrived = Promise.withResolvers<TcpConnection>();
  await machines.machine(one).boot().network.listenTcp(at, arrived.resolve);
  const client = await machines.machine(two).boot().network.connectTcp(at, 1_000);
  return { client, server: await arrived.promise };
}

test('a connection delivers every byte once and in order, however the line behaves', async () => {
  const aScenario = fc.record({
    seed: fc.nat(),
    sizes: fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 15 }),
    cutMs: fc.nat(3_000),
  });
  await fc.assert(
    fc.asyncProperty(aScenario, async ({ seed, sizes, cutMs }) => {
      const quality = { latencyMs: [1, 50], loss: 0.2, duplication: 0.2 } as const;
      const machines = new SimulatedMachines(seed, quality);
      const play = async (): Promise<void> => {
        const { client, server } = await connected(machines);
        const received: Uint8Array[] = [];
        client.onData((chunk) => received.push(chunk));
        const ended = new Promise<Error | undefined>((resolve) => client.onClose(resolve));
        machines.network.cut(one, two);
        machines.time.schedule(cutMs, () => machines.network.heal(one, two));
        machines.time.schedule(5, () => client.pause());
        machines.time.schedule(900, () => client.resume());
        const sent = sizes.map((size, n) => new Uint8Array(size).fill(n + 1));
        for (const bytes of sent) server.write(bytes);
        server.end();
        assert.equal(await ended, undefined);
        assert.deepEqual(Buffer.concat(received), Buffer.concat(sent));
      };
      await machines.time.run(play(), 600_000);
    }),
    { numRuns: 30 },
  );
});

test('a full line says so and tells when it has room again', async () => {
  const machines = new SimulatedMachines(1);
  const play = async (): Promise<void> => {
    const { client, server } = await connected(machines);
    let drained = false;
    server.onDrain(() => (drained = true));
    client.onData(() => {});
    client.pause();
    while (server.write(new Uint8Array(10_000)));
    await new Promise<void>((resolve) => machines.time.schedule(5_000, resolve));
    assert.equal(drained, false);
    client.resume();
    await new Promise<void>((resolve) => machines.time.schedule(5_000, resolve));
    assert.equal(drained, true);
  };
  await machines.time.run(play(), 60_000);
});

test('a crash breaks connections, stops timers and silences datagrams', async () => {
  const machines = new SimulatedMachines(3);
  const machine = machines.machine(one);
  const play = async (): Promise<void> => {
    const world = machine.boot();
    const other = machines.machine(two).boot();
    await world.network.listenTcp(at, () => {});
    await assert.rejects(
      world.network.listenTcp(at, () => {}),
      (error) => isFailure(error, 'world.port-taken'),
    );
    const connection = await other.network.connectTcp(at, 1_000);
    const broken = new Promise<Error | undefined>((resolve) => connection.onClose(resolve));
    let fired = false;
    world.clock.after(10, () => (fired = true));
    const dead = await world.network.openUdp({ host: one, port: 9 });
    const heard: number[] = [];
    const socket = await other.network.openUdp({ host: two, port: 9 });
    socket.onMessage((bytes) => heard.push(bytes[0] ?? 0));
    machine.crash();
    dead.send(new Uint8Array([1]), socket.address);
    assert.ok((await broken) instanceof Error);
    await assert.rejects(other.network.connectTcp(at, 500), (error) =>
      isFailure(error, 'world.cannot-connect'),
    );
    assert.equal(fired, false);
    const again = machine.boot();
    const alive = await again.network.openUdp({ host: one, port: 9 });
    dead.send(new Uint8Array([1]), socket.address);
    alive.send(new Uint8Array([2]), socket.address);
    await sleep(other.clock, 100);
    assert.deepEqual(heard, [2]);
  };
  await machines.time.run(play(), 60_000);
});

test('datagrams are lost, doubled and overtake each other', async () => {
  const quality = { latencyMs: [1, 30], loss: 0.3, duplication: 0.3 } as const;
  const machines = new SimulatedMachines(4, quality);
  const play = async (): Promise<number[]> => {
    const from = await machines.machine(one).boot().network.openUdp({ host: one, port: 1 });
    const world = machines.machine(two).boot();
    const to = await world.network.openUdp({ host: two, port: 2 });
    const heard: number[] = [];
    to.onMessage((bytes) => heard.push(bytes[0] ?? 0));
    for (let n = 0; n < 200; n++) from.send(new Uint8Array([n]), to.address);
    await sleep(world.clock, 1_000);
    return heard;
  };
  const heard = await machines.time.run(play(), 60_000);
  const distinct = new Set(heard).size;
  assert.ok(distinct < 190 && distinct > 100);
  assert.ok(heard.length > distinct);
  assert.ok(heard.some((n, place) => n < (heard[place - 1] ?? 0)));
});

test('at a crash a file has its old bytes or its new ones; what was acknowledged stays', async () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    const machines = new SimulatedMachines(seed);
    const machine = machines.machine(one);
    const play = async (): Promise<void> => {
      const { disk } = machine.boot();
      await disk.write('/data/a', new Uint8Array([1]));
      void disk.write('/data/a', new Uint8Array([2]));
      machine.crash();
      const next = machine.boot().disk;
      void disk.write('/data/b', new Uint8Array([3])); // what still runs is of the life before
      seen.add(String(await next.read('/data/a')));
      assert.deepEqual(await next.list('/data'), ['a']);
    };
    await machines.time.run(play(), 60_000);
  }
  assert.deepEqual([...seen].toSorted(), ['1', '2']);
});
