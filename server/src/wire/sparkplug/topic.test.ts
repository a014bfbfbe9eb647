import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeState, encodeState } from './state.ts';
import {
  deviceMessages,
  formatTopic,
  isSparkplugId,
  nodeMessages,
  parseTopic,
  sparkplugIdOf,
  type SparkplugTopic,
} from './topic.ts';

const id = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => isSparkplugId(text) && text !== 'STATE');

const topics: fc.Arbitrary<SparkplugTopic> = fc.oneof(
  fc.record({
    kind: fc.constant('message' as const),
    type: fc.constantFrom(...nodeMessages),
    group: id,
    node: id,
  }),
  fc.record({
    kind: fc.constant('message' as const),
    type: fc.constantFrom(...deviceMessages),
    group: id,
    node: id,
    device: id,
  }),
  fc.record({ kind: fc.constant('state' as const), host: id }),
);

test('topics are parsed as they are written', () => {
  fc.assert(
    fc.property(topics, (topic) => assert.deepEqual(parseTopic(formatTopic(topic)), { ...topic })),
  );
  assert.equal(
    formatTopic({ kind: 'message', type: 'DDATA', group: 'G', node: 'N', device: 'D' }),
    'spBv1.0/G/DDATA/N/D',
  );
  assert.equal(formatTopic({ kind: 'state', host: 'scada' }), 'spBv1.0/STATE/scada');
});

test('a device stands in messages of devices and nowhere else', () => {
  assert.equal(parseTopic('spBv1.0/G/NDATA/N/D'), undefined);
  assert.equal(parseTopic('spBv1.0/G/DDATA/N'), undefined);
  assert.equal(parseTopic('spBv1.0/STATE/host/more'), undefined);
});

test('what is no Sparkplug B topic is none', () => {
  for (const topic of [
    '',
    'spBv1.0',
    'spBv1.0/G',
    'spBv1.0/G/NBIRTH',
    'spBv1.0/G/NBIRTH/',
    'spBv1.0//NBIRTH/N',
    'spAv1.0/G/NBIRTH/N',
    'spBv1.0/G/nbirth/N',
    'spBv1.0/G/DBIRTH/N/D/E',
    'spBv1.0/G/DBIRTH/N/',
    'spBv1.0/G+/NBIRTH/N',
    'STATE/host',
    'spBv1.0/STATE/',
  ]) {
    assert.equal(parseTopic(topic), undefined, topic);
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (topic) => void parseTopic(topic)));
});

test('any text becomes an id of Sparkplug', () => {
  assert.equal(sparkplugIdOf('a/b+c#d'), 'a_b_c_d');
  assert.equal(sparkplugIdOf(''), '_');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) =>
      assert.ok(isSparkplugId(sparkplugIdOf(text))),
    ),
  );
});

test('the state of a host is JSON with both values, and nothing else is one', () => {
  const state = { online: true, timestamp: 1_668_114_759_262 };
  assert.deepEqual(decodeState(encodeState(state)), state);
  assert.equal(
    new TextDecoder().decode(encodeState(state)),
    '{"online":true,"timestamp":1668114759262}',
  );
  const encoder = new TextEncoder();
  for (const text of [
    'ONLINE',
    '',
    'null',
    '[]',
    '{"online":true}',
    '{"online":"true","timestamp":1}',
    '{"online":true,"timestamp":"1"}',
    '{"online":true,"timestamp":-1}',
    '{"online":true,"timestamp":1.5}',
    '{"online":true,"timestamp":1e300}',
  ]) {
    assert.equal(decodeState(encoder.encode(text)), undefined, text);
  }
  assert.equal(decodeState(new Uint8Array(20_000)), undefined);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeState(bytes)));
});
