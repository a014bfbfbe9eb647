// The peer c104 2.2.1 (lib60870): a station of it is read, told changes by, and commanded.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { iec104 } from '../../server/src/modules/connectivity/protocols/iec104/iec104.ts';
import {
  reachUnderTest,
  sourceUnderTest,
} from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { until } from '../../server/src/testing/until.ts';
import { pythonWith } from './python-packages.ts';

const python = await pythonWith('iec104');
const skip = 'missing' in python ? python.missing : false;

type Peer = { readonly port: number; readonly commands: unknown[]; tell(change: object): void };

async function startPeer(t: TestContext): Promise<Peer> {
  assert.ok('program' in python);
  const port = await freePort();
  const script = join(python.scripts, 'iec104.py');
  const child = spawn(python.program, [script, '127.0.0.1', String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const lines: Record<string, unknown>[] = [];
  createInterface(child.stdout).on('line', (line) => {
    if (line.startsWith('{')) lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  await until('the station of c104 is ready', () => lines.length > 0);
  return {
    port,
    get commands() {
      return lines.slice(1);
    },
    tell: (change) => void child.stdin.write(`${JSON.stringify(change)}\n`),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      server.close(() => resolve(port));
    });
  });
}

test('a station of c104 is interrogated and learned', { skip }, async (t) => {
  const { port } = await startPeer(t);
  const under = sourceUnderTest(iec104, {
    name: 'substation',
    connection: { host: '127.0.0.1', port, auto: true, clockSync: true },
  });
  t.after(() => under.stop());
  under.source.start();
  await until('nine objects are told', () => under.readings.length >= 9);
  assert.deepEqual(Object.fromEntries(under.values()), {
    '7-100': true,
    '7-101': 'on',
    '7-102': -12,
    '7-103': 0xcafebabe,
    '7-104': 0.5,
    '7-105': -1234,
    '7-106': 42.5,
    '7-110': false,
    '7-111': -7.25,
  });
  assert.ok(under.readings.every(({ quality }) => quality === 2));
  assert.deepEqual(under.warnings, []);
});

test('changes of a station of c104 with its time and quality', { skip }, async (t) => {
  const { port, tell } = await startPeer(t);
  const under = sourceUnderTest(iec104, {
    name: 'substation',
    connection: { host: '127.0.0.1', port, t2Seconds: 1 },
    signals: [
      { id: 'breaker', address: '7/110:M_SP_TB', value: 'boolean' },
      { id: 'power', address: '7/111:M_ME_TF' },
    ],
  });
  t.after(() => under.stop());
  under.source.start();
  await until('both are told', () => under.readings.length >= 2);
  const atMs = Date.UTC(2026, 10, 23, 6, 12, 39, 123);
  tell({ object: 110, value: true, atMs });
  tell({ object: 111, value: 99.5, atMs: atMs + 1, quality: 'Invalid' });
  tell({ object: 111, value: 98.5, atMs: atMs + 2, quality: 'Substituted' });
  await until('the changes are told', () => under.readings.length >= 5);
  const told = under.readings.slice(2).map(({ series, value, quality, sourceTimeUs }) => {
    return [series.split('/').at(-1), value, quality, sourceTimeUs / 1_000 - atMs];
  });
  assert.deepEqual(told, [
    ['breaker', true, 2, 0],
    ['power', 99.5, 0, 1],
    ['power', 98.5, 1, 2],
  ]);
  const waiting = () =>
    under.source.status().figures.find(({ name }) => name === 'unacknowledged')?.value;
  await until('all is acknowledged', () => waiting() === 0);
});

test('commands to a station of c104: taken, selected first, refused', { skip }, async (t) => {
  const { port, commands: _commands, ...peer } = await startPeer(t);
  for (const selectBeforeOperate of [false, true]) {
    const under = sourceUnderTest(iec104, {
      name: 'substation',
      connection: { host: '127.0.0.1', port, selectBeforeOperate, commonAddresses: [7] },
      signals: [
        { id: 'direct', address: '7/110>7/200:C_SC_NA', value: 'boolean', writable: true },
        { id: 'set', address: '7/111>7/201:C_SE_NC', writable: true },
        { id: 'selected', address: '7/202:C_SC_NA', value: 'boolean', writable: true },
        { id: 'failing', address: '7/203:C_SC_NA', value: 'boolean', writable: true },
        { id: 'absent', address: '7/999:C_SC_NA', value: 'boolean', writable: true },
      ],
    });
    t.after(() => under.stop());
    under.source.start();
    await until('the session is open', () => under.source.session !== undefined);
    const outcomes = await under.source.session?.write?.(
      selectBeforeOperate
        ? [{ signal: 2, value: true }]
        : [
            { signal: 0, value: true },
            { signal: 1, value: 12.5 },
            { signal: 3, value: true },
            { signal: 4, value: true },
          ],
    );
    const told = outcomes?.map((one) => (one.taken ? 'taken' : one.why.en));
    if (selectBeforeOperate) assert.deepEqual(told, ['taken']);
    else {
      assert.deepEqual(told?.slice(0, 2), ['taken', 'taken']);
      assert.match(told?.[2] ?? '', /refused/);
      assert.match(told?.[3] ?? '', /cause 47|refused/);
    }
    await under.stop();
  }
  assert.ok(peer);
});

test('a station of c104 is tested and browsed', { skip }, async (t) => {
  const { port } = await startPeer(t);
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const connection = { host: '127.0.0.1', port };
  const steps = await iec104.test?.(reach, {
    name: 'substation',
    protocol: iec104.name,
    connection,
    signals: [
      { id: 'power', address: '7/106:M_ME_NC' },
      { id: 'typo', address: '7/1060' },
    ],
  });
  assert.deepEqual(
    steps?.map(({ ok }) => ok),
    [true, true, true, false],
  );
  assert.match(steps?.at(-1)?.says.en ?? '', /typo \(7\/1060\)/);
  const unknown = await iec104.test?.(reach, {
    name: 'substation',
    protocol: iec104.name,
    connection: { ...connection, commonAddresses: [8] },
  });
  assert.equal(unknown?.at(-1)?.ok, false);
  assert.match(unknown?.at(-1)?.says.en ?? '', /station 8.*refused/);
  const top = await iec104.browse?.(reach, connection, { limit: 10 });
  assert.deepEqual(
    top?.things.map(({ name, detail }) => [name, detail]),
    [['Station 7', '9 objects']],
  );
  const page = await iec104.browse?.(reach, connection, { at: '7', limit: 4 });
  assert.equal(page?.next, '4');
  assert.deepEqual(page?.things[0]?.signal, {
    id: '7-100',
    address: '7/100:M_SP_NA',
    kind: 'event',
    value: 'boolean',
  });
});
