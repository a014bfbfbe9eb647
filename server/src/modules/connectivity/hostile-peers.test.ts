// Every protocol over TCP against peers that say nothing, hang up, talk nonsense or never stop: nothing is taken as good, the
// trouble is told or the nonsense counted, and a stop, at any moment, leaves no connection behind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../../kernel/world/clock.ts';
import type { TcpConnection } from '../../kernel/world/network.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { quality } from '../../stores/series/series.ts';
import { until } from '../../testing/until.ts';
import type { SourceSettings } from './api.ts';
import { protocols } from './protocols.ts';
import { sourceUnderTest } from './testing/source-under-test.ts';

const { clock, network } = realWorld;
const devices = `<MTConnectDevices><Devices><Device id="d" uuid="m1" name="m1"><DataItems>
  <DataItem id="x" category="SAMPLE" type="POSITION"/></DataItems></Device></Devices></MTConnectDevices>`;

type Asked = Pick<SourceSettings, 'signals'> & {
  readonly connection?: object;
  readonly web?: true;
};

const asked: Readonly<Record<string, Asked>> = {
  'mtconnect-shdr': { connection: { devices } },
  'modbus-tcp': { signals: [{ id: 'a', address: 'holding:1' }], connection: { timeoutMs: 100 } },
  s7: { signals: [{ id: 'a', address: 'DB1.DBW0' }], connection: { timeoutMs: 200 } },
  'ethernet-ip': { signals: [{ id: 'a', address: 'Level' }], connection: { answerMs: 200 } },
  'iec-60870-5-104': { signals: [{ id: 'a', address: '1/100' }], connection: { t1Seconds: 1 } },
  'opc-ua': { signals: [{ id: 'a', address: 'ns=2;s=a' }] },
  mqtt: { connection: { filters: ['#'] } },
  sparkplug: {},
  'http-poll': { signals: [{ id: 'a', address: 'a' }], web: true },
  'mtconnect-agent': { web: true },
};

/** The same nonsense each time. */
function nonsense(octets: number): Uint8Array {
  let seed = 7;
  return Uint8Array.from({ length: octets }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed >>> 16;
  });
}

const text = (line: string, times: number) => new TextEncoder().encode(line.repeat(times));
const peers: Readonly<Record<string, (connection: TcpConnection) => void>> = {
  'says nothing': () => {},
  'hangs up': (connection) => connection.end(),
  'talks nonsense': (connection) => void connection.write(nonsense(65_536)),
  'answers with zeros': (connection) =>
    connection.onData(() => void connection.write(new Uint8Array(4_096))),
  'says one thing without end': (connection) => void connection.write(text('A', 4_000_000)),
  'speaks another protocol': (connection) =>
    void connection.write(text('HTTP/1.1 200 OK\r\ncontent-length: 90000000\r\n\r\n{"a":', 1)),
};

async function meet(name: string, behave: (connection: TcpConnection) => void, host: string) {
  const connections = { open: 0, all: 0 };
  const listener = await network.listenTcp({ host, port: 0 }, (connection) => {
    connections.open += 1;
    connections.all += 1;
    connection.onData(() => {});
    connection.onClose(() => (connections.open -= 1));
    behave(connection);
  });
  const protocol = protocols.find((one) => one.name === name);
  const { connection, signals, web } = asked[name] ?? {};
  assert.ok(protocol, name);
  const { port } = listener.address;
  const place = web
    ? { url: `http://${host === '::1' ? '[::1]' : host}:${port}/` }
    : { host, port };
  const settings = { name: 'x', connection: { ...place, ...connection } };
  const tested = sourceUnderTest(
    protocol,
    { ...settings, ...(signals ? { signals } : {}) },
    { config: { connectTimeoutMs: 300, silenceMs: 500 } },
  );
  return { ...tested, connections, close: () => listener.close() };
}

for (const [how, behave] of Object.entries(peers)) {
  test(`a peer that ${how}`, async (t) => {
    await Promise.all(
      Object.keys(asked).map(async (name) => {
        const met = await meet(name, behave, '127.0.0.1');
        const { source, readings, connections, stop, close } = met;
        source.start();
        const told = () => source.status().trouble !== undefined || source.status().refused > 0;
        await until(`${name} tells of it`, told);
        assert.ok(
          readings.every((one) => one.quality === quality.bad || one.quality === quality.uncertain),
          `${name}: ${JSON.stringify(readings)}`,
        );
        await stop();
        await until(`${name} leaves no connection behind`, () => connections.open === 0);
        await close();
      }),
    );
    t.diagnostic(`${Object.keys(asked).length} protocols`);
  });
}

test('a stop while it connects leaves no connection behind, over IPv6 too', async () => {
  await Promise.all(
    Object.keys(asked).flatMap((name) =>
      ['127.0.0.1', '::1'].map(async (host) => {
        const { source, connections, stop, close } = await meet(name, () => {}, host);
        source.start();
        await until(`${name} has called`, () => connections.all > 0);
        await sleep(clock, 20);
        const begunMs = clock.monotonicMs();
        await stop();
        assert.ok(clock.monotonicMs() - begunMs < 8_000, `${name} stopped late`);
        await until(`${name} is gone`, () => connections.open === 0);
        assert.equal(source.status().state, 'stopped');
        await close();
      }),
    ),
  );
});
