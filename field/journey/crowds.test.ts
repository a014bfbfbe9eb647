// Crowds at the doors of the real program: ten thousand connections that say nothing, peers that ask and never
// read, messages that never end. A newcomer is answered all the same, and memory stays within bounds.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { exchange, question, read } from '../../server/src/modules/identifiers/testing/wire.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { startRealProgram, type StartedProgram } from '../testing/program.ts';
import { signIn } from '../testing/sign-in.ts';

const own = '88.118.8/SMALL';
const large = '88.118.8/LARGE';
const folder = temporaryFolder();
/** Descriptors that both sides need for other things, and what the door of HTTP takes at most. */
const spare = 3_000;
/** As many as the node takes, where the machine lets a process have so many. */
const crowd = Math.min(10_000, descriptorsMax() - spare);
const doorCrowd = Math.min(2_000, crowd);
const connectAtOnce = 200;
/** Longer than an honest wait on a busy machine, shorter than any time-out of the program. */
const answerWithinMs = 15_000;
let program: StartedProgram;

before(async () => {
  program = await startRealProgram(folder.path, ['--free-ports', '--plant-cycle-seconds', '600']);
  const cookie = await signIn(program.ready);
  const register = async (handle: string, texts: readonly string[]): Promise<void> => {
    const values = texts.map((value, n) => ({
      ...{ index: n + 1, type: 'TEXT' },
      data: { format: 'string', value },
    }));
    const put = await fetch(`${program.ready.origin}/api/handles/${handle}`, {
      method: 'PUT',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ values }),
    });
    assert.equal(put.status, 201, await put.text());
  };
  await register(own, ['small']);
  await register(large, Array(8).fill('x'.repeat(24_000)));
});
after(async () => {
  await program.kill();
  folder.remove();
});

function descriptorsMax(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/Max open files\s+\d+\s+(\d+)/.exec(limits)?.[1]) || 4_000;
  } catch {
    return 4_000; // not Linux; every system gives so many
  }
}

function rssMiB(): number {
  const status = readFileSync(`/proc/${program.process.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

const skip = process.platform === 'linux' ? false : 'the memory of a process is read from /proc';

type Port = { readonly host: string; readonly port: number };

/** Connections from several addresses of this machine, so many to each. */
async function crowdAt(
  t: TestContext,
  to: Port,
  { count, hosts }: { count: number; hosts: number },
): Promise<Socket[]> {
  const sockets: Socket[] = [];
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(connectAtOnce, count - sockets.length) }, (_, n) =>
      connect({ ...to, localAddress: `127.0.1.${1 + ((sockets.length + n) % hosts)}` }).on(
        'error',
        () => {},
      ),
    );
    sockets.push(...some);
    await Promise.all(some.map((socket) => once(socket, 'connect')));
  }
  return sockets;
}

const isOpen = (socket: Socket): boolean => !socket.closed;

/** What an honest newcomer gets at the node and at the door, each over a connection of its own. */
async function newcomerIsAnswered(to: Port): Promise<void> {
  assert.equal(program.process.exitCode, null, program.output());
  const askedMs = performance.now();
  const { messages } = await exchange(to, [question({ handle: own })], 1);
  assert.equal(read(messages[0]).header.responseCode, 1);
  const answer = await fetch(`${program.ready.origin}/api/handles/${own}`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(answerWithinMs),
  });
  assert.equal(answer.status, 200);
  assert.ok(performance.now() - askedMs < answerWithinMs, `${performance.now() - askedMs} ms`);
}

const node = (): Port => program.listener('enterprise-node', 'do-irp/tcp');
const door = (): Port => {
  const { hostname, port } = new URL(program.ready.origin);
  return { host: hostname, port: Number(port) };
};

test(`${crowd} silent connections at a node keep nobody out`, { skip }, async (t) => {
  const before = rssMiB();
  const sockets = await crowdAt(t, node(), { count: crowd, hosts: 8 });
  await newcomerIsAnswered(node());
  const each = ((rssMiB() - before) * 1024) / crowd;
  t.diagnostic(`${each.toFixed(1)} KiB for each connection`);
  assert.ok(each < 40, `${each} KiB each`);
  for (let n = 0; n < 20; n++) await newcomerIsAnswered(node());
  const left = sockets.filter(isOpen).length;
  assert.ok(left > crowd - 40, `${left} of ${crowd} are open`);
  if (crowd === 10_000) assert.ok(left < crowd, 'some made room');
});

test(`${doorCrowd} silent connections at the door keep nobody out`, { skip }, async (t) => {
  const before = rssMiB();
  const sockets = await crowdAt(t, door(), { count: doorCrowd, hosts: 8 });
  for (let n = 0; n < 20; n++) await newcomerIsAnswered(node());
  const each = ((rssMiB() - before) * 1024) / doorCrowd;
  t.diagnostic(`${each.toFixed(1)} KiB for each connection`);
  assert.ok(each < 100, `${each} KiB each`);
  const left = sockets.filter(isOpen).length;
  assert.ok(left > doorCrowd - 60, `${left} of ${doorCrowd} are open`);
});

test('what one host does costs nobody a connection that is in use', { skip }, async (t) => {
  const to = node();
  const [honest] = await crowdAt(t, to, { count: 1, hosts: 1 });
  assert.ok(honest);
  let answers = 0;
  honest.on('data', () => (answers += 1));
  const storm = Math.min(2_000, crowd);
  for (let n = 0; n < 3; n++) {
    honest.write(question({ handle: own }));
    await until('it is answered', () => answers > n);
    const sockets = Array.from({ length: storm }, () =>
      connect({ ...to, localAddress: '127.0.2.1' }).on('error', () => {}),
    );
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) socket.destroy();
  }
  assert.ok(isOpen(honest));
});

const memoryMoreMiBMax = 500;

test('peers that ask for much and never read cost bounded memory', { skip }, async (t) => {
  const before = rssMiB();
  const sockets = await crowdAt(t, node(), { count: 100, hosts: 4 });
  const asked = Buffer.concat(Array.from({ length: 200 }, () => question({ handle: large })));
  for (const socket of sockets) {
    socket.pause();
    socket.write(asked);
  }
  const doors = await crowdAt(t, door(), { count: 50, hosts: 4 });
  const head = `GET /api/handles/${large} HTTP/1.1\r\nhost: ${door().host}\r\n\r\n`;
  for (const socket of doors) socket.pause().write(head.repeat(100));
  await stayWithin(before);
});

test('messages and fragments that never end cost bounded memory', { skip }, async (t) => {
  const before = rssMiB();
  const sockets = await crowdAt(t, node(), { count: 1_200, hosts: 4 });
  const half = Buffer.concat([question({ handle: own }).subarray(0, 20), Buffer.alloc(250_000)]);
  half.writeUInt32BE(260_000, 16);
  for (const socket of sockets) socket.write(half);
  const heads = await crowdAt(t, door(), { count: 500, hosts: 4 });
  const start = `PUT /api/handles/${own} HTTP/1.1\r\nhost: ${door().host}\r\ncontent-length: 1000000\r\n\r\n`;
  for (const socket of heads) socket.write(start + 'x'.repeat(500_000));
  const udp = createSocket('udp4');
  t.after(() => udp.close());
  const { port } = program.listener('enterprise-node', 'do-irp/udp');
  for (let n = 0; n < 20_000; n++) {
    const packet = Buffer.from(half.subarray(0, 512));
    packet[2] = (packet[2] ?? 0) | 0x20; // truncated: a part of a larger message
    packet.writeUInt32BE(n, 8);
    udp.send(packet, port, '127.0.0.1');
    if (n % 500 === 0) await pause(1);
  }
  await stayWithin(before);
});

test('huge declared lengths are refused at once and cost nothing', { skip }, async (t) => {
  const before = rssMiB();
  const sockets = await crowdAt(t, node(), { count: 500, hosts: 4 });
  const head = question({ handle: own }).slice(0, 20);
  const closed = sockets.map((socket) => once(socket.resume(), 'close'));
  for (const [n, socket] of sockets.entries()) {
    const one = Buffer.from(head);
    one.writeUInt32BE(n % 2 === 0 ? 0x7fff_ffff : 0xffff_ffff, 16);
    socket.write(one);
  }
  await Promise.all(closed);
  await stayWithin(before);
});

/** Looks for a while: memory is within its bound, and newcomers are answered. */
async function stayWithin(before: number): Promise<void> {
  for (let n = 0; n < 10; n++) {
    await newcomerIsAnswered(node());
    assert.ok(rssMiB() < before + memoryMoreMiBMax, `from ${before} to ${rssMiB()} MiB`);
    await pause(200);
  }
}

test('after all of it nothing went wrong on our side', async () => {
  await newcomerIsAnswered(node());
  const log = readFileSync(`${folder.path}/data/log/jingwei.log`, 'utf8');
  assert.doesNotMatch(log, /"level":"error"/);
});
