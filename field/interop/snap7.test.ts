// The peer snap7 (with python-snap7 2.1.0) as a controller: what it holds is what we read, in every type. It knows
// no IPv6; `::1` is tested against our own controller.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { s7 } from '../../server/src/modules/connectivity/protocols/s7/s7.ts';
import {
  reachUnderTest,
  sourceUnderTest,
} from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { until } from '../../server/src/testing/until.ts';
import { pythonWith } from './python-packages.ts';
import { startPythonServer } from './python-server.ts';

const python = await pythonWith('snap7');
const skip = 'missing' in python ? python.missing : false;

const signals: readonly (readonly [address: string, expected: unknown, value?: 'text'])[] = [
  ['DB1.DBX0.3', true],
  ['DB1.DBX0.2', false],
  ['DB1.DBB0', 8],
  ['DB1.DBW2:int', -1_234],
  ['DB1.DBD4:real', Math.fround(123.456)],
  ['DB1.DBD8:dint', -123_456_789],
  ['DB1.LREAL12', -1.5e300],
  ['DB1.STRING20[30]', 'Hello, press'],
  ['DB1.TIME60', 90_500],
  ['DB1.DATE_AND_TIME64', '2026-11-23T14:05:59.123'],
  ['DB1.S5TIME72', 127_000],
  ['DB1.CHAR74', 'K'],
  ['DB1.DATE76', '2026-11-23'],
  ['DB1.LWORD78', '18446744073709551615', 'text'],
  ['DB1.STRING86[254]', 'x'.repeat(254)],
  ['DB1.DTL350', '2026-11-23T14:05:59.123456789'],
  ['DB1.WSTRING370[10]', '泵1'],
  ['DB1.DBD596', 4_000_000_000],
  ['DB2.DBW18', 77],
  ['M10.0', true],
  ['IW4', 513],
  ['Q0.7', true],
  ['DB1.DBD598', null],
  ['DB9.DBW0', null],
];

async function started(t: TestContext) {
  const host = '127.0.0.1';
  const peer = await startPythonServer(python, 's7_server.py', [host]);
  t.after(() => peer.stop());
  return { host, port: peer.port, slot: 1, intervalMs: 50 };
}

test(
  'snap7: every type and area, values longer than a message, what does not exist',
  { skip },
  async (t) => {
    for (const pduBytes of [240, 960]) {
      const connection = { ...(await started(t)), pduBytes };
      const tested = sourceUnderTest(s7, {
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
      for (const [i, [address, expected]] of signals.entries()) {
        assert.deepEqual(heard().get(`s${i}`), expected, `${address} with ${pduBytes} bytes`);
      }
      const session = tested.source.session;
      const positionOf = (address: string) => signals.findIndex(([one]) => one === address);
      const writes = [
        ['DB1.DBX0.2', true],
        ['DB1.DBW2:int', 99],
        ['DB1.LREAL12', 0.25],
        ['DB1.STRING20[30]', 'short'],
        ['DB1.CHAR74', 'Z'],
        ['DB1.LWORD78', '9007199254740993'],
        ['DB1.WSTRING370[10]', '注塑机'],
        ['M10.0', false],
        ['DB9.DBW0', 1],
        ['DB1.DATE76', '2026-01-01'],
      ] as const;
      const outcomes = await session?.write?.(
        writes.map(([address, value]) => ({ signal: positionOf(address), value })),
      );
      assert.deepEqual(
        outcomes?.map(({ taken }) => taken),
        writes.map((_, i) => i < 8),
        JSON.stringify(outcomes),
      );
      for (const [address, value] of writes.slice(0, 8)) {
        const [read] = (await session?.read?.([positionOf(address)])) ?? [];
        assert.equal(read?.value, value, address);
      }
      const [neighbour] = (await session?.read?.([positionOf('DB1.DBX0.3')])) ?? [];
      assert.equal(neighbour?.value, true, 'the bit beside the written one');
    }
  },
);

test('snap7 is discovered, identified, and tested to the exact fault', { skip }, async (t) => {
  const connection = await started(t);
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const tried = async (address: string) =>
    (await s7.test?.(reach, {
      ...{ name: 'peer', protocol: 's7', connection },
      signals: [{ id: 'a', address }],
    })) ?? [];
  const good = await tried('DB1.DBW2:int');
  assert.deepEqual(
    good.map(({ ok }) => ok),
    [true, true, true, true, true],
    JSON.stringify(good),
  );
  assert.match(good[3]?.says.en ?? '', /6ES7 315-2EH14-0AB0.*in RUN/);
  assert.match((await tried('DB9.DBW0')).at(-1)?.says.en ?? '', /no such block \(10\)/);
  assert.match((await tried('DB2.DBW40')).at(-1)?.says.en ?? '', /does not exist \(5\)/);
  const found = await s7.discover?.(reach, { host: connection.host, port: connection.port });
  assert.match(found?.[0]?.detail ?? '', /6ES7 315/);
});
