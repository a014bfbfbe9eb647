// The peer pymodbus 3.11.4 as a server: what it holds is what we read, in every type and order, in both framings.
// It answers only the first of the requests that arrive in one segment, so it is asked one at a time, our default.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { modbusTcp } from '../../server/src/modules/connectivity/protocols/modbus/modbus-tcp.ts';
import {
  reachUnderTest,
  sourceUnderTest,
} from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { quality } from '../../server/src/stores/series/series.ts';
import { until } from '../../server/src/testing/until.ts';
import { pythonWith } from './python-packages.ts';
import { startPythonServer } from './python-server.ts';

const python = await pythonWith('pymodbus');
const skip = 'missing' in python ? python.missing : false;

const signals: readonly (readonly [address: string, expected: unknown, value?: 'text'])[] = [
  ['holding 0 int16', -2],
  ['holding 1 uint16', 65_535],
  ['holding 2 int32', -123_456_789],
  ['input 4 uint32', 4_000_000_000],
  ['holding 6 int64', '-4611686018427387905', 'text'],
  ['input 10 uint64', '18446744073709551615', 'text'],
  ['holding 14 float32', Math.fround(123.456)],
  ['holding 16 float64', -1.5e300],
  ['holding 20 float32 cdab', Math.fround(123.456)],
  ['holding 22 uint32 cdab', 4_000_000_000],
  ['holding 24 string 12', 'Hello, pump'],
  ['holding 40 float32 badc', Math.fround(123.456)],
  ['holding 42 float32 dcba', Math.fround(123.456)],
  ['holding 44 bcd16', 1_234],
  ['holding 45 bit 9', true],
  ['holding 45 bit 8', false],
  ['holding 46 float32', null],
  ['coil 99', true],
  ['discrete 1', false],
  ['unit 3 holding 199', 7],
  ['40002', 65_535],
  ['holding 300', null],
  ['unit 2 holding 0', null],
];

async function started(t: TestContext, host: string, framing: 'tcp' | 'rtu') {
  const peer = await startPythonServer(python, 'modbus_server.py', [
    host,
    framing === 'rtu' ? 'rtu' : 'socket',
  ]);
  t.after(() => peer.stop());
  const connection = { host, port: peer.port, framing, intervalMs: 50, timeoutMs: 300 };
  return { peer, connection };
}

for (const [framing, host] of [
  ['tcp', '127.0.0.1'],
  ['tcp', '::1'],
  ['rtu', '127.0.0.1'],
  ['rtu', '::1'],
] as const) {
  test(
    `pymodbus over ${framing} on ${host}: every type and order, an illegal address, a dead unit`,
    {
      skip,
    },
    async (t) => {
      const { connection } = await started(t, host, framing);
      const tested = sourceUnderTest(modbusTcp, {
        ...{ name: 'peer', connection },
        signals: signals.map(([address, , value], i) => ({
          ...{ id: `s${i}`, address, writable: true },
          ...(value === undefined ? {} : { value }),
        })),
      });
      t.after(() => tested.stop());
      tested.source.start();
      const heard = () => new Map(tested.values());
      await until('all signals', () => heard().size === signals.length);
      await until('the dead unit', () => tested.warnings.some(({ key }) => key === 'unit 2'));
      for (const [i, [address, expected]] of signals.entries()) {
        assert.deepEqual(heard().get(`s${i}`), expected, address);
      }
      const bad = tested.readings.filter((reading) => reading.quality === quality.bad);
      const missing = signals.flatMap(([, expected], i) => (expected === null ? [`s${i}`] : []));
      const badIds = bad.map(({ series }) => series.split('/').at(-1) ?? '');
      assert.deepEqual(
        [...new Set(badIds)].toSorted(),
        missing.toSorted(),
        'no living one was ever bad',
      );

      const session = tested.source.session;
      const positionOf = (address: string) => signals.findIndex(([one]) => one === address);
      const writes = [
        ['holding 2 int32', 77],
        ['holding 20 float32 cdab', -0.5],
        ['holding 24 string 12', '泵'],
        ['holding 45 bit 8', true],
        ['coil 99', false],
        ['holding 300', 1],
      ] as const;
      const outcomes = await session?.write?.(
        writes.map(([address, value]) => ({ signal: positionOf(address), value })),
      );
      assert.deepEqual(
        outcomes?.map(({ taken }) => taken),
        [true, true, true, true, true, false],
        JSON.stringify(outcomes),
      );
      for (const [address, value] of writes.slice(0, 5)) {
        const [read] = (await session?.read?.([positionOf(address)])) ?? [];
        assert.equal(read?.value, value, address);
      }
    },
  );
}

test('pymodbus is discovered with its name, and tested to the exact fault', { skip }, async (t) => {
  const { connection } = await started(t, '127.0.0.1', 'tcp');
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const settings = (address: string) => ({
    ...{ name: 'peer', protocol: 'modbus-tcp', connection },
    signals: [{ id: 'a', address }],
  });
  const good = await modbusTcp.test?.(reach, settings('holding 1'));
  assert.deepEqual(
    good?.map(({ ok, says }) => [ok, says.en]),
    [
      [true, 'The device accepts the connection.'],
      [true, 'It answers: Jingwei tests Pump 3.1.'],
      [true, '65535'],
    ],
  );
  const fault = async (address: string) =>
    (await modbusTcp.test?.(reach, settings(address)))?.at(-1)?.says.en ?? '';
  assert.match(await fault('holding 250'), /illegal data address \(2\)/);
  assert.match(await fault('unit 2 holding 0'), /Unit 2 does not answer within 300 ms/);
});
