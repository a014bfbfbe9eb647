// An edge node of pysparkplug and our host application, over mosquitto: every type of value, changes, commands, deaths.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sparkplug } from '../../server/src/modules/connectivity/protocols/sparkplug/sparkplug.ts';
import { sourceUnderTest } from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { until } from '../../server/src/testing/until.ts';
import { startMosquitto, withoutMosquitto } from './mosquitto.ts';
import { python, startPeer } from './sparkplug-peers.ts';

const skip = withoutMosquitto || ('missing' in python ? python.missing : false);
const machine = '88.118.8/M-Plant_x20_1.Line_1.press';

function startHost(t: TestContext, port: number, host = '127.0.0.1') {
  const connection = { host, port, hostId: 'jingwei', reorderMs: 200 };
  const source = sourceUnderTest(
    sparkplug,
    { name: 'spb', connection },
    {
      config: { batchReadingsMax: 1_000 },
    },
  );
  t.after(() => source.stop());
  source.source.start();
  return source;
}

for (const address of ['127.0.0.1', '::1']) {
  test(`every type of pysparkplug arrives as it was told, on ${address}`, { skip }, async (t) => {
    const { port } = await startMosquitto(t, ['allow_anonymous true'], { host: address });
    const host = startHost(t, port, address);
    await until('connected', () => host.source.status().state === 'connected');
    const peer = startPeer(t, 'sparkplug-node.py', [
      address,
      String(port),
      'Plant 1',
      'Line_1',
      'press',
    ]);
    await until('the device is born', () => host.readings.length >= 23);
    const values = new Map(
      host.readings.map(({ series, value, quality }) => [series, [value, quality]]),
    );
    const of = (name: string) => values.get(`${machine}/${name}`);
    assert.deepEqual(of('Int8'), [-128, 2]);
    assert.deepEqual(of('Int16'), [-30_000, 2]);
    assert.deepEqual(of('Int32'), [-2_147_483_648, 2]);
    assert.deepEqual(of('Int64'), [-(2 ** 53 - 1), 2]);
    assert.deepEqual(of('UInt8'), [255, 2]);
    assert.deepEqual(of('UInt16'), [65_535, 2]);
    assert.deepEqual(of('UInt32'), [4_294_967_295, 2]);
    assert.deepEqual(of('UInt64'), [2 ** 53 - 1, 2]);
    assert.deepEqual(of('Wide'), [2 ** 64, 1], 'not exact, and said to be uncertain');
    assert.deepEqual(of('Float'), [0.5, 2]);
    assert.deepEqual(of('Double'), [21.25, 2]);
    assert.deepEqual(of('Boolean'), [true, 2]);
    assert.deepEqual(of('String'), ['温度', 2]);
    assert.deepEqual(of('Text'), ['long text', 2]);
    assert.deepEqual(of('UUID'), ['0b7f6d8e-0000-4000-8000-000000000000', 2]);
    assert.deepEqual(of('DateTime'), ['2022-06-24T21:57:55.000000Z', 2]);
    assert.deepEqual(of('Bytes'), ['AP8=', 2]);
    assert.deepEqual(of('Int32Array'), ['[-1,315338746]', 2]);
    assert.deepEqual(of('UInt64Array'), ['[52,"16444743074749521625"]', 2]);
    assert.deepEqual(of('BooleanArray'), [
      '[false,false,true,true,false,true,false,false,true]',
      2,
    ]);
    assert.deepEqual(of('StringArray'), ['["ABC","hello"]', 2]);
    assert.deepEqual(of('Folder.Inner_x20_tag'), [1.5, 2]);
    assert.deepEqual(values.get('88.118.8/M-Plant_x20_1.Line_1/uptime'), [1, 2]);
    const model = host.models.find((one) => one.machine.identifier === machine);
    assert.equal(
      model?.signals.find(({ id }) => id === 'Folder.Inner_x20_tag')?.name,
      'Folder/Inner tag',
    );
    peer.say('stop');
    await until('the peer has ended', () => peer.told.some(({ ended }) => ended === true));
  });
}

test('changes, commands and both deaths', { skip }, async (t) => {
  const { port } = await startMosquitto(t);
  const host = startHost(t, port);
  await until('connected', () => host.source.status().state === 'connected');
  const peer = startPeer(t, 'sparkplug-node.py', ['127.0.0.1', String(port), 'G', 'N', 'D']);
  const last = (series: string) => host.readings.findLast((one) => one.series.endsWith(series));
  await until('the device is born', () => last('G.N.D/Double')?.value === 21.25);
  peer.say('data 22.5');
  await until('a change arrives', () => last('G.N.D/Double')?.value === 22.5);
  peer.say('node 2');
  await until('a change of the node arrives', () => last('G.N/uptime')?.value === 2);

  const { session, observer } = host.source;
  const signal = observer.positionOf('88.118.8/M-G.N.D/Double') ?? -1;
  const count = observer.positionOf('88.118.8/M-G.N.D/UInt8') ?? -1;
  const outcomes = await session?.write?.([
    { signal, value: 3.5 },
    { signal: count, value: 256 },
    { signal: 9_999, value: 1 },
  ]);
  assert.deepEqual(
    outcomes?.map(({ taken }) => taken),
    [true, false, false],
  );
  await until('the command is heard', () => peer.told.some(({ heard }) => heard === 'device'));
  assert.deepEqual(
    peer.told.find(({ heard }) => heard === 'device'),
    {
      ...{ heard: 'device', name: 'Double', value: 3.5 },
    },
  );

  peer.say('gone');
  await until('the device is stale', () => last('G.N.D/Double')?.quality === 0);
  assert.equal(last('G.N/uptime')?.quality, 2);
  peer.kill();
  await until('the node is stale', () => last('G.N/uptime')?.quality === 0);
  const [refused] = (await session?.write?.([{ signal, value: 1 }])) ?? [];
  assert.equal(refused?.taken, false);
});

test(
  'a host that comes later asks for the birth, and a second time only after a while',
  { skip },
  async (t) => {
    const { port } = await startMosquitto(t);
    const peer = startPeer(t, 'sparkplug-node.py', ['127.0.0.1', String(port), 'G', 'N', 'D']);
    await until('the peer is up', () => peer.told.some(({ ready }) => ready === true));
    const host = startHost(t, port);
    await until('connected', () => host.source.status().state === 'connected');
    for (let i = 0; i < 5; i += 1) peer.say(`node ${i}`);
    await until('a rebirth is asked for', () => peer.told.some(({ rebirth }) => rebirth === true));
    peer.say('node 9');
    const rebirths = host.source.status().figures.find(({ name }) => name === 'rebirths');
    assert.equal(rebirths?.value, 1);
    assert.equal(host.readings.length, 0, 'nothing is told of metrics that nobody knows');
  },
);

test(
  'the state of the host: born retained, republished when somebody denies it, dead at the stop',
  { skip },
  async (t) => {
    const { port } = await startMosquitto(t);
    const { connectMqtt } = await import('../../server/src/modules/connectivity/mqtt/client.ts');
    const states: { online: boolean; timestamp: number }[] = [];
    const watcher = await connectMqtt({
      place: { host: '127.0.0.1', port },
      timeoutMs: 5_000,
      hear: ({ payload }) => void states.push(JSON.parse(Buffer.from(payload).toString()) as never),
    });
    t.after(() => watcher.close());
    await watcher.subscribe([{ filter: 'spBv1.0/STATE/jingwei', qos: 1 }]);
    const host = startHost(t, port);
    await until('the birth', () => states.length === 1);
    assert.equal(states[0]?.online, true);
    const denial = JSON.stringify({ online: false, timestamp: 1 });
    await watcher.publish('spBv1.0/STATE/jingwei', denial, { qos: 1, retain: true });
    await until('the birth again', () => states.length >= 3 && states.at(-1)?.online === true);
    assert.equal(states.at(-1)?.timestamp, states[0]?.timestamp);
    await host.source.stop();
    await until('the death', () => states.at(-1)?.online === false);
    assert.ok((states.at(-1)?.timestamp ?? 0) >= (states[0]?.timestamp ?? Infinity));
  },
);
