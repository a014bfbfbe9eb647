// A source over MQTT, against our broker over TCP and TLS, also on ::1.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { until } from '../../../../testing/until.ts';
import { startBroker } from '../../../broker/testing/broker-under-test.ts';
import { open } from '../../../broker/testing/test-client.ts';
import {
  reachUnderTest,
  sourceUnderTest,
  type SourceTestOptions,
  type SourceUnderTest,
  emptyPlant,
} from '../../testing/source-under-test.ts';
import type { SignalSettings } from '../../api.ts';
import { mqtt } from './mqtt.ts';

type Asked = { readonly signals?: SignalSettings[]; readonly connection?: Record<string, unknown> };

function start(
  t: TestContext,
  port: number,
  asked: Asked,
  options?: SourceTestOptions,
): SourceUnderTest {
  const connection = { host: '127.0.0.1', port, username: 'x', password: '*', ...asked.connection };
  const under = sourceUnderTest(
    mqtt,
    { name: 'line', connection, ...(asked.signals ? { signals: asked.signals } : {}) },
    options,
  );
  t.after(() => under.stop());
  under.source.start();
  return under;
}

const connected = (under: SourceUnderTest) =>
  until('the source is connected', () => under.source.status().state === 'connected');

test('configured signals: plain, in JSON by path, with the time of the payload', async (t) => {
  const { port } = await startBroker(t);
  const signals: SignalSettings[] = [
    { id: 'speed', address: 'line1/speed' },
    { id: 'temp', address: 'line1/press#values.temp' },
    { id: 'second', address: 'line1/press#list[1]["odd.name"]' },
    { id: 'mode', address: 'line1/press#mode', value: 'text' },
  ];
  const under = start(t, port, { signals, connection: { timePath: 'ts', timeUnit: 'ms' } });
  await connected(under);
  const machine = await open(t, { port, token: '*' });
  await machine.publish('line1/speed', '21.5', { qos: 1 });
  const ts = Date.UTC(2026, 0, 2);
  const said = { ts, mode: 'run', values: { temp: 80 }, list: [0, { 'odd.name': 7 }] };
  await machine.publish('line1/press', JSON.stringify(said), { qos: 2 });
  await until('four readings', () => under.readings.length === 4);
  assert.deepEqual(under.values(), [
    ['speed', 21.5],
    ['temp', 80],
    ['second', 7],
    ['mode', 'run'],
  ]);
  assert.equal(under.readings[1]?.sourceTimeUs, ts * 1_000);
});

test('what is published is acknowledged when it is durable', async (t) => {
  const { port } = await startBroker(t);
  let open1 = () => {};
  const gate = new Promise<void>((resolve) => (open1 = resolve));
  const signals: SignalSettings[] = [{ id: 'a', address: 'a' }];
  const under = start(t, port, { signals }, { append: () => gate });
  await connected(under);
  const machine = await open(t, { port, token: '*' });
  await machine.publish('a', '1', { qos: 1 });
  const waiting = () =>
    under.source.status().figures.find(({ name }) => name === 'unacknowledged')?.value;
  await until('it is heard', () => waiting() === 1);
  open1();
  await until('it is acknowledged', () => waiting() === 0);
  assert.deepEqual(under.values(), [['a', 1]]);
});

test('signals are learned from topics and leaves, once, bounded, with the same ids after a restart', async (t) => {
  const { port } = await startBroker(t);
  const connection = { filters: ['plant/line1/#'], learnMax: 3 };
  const under = start(t, port, { connection });
  await connected(under);
  const machine = await open(t, { port, token: '*' });
  await machine.publish('plant/line1/press', JSON.stringify({ temp: 1, state: { on: true } }), {
    qos: 1,
  });
  await machine.publish('plant/line1/speed', '3', { qos: 1 });
  await machine.publish('plant/line1/press', JSON.stringify({ temp: 2, more: 4 }), { qos: 1 });
  await until('four readings', () => under.readings.length === 4);
  assert.deepEqual(under.values(), [
    ['press.temp', 1],
    ['press.state.on', true],
    ['speed', 3],
    ['press.temp', 2],
  ]);
  assert.equal(under.source.status().refused, 1);
  assert.deepEqual(
    under.models.at(-1)?.signals.map(({ id, value }) => [id, value]),
    [
      ['press.temp', 'number'],
      ['press.state.on', 'boolean'],
      ['speed', 'number'],
    ],
  );
});

test('the UMH form: time in ms, every other key a signal; bad payloads are refused with an excerpt', async (t) => {
  const { port } = await startBroker(t);
  const under = start(t, port, { connection: { filters: ['umh/v1/#'], payload: 'umh' } });
  await connected(under);
  const machine = await open(t, { port, token: '*' });
  const timestamp_ms = Date.UTC(2026, 0, 2);
  await machine.publish('umh/v1/acme/_historian/pump', JSON.stringify({ timestamp_ms, rpm: 7 }), {
    qos: 1,
  });
  await machine.publish('umh/v1/acme/_historian/pump', '{"rpm":', { qos: 1 });
  await machine.publish(
    'umh/v1/acme/_historian/pump',
    Buffer.from([0xff, 0xfe]).toString('latin1'),
    { qos: 1 },
  );
  await machine.connection.publish('umh/v1/acme/_historian/pump', Uint8Array.of(0xff, 0xfe), {
    qos: 1,
  });
  await until('three are refused', () => under.source.status().refused === 3);
  assert.deepEqual(under.values(), [['acme._historian.pump.rpm', 7]]);
  assert.equal(under.readings[0]?.sourceTimeUs, timestamp_ms * 1_000);
  assert.equal(under.warnings[0]?.['told'], '{"rpm":');
});

test('retained messages are uncertain without a time, and ignored on request', async (t) => {
  const { port } = await startBroker(t);
  const machine = await open(t, { port, token: '*' });
  await machine.publish('a', '1', { qos: 1, retain: true });
  const signals: SignalSettings[] = [{ id: 'a', address: 'a' }];
  const takes = start(t, port, { signals });
  await until('it is taken', () => takes.readings.length === 1);
  assert.equal(takes.readings[0]?.quality, 1);
  const ignores = start(t, port, {
    signals,
    connection: { retained: 'ignore', clientId: 'other' },
  });
  await connected(ignores);
  await machine.publish('a', '2', { qos: 1 });
  await until('the live one is taken', () => ignores.readings.length > 0);
  assert.deepEqual(ignores.values(), [['a', 2]]);
});

test('what came while the gateway was away is read when it is back', async (t) => {
  const { port } = await startBroker(t);
  const signals: SignalSettings[] = [{ id: 'a', address: 'a' }];
  const first = start(t, port, { signals });
  await connected(first);
  await first.stop();
  const machine = await open(t, { port, token: '*' });
  for (let i = 0; i < 5; i += 1) await machine.publish('a', String(i), { qos: 1 });
  const second = start(t, port, { signals });
  await until('all five are read', () => second.readings.length === 5);
});

for (const transport of ['tcp', 'tls'] as const) {
  test(`over ${transport} on ::1, and the exact fault where it cannot`, async (t) => {
    const { port, root } = await startBroker(t, { host: '::1' });
    const signals: SignalSettings[] = [{ id: 'a', address: 'a' }];
    const ca = transport === 'tls' ? { ca: await root() } : {};
    const under = start(t, port, { signals, connection: { host: '::1', transport, ...ca } });
    await connected(under);
    const machine = await open(t, { port, token: '*', place: { host: '::1' } });
    await machine.publish('a', '1', { qos: 1 });
    await until('it is read', () => under.readings.length === 1);
    const { reach, remove } = reachUnderTest();
    t.after(remove);
    const place = { host: '::1', port, username: 'x', password: '*', transport, ...ca };
    const settings = { name: 'x', protocol: 'mqtt', signals };
    const tried = await mqtt.test?.(reach, { ...settings, connection: place });
    assert.deepEqual(
      tried?.map(({ ok }) => ok),
      [true, true],
    );
    const wrong =
      transport === 'tls' ? { ...place, ca: undefined } : { ...place, password: undefined };
    const plain = JSON.parse(JSON.stringify(wrong)) as typeof place;
    const refused = await mqtt.test?.(reach, { ...settings, connection: plain });
    assert.match(
      refused?.[0]?.says.en ?? '',
      transport === 'tls' ? /authority that is not trusted/ : /user name or password/,
    );
  });
}

test('write publishes by the template, browse shows topics and what is in them', async (t) => {
  const { port } = await startBroker(t);
  const machine = await open(t, { port, token: '*' });
  await machine.subscribe('set/#', 1);
  await machine.publish('seen/plain', '5', { retain: true });
  await machine.publish('seen/json', '{"a":{"b":1}}', { retain: true });
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const place = { host: '127.0.0.1', port, username: 'x', password: '*' };
  const top = await mqtt.browse?.(reach, place, { limit: 10 });
  assert.deepEqual(
    top?.things.map(({ name, kind }) => [name, kind]),
    [
      ['seen/json', 'folder'],
      ['seen/plain', 'signal'],
    ],
  );
  const inside = await mqtt.browse?.(reach, place, { at: 'seen/json', limit: 10 });
  assert.deepEqual(
    inside?.things.map(({ signal }) => signal?.address),
    ['seen/json#a.b'],
  );
  const signals: SignalSettings[] = [{ id: 'goal', address: 'set/goal', writable: true }];
  const connection = { ...place, writeTemplate: '{"v":{value}}' };
  const description = mqtt.describe('88.118.8', {
    name: 'w',
    protocol: 'mqtt',
    connection,
    signals,
  });
  const listener = {
    observed() {},
    refused() {},
    together() {},
    durable: async () => {},
    learned: async () => [],
  };
  const memory = { read: async () => undefined, write: async () => {} };
  const session = await description.connect({
    ...reach,
    silenceMs: 1_000,
    listener,
    memory,
    keys: () => [],
    plant: emptyPlant,
  });
  assert.deepEqual(await session.write?.([{ signal: 0, value: 3 }]), [{ taken: true }]);
  await until('it is written', () => machine.texts().includes('{"v":3}'));
  session.close();
  await session.closed;
});

test('bad settings are named', () => {
  const describe = (asked: Asked) => () =>
    mqtt.describe('88.118.8', {
      name: 'x',
      protocol: 'mqtt',
      connection: { host: 'h', port: 1, ...asked.connection },
      ...(asked.signals ? { signals: asked.signals } : {}),
    });
  const wrong: [string, Asked][] = [
    ['mqtt-source.nothing', {}],
    ['mqtt-source.bad-filter', { connection: { filters: ['a#'] } }],
    ['mqtt-source.bad-path', { connection: { filters: ['a'], timePath: 'a[' } }],
    ['mqtt-source.bad-address', { signals: [{ id: 'a', address: 'a/+' }] }],
  ];
  for (const [code, asked] of wrong)
    assert.throws(describe(asked), (error) => isFailure(error, code), code);
});
