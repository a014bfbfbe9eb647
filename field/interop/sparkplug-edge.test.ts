// Our edge node over mosquitto, heard by the schema of Eclipse Tahu and by our own host application.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { connectMqtt } from '../../server/src/modules/connectivity/mqtt/client.ts';
import { sparkplug } from '../../server/src/modules/connectivity/protocols/sparkplug/sparkplug.ts';
import { sourceUnderTest } from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { EdgePublisher } from '../../server/src/modules/namespace/edge/edge-publisher.ts';
import { mqttLink } from '../../server/src/modules/namespace/mqtt-link.ts';
import { until } from '../../server/src/testing/until.ts';
import { startMosquitto, withoutMosquitto } from './mosquitto.ts';
import { python, startPeer, type Told } from './sparkplug-peers.ts';

const skip = withoutMosquitto || ('missing' in python ? python.missing : false);

type Metric = Readonly<Record<string, unknown>>;
type Heard = { readonly topic: string; readonly metrics: readonly Metric[]; readonly seq: unknown };

function heardOf(told: readonly Told[]): Heard[] {
  return told.flatMap(({ topic, payload }) => {
    if (payload === undefined) return [];
    const { metrics = [], seq } = payload as { metrics?: Metric[]; seq?: unknown };
    return [{ topic: String(topic), metrics, seq }];
  });
}

async function setUp(t: TestContext, more: { primaryHost?: string } = {}) {
  const { port, stop } = await startMosquitto(t);
  const watch = startPeer(t, 'sparkplug-watch.py', ['127.0.0.1', String(port)]);
  await until('the watcher is ready', () => watch.told.length === 1);
  let bdSeq = 254;
  const edge = new EdgePublisher({
    open: mqttLink({
      dial: { connect: connectMqtt },
      place: { host: '127.0.0.1', port },
      clientId: 'edge',
      timeoutMs: 2_000,
    }),
    clock: realWorld.clock,
    log: silentLog,
    ...{ group: '88.118.8', node: 'jingwei', queueMax: 10_000, historyMax: 1_000 },
    metricsPerMessage: 2,
    nextBdSeq: async () => (bdSeq = (bdSeq + 1) & 255),
    ...more,
  });
  edge.define(
    'press',
    [
      { name: 'temp', value: 'number', unit: 'Cel' },
      { name: 'mode', value: 'text' },
      { name: 'open', value: 'boolean' },
    ],
    [{ name: 'temp', value: 20.5, quality: 2, timeUs: 1_700_000_000_000_000 }],
  );
  return { port, stop, watch, edge, heard: () => heardOf(watch.told) };
}

test('births, data, rebirth and death as Tahu reads them', { skip }, async (t) => {
  const { watch, edge, heard } = await setUp(t);
  edge.start();
  await until('the births', () => heard().length === 2);
  const [nbirth, dbirth] = heard();
  assert.equal(nbirth?.topic, 'spBv1.0/88.118.8/NBIRTH/jingwei');
  assert.equal(nbirth.seq, '0');
  const [bdSeq, rebirth] = nbirth.metrics;
  assert.deepEqual(
    [bdSeq?.['name'], bdSeq?.['long_value'], bdSeq?.['datatype']],
    ['bdSeq', '255', 4],
  );
  assert.deepEqual(
    [rebirth?.['name'], rebirth?.['boolean_value'], rebirth?.['alias']],
    ['Node Control/Rebirth', false, undefined],
  );
  assert.equal(dbirth?.topic, 'spBv1.0/88.118.8/DBIRTH/jingwei/press');
  assert.equal(dbirth.seq, '1');
  assert.deepEqual(dbirth.metrics[0], {
    ...{ name: 'temp', alias: '1', timestamp: '1700000000000', datatype: 10, double_value: 20.5 },
    properties: {
      keys: ['Quality', 'engUnit'],
      values: [
        { type: 3, int_value: 192 },
        { type: 12, string_value: 'Cel' },
      ],
    },
  });
  assert.equal(dbirth.metrics[1]?.['is_null'], true);

  const at = 1_700_000_001_000_000;
  edge.tell('press', [
    { name: 'temp', value: 21, quality: 2, timeUs: at },
    { name: 'mode', value: 'AUTO', quality: 2, timeUs: at },
    { name: 'open', value: null, quality: 0, timeUs: at },
  ]);
  await until('the data, two metrics a message', () => heard().length === 4);
  assert.deepEqual(heard()[2]?.metrics[0], {
    ...{ alias: '1', timestamp: '1700000001000', double_value: 21 },
  });
  assert.equal(heard()[3]?.metrics[0]?.['is_null'], true);
  assert.deepEqual([heard()[2]?.seq, heard()[3]?.seq], ['2', '3']);

  watch.say('rebirth 88.118.8 jingwei');
  const births = () => heard().filter(({ topic }) => topic.includes('/NBIRTH/'));
  await until('born again', () => births().length === 2 && edge.births === 2);
  assert.equal(births()[1]?.metrics[0]?.['long_value'], '255', 'the same bdSeq');
  assert.equal(births()[1]?.seq, '0');
  watch.say('write 88.118.8 jingwei press mode');
  await until('a write is refused and counted', () => edge.writesRefused === 1);

  await edge.stop();
  await until('the death', () => heard().at(-1)?.topic === 'spBv1.0/88.118.8/NDEATH/jingwei');
  const death = heard().at(-1);
  assert.equal(death?.seq, undefined);
  assert.deepEqual(
    death?.metrics.map(({ name, long_value }) => [name, long_value]),
    [['bdSeq', '255']],
  );
});

test(
  'a primary host: nothing before it, death when it goes, history when it comes back',
  { skip },
  async (t) => {
    const { watch, edge, heard } = await setUp(t, { primaryHost: 'scada' });
    edge.start();
    await until('connected', () => edge.trouble === undefined);
    const reading = (value: number, second: number) => [
      { name: 'temp', value, quality: 2 as const, timeUs: (1_700_000_000 + second) * 1_000_000 },
    ];
    edge.tell('press', reading(1, 1));
    edge.tell('press', reading(2, 2));
    watch.say('state scada true 1000');
    await until('born with the present, then what was not heard', () => heard().length === 3);
    const [, dbirth, history] = heard();
    assert.equal(dbirth?.metrics[0]?.['double_value'], 2);
    assert.deepEqual(history?.metrics, [
      { alias: '1', timestamp: '1700000001000', is_historical: true, double_value: 1 },
    ]);
    watch.say('state scada false 999');
    watch.say('state scada true 1001');
    edge.tell('press', reading(3, 3));
    await until('an old death is none', () => heard().length === 4);
    watch.say('state scada false 2000');
    await until('dead', () => heard().some(({ topic }) => topic.includes('/NDEATH/')));
    edge.tell('press', reading(4, 4));
    edge.tell('press', reading(5, 5));
    watch.say('state scada true 3000');
    await until(
      'born anew',
      () => edge.births === 2 && heard().at(-1)?.metrics[0]?.['double_value'] === 4,
    );
    assert.equal(heard().at(-1)?.metrics[0]?.['is_historical'], true);
    const bdSeqs = heard()
      .filter(({ topic }) => topic.includes('/NBIRTH/'))
      .map(({ metrics }) => metrics[0]?.['long_value']);
    assert.deepEqual(bdSeqs, ['255', '0']);
    await edge.stop();
  },
);

test(
  'our host hears our edge node, and both live through a broker that dies',
  { skip },
  async (t) => {
    const { port, stop, edge } = await setUp(t);
    const host = sourceUnderTest(sparkplug, {
      name: 'spb',
      connection: { host: '127.0.0.1', port },
    });
    t.after(() => host.stop());
    host.source.start();
    edge.start();
    const last = (name: string) => host.readings.findLast(({ series }) => series.endsWith(name));
    await until('the birth is heard', () => last('press/temp')?.value === 20.5);
    edge.tell('press', [{ name: 'temp', value: 30, quality: 1, timeUs: 1_700_000_009_000_000 }]);
    await until('uncertain stays uncertain', () => last('press/temp')?.value === 30);
    assert.equal(last('press/temp')?.quality, 1);
    const signal = host.source.observer.signals.find(({ id }) => id === 'temp');
    assert.equal(signal?.unitCode, 'Cel');
    await stop();
    await until('stale', () => last('press/temp')?.quality === 0);
    edge.tell('press', [{ name: 'temp', value: 40, quality: 2, timeUs: 1_700_000_010_000_000 }]);
    await startMosquitto(t, ['allow_anonymous true'], { port });
    await until('told after all', () => last('press/temp')?.value === 40);
    await edge.stop();
  },
);
