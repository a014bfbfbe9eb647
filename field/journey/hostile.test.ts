// Hostile peers at every door of the real program: other tenants, machines, datagrams, browsers, files. It answers
// or refuses, tells nobody what is not theirs, and goes on.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram, type StartedProgram } from '../testing/program.ts';
import { until } from '../../server/src/testing/until.ts';

const ours = '88.118.8';
const theirs = '88.118.9';
const longName = `${ours}/${'x'.repeat(10_000_000)}`;
const folder = temporaryFolder();
let program: StartedProgram;
let token = '';

before(async () => {
  program = await startRealProgram(folder.path, ['--free-ports', '--plant-cycle-seconds', '60']);
  const run = JSON.parse(readFileSync(join(folder.path, 'data', 'run.json'), 'utf8')) as {
    token: string;
  };
  token = run.token;
});
after(async () => {
  await program.kill();
  folder.remove();
});

type Answer = { readonly status: number; readonly text: string };

async function call(
  method: string,
  path: string,
  given: { body?: unknown; token?: string } = {},
): Promise<Answer> {
  const answer = await fetch(`${program.ready.origin}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${given.token ?? token}`,
      ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** The status, or 400 where the connection ends while the client still writes. */
async function refused(answer: Promise<{ status: number }>): Promise<number> {
  return answer.then(
    ({ status }) => status,
    () => 400,
  );
}

async function stillAnswers(): Promise<void> {
  assert.equal(program.process.exitCode, null, program.output());
  assert.equal((await call('GET', `/api/handles/0.NA%2F${ours}`)).status, 200);
}

/** A machine that says what the test lets it say. */
async function machine(context: TestContext) {
  const connections: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {}).resume();
    connections.push(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.close();
    for (const connection of connections) connection.destroy();
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async say(...lines: string[]) {
      await until('the gateway connects', () => connections.length > 0);
      connections.at(-1)?.write(lines.map((line) => `${line}\n`).join(''));
    },
  };
}

function devices(uuid: string): string {
  const item = (rest: string) => `<DataItem category=${rest}/>`;
  return `<MTConnectDevices><Devices><Device id="d" uuid="${uuid}"><DataItems>
    ${item('"SAMPLE" id="t" name="temp" type="TEMPERATURE"')}
    ${item('"SAMPLE" id="s" name="series" type="LOAD" representation="TIME_SERIES"')}
    ${item('"EVENT" id="e" name="text" type="PROGRAM"')}
    ${item('"EVENT" id="p" name="part" type="PART_UNIQUE_ID"')}
  </DataItems></Device></Devices></MTConnectDevices>`;
}

function source(name: string, port: number, xml: string) {
  const connection = { host: '127.0.0.1', port, devices: xml };
  return { name, protocol: 'mtconnect-shdr', connection };
}

const stamp = () => new Date().toISOString();
const found = async (part: string) => {
  const answer = await call('GET', `/api/resolutions/${ours}/${part}?fresh=true`);
  return answer.text.includes('"responseCode":1,');
};

test('what no store can keep is refused, and the machine is heard on', async (context) => {
  const hostile = await machine(context);
  const added = await call('POST', '/api/sources', {
    body: source('poison', hostile.port, devices('POISON')),
  });
  assert.equal(added.status, 200, added.text);
  await hostile.say(
    '9999-12-31T23:59:59Z|temp|1',
    '0001-01-01T00:00:00Z|temp|1',
    `${stamp()}|text|a\0b`,
    `${stamp()}|series|2|1e-300|1 2`,
    `${stamp()}|temp|1e999|part|INFINITE`,
    `${stamp()}|temp|${'1'.repeat(60_000)}x`,
    `${stamp()}|part|${'x'.repeat(60_000)}`,
    `${stamp()}|part|a/../b\u0001c`,
    ...Array.from({ length: 20_000 }, (_, i) => `${stamp()}|unknown${i}|1`),
    `${stamp()}|temp|20|part|GOOD`,
  );
  await until('the good part is registered', () => found('GOOD'));
  const listed = await call('GET', '/api/sources');
  assert.match(listed.text, /"refused":200\d\d/);
});

test('a machine of another enterprise writes nothing under our prefix, and its owner sees nothing of ours', async (context) => {
  assert.equal(
    (await call('PUT', `/api/enterprises/${theirs}`, { body: { name: 'B' } })).status,
    200,
  );
  const account = await call('POST', `/api/enterprises/${theirs}/accounts`, {
    body: { kind: 'service', name: 'b', grants: [{ right: '*', on: theirs }] },
  });
  const { secret } = JSON.parse(account.text) as { secret: string };
  const hostile = await machine(context);
  const add = (enterprise: string) =>
    call('POST', `/api/sources?enterprise=${encodeURIComponent(enterprise)}`, {
      body: source('foreign', hostile.port, devices('FOREIGN')),
      token: secret,
    });
  for (const enterprise of [ours, '*', '88', `${ours}/x`]) {
    assert.notEqual((await add(enterprise)).status, 200, enterprise);
  }
  for (const odd of [`${theirs}.\u0000`, `${theirs}..x`, `${theirs}.\u0001`, `${theirs}/x`]) {
    assert.equal((await add(odd)).status, 400, JSON.stringify(odd));
  }
  assert.equal((await add(theirs)).status, 200);
  await hostile.say(`${stamp()}|temp|20|part|FORGED`, `${stamp()}|temp|21|part|FORGED-2`);
  const readings = `/api/readings/last?machine=${theirs}/M-FOREIGN`;
  await until('its readings are there', async () =>
    (await call('GET', readings, { token: secret })).text.includes('FORGED-2'),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(await found('FORGED'), false);
  for (const on of ['*', ours, '88', `${ours}/M-1`]) {
    const body = { kind: 'service', name: 'c', grants: [{ right: 'telemetry.read', on }] };
    const given = await call('POST', `/api/enterprises/${theirs}/accounts`, {
      body,
      token: secret,
    });
    assert.equal(given.status, 403, on);
  }
  const machines = await call('GET', '/api/machines', { token: secret });
  assert.doesNotMatch(machines.text, /88\.118\.8\//);
});

test('a live view ends soon after its reader was removed', async () => {
  await call('PUT', `/api/enterprises/${theirs}`, { body: { name: 'B' } });
  const account = await call('POST', `/api/enterprises/${theirs}/accounts`, {
    body: { kind: 'service', name: 'reader', grants: [{ right: 'telemetry.read', on: ours }] },
  });
  const reader = (JSON.parse(account.text) as { secret: string }).secret;
  const { machines } = JSON.parse((await call('GET', '/api/machines')).text) as {
    machines: { identifier: string }[];
  };
  const live = `/api/readings/live?machine=${encodeURIComponent(machines[0]?.identifier ?? '')}`;
  const answer = await fetch(`${program.ready.origin}${live}`, {
    headers: { authorization: `Bearer ${reader}` },
  });
  assert.equal(answer.status, 200);
  const removed = await call('DELETE', `/api/enterprises/${theirs}/accounts/${theirs}/S-reader`);
  assert.equal(removed.status, 200);
  const text = await answer.text(); // resolves when the server ends it
  assert.match(text, /event: readings/);
});

test('an identifier of 10 MB is refused at every door', async () => {
  const values = [{ index: 1, type: 'URL', data: { format: 'string', value: longName } }];
  assert.equal(await refused(call('PUT', `/api/handles/${ours}/a`, { body: { values } })), 400);
  const products = [{ part: longName, machine: 'm', finishedAt: 'x', values: [] }];
  assert.equal(await refused(call('POST', '/api/products', { body: { products } })), 400);
  assert.equal(await refused(fetch(`${program.ready.origin}/api/handles/${longName}`)), 400);
  const spoken = await program.jingwei('resolve', `${ours}/${'x'.repeat(100_000)}`);
  assert.equal(spoken.code, 2, spoken.stderr);
  assert.match(spoken.stderr, /http\.head-too-large/);
  for (const node of ['top-node', 'enterprise-node', 'recursive-node']) {
    const { port } = program.listener(node, 'do-irp/tcp');
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    let bytes = 0;
    socket.on('data', (chunk) => (bytes += chunk.length));
    socket.write(Buffer.alloc(10_000_000, 'x'));
    await once(socket, 'close');
    assert.ok(bytes < 1_000, `${node} answered ${bytes} bytes`);
  }
  await stillAnswers();
});

test('datagrams of any bytes are dropped', async () => {
  const socket = createSocket('udp4');
  const { port } = program.listener('recursive-node', 'do-irp/udp');
  for (let i = 0; i < 500; i++) {
    const bytes = Buffer.alloc((i * 7) % 1_400, i);
    if (i % 2 === 0) bytes.set([2, 11, 0x20, 0].slice(0, bytes.length));
    socket.send(bytes, port, '127.0.0.1');
  }
  await stillAnswers();
  socket.close();
});

test('peers that connect in hundreds, or ask and never read, keep nobody out', async () => {
  const { port } = program.listener('top-node', 'do-irp/tcp');
  const idle = Array.from({ length: 500 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.all(idle.map((socket) => once(socket, 'connect')));
  const silent = idle[0] as Socket;
  silent.pause();
  const envelope = Buffer.from(`020b20000000000000000001000000000000001c`, 'hex');
  silent.write(
    Buffer.concat(
      Array.from({ length: 20_000 }, () => Buffer.concat([envelope, Buffer.alloc(28)])),
    ),
  );
  await stillAnswers();
  for (const socket of idle) socket.destroy();
});

test('a description that would take for ever is refused at once', async () => {
  const startedMs = performance.now();
  const items = Array.from(
    { length: 100_000 },
    (_, i) => `<DataItem id="i${i}" category="EVENT" type="T"/>`,
  ).join('');
  const around = (inner: string) =>
    `<MTConnectDevices><Devices><Device id="d" uuid="u">${inner}</Device></Devices></MTConnectDevices>`;
  const laughs = Array.from({ length: 20 }, (_, i) => `<!ENTITY l${i + 1} "&l${i};&l${i};">`);
  const hostile: [string, string][] = [
    ['too-many-items', around(`<DataItems>${items}</DataItems>`)],
    ['not-xml', '<!--'.repeat(1_500_000)],
    ['not-xml', around(`<![CDATA[`.repeat(500_000))],
    ['not-xml', around('<Components><A id="a">'.repeat(100_000))],
    ['document-type', `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs.join('')}]>${around('&l20;')}`],
    ['not-xml', around(`<Description ${'a="'.repeat(100_000)}/>`)],
  ];
  for (const [code, xml] of hostile) {
    const answer = await call('POST', '/api/sources', { body: source('xml', 1, xml) });
    assert.match(answer.text, new RegExp(`mtconnect\\.${code}`), xml.slice(0, 60));
  }
  assert.ok(performance.now() - startedMs < 8_000, `${performance.now() - startedMs} ms`);
});

test('a page of another site learns nothing through a name that was pointed at us', async () => {
  const { hostname, port } = new URL(program.ready.origin);
  const ask = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      request({ hostname, port, path, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  for (const path of ['/metrics', '/api/status']) {
    assert.equal(await ask(path, {}), 200);
    assert.equal(await ask(path, { host: `evil.example:${port}` }), 401);
    assert.equal(await ask(path, { 'x-forwarded-for': '203.0.113.7' }), 401);
  }
  assert.equal(await ask('/assets/..%2f..%2fpackage.json', {}), 404);
  assert.equal(await ask('/api/handles/%zz', {}), 400);
  assert.equal(await ask('/api/session?lang=en&lang=zh', {}), 200);
});

test('what a record holds does not steer the terminal of its reader', async () => {
  const type = 'NOTE\u009b31m';
  const body = { values: [{ index: 1, type, data: { format: 'string', value: '\u001b[31m' } }] };
  assert.equal((await call('PUT', `/api/handles/${ours}/ESCAPE`, { body })).status, 201);
  const shown = await program.jingwei('resolve', `${ours}/ESCAPE`);
  assert.match(shown.stdout, /NOTE\\u009b31m/);
  assert.doesNotMatch(shown.stdout, /[^\n -~]/);
  const { stdout } = await program.jingwei('resolve', `${ours}/ESCAPE`, '--json');
  assert.doesNotMatch(stdout, /[^\n -~]/);
  assert.equal((JSON.parse(stdout) as { values: { type: string }[] }).values[0]?.type, type);
});

test('after all of it the program runs, and nothing went wrong on our side', async () => {
  await stillAnswers();
  const log = readFileSync(join(folder.path, 'data', 'log', 'jingwei.log'), 'utf8');
  assert.doesNotMatch(log, /request-failed|answer-failed|not-stored|event-not-heard/);
});
