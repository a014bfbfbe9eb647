// The peer cpppo 5.2.5: its EtherNet/IP server is found, tested, read in batches and written.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { test, type TestContext } from 'node:test';
import { ethernetIp } from '../../server/src/modules/connectivity/protocols/ethernet-ip/ethernet-ip.ts';
import {
  reachUnderTest,
  sourceUnderTest,
} from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { until } from '../../server/src/testing/until.ts';
import { pythonWith } from './python-packages.ts';

const python = await pythonWith('ethernet-ip');
const skip = 'missing' in python ? python.missing : false;

const tags = [
  'LEVEL=REAL[10]',
  'COUNT=DINT',
  'SMALL=SINT',
  'WORD=INT[1000]',
  'RUN=BOOL',
  'NAME=STRING',
];

async function startPeer(t: TestContext): Promise<number> {
  assert.ok('program' in python);
  const port = await freePort();
  const args = ['-m', 'cpppo.server.enip', '-a', `127.0.0.1:${port}`, '-A', '--no-config', ...tags];
  const child = spawn(python.program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until('the server of cpppo is ready', () => /UDP Server address/.test(said));
  return port;
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

const signals = [
  { id: 'level', address: 'LEVEL[3]' },
  { id: 'count', address: 'COUNT' },
  { id: 'bit', address: 'COUNT.4', value: 'boolean' as const },
  { id: 'small', address: 'SMALL' },
  { id: 'run', address: 'RUN', value: 'boolean' as const },
  { id: 'name', address: 'NAME', value: 'text' as const },
  ...Array.from({ length: 300 }, (_, n) => ({ id: `w${n}`, address: `WORD[${n}]` })),
];

const absent = { id: 'absent', address: 'ABSENT' };

for (const messaging of ['auto', 'unconnected']) {
  test(`tags of cpppo are written and read in batches, ${messaging}`, { skip }, async (t) => {
    const port = await startPeer(t);
    const under = sourceUnderTest(
      ethernetIp,
      {
        name: 'plc',
        connection: { host: '127.0.0.1', port, messaging, intervalMs: 50 },
        // cpppo ends the session at an unconnected request for a tag that it does not have.
        signals: [...signals, ...(messaging === 'auto' ? [absent] : [])],
      },
      { config: { batchReadingsMax: 10_000, waitingReadingsMax: 100_000 } },
    );
    t.after(() => under.stop());
    under.source.start();
    await until('all tags are read', () => under.readings.length >= signals.length);
    const outcomes = await under.source.session?.write?.([
      { signal: 0, value: 12.5 },
      { signal: 1, value: -70_000 },
      { signal: 3, value: -128 },
      { signal: 4, value: true },
      { signal: 5, value: 'Tank 7' },
      { signal: 105, value: 4_711 },
      { signal: 3, value: 128 },
      ...(messaging === 'auto' ? [{ signal: signals.length, value: 1 }] : []),
    ]);
    assert.deepEqual(
      outcomes?.map((one) => one.taken),
      [true, true, true, true, true, true, false, ...(messaging === 'auto' ? [false] : [])],
    );
    const found = await under.source.session?.read?.([0, 1, 2, 3, 4, 5, 105]);
    assert.deepEqual(
      found?.map(({ value, quality }) => [value, quality]),
      [
        [12.5, 2],
        [-70_000, 2],
        [true, 2],
        [-128, 2],
        [true, 2],
        ['Tank 7', 2],
        [4_711, 2],
      ],
    );
    const warned = under.warnings.map(({ key }) => key);
    assert.deepEqual(warned, messaging === 'auto' ? ['ABSENT'] : []);
    const figures = under.source.status().figures.map(({ name, value }) => [name, value]);
    assert.equal(Object.fromEntries(figures)['unreadable'], messaging === 'auto' ? 1 : 0);
  });
}

test('cpppo is discovered and tested step by step', { skip }, async (t) => {
  const port = await startPeer(t);
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const found = await ethernetIp.discover?.(reach, { host: '127.0.0.1', port });
  assert.deepEqual(
    found?.map(({ connection }) => connection),
    [{ host: '127.0.0.1', port, route: '1/0' }],
  );
  assert.match(found?.[0]?.name ?? '', /1756-L61/);
  const steps = await ethernetIp.test?.(reach, {
    name: 'plc',
    protocol: ethernetIp.name,
    connection: { host: '127.0.0.1', port },
    signals: [...signals.slice(0, 2), { id: 'typo', address: 'LEVLE' }],
  });
  assert.deepEqual(
    steps?.map(({ ok }) => ok),
    [true, true, true, false],
  );
  assert.match(steps?.at(-1)?.says.en ?? '', /1 of 3 tags.*LEVLE/s);
});
