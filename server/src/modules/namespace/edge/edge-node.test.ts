import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodePayload } from '../../../wire/sparkplug/decode.ts';
import { encodePayload } from '../../../wire/sparkplug/encode.ts';
import type { Metric, Payload } from '../../../wire/sparkplug/payload.ts';
import { encodeState } from '../../../wire/sparkplug/state.ts';
import type { EdgeReading } from './edge-device.ts';
import { EdgeNode, type EdgeMessage, type EdgeNodeOptions } from './edge-node.ts';

const signals = [
  { name: 'temp', value: 'number' as const, unit: 'Cel' },
  { name: 'mode', value: 'text' as const },
];
const options: EdgeNodeOptions = {
  group: 'G',
  node: 'N',
  historyMax: 1_000,
  metricsPerMessage: 100,
};
const now = 1_000;

function reading(value: EdgeReading['value'], timeUs = 1_000_000, more: Partial<EdgeReading> = {}) {
  return { name: 'temp', value, quality: 2 as const, timeUs, ...more };
}

function payloadOf({ payload }: EdgeMessage): Payload {
  const decoded = decodePayload(payload);
  if (!decoded.ok) assert.fail(decoded.trouble);
  return decoded.payload;
}

const topics = (messages: readonly EdgeMessage[]) => messages.map(({ topic }) => topic);
const seqs = (messages: readonly EdgeMessage[]) => messages.map((one) => payloadOf(one).seq);

function command(metric: Metric): Uint8Array {
  return encodePayload({ timestamp: 1, metrics: [metric] });
}
const rebirth = command({ name: 'Node Control/Rebirth', field: 'boolean', value: true });

function bornNode(more: Partial<EdgeNodeOptions> = {}): EdgeNode {
  const node = new EdgeNode({ ...options, ...more });
  node.define('D', { signals }, now);
  node.connect(3, now);
  node.connected(now);
  return node;
}

test('the will is a death with bdSeq and without a sequence number; commands are subscribed', () => {
  const node = new EdgeNode(options);
  const { will, filters } = node.connect(7, now);
  assert.equal(will.topic, 'spBv1.0/G/NDEATH/N');
  assert.deepEqual(payloadOf(will), {
    timestamp: now,
    metrics: [{ name: 'bdSeq', datatype: 4, field: 'long', value: 7 }],
  });
  assert.deepEqual(filters, ['spBv1.0/G/NCMD/N', 'spBv1.0/G/DCMD/N/+']);
});

test('the birth of the node comes first, with seq 0, then those of its devices', () => {
  const node = new EdgeNode(options);
  node.define('D', { signals }, now);
  node.define('E', { signals: [] }, now);
  assert.deepEqual(node.tell('D', [reading(1)], now), [], 'nothing before the birth');
  node.connect(7, now);
  const births = node.connected(now);
  assert.deepEqual(topics(births), [
    'spBv1.0/G/NBIRTH/N',
    'spBv1.0/G/DBIRTH/N/D',
    'spBv1.0/G/DBIRTH/N/E',
  ]);
  assert.deepEqual(seqs(births), [0, 1, 2]);
  const [nbirth, dbirth] = births.map(payloadOf);
  assert.deepEqual(nbirth?.metrics, [
    { name: 'bdSeq', timestamp: now, datatype: 4, field: 'long', value: 7 },
    {
      ...{ name: 'Node Control/Rebirth', timestamp: now, datatype: 11 },
      field: 'boolean',
      value: false,
    },
  ]);
  assert.equal(nbirth.timestamp, now);
  const [temp, mode] = dbirth?.metrics ?? [];
  assert.deepEqual(
    [temp?.name, temp?.datatype, temp?.value, temp?.isNull],
    ['temp', 10, 1, undefined],
  );
  assert.deepEqual(
    [mode?.name, mode?.datatype, mode?.value, mode?.isNull],
    ['mode', 12, undefined, true],
  );
});

test('data have aliases, no names, no types, times of their own, and the next seq up to 255', () => {
  const node = bornNode();
  const [first] = node.tell('D', [reading(5, 2_000_000)], now);
  assert.ok(first);
  assert.equal(first.topic, 'spBv1.0/G/DDATA/N/D');
  assert.deepEqual(payloadOf(first), {
    timestamp: now,
    seq: 2,
    metrics: [{ alias: 1, timestamp: 2_000, field: 'double', value: 5 }],
  });
  for (let i = 3; i < 300; i += 1)
    assert.deepEqual(seqs(node.tell('D', [reading(i)], now)), [i & 255]);
});

test('metrics of the node itself are in its birth and told in messages of the node', () => {
  const node = new EdgeNode(options);
  node.defineNode([{ name: 'machines', value: 'number' }], now);
  node.tellNode([reading(1, 1_000_000, { name: 'machines' })], now);
  node.connect(0, now);
  const [nbirth] = node.connected(now).map(payloadOf);
  assert.deepEqual([nbirth?.metrics[2]?.name, nbirth?.metrics[2]?.value], ['machines', 1]);
  const [ndata] = node.tellNode([reading(2, 2_000_000, { name: 'machines' })], now);
  assert.ok(ndata);
  assert.equal(ndata.topic, 'spBv1.0/G/NDATA/N');
  assert.deepEqual(payloadOf(ndata), {
    timestamp: now,
    seq: 1,
    metrics: [{ alias: 1, timestamp: 2_000, field: 'double', value: 2 }],
  });
  const again = node.defineNode([{ name: 'other', value: 'text' }], now);
  assert.deepEqual(topics(again), ['spBv1.0/G/NBIRTH/N']);
});

test('aliases are unique in the whole edge node', () => {
  const node = new EdgeNode(options);
  node.define('D', { signals }, now);
  node.define('E', { signals }, now);
  node.define('D', { signals: [...signals, { name: 'more', value: 'boolean' }] }, now);
  node.connect(0, now);
  const metrics = node
    .connected(now)
    .slice(1)
    .flatMap((one) => payloadOf(one).metrics);
  assert.equal(new Set(metrics.map(({ alias }) => alias)).size, 5);
});

test('a device that comes or changes is born, one that goes dies, with the next seq', () => {
  const node = bornNode();
  const [born] = node.define('E', { signals }, now);
  assert.equal(born?.topic, 'spBv1.0/G/DBIRTH/N/E');
  const [died] = node.remove('E', now);
  assert.ok(born && died);
  assert.equal(died.topic, 'spBv1.0/G/DDEATH/N/E');
  assert.deepEqual(seqs([born, died]), [2, 3]);
  assert.equal(payloadOf(died).timestamp, now);
  assert.deepEqual(node.remove('E', now), []);
  assert.deepEqual(node.tell('E', [reading(1)], now), []);
});

test('a rebirth request is answered with all births, the same bdSeq, seq from 0', () => {
  const node = bornNode();
  node.tell('D', [reading(9)], now);
  const { messages, leave } = node.hear('spBv1.0/G/NCMD/N', rebirth, now);
  assert.deepEqual(topics(messages), ['spBv1.0/G/NBIRTH/N', 'spBv1.0/G/DBIRTH/N/D']);
  assert.deepEqual(seqs(messages), [0, 1]);
  assert.equal(leave, false);
  const [nbirth, dbirth] = messages.map(payloadOf);
  assert.equal(nbirth?.metrics[0]?.value, 3);
  assert.equal(dbirth?.metrics[0]?.value, 9);
  const no = command({ name: 'Node Control/Rebirth', field: 'boolean', value: false });
  assert.deepEqual(node.hear('spBv1.0/G/NCMD/N', no, now).messages, []);
});

test('writes are handed on, and nothing hostile disturbs', () => {
  const node = bornNode();
  const write = command({ name: 'temp', field: 'double', value: 1 });
  const { writes } = node.hear('spBv1.0/G/DCMD/N/D', write, now);
  assert.deepEqual(
    writes.map(({ device, metric }) => [device, metric.name]),
    [['D', 'temp']],
  );
  fc.assert(
    fc.property(
      fc.constantFrom('spBv1.0/G/NCMD/N', 'spBv1.0/STATE/x', 'a'),
      fc.uint8Array(),
      (topic, bytes) => {
        assert.deepEqual(node.hear(topic, bytes, now).leave, false);
      },
    ),
  );
});

test('null and bad values, and quality when it comes back', () => {
  const node = bornNode();
  const of = (told: EdgeReading) => node.tell('D', [told], now).map(payloadOf)[0]?.metrics[0];
  assert.equal(of(reading(null, 1, { quality: 0 }))?.isNull, true);
  const back = of(reading(1, 2));
  assert.deepEqual(back?.properties?.values[0]?.value, 192, 'good again is said once');
  assert.equal(of(reading(2, 3))?.properties, undefined);
  assert.equal(of(reading(2, 4, { quality: 1 }))?.properties?.values[0]?.value, 500);
});

test('many metrics go in several messages, in their order', () => {
  const node = bornNode({ metricsPerMessage: 10 });
  const many = Array.from({ length: 25 }, (_, i) => reading(i, i));
  const messages = node.tell('D', many, now);
  assert.deepEqual(
    messages.map((one) => payloadOf(one).metrics.length),
    [10, 10, 5],
  );
  const values = messages.flatMap((one) => payloadOf(one).metrics.map(({ value }) => value));
  assert.deepEqual(
    values,
    many.map(({ value }) => value),
  );
});

test('what was read while nobody listened is told later as historical, the newest in the birth', () => {
  const node = bornNode();
  node.disconnected();
  for (let i = 1; i <= 3; i += 1) node.tell('D', [reading(i, i * 1_000_000)], now);
  node.connect(4, now);
  const messages = node.connected(now);
  assert.deepEqual(topics(messages).at(-1), 'spBv1.0/G/DDATA/N/D');
  const [, dbirth, history] = messages.map(payloadOf);
  assert.equal(dbirth?.metrics[0]?.value, 3);
  assert.deepEqual(
    history?.metrics.map(({ value, isHistorical, timestamp }) => [value, isHistorical, timestamp]),
    [
      [1, true, 1_000],
      [2, true, 2_000],
    ],
  );
  assert.equal(node.waiting, 0);
});

test('history is bounded, the oldest go first and are counted', () => {
  const node = new EdgeNode({ ...options, historyMax: 100 });
  node.define('D', { signals }, now);
  for (let i = 1; i <= 5_000; i += 1) node.tell('D', [reading(i, i * 1_000_000)], now);
  assert.ok(node.waiting <= 1_100 && node.waiting >= 100);
  assert.equal(node.givenUp + node.waiting, 5_000);
  node.connect(0, now);
  const last = node
    .connected(now)
    .slice(2)
    .flatMap((one) => payloadOf(one).metrics);
  assert.equal(last.at(-1)?.value, 4_999, 'and 5000 is in the birth');
});

test('a primary host: nothing is born before it is online, and its death ends the session', () => {
  const node = new EdgeNode({ ...options, primaryHost: 'scada' });
  const { filters } = node.connect(0, now);
  assert.ok(filters.includes('spBv1.0/STATE/scada'));
  assert.deepEqual(node.connected(now), []);
  const state = (online: boolean, timestamp: number, host = 'scada') =>
    node.hear(`spBv1.0/STATE/${host}`, encodeState({ online, timestamp }), now);
  assert.deepEqual(state(true, 100, 'other').messages, []);
  assert.deepEqual(state(false, 100).messages, []);
  assert.deepEqual(topics(state(true, 99).messages), [], 'older than what is known');
  assert.deepEqual(topics(state(true, 100).messages), ['spBv1.0/G/NBIRTH/N']);
  assert.deepEqual(state(true, 101).messages, [], 'born already');
  assert.deepEqual(state(false, 100), { messages: [], leave: false, writes: [] });
  const { messages, leave } = state(false, 101);
  assert.deepEqual(topics(messages), ['spBv1.0/G/NDEATH/N']);
  assert.equal(leave, true);
  assert.equal(node.isBorn, false);
});

test('the death before a disconnect that is meant, once', () => {
  const node = bornNode();
  const death = node.end(now);
  assert.deepEqual(topics(death), ['spBv1.0/G/NDEATH/N']);
  assert.deepEqual(seqs(death), [undefined]);
  assert.deepEqual(node.end(now), []);
});
