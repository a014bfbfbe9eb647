// The listeners on real sockets and, where time and slow peers matter, on the simulated network.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { sleep, type Clock } from '../../../kernel/world/clock.ts';
import type { Address, TcpConnection } from '../../../kernel/world/network.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { SimulatedMachines } from '../../../kernel/world/simulated/machines.ts';
import { Framer, Reassembly, responseCode, splitDatagrams } from '../../../wire/handle/handle.ts';
import { registryPort } from '../api.ts';
import { addressOf, startNodes } from '../testing/four-nodes.ts';
import { exchange, question, read, valuesOf } from '../testing/wire.ts';
import type { AnswerBuffer } from './answer-buffer.ts';
import { listenerBounds, type MessageHandler } from './message-handler.ts';
import { listenTcp } from './tcp-listener.ts';

async function enterprise(t: TestContext): Promise<Address> {
  const program = await startNodes(t);
  const items = Array.from({ length: 200 }, (_, n) => ({
    handle: `88.118.8/P-${n}`,
    values: [{ index: 1, type: 'TEXT', text: `value ${n} ${'x'.repeat(n * 10)}` }],
  }));
  await program.port(registryPort).register(items);
  return addressOf(program, 'enterprise-node');
}

const ask = (n: number): Uint8Array =>
  question({ handle: `88.118.8/P-${n}`, envelope: { requestId: n } });

test('pipelined questions in pieces of any size are each answered once', async (t) => {
  const to = await enterprise(t);
  const all = Buffer.concat(Array.from({ length: 200 }, (_, n) => ask(n)));
  for (const pieceBytes of [all.length, 1_000, 7]) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < all.length; at += pieceBytes) {
      pieces.push(all.subarray(at, at + pieceBytes));
    }
    const { messages } = await exchange(to, pieces, 200);
    messages.forEach((message, n) => {
      assert.equal(read(message).envelope.requestId, n);
      assert.match(valuesOf(read(message))[0]?.[1] ?? '', new RegExp(`^value ${n} x*$`));
    });
    assert.equal(messages.length, 200);
  }
});

test('a frame of 10 MB is refused and the connection closed, others live on', async (t) => {
  const to = await enterprise(t);
  const handle = `88.118.8/${'x'.repeat(10_000_000)}`;
  const huge = question({ handle });
  const { messages, closed } = await exchange(to, [ask(1), huge.subarray(0, 100_000)], 3);
  assert.equal(closed, true);
  assert.equal(messages.length, 2);
  assert.equal(read(messages[0]).header.responseCode, responseCode.ok);
  assert.equal(read(messages[1]).header.responseCode, responseCode.error);
  const again = await exchange(to, [ask(2)], 1);
  assert.equal(read(again.messages[0]).header.responseCode, responseCode.ok);
});

test('random bytes to both listeners of each node harm nobody', async (t) => {
  const program = await startNodes(t);
  const names = ['top-node', 'second-level-node', 'enterprise-node', 'recursive-node'];
  const socket = await realWorld.network.openUdp({ host: '127.0.0.1', port: 0 });
  t.after(() => socket.close());
  const noise = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 600 }), 100);
  for (const to of names.map((name) => addressOf(program, name))) {
    for (const bytes of noise) socket.send(bytes, to);
    for (const bytes of noise.slice(0, 20)) {
      const connection = await realWorld.network.connectTcp(to, 1_000);
      connection.write(bytes);
      connection.end();
    }
    const { messages } = await exchange(to, [question({ handle: '99/x' })], 1);
    assert.equal(read(messages[0]).envelope.requestId, 7);
  }
});

test('over UDP a long question and a long answer come in fragments', async (t) => {
  const to = await enterprise(t);
  const socket = await realWorld.network.openUdp({ host: '127.0.0.1', port: 0 });
  t.after(() => socket.close());
  const reassembly = new Reassembly();
  const types = Array.from({ length: 100 }, (_, n) => `TYPE-${n}`);
  const long = question({ handle: '88.118.8/P-199', types: [...types, 'TEXT'] });
  assert.ok(splitDatagrams(long).length > 2);
  const answer = await new Promise<Uint8Array>((resolve) => {
    socket.onMessage((packet, from) => {
      assert.ok(packet.length <= 512);
      const arrived = reassembly.push(from.host, packet, 0);
      if (arrived.ok && arrived.message !== undefined) resolve(arrived.message);
    });
    for (const packet of splitDatagrams(long).toReversed()) socket.send(packet, to);
  });
  assert.match(valuesOf(read(answer))[0]?.[1] ?? '', /^value 199 x{1990}$/);
});

/** Answers each message with so many bytes, at once or after a while. */
function echo(options: { bytes: number; laterMs?: number }, machines: SimulatedMachines) {
  let underWay = 0;
  const seen = { handled: 0, underWayMax: 0 };
  const handler: MessageHandler = {
    refuseFrame: () => new Uint8Array(20),
    handle(message: Uint8Array, out: AnswerBuffer) {
      seen.handled += 1;
      const answer = new Uint8Array(20 + options.bytes);
      answer.set(message.subarray(0, 16));
      new DataView(answer.buffer).setUint32(16, options.bytes);
      if (options.laterMs === undefined) {
        out.append(answer);
        return undefined;
      }
      underWay += 1;
      seen.underWayMax = Math.max(seen.underWayMax, underWay);
      return new Promise((resolve) => {
        machines.time.schedule(options.laterMs ?? 0, () => {
          underWay -= 1;
          resolve(answer);
        });
      });
    },
  };
  return { handler, seen };
}

async function until(reached: () => boolean, clock: Clock): Promise<void> {
  while (!reached()) await sleep(clock, 100);
}

const serverHost = '10.0.0.1';
const at = { host: serverHost, port: 2641 };

function simulated(options: { bytes: number; laterMs?: number; bounds?: object }) {
  const machines = new SimulatedMachines(1);
  const server = machines.machine(serverHost).boot();
  const client = machines.machine('10.0.0.2').boot();
  const { handler, seen } = echo(options, machines);
  const bounds = { ...listenerBounds, ...options.bounds };
  const listening = listenTcp(at, { ...server, handler, bounds });
  const connect = (): Promise<TcpConnection> => client.network.connectTcp(at, 1_000);
  return { machines, seen, client, listening, connect };
}

test('who does not read what it asked for is not read either, and loses nothing', async () => {
  const { machines, seen, client, listening, connect } = simulated({ bytes: 10_000 });
  const play = async (): Promise<void> => {
    await listening;
    const connection = await connect();
    const framer = new Framer();
    let answers = 0;
    connection.onData((chunk) => (answers += framer.push(chunk).messages.length));
    connection.pause();
    for (let n = 0; n < 3_000; n++) connection.write(ask(n));
    await sleep(client.clock, 10_000);
    assert.ok(seen.handled < 1_000, `handled ${seen.handled} for a peer that reads nothing`);
    connection.resume();
    await until(() => answers === 3_000, client.clock);
    assert.equal(seen.handled, 3_000);
  };
  await machines.time.run(play(), 600_000);
});

test('questions under way are bounded for each connection, and all are answered', async () => {
  const bounds = { inFlightMax: 50 };
  const { machines, seen, client, listening, connect } = simulated({
    bytes: 10,
    laterMs: 5,
    bounds,
  });
  const play = async (): Promise<void> => {
    await listening;
    const connection = await connect();
    const framer = new Framer();
    let answers = 0;
    connection.onData((chunk) => (answers += framer.push(chunk).messages.length));
    for (let n = 0; n < 1_000; n++) connection.write(ask(n));
    await until(() => answers === 1_000, client.clock);
    assert.equal(seen.underWayMax, 50);
  };
  await machines.time.run(play(), 600_000);
});

test('silent connections and half messages are closed, and the longest idle makes room for a newcomer', async () => {
  const bounds = { idleMs: 1_000, connectionsMax: 2 };
  const { machines, client, listening, connect } = simulated({ bytes: 10, bounds });
  const play = async (): Promise<void> => {
    await listening;
    const closed = [false, false, false];
    const connections: TcpConnection[] = [];
    for (const n of closed.keys()) {
      const connection = await connect();
      connection.onClose(() => (closed[n] = true));
      connections.push(connection);
      await sleep(client.clock, 200);
    }
    assert.deepEqual(closed, [true, false, false]);
    const dribbling = ask(1);
    for (let n = 0; n < 40; n++) {
      connections.forEach((connection) => connection.write(dribbling.subarray(n, n + 1)));
      await sleep(client.clock, 50);
    }
    assert.deepEqual(closed, [true, true, true]);
  };
  await machines.time.run(play(), 600_000);
});

test('what all connections hold together is bounded, and the one that has held the longest goes', async () => {
  const bounds = { heldBytesMax: 5_000 };
  const { machines, client, listening, connect } = simulated({ bytes: 10, bounds });
  const play = async (): Promise<void> => {
    await listening;
    const half = question({ handle: `88.118.8/${'x'.repeat(1_900)}` }).subarray(0, 1_900);
    const connections = await Promise.all([connect(), connect(), connect()]);
    const closed = [false, false, false];
    for (const [n, connection] of connections.entries()) {
      connection.onClose(() => (closed[n] = true));
      connection.write(half);
      await sleep(client.clock, 100);
    }
    assert.deepEqual(closed, [true, false, false]);
    const answered: number[] = [];
    const other = await connect();
    other.onData((chunk) => answered.push(chunk.length));
    other.write(ask(1));
    await until(() => answered.length === 1, client.clock);
    assert.deepEqual(closed, [true, false, false]);
  };
  await machines.time.run(play(), 600_000);
});
