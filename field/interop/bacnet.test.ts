// The peer bacpypes3 0.0.110: a device of it is discovered, browsed in segments, tested, followed by COV, read and written.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { bacnet } from '../../server/src/modules/connectivity/protocols/bacnet/bacnet.ts';
import {
  reachUnderTest,
  sourceUnderTest,
} from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { until } from '../../server/src/testing/until.ts';
import { pythonWith } from './python-packages.ts';

const python = await pythonWith('bacnet');
const skip = 'missing' in python ? python.missing : false;

async function startPeer(t: TestContext) {
  assert.ok('program' in python);
  const port = await freePort();
  const child = spawn(python.program, [join(python.scripts, 'bacnet.py'), String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until('the device of bacpypes3 is ready', () => said.includes('ready'));
  const tell = (change: object) => void child.stdin.write(`${JSON.stringify(change)}\n`);
  return { port, tell };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

const signals = [
  { id: 'supply', address: 'analog-input:1' },
  { id: 'setpoint', address: 'analog-value:2', writable: true },
  { id: 'fan', address: 'binary-value:3', value: 'boolean' as const, writable: true },
  { id: 'mode', address: 'multi-state-value:4' },
  { id: 'label', address: 'characterstring-value:5', value: 'text' as const },
  { id: 'units', address: 'analog-input:1/units' },
  { id: 'absent', address: 'analog-input:99' },
];

for (const confirmed of [true, false]) {
  test(
    `changes of bacpypes3 are told, ${confirmed ? 'confirmed' : 'unconfirmed'}`,
    { skip },
    async (t) => {
      const { port, tell } = await startPeer(t);
      const under = sourceUnderTest(bacnet, {
        name: 'ahu',
        connection: { host: '127.0.0.1', port, device: 4711, confirmed, intervalMs: 200 },
        signals,
      });
      t.after(() => under.stop());
      under.source.start();
      const of = (id: string) =>
        under.readings
          .filter(({ series }) => series.endsWith(`/${id}`))
          .map(({ value, quality }) => [value, quality]);
      await until('all are told', () => signals.every(({ id }) => of(id).length > 0));
      assert.deepEqual(
        signals.map(({ id }) => of(id)[0]),
        [
          [21.5, 2],
          [20, 2],
          [true, 2],
          [2, 2],
          ['空调 7', 2],
          [62, 2],
          [null, 0],
        ],
      );
      tell({ object: 'supply', value: 22.5 });
      await until('the change is told', () => of('supply').some(([value]) => value === 22.5));
      tell({ object: 'supply', flags: [0, 1, 0, 0] });
      await until('the fault is told', () => of('supply').at(-1)?.[1] === 0);
      tell({ object: 'supply', flags: [0, 0, 0, 1] });
      await until('out of service is uncertain', () => of('supply').at(-1)?.[1] === 1);
      assert.ok(of('supply').length < 10, 'it was told, not polled');
      const figures = Object.fromEntries(
        under.source.status().figures.map(({ name, value }) => [name, value]),
      );
      // It has no changes to tell of multi-state and text values: those are read.
      assert.equal(figures['subscriptions'], 3);
      assert.ok((figures['notifications'] ?? 0) >= 4);
      const outcomes = await under.source.session?.write?.([
        { signal: 1, value: 23.5 },
        { signal: 2, value: false },
        { signal: 0, value: 'warm' },
        { signal: 6, value: 1 },
      ]);
      assert.deepEqual(
        outcomes?.map((one) => (one.taken ? 'taken' : one.why.en)).map((said) => said.slice(0, 30)),
        ['taken', 'taken', 'warm cannot be written as REAL', 'The property cannot be read: t'],
      );
      const read = await under.source.session?.read?.([1, 2]);
      assert.deepEqual(
        read?.map(({ value }) => value),
        [23.5, false],
      );
      const back = await under.source.session?.write?.([{ signal: 1, value: 'relinquish' }]);
      assert.deepEqual(back, [{ taken: true }]);
      await until('the default is back', () => of('setpoint').at(-1)?.[0] === 20);
    },
  );
}

test('a device of bacpypes3 is discovered, tested and browsed in segments', { skip }, async (t) => {
  const { port } = await startPeer(t);
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const found = await bacnet.discover?.(reach, { host: '127.0.0.1', port });
  assert.deepEqual(
    found?.map(({ connection }) => connection),
    [{ host: '127.0.0.1', port, device: 4711 }],
  );
  const connection = { host: '127.0.0.1', port };
  const base = { name: 'ahu', protocol: bacnet.name, connection };
  const steps = await bacnet.test?.(reach, { ...base, signals: [...signals] });
  assert.deepEqual(
    steps?.map(({ ok }) => ok),
    [true, true, false],
  );
  assert.match(steps?.[1]?.says.en ?? '', /field, BACpypes bacpypes3/);
  assert.match(steps?.[2]?.says.en ?? '', /1 of 7.*absent: there is no such object/s);
  const other = { ...base, connection: { ...connection, device: 1 } };
  const wrong = await bacnet.test?.(reach, other);
  assert.match(wrong?.[0]?.says.en ?? '', /answers device 4711, not device 1/);
  const page = await bacnet.browse?.(reach, connection, { limit: 1_000 });
  assert.ok((page?.things.length ?? 0) >= 605, `${page?.things.length} objects`);
  const supply = page?.things.find(({ name }) => name === 'supply');
  assert.deepEqual(supply?.signal, {
    ...{ id: 'analog-input-1', name: 'supply', address: 'analog-input:1' },
    ...{ value: 'number', unit: 'Cel' },
  });
  const last = page?.things.find(({ name }) => name === 'point 599');
  assert.equal(last?.signal?.unit, '%');
});
