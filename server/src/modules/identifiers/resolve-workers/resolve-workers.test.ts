// Resolve workers on real threads, sockets and stores: which of them answers is the system's choice, so each test
// asks from many ports.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Address, UdpSocket } from '../../../kernel/world/network.ts';
import { realThreads } from '../../../kernel/world/real/threads.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import type { Thread } from '../../../kernel/world/threads.ts';
import { until } from '../../../testing/until.ts';
import { responseCode, splitDatagrams, type Message } from '../../../wire/handle/handle.ts';
import { registryPort } from '../api.ts';
import { addressOf, startNodes } from '../testing/four-nodes.ts';
import { question, read, valuesOf } from '../testing/wire.ts';
import { SharedCells } from './shared-cells.ts';
import type { WorkerData } from './worker-data.ts';

const workers = 2;
const askers = 12;

async function setUp(t: TestContext) {
  const started: { thread: Thread; data: WorkerData; ended: boolean }[] = [];
  const threads: typeof realThreads = {
    start(entry, data, events) {
      const onEnd = (error?: Error): void => {
        one.ended = true;
        events.onEnd(error);
      };
      const thread = realThreads.start(entry, data, { ...events, onEnd });
      const one = { thread, data: data as WorkerData, ended: false };
      started.push(one);
      return thread;
    },
  };
  const program = await startNodes(t, {
    roles: ['enterprise'],
    settings: { enterpriseNode: { port: 0, resolveWorkers: workers } },
    world: { ...realWorld, threads },
  });
  const sockets: UdpSocket[] = [];
  for (let n = 0; n < askers; n++) {
    sockets.push(await realWorld.network.openUdp({ host: '127.0.0.1', port: 0 }));
  }
  t.after(() => Promise.all(sockets.map((socket) => socket.close())));
  return { program, started, to: addressOf(program, 'enterprise-node'), ask: askerOf(sockets) };
}

/** Asks from each socket and gives the answers; what is lost is asked again. */
function askerOf(sockets: readonly UdpSocket[]) {
  const heard = sockets.map(() => new Map<number, Uint8Array>());
  const ports = new Set<number>();
  sockets.forEach((socket, n) =>
    socket.onMessage((packet, from) => {
      ports.add(from.port);
      const answer = read(packet);
      heard[n]?.set(answer.envelope.requestId, packet);
    }),
  );
  let requestId = 0;
  const from = async (n: number, to: Address, asked: Asked): Promise<Message> => {
    const id = ++requestId;
    const packets = splitDatagrams(question({ ...asked, envelope: { requestId: id } }));
    for (let tries = 0; tries < 50; tries++) {
      for (const packet of packets) sockets[n]?.send(packet, to);
      for (let waits = 0; waits < 40 && heard[n]?.has(id) !== true; waits++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const packet = heard[n]?.get(id);
      if (packet !== undefined) return read(packet);
    }
    throw new Error('no answer');
  };
  return {
    ports,
    everywhere: (to: Address, asked: Asked) =>
      Promise.all(sockets.map((_, n) => from(n, to, asked))),
  };
}
type Asked = Parameters<typeof question>[0];

const textOf = (message: Message): string | undefined => valuesOf(message)[0]?.[1];

test('every thread answers what a write has written as soon as it is told', async (t) => {
  const { program, started, to, ask } = await setUp(t);
  const registry = program.port(registryPort);
  for (let n = 0; n < 30; n++) {
    const handle = `88.118.8/P-${n % 10}`;
    // Each round of ten brings a shape that the threads have not met.
    const type = `KIND_${Math.floor(n / 10)}`;
    const values = [{ index: 1, type, text: `value ${n}` }];
    await registry.register([{ handle, values }], { overwrite: true });
    const answers = await ask.everywhere(to, { handle });
    assert.deepEqual(new Set(answers.map(textOf)), new Set([`value ${n}`]));
  }
  const [first] = started;
  assert.ok(first);
  assert.equal(started.length, workers);
  const answered = new SharedCells(first.data.memory).takeAnswered();
  assert.ok(answered > 0 && answered <= 30 * askers, `${answered} answers of the workers`);
});

test('what is not plain is answered too, from the port that was asked', async (t) => {
  const { program, to, ask } = await setUp(t);
  const values = [
    { index: 1, type: 'TEXT', text: 'one' },
    { index: 2, type: 'URL', text: 'https://two.example' },
  ];
  await program.port(registryPort).register([{ handle: '88.118.8/é', values }]);
  const codes = async (asked: Asked): Promise<number[]> => {
    const answers = await ask.everywhere(to, asked);
    return [...new Set(answers.map(({ header }) => header.responseCode))];
  };
  assert.deepEqual(await codes({ handle: '88.118.8/NONE' }), [responseCode.handleNotFound]);
  assert.deepEqual(await codes({ handle: '99/x' }), [responseCode.notResponsible]);
  const long = `88.118.8/${'x'.repeat(2_000)}`;
  assert.equal((await codes({ handle: long })).includes(responseCode.ok), false);
  assert.deepEqual(await codes({ handle: '88.118.8/é' }), [responseCode.ok]);
  const types = [...Array.from({ length: 100 }, (_, n) => `TYPE-${n}`), 'URL'];
  const many = await ask.everywhere(to, { handle: '88.118.8/é', types });
  assert.deepEqual(new Set(many.map(textOf)), new Set(['https://two.example']));
  assert.deepEqual([...ask.ports], [to.port]);
});

test('a thread that ends is started again, and all end with the node', async (t) => {
  const { program, started, to, ask } = await setUp(t);
  const handle = '88.118.8/P-1';
  await program
    .port(registryPort)
    .register([{ handle, values: [{ index: 1, type: 'T', text: 'a' }] }]);
  await started[0]?.thread.terminate();
  const meanwhile = await ask.everywhere(to, { handle });
  assert.deepEqual(new Set(meanwhile.map(textOf)), new Set(['a']));
  await until('the thread is started again', () => started.length === workers + 1);
  const afterwards = await ask.everywhere(to, { handle });
  assert.deepEqual(new Set(afterwards.map(textOf)), new Set(['a']));
  await program.stop();
  assert.ok(started.every(({ ended }) => ended));
});

test('without workers in the settings no thread is started', async (t) => {
  const threads: typeof realThreads = {
    start: () => assert.fail('a thread was started'),
  };
  await startNodes(t, { roles: ['enterprise'], world: { ...realWorld, threads } });
});
