// Identifiers at the HTTP door of a whole program: quick answers beside the route, and messages in the tunnel.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { request as requestTls } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import { decodeSite, opCode, responseCode } from '../../../wire/handle/handle.ts';
import { recordedCases, skip, unhex } from '../../../wire/handle/recorded.contract.ts';
import { folderOf } from '../../../testing/start-modules.ts';
import { registryPort } from '../api.ts';
import { addressOf, startNodes } from '../testing/four-nodes.ts';
import { recursiveDoorPort } from './door-node.ts';
import { quickRecord } from './quick-record.ts';
import { question, read, valuesOf } from '../testing/wire.ts';

const aboutNothing = { kind: 'handle-request', handle: '' } as const;

type Sent = {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
  agent?: Agent;
  /** PEM of the root to trust: over TLS. */
  ca?: string;
};
type Answer = { status: number; headers: Record<string, unknown>; bytes: Buffer };

function send(program: RunningProgram, { body, ...given }: Sent): Promise<Answer> {
  const { host, port } = program.http;
  return new Promise((resolve, reject) => {
    const sent = (given.ca === undefined ? request : requestTls)(
      { host, port, ...given },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const { statusCode: status = 0, headers } = answer;
          resolve({ status, headers, bytes: Buffer.concat(chunks) });
        });
      },
    );
    sent.on('error', reject).end(body);
  });
}

const tunnelled = { method: 'POST', headers: { 'content-type': 'application/x-hdl-message' } };
const to = (handle: string): string => `/${encodeURIComponent(handle)}`;

const texts = [
  { index: 1, type: 'URL', text: 'https://plant.example/1' },
  { index: 2, type: 'DESC', text: '灯罩 "A" \\ 1\n' },
];

async function startWithRecords(...args: Parameters<typeof startNodes>): Promise<RunningProgram> {
  const program = await startNodes(...args);
  await program.port(registryPort).register([
    { handle: '88.118.8/L-1', values: texts },
    { handle: '88.118.8/a/b', values: texts },
  ]);
  return program;
}

test('the quick reply is that of the route, to the byte, headers too', async (t) => {
  const program = await startWithRecords(t);
  const paths = ['L-1', 'l-1', 'a/b', 'a%2Fb', 'none', 'L-1/'].map((name) => `88.118.8/${name}`);
  for (const handle of [...paths, '88.118.8%2FL-1', '0.NA/88.118.8', '88..8/x']) {
    const path = `/api/handles/${handle}`;
    const quick = await send(program, { path, agent: new Agent({ keepAlive: true }) });
    const headers = { 'x-not-plain': '1' };
    const slow = await send(program, { path, headers, agent: new Agent({ keepAlive: true }) });
    assert.equal(quick.bytes.toString(), slow.bytes.toString(), handle);
    assert.equal(quick.status, slow.status);
    const dateless = ({ headers: { date: _, ...rest } }: Answer) => rest;
    assert.deepEqual(dateless(quick), dateless(slow));
  }
});

test('what the recursive node remembers is told quickly, as the route tells it, and within its limits', async (t) => {
  const nodes = await startWithRecords(t, { roles: ['top', 'second-level', 'enterprise'] });
  const top = addressOf(nodes, 'top-node');
  const recursiveNode = { port: 0, roots: [`${top.host}:${top.port}`] };
  const program = await startNodes(t, { roles: ['resolver'], settings: { recursiveNode } });
  const handle = '88.118.8/L-1';
  const ask = (headers: Record<string, string> = {}) => {
    const agent = new Agent({ keepAlive: true });
    const sent = send(program, { path: `/api/handles/${handle}`, headers, agent });
    return sent.finally(() => agent.destroy());
  };
  assert.equal((await ask()).status, 200);
  const recursive = program.port(recursiveDoorPort);
  const nodesHere = { authorities: [], recursive };
  assert.notEqual(await quickRecord(handle, nodesHere, '127.0.0.1'), undefined);
  const stranger = { ...nodesHere, recursive: { ...recursive, allows: () => false } };
  assert.equal(await quickRecord(handle, stranger, '127.0.0.1'), undefined);
  const bodies = [await ask(), await ask({ 'x-not-plain': '1' })].map(({ bytes }) =>
    bytes.toString().replace(/"ttl":\d+/g, 'ttl'),
  );
  assert.equal(bodies[0], bodies[1]);
  assert.match(bodies[0] ?? '', /灯罩/);
});

test('a handle is resolved and a site told through the tunnel, by the node that is responsible', async (t) => {
  const program = await startWithRecords(t);
  const ask = async (handle: string, message = question({ handle })) => {
    const answer = await send(program, { ...tunnelled, path: to(handle), body: message });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'application/x-hdl-message');
    return read(answer.bytes);
  };
  const found = await ask('88.118.8/L-1');
  assert.equal(found.header.responseCode, responseCode.ok);
  assert.deepEqual(
    valuesOf(found).slice(0, 2),
    texts.map(({ index, text }) => [index, text]),
  );
  assert.equal((await ask('88.118.8/none')).header.responseCode, responseCode.handleNotFound);
  const named = await ask('0.NA/88.118.8');
  assert.equal(named.header.responseCode, responseCode.ok);
  for (const handle of ['88/x', '88.118/x', '88.118.8/x', '77/x']) {
    const told = await ask(handle, question({ op: opCode.getSiteInfo, body: aboutNothing }));
    const { body } = told;
    const site = body.kind === 'site-info-response' ? decodeSite(body.site) : undefined;
    const prefix =
      site?.ok === true ? site.value.attributes.find((one) => one.name === 'prefix') : undefined;
    assert.equal(prefix?.value, handle === '77/x' ? '' : handle.split('/')[0]);
  }
});

test('the site of a node offers the door, over HTTPS too where it is spoken', async (t) => {
  const program = await startWithRecords(t, { settings: { http: { port: 0, tls: 'on' } } });
  const path = '/api/handles/0.NA/88.118.8?type=HS_SITE';
  const record = JSON.parse((await send(program, { path })).bytes.toString()) as {
    values: {
      data: { value: { servers: { interfaces: { protocol: string; port: number }[] }[] } };
    }[];
  };
  const offered = record.values[0]?.data.value.servers[0]?.interfaces ?? [];
  const ports = offered.filter(({ protocol }) => protocol.startsWith('HTTP'));
  const { port } = program.http;
  assert.deepEqual(
    ports.map((one) => [one.protocol, one.port]),
    [
      ['HTTP', port],
      ['HTTPS', port],
    ],
  );
});

test('messages without a handle stay with the node of their connection', async (t) => {
  const program = await startWithRecords(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const site = question({ op: opCode.getSiteInfo, body: aboutNothing });
  await send(program, { ...tunnelled, agent, path: to('88.118/x'), body: site });
  const second = await send(program, { ...tunnelled, agent, path: '/', body: site });
  const { body } = read(second.bytes);
  const told = body.kind === 'site-info-response' ? decodeSite(body.site) : undefined;
  assert.ok(told?.ok === true);
  assert.ok(told.value.attributes.some(({ value }) => value === '88.118'));
  agent.destroy();
});

test('what is wrong with a message is told in the words of its protocol, what is wrong around it in those of HTTP', async (t) => {
  const program = await startWithRecords(t);
  const path = to('88.118.8/L-1');
  for (const body of [
    Buffer.from('hello'),
    question({ handle: 'x' }).subarray(0, 30),
    Buffer.alloc(0),
  ]) {
    const { status, bytes } = await send(program, { ...tunnelled, path, body });
    assert.equal(status, 200);
    assert.notEqual(read(bytes).header.responseCode, responseCode.ok);
  }
  const body = question({ handle: '88.118.8/L-1' });
  const typed = (type: string) =>
    send(program, { method: 'POST', path, body, headers: { 'content-type': type } });
  assert.equal((await typed('application/json')).status, 415);
  assert.match((await typed('text/plain')).bytes.toString(), /http\.wrong-type/);
  assert.equal((await typed('Application/X-HDL-Message; a=b')).status, 200);
  assert.equal((await send(program, { method: 'POST', path, body })).status, 415);
  assert.equal((await send(program, { method: 'POST', path: '/api/none', body })).status, 404);
  const large = await send(program, { ...tunnelled, path, body: Buffer.alloc(300_000) });
  assert.equal(large.status, 400);
  assert.match(large.bytes.toString(), /http\.too-large/);
});

test(
  'recorded requests get an answer through the tunnel, over HTTP and HTTPS',
  { skip },
  async (t) => {
    const settings = {
      http: { port: 0, tls: 'on' },
      enterpriseNode: { port: 0, prefix: '88.118.101' },
    };
    const folder = folderOf(t);
    const program = await startNodes(t, { settings, folder });
    const ca = readFileSync(join(folder, 'certificates', 'root.pem'), 'utf8');
    const requests = recordedCases.filter(({ request: sent }) => sent).slice(0, 150);
    assert.ok(requests.length > 50);
    let answered = 0;
    for (const { name, request: sent = '' } of requests) {
      const message = { ...tunnelled, path: to('88.101.1/x'), body: unhex(sent) };
      const [plain, tls] = [await send(program, message), await send(program, { ...message, ca })];
      assert.deepEqual(
        [plain.status, tls.status].map((status) => [200, 204].includes(status)),
        [true, true],
        name,
      );
      if (plain.status !== 200) continue;
      answered += 1;
      assert.equal(
        read(plain.bytes).header.responseCode,
        read(tls.bytes).header.responseCode,
        name,
      );
    }
    assert.ok(answered > 40);
  },
);
