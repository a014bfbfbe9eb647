// The door against Fastify alone: the same bytes, however they are cut, get the same replies.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { before, after, test } from 'node:test';
import fc from 'fast-check';
import { silentLog } from '../log/log.ts';
import { MetricsRegistry } from '../metrics/metrics.ts';
import { Type } from '../schema/schema.ts';
import type { Clock } from '../world/clock.ts';
import { realWorld } from '../world/real/world.ts';
import type { QuickRoute } from './quick.ts';
import { defineRoute } from './route.ts';
import { serveHttp, type HttpServer } from './server.ts';

const about = { en: 'a test', zh: '测试' };
const clock: Clock = { ...realWorld.clock, now: () => 1_800_000_000_000 };

const echo = defineRoute({
  method: 'GET',
  path: '/api/echo/{id+}',
  operation: 'echo',
  summary: about,
  access: 'public',
  params: Type.Object({ id: Type.String() }),
  reply: Type.Object({ id: Type.String(), text: Type.String() }),
  handle: async ({ params }) => ({ id: params.id, text: '经纬' }),
});
const take = defineRoute({
  method: 'POST',
  path: '/api/echo',
  operation: 'take',
  summary: about,
  access: 'public',
  body: Type.Object({ n: Type.Integer() }),
  reply: Type.Object({ n: Type.Integer() }),
  handle: async ({ body }) => body,
});

let quickAnswers = 0;
const quick: QuickRoute = {
  prefix: '/api/echo/',
  operation: 'echo',
  answer(id) {
    if (id.startsWith('slow')) return undefined;
    if (id.startsWith('bug')) throw new Error('trouble');
    quickAnswers += 1;
    const text = JSON.stringify({ id, text: '经纬' });
    if (id.startsWith('late-slow')) return setImmediate(undefined);
    return id.startsWith('late') ? setImmediate(text) : text;
  },
};

function serve(routes: readonly QuickRoute[], metrics = new MetricsRegistry(), given = clock) {
  return serveHttp({
    ...realWorld,
    clock: given,
    address: { host: '127.0.0.1', port: 0 },
    routes: [echo, take],
    quick: routes,
    authenticator: undefined,
    log: silentLog,
    metrics,
  });
}

let door: HttpServer;
let fastify: HttpServer;
before(async () => {
  door = await serve([quick]);
  fastify = await serve([]);
});
after(async () => {
  await door.close();
  await fastify.close();
});

type Transcript = { readonly text: string; readonly reset: boolean };

/** A server that still waits after so long waits for bytes that do not come: the caller then ends. */
const silenceMs = 250;

/** Everything that a server says to some pieces of bytes until it closes; dates left out. */
async function transcript(server: HttpServer, pieces: readonly string[]): Promise<Transcript> {
  const socket = connect(server.address.port, '127.0.0.1');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  const read = readAll(socket);
  for (const piece of pieces) {
    if (socket.writable) socket.write(piece, 'latin1');
    for (let turn = 0; turn < 3; turn++) await setImmediate();
  }
  const timer = setTimeout(() => socket.end(), silenceMs);
  const all = await read;
  clearTimeout(timer);
  return all;
}

async function readAll(socket: Socket): Promise<Transcript> {
  let [text, reset] = ['', false];
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  socket.on('error', () => (reset = true)); // a server that refuses does not read the rest
  await once(socket, 'close');
  return { text: text.replace(/^Date: .*$/gim, 'Date'), reset };
}

/**
 * A reset may swallow what was said last. And Node's server, when it finds what is no request, refuses at
 * once and drops the replies that are not yet written; the door may have written them, or the other way
 * round by chance. Behind a refusal nothing counts.
 */
function assertSame(own: Transcript, fastifys: Transcript, where: string): void {
  if (own.text === fastifys.text) return;
  const [one, other] = [repliesOf(own.text), repliesOf(fastifys.text)];
  const isCut = own.reset || fastifys.reset || (one.refused && other.refused);
  assert.ok(isCut, `${where}:\n${own.text}\ninstead of\n${fastifys.text}`);
  const [fewer = [], more = []] = [one.given, other.given].toSorted((a, b) => a.length - b.length);
  const left = more.values();
  for (const reply of fewer)
    assert.ok(
      left.some((next) => next.startsWith(reply)),
      `${where}: ${reply}`,
    );
}

/** The replies up to the first that refuses what is no request. */
function repliesOf(text: string): { given: string[]; refused: boolean } {
  const all = text.split(/(?=HTTP\/1\.1 \d\d\d )/);
  const at = all.findIndex((reply) => /^HTTP\/1\.1 400 .*\r\nconnection: close/is.test(reply));
  return { given: at < 0 ? all : all.slice(0, at), refused: at >= 0 };
}

const last = 'GET /api/end HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
const get = (path: string, lines = ''): string => `GET ${path} HTTP/1.1\r\nhost: x\r\n${lines}\r\n`;
const post = (lines: string, body: string): string =>
  `POST /api/echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${lines}\r\n${body}`;

const corpus: Readonly<Record<string, string>> = {
  plain: get('/api/echo/a'),
  'with usual headers': get(
    '/api/echo/a',
    'User-Agent: x\r\nAccept: */*\r\nConnection: keep-alive\r\n',
  ),
  'escaped slash': get('/api/echo/a%2fb%2Fc'),
  'dots and double slashes': get('/api/echo/a//b/../c'),
  'slash at the end': get('/api/echo/a/'),
  'other escapes': get('/api/echo/a%20b%E7%BB%8F'),
  'a broken escape': get('/api/echo/a%zz'),
  'a query': get('/api/echo/a?x=1'),
  'nothing there': get('/api/nothing'),
  'left to the route': get('/api/echo/slow'),
  'in trouble': get('/api/echo/bug'),
  late: get('/api/echo/late'),
  'late and left to the route': get('/api/echo/late-slow'),
  pipelined: get('/api/echo/a') + get('/api/echo/late') + get('/api/echo/b'),
  'pipelined, then another kind': get('/api/echo/a') + get('/api/echo/slow') + get('/api/echo/b'),
  'a change behind it':
    get('/api/echo/a') + post('content-length: 7\r\n', '{"n":1}') + get('/api/echo/b'),
  'closes itself': get('/api/echo/a', 'connection: close\r\n'),
  'HTTP/1.0': 'GET /api/echo/a HTTP/1.0\r\n\r\n',
  'no host': 'GET /api/echo/a HTTP/1.1\r\n\r\n',
  'two hosts': get('/api/echo/a', 'host: y\r\n'),
  HEAD: 'HEAD /api/echo/a HTTP/1.1\r\nhost: x\r\n\r\n',
  'absolute form': get('http://x/api/echo/a'),
  'a body on GET': get('/api/echo/a', 'content-length: 5\r\n') + 'GET /',
  'two lengths': get('/api/echo/a', 'content-length: 0\r\ncontent-length: 5\r\n') + 'GET /',
  'length and chunks': post('content-length: 7\r\ntransfer-encoding: chunked\r\n', '0\r\n\r\n'),
  chunks: post('transfer-encoding: chunked\r\n', '7\r\n{"n":2}\r\n0\r\n\r\n'),
  'chunked in disguise': get('/api/echo/a', 'transfer-encoding: xchunked\r\n'),
  'folded header': get('/api/echo/a', 'accept: a\r\n b\r\n'),
  'space before the colon': get('/api/echo/a', 'content-length : 5\r\n'),
  'bare line feeds': 'GET /api/echo/a HTTP/1.1\nhost: x\n\n',
  'one bare line feed': 'GET /api/echo/a HTTP/1.1\r\nhost: x\n\r\n',
  'a bare carriage return': get('/api/echo/a', 'accept: a\rb\r\n'),
  'a null': get('/api/echo/a', 'accept: a\0b\r\n'),
  'empty lines before': `\r\n\r\n${get('/api/echo/a')}`,
  'no HTTP': 'hello\r\n\r\n',
  'TLS without TLS': '\x16\x03\x01\0\x05hello',
  upgrade: get('/api/echo/a', 'connection: upgrade\r\nupgrade: websocket\r\n'),
  expectation: get('/api/echo/a', 'expect: 100-continue\r\n'),
  'conditional and signed': get('/api/echo/a', 'if-none-match: "x"\r\ncookie: a=b\r\n'),
  unfinished: 'GET /api/echo/a HTTP/1.1\r\nhost: x\r\naccept: ',
};

for (const [name, request] of Object.entries(corpus)) {
  test(`the same as Fastify, cut at every byte: ${name}`, async () => {
    const bytes = request + last;
    const expected = await transcript(fastify, [bytes]);
    assert.ok(expected.text.length > 0);
    const cuts = Array.from({ length: request.length }, (_, at) => at);
    const got = await inTurns(cuts, (at) =>
      transcript(door, at === 0 ? [bytes] : [bytes.slice(0, at), bytes.slice(at)]),
    );
    for (const at of cuts) assertSame(got[at] ?? expected, expected, `cut at ${at}`);
  });
}

/** At most 24 connections at a time. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += 24) {
    results.push(...(await Promise.all(items.slice(from, from + 24).map(work))));
  }
  return results;
}

test('the same as Fastify: requests changed at any place, in any pieces', async () => {
  const texts = fc.constantFrom(...Object.values(corpus));
  const odd = fc.constantFrom(
    '\r\n',
    '\n',
    ' ',
    '\t',
    ':',
    '%',
    '?',
    'GET ',
    'content-length: 3\r\n',
    '\0',
    'é',
    '',
  );
  const property = fc.asyncProperty(
    fc.array(texts, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(200), odd, fc.nat(3)), { maxLength: 2 }),
    fc.array(fc.nat(300), { maxLength: 4 }),
    async (requests, changes, cuts) => {
      let text = requests.join('');
      for (const [at, put, cut] of changes) text = text.slice(0, at) + put + text.slice(at + cut);
      const bytes = text + last;
      const places = [...cuts.toSorted((a, b) => a - b), bytes.length];
      const pieces = places.map((place, n) => bytes.slice(places[n - 1] ?? 0, place));
      const [one, other] = await Promise.all([
        transcript(door, pieces),
        transcript(fastify, pieces),
      ]);
      assertSame(one, other, JSON.stringify(pieces));
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

test('quick answers were given, and are counted with the others', async () => {
  const metrics = new MetricsRegistry();
  const server = await serve([quick], metrics);
  const before = quickAnswers;
  const request = get('/api/echo/a') + get('/api/echo/b') + get('/api/echo/slow');
  await transcript(server, [request + last]);
  assert.equal(quickAnswers, before + 2);
  const count = /http_request_seconds_count\{operation="echo",status="200"\} (\d+)/;
  assert.equal(count.exec(metrics.text())?.[1], '3');
  await server.close();
});

test('a caller that ends its direction still gets its answers', async () => {
  for (const server of [door, fastify]) {
    const socket = connect(server.address.port, '127.0.0.1');
    const read = readAll(socket);
    socket.end(get('/api/echo/a') + get('/api/echo/b'));
    assert.equal((await read).text.match(/200 OK/g)?.length, 2);
  }
});

test('a caller that ends inside of a request is told so', async () => {
  const texts = [door, fastify].map((server) => {
    const socket = connect(server.address.port, '127.0.0.1');
    const read = readAll(socket);
    socket.end('GET /api/echo/a HTTP/1.1\r\nhost: x');
    return read;
  });
  const [one, other] = await Promise.all(texts);
  assert.match(one?.text ?? '', /HPE_INVALID_EOF_STATE/);
  assert.deepEqual(one, other);
});

/** Time that passes a thousand times as fast. */
const hastened: Clock = {
  ...realWorld.clock,
  monotonicMs: () => realWorld.clock.monotonicMs() * 1000,
  after: (delayMs, work) => realWorld.clock.after(delayMs / 1000, work),
};

test('nobody keeps a connection by doing nothing', async () => {
  const server = await serve([quick], new MetricsRegistry(), hastened);
  const silent = connect(server.address.port, '127.0.0.1');
  assert.match((await readAll(silent)).text, /ERR_HTTP_REQUEST_TIMEOUT/);
  const idle = connect(server.address.port, '127.0.0.1');
  idle.write(get('/api/echo/a'));
  assert.equal((await readAll(idle)).text.match(/200 OK/g)?.length, 1);
  await server.close();
});

test('a request in drops is left to the limits of the HTTP library', async () => {
  const server = await serve([quick], new MetricsRegistry(), hastened);
  const socket = connect(server.address.port, '127.0.0.1');
  const read = readAll(socket);
  const before = quickAnswers;
  socket.write('GET /api/echo/a HTTP/1.1\r\n');
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.write(`host: x\r\nconnection: close\r\n\r\n`);
  assert.match((await read).text, /200 OK/);
  assert.equal(quickAnswers, before);
  await server.close();
});

test('a caller that takes nothing is not read on, and gets all in the end', async () => {
  const count = 20_000;
  const long = get('/api/echo/a', `user-agent: ${'x'.repeat(3_000)}\r\n`);
  const socket = connect(door.address.port, '127.0.0.1');
  socket.pause();
  for (let n = 0; n < count; n++) socket.write(long);
  socket.write(last);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(socket.writableLength > 0, 'the door has read everything');
  const read = readAll(socket);
  socket.resume();
  assert.equal((await read).text.match(/200 OK/g)?.length, count);
});
