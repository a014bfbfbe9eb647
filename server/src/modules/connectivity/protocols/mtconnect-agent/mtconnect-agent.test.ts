// The agent client against an agent of our own, over real sockets.
import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync } from 'node:fs';
import { after, test } from 'node:test';
import { quality } from '../../../../stores/series/series.ts';
import { until } from '../../../../testing/until.ts';
import {
  reachUnderTest,
  sourceUnderTest,
  type SourceTestOptions,
  type SourceUnderTest,
} from '../../testing/source-under-test.ts';
import { parseXml } from '../mtconnect/xml.ts';
import { mtconnectAgent } from './mtconnect-agent.ts';
import { AgentPeer, type AgentPeerOptions, type PeerObservation } from './testing/agent-peer.ts';
import { okumaFolder, okumaObservations } from './testing/okuma-through-agent.ts';

const devices = `<Devices><Agent id="ag" uuid="agent-1" name="Agent"><DataItems><DataItem id="ag_c" category="EVENT" type="CONNECTION_STATUS"/></DataItems></Agent>
<Device id="d" uuid="m1" name="m1"><DataItems>
  <DataItem id="x" name="Xact" category="SAMPLE" type="POSITION" units="MILLIMETER" nativeUnits="INCH"/>
  <DataItem id="mode" category="EVENT" type="CONTROLLER_MODE"/>
  <DataItem id="system" category="CONDITION" type="SYSTEM"/>
  <DataItem id="vars" category="EVENT" type="VARIABLE" representation="DATA_SET"/>
  <DataItem id="offs" category="EVENT" type="WORK_OFFSET" representation="TABLE"/>
  <DataItem id="wave" category="SAMPLE" type="VOLTAGE" units="VOLT" representation="TIME_SERIES" sampleRate="10"/>
  <DataItem id="msg" category="EVENT" type="MESSAGE"/>
</DataItems></Device></Devices>`;

const startUs = Date.UTC(2026, 0, 1) * 1_000;
function x(value: number | string, atSeconds = Number(value)): PeerObservation {
  return {
    device: 'm1',
    item: 'x',
    category: 'SAMPLE',
    element: 'Position',
    timeUs: startUs + atSeconds * 1_000_000,
    values: [String(value)],
  };
}
const xs = (from: number, count: number) => Array.from({ length: count }, (_, i) => x(from + i));
const event = (item: string, element: string, xml: string, attributes = ''): PeerObservation => ({
  ...{
    device: 'm1',
    item,
    category: 'EVENT',
    element,
    timeUs: startUs,
    values: [],
    xml,
    attributes,
  },
});

type Bench = SourceUnderTest & { readonly peer: AgentPeer; readonly url: string };

async function bench(
  given: Partial<AgentPeerOptions> & {
    first?: readonly PeerObservation[];
    connection?: object;
    test?: SourceTestOptions;
  },
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const peer = new AgentPeer({ devices, ...given });
  peer.add(given.first ?? []);
  const url = await peer.open();
  const connection = { url, intervalMs: 10, heartbeatMs: 200, ...given.connection };
  const tested = sourceUnderTest(mtconnectAgent, { name: 'm1', connection }, given.test);
  tested.source.start();
  try {
    await work({ ...tested, peer, url });
  } finally {
    await tested.stop();
    await peer.close();
  }
}

const good = ({ readings }: SourceUnderTest, signal = 'x') =>
  readings
    .filter(({ series, quality: how }) => how === quality.good && series.endsWith(`/${signal}`))
    .map(({ value }) => value);
const count = (from: number, many: number) => Array.from({ length: many }, (_, i) => from + i);
const figure = ({ source }: SourceUnderTest, name: string) =>
  source.status().figures.find((one) => one.name === name)?.value;

test('devices are learned, the buffer is read from its start and then the stream, each once', async () => {
  await bench({ first: xs(1, 50), connection: { count: 7 } }, async (bench) => {
    await until('the buffer', () => good(bench).length === 50);
    bench.peer.add(xs(51, 50));
    await until('the stream', () => good(bench).length === 100);
    assert.deepEqual(good(bench), count(1, 100));
    assert.equal(bench.models[0]?.machine.identifier, '88.118.8/M-m1');
    assert.equal(bench.models.length, 1, 'the agent itself is no machine');
    assert.equal(bench.models[0]?.signals[0]?.unitCode, 'mm', 'an agent tells converted values');
    assert.equal(bench.readings[9]?.sourceTimeUs, startUs + 10_000_000);
    await until(
      'the position',
      () => JSON.stringify(bench.memory.value) === '{"instanceId":"1700000001","next":101}',
    );
    assert.equal(bench.source.status().refused, 0);
  });
});

test('a cut stream goes on where it was durable, nothing lost and nothing twice', async () => {
  await bench({ first: xs(1, 20) }, async (bench) => {
    await until('the first', () => good(bench).length === 20);
    bench.peer.cut();
    bench.peer.add(xs(21, 30));
    await until('the rest', () => good(bench).length >= 50);
    bench.peer.add(xs(51, 1));
    await until('one more', () => good(bench).includes(51));
    assert.deepEqual(good(bench), count(1, 51));
    assert.equal(figure(bench, 'missed'), 0);
  });
});

test('after a restart of the gateway it goes on from its memory, and says again what still holds', async () => {
  const mode = event('mode', 'ControllerMode', 'AUTOMATIC');
  const remembered = { instanceId: '1700000001', next: 12 };
  await bench({ first: [mode, ...xs(2, 20)], test: { remembered } }, async (bench) => {
    await until('the rest', () => good(bench).length === 10);
    assert.deepEqual(good(bench), count(12, 10));
    const [still] = bench.readings.filter(({ value }) => value === 'AUTOMATIC');
    assert.ok(
      (still?.sourceTimeUs ?? 0) > startUs + 86_400_000_000,
      'at the time of the agent’s answer',
    );
  });
});

test('what the buffer no longer holds is a gap, counted and told with its numbers', async () => {
  const remembered = { instanceId: '1700000001', next: 5 };
  await bench({ first: xs(1, 100), bufferSize: 30, test: { remembered } }, async (bench) => {
    await until('what is held', () => good(bench).includes(100));
    assert.deepEqual(good(bench), count(71, 30));
    assert.equal(figure(bench, 'missed'), 66);
    const [warning] = bench.warnings.filter(({ event: kind }) => kind === 'refused');
    assert.deepEqual([warning?.['key'], warning?.['told']], ['gap', '5–70']);
    assert.match(String(warning?.['remedy']), /BufferSize/);
  });
});

test('a started-again agent is noticed and its new buffer read from the start', async () => {
  await bench({ first: xs(1, 5) }, async (bench) => {
    await until('the first', () => good(bench).length === 5);
    bench.peer.restart();
    bench.peer.add(xs(6, 5));
    await until('the new buffer', () => good(bench).length === 10);
    assert.deepEqual(good(bench), count(1, 10));
    assert.ok(
      bench.warnings.some(
        ({ key, told }) => key === 'instance' && String(told).includes('1700000002'),
      ),
    );
  });
});

test('an agent that does not stream is asked again and again', async () => {
  await bench(
    { first: xs(1, 30), withoutStream: true, connection: { count: 4 }, version: '1.1.0.2' },
    async (bench) => {
      await until('all', () => good(bench).length === 30);
      bench.peer.add(xs(31, 3));
      await until('more', () => good(bench).length === 33);
      assert.ok(
        bench.peer.requests.some((request) => request.includes('frequency=10')),
        'as 1.1 names it',
      );
    },
  );
});

test('conditions, data sets, tables, time series, messages and UNAVAILABLE are told as adapters tell them', async () => {
  const first: PeerObservation[] = [
    {
      device: 'm1',
      item: 'system',
      category: 'CONDITION',
      element: '',
      timeUs: startUs,
      values: ['FAULT', 'E1', '2', 'HIGH', 'too <hot> & "loud"'],
    },
    event(
      'vars',
      'VariableDataSet',
      '<Entry key="a">1</Entry><Entry key="b">two words</Entry><Entry key="c" removed="true"/>',
      'count="3"',
    ),
    event(
      'offs',
      'WorkOffsetTable',
      '<Entry key="G54"><Cell key="X">1.5</Cell><Cell key="Y">2</Cell></Entry>',
      'count="1"',
    ),
    {
      ...event('wave', 'VoltageTimeSeries', '1 2 3', 'sampleCount="3" sampleRate="10"'),
      category: 'SAMPLE',
    },
    event('msg', 'Message', 'door open', 'nativeCode="M7"'),
    x('UNAVAILABLE', 1),
    x('nonsense', 2),
    event('nobody', 'Nobody', '1'),
    { ...event('ag_c', 'ConnectionStatus', 'ESTABLISHED'), device: 'agent-1' },
  ];
  await bench({ first }, async (bench) => {
    await until('all of it', () => bench.readings.length >= 9);
    assert.deepEqual(good(bench, 'system'), ['FAULT|E1|2|HIGH|too <hot> & "loud"']);
    assert.deepEqual(good(bench, 'vars'), ["a=1 b='two words' c"]);
    assert.deepEqual(good(bench, 'offs'), ['G54={X=1.5 Y=2}']);
    assert.deepEqual(good(bench, 'msg'), ['M7|door open']);
    const wave = bench.readings.filter(({ series }) => series.endsWith('/wave'));
    assert.deepEqual(
      wave.map(({ value, sourceTimeUs }) => [value, sourceTimeUs - startUs]),
      [
        [1, -200_000],
        [2, -100_000],
        [3, 0],
      ],
    );
    const xs = bench.readings.filter(({ series }) => series.endsWith('/x'));
    assert.deepEqual(
      xs.map(({ value, quality: how }) => [value, how]),
      [
        [null, 0],
        [null, 0],
      ],
    );
    assert.deepEqual(
      bench.warnings.map(({ key }) => key),
      ['x', 'nobody'],
    );
  });
});

test('an agent that falls silent is left, and found again', async () => {
  const quiet = { config: { connectTimeoutMs: 150 } };
  await bench({ first: xs(1, 3), connection: { heartbeatMs: 100 }, test: quiet }, async (bench) => {
    await until('the first', () => good(bench).length === 3);
    assert.ok(await stays(bench, 600), 'heartbeats keep it');
  });
  // The second answers with one document, and never ends it.
  for (const type of ['multipart/x-mixed-replace;boundary=z', 'text/xml']) {
    const server = await hostile((url, response) => {
      const whole = url.startsWith('/probe')
        ? document('Devices', devices)
        : document('Streams', '<Streams/>');
      if (url.startsWith('/sample'))
        response.writeHead(200, { 'content-type': type }).write('--z\r\n');
      else response.end(whole);
    });
    const connection = { url: server.url, heartbeatMs: 100 };
    const tested = sourceUnderTest(mtconnectAgent, { name: 'm', connection }, quiet);
    tested.source.start();
    await until('it is left', () => /heartbeat/.test(tested.source.status().trouble?.en ?? ''));
    await tested.stop();
    await server.close();
  }
});

async function stays(bench: Bench, ms: number): Promise<boolean> {
  const begun = performance.now();
  await until('some heartbeats', () => performance.now() - begun > ms);
  return bench.source.status().state === 'connected' && bench.metrics !== undefined;
}

test('over IPv6 the same', async () => {
  await bench({ first: xs(1, 3), host: '::1' }, async (bench) => {
    await until('three', () => good(bench).length === 3);
    assert.match(bench.source.status().address, /\[::1\]/);
  });
});

const header = '<Header instanceId="1" version="2.0" firstSequence="1" nextSequence="1"/>';
const document = (kind: string, inside: string) =>
  `<MTConnect${kind}>${header}${inside}</MTConnect${kind}>`;

const servers: Server[] = [];
after(() => servers.forEach((server) => server.closeAllConnections()));
async function hostile(answer: (url: string, response: ServerResponse) => void) {
  const server = createServer((request, response) => answer(request.url ?? '', response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

const bomb = `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(1_000)}">]><MTConnectDevices>&a;</MTConnectDevices>`;
const troubles: readonly [string, (url: string, response: ServerResponse) => void, RegExp][] = [
  [
    'a page',
    (_, response) => response.end('<html>hello</html>'),
    /does not answer as an MTConnect agent: <html>/,
  ],
  [
    'no XML',
    (_, response) => response.end('hello'),
    /does not answer as an MTConnect agent: line 1/,
  ],
  [
    'half a document',
    (_, response) => response.end(document('Devices', devices).slice(0, 300)),
    /does not answer as an MTConnect agent/,
  ],
  [
    'an XML bomb',
    (_, response) => response.end(bomb),
    /does not answer as an MTConnect agent: line 1/,
  ],
  [
    'no header',
    (_, response) => response.end(`<MTConnectDevices>${devices}</MTConnectDevices>`),
    /no usable Header/,
  ],
  ['another status', (_, response) => response.writeHead(503).end('<b>down</b>'), /503/],
  [
    'an MTConnect error',
    (_, response) =>
      response
        .writeHead(404)
        .end(
          '<MTConnectError><Header/><Errors><Error errorCode="NO_DEVICE">none</Error></Errors></MTConnectError>',
        ),
    /NO_DEVICE none/,
  ],
  ['an endless body', (_, response) => endless(response), /more than the 16777216 bytes/],
  [
    'an end in the middle',
    (_, response) =>
      void response
        .writeHead(200, { 'content-length': '100' })
        .write('<a', () => response.destroy()),
    /ended in the middle/,
  ],
  [
    'two devices with one id',
    (_, response) =>
      response.end(
        document(
          'Devices',
          `${devices.replace('</Devices>', '')}<Device id="d" uuid="m2"/></Devices>`,
        ),
      ),
    /stands already/,
  ],
];

function endless(response: ServerResponse): void {
  const block = Buffer.alloc(1024 * 1024, 'x');
  const more = () => {
    while (response.writable && response.write(block));
  };
  response.on('drain', more);
  more();
}

for (const [what, answer, says] of troubles) {
  test(`an agent that answers with ${what} is named with the remedy`, async () => {
    const server = await hostile(answer);
    const { reach, remove } = reachUnderTest();
    const settings = { name: 'm', protocol: 'mtconnect-agent', connection: { url: server.url } };
    const steps = (await mtconnectAgent.test?.(reach, settings)) ?? [];
    const last = steps.at(-1);
    assert.equal(last?.ok, false);
    assert.match(last?.says.en ?? '', says);
    assert.notEqual(last?.says.zh, last?.says.en);
    remove();
    await server.close();
  });
}

test('a good agent passes every step of the test', async () => {
  const peer = new AgentPeer({ devices });
  peer.add(xs(1, 2));
  const { reach, remove } = reachUnderTest();
  const settings = {
    name: 'm',
    protocol: 'mtconnect-agent',
    connection: { url: await peer.open() },
  };
  const steps = (await mtconnectAgent.test?.(reach, settings)) ?? [];
  assert.deepEqual(
    steps.map(({ ok, says }) => [ok, says.en]),
    [
      [true, 'MTConnect 2.0.0.1'],
      [true, 'Machines: m1'],
      [true, '1 readings'],
    ],
  );
  remove();
  await peer.close();
});

const skip = existsSync(okumaFolder) ? false : 'skipped: ../shared/data/mtconnect-okuma is absent';

test(
  'every observation of the Okuma recording arrives through an agent, one by one',
  { skip },
  async () => {
    const { devices: described, observations } = okumaObservations();
    assert.ok(observations.length > 20_000, `${observations.length}`);
    const half = Math.floor(observations.length / 2);
    const first = observations.slice(0, half);
    await bench({ devices: described, first, connection: { count: 500 } }, async (bench) => {
      await until('half of it', () => bench.readings.length >= half);
      bench.peer.add(observations.slice(half));
      await until('all of it', () => bench.readings.length >= observations.length, 30_000);
      const many = new Set(
        observations.filter(({ values }) => values.length > 1).map(({ item }) => item),
      );
      const plain = (text: string) =>
        text === 'UNAVAILABLE' || text === 'null'
          ? 'null'
          : Number.isFinite(Number(text))
            ? String(Number(text))
            : text.trim();
      const told = observations.map(
        ({ item, timeUs, values }) =>
          `${item} ${timeUs} ${many.has(item) ? values[0] : plain(values[0] ?? '')}`,
      );
      const stored = bench.readings.map(({ series, sourceTimeUs, value }) => {
        const item = series.split('/').at(-1) ?? '';
        const text = String(value);
        return `${item} ${sourceTimeUs} ${many.has(item) ? (value === null ? 'UNAVAILABLE' : text.split('|')[0]) : plain(text)}`;
      });
      assert.equal(stored.length, told.length);
      assert.deepEqual(stored.toSorted(), told.toSorted());
      for (const text of bench.peer.documents) assert.ok(parseXml(text).ok);
    });
  },
);
