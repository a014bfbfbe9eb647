// The codec: every packet comes back as it went, another codec reads the same, and no bytes bring it down.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { generate, parser, type Packet as OtherPacket } from 'mqtt-packet';
import { decodePacket } from './decode.ts';
import { encodePacket, idOffset } from './encode.ts';
import { Framer, type Frame } from './framer.ts';
import type { Packet, Properties, Publish, Version } from './packet.ts';
import { reason } from './packet.ts';

function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((one) => !one.includes('\0'));
const topic = text.filter((one) => one !== '');
const bytes = fc.uint8Array({ maxLength: 200 }).map((one) => Buffer.from(one));
const id = fc.integer({ min: 1, max: 65_535 });
const user = fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

function present(properties: Record<string, unknown>): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

const publishProperties = record({
  payloadFormat: optional(fc.integer({ min: 0, max: 1 })),
  expiryS: optional(fc.nat(4_294_967_295)),
  contentType: optional(text),
  responseTopic: optional(text),
  correlationData: optional(bytes),
  subscriptionIds: optional(
    fc.array(fc.integer({ min: 1, max: 268_435_455 }), { minLength: 1, maxLength: 3 }),
  ),
  topicAlias: optional(fc.nat(65_535)),
  user: optional(user),
}).map(present);

const publish: fc.Arbitrary<Publish> = record({
  topic,
  payload: bytes,
  qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
  retain: fc.boolean(),
  repeated: fc.boolean(),
  id,
  properties: publishProperties,
}).map((one) => ({
  ...one,
  kind: 'publish',
  id: one.qos === 0 ? 0 : one.id,
  repeated: one.qos > 0 && one.repeated,
}));

const will = record({
  topic,
  payload: bytes,
  qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
  retain: fc.boolean(),
  properties: record({ willDelayS: optional(fc.nat(1_000)), user: optional(user) }).map(present),
});

const others: fc.Arbitrary<Packet> = fc.oneof(
  record({
    clientId: text,
    keepAliveS: fc.nat(65_535),
    cleanStart: fc.boolean(),
    will: optional(will),
    username: optional(text),
    password: optional(bytes),
    properties: record({
      receiveMax: optional(id),
      sessionExpiryS: optional(fc.nat(1e9)),
      user: optional(user),
    }).map(present),
  }).map((one) => ({ ...present(one), kind: 'connect', version: 5 }) as unknown as Packet),
  record({
    kind: fc.constantFrom(
      'puback' as const,
      'pubrec' as const,
      'pubrel' as const,
      'pubcomp' as const,
    ),
    id,
    code: fc.constantFrom(0, 0x10, 0x80, 0x92),
    properties: record({ reasonString: optional(text), user: optional(user) }).map(present),
  }),
  record({
    kind: fc.constant('subscribe' as const),
    id,
    subscriptions: fc.array(
      record({
        filter: topic,
        qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
        noLocal: fc.boolean(),
        retainAsPublished: fc.boolean(),
        retainHandling: fc.constantFrom(0 as const, 1 as const, 2 as const),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    properties: record({
      subscriptionIds: optional(fc.tuple(fc.integer({ min: 1, max: 1e6 }))),
    }).map(present),
  }),
  record({
    kind: fc.constant('unsubscribe' as const),
    id,
    filters: fc.array(topic, { minLength: 1, maxLength: 4 }),
    properties: fc.constant({}),
  }),
  record({
    kind: fc.constantFrom('suback' as const, 'unsuback' as const),
    id,
    codes: fc.array(fc.constantFrom(0, 1, 2, 0x80, 0x87), { minLength: 1, maxLength: 4 }),
    properties: fc.constant({}),
  }),
  record({
    kind: fc.constant('connack' as const),
    sessionPresent: fc.boolean(),
    code: fc.constantFrom(0, 0x84, 0x86),
    properties: record({ assignedClientId: optional(text), serverKeepAliveS: optional(id) }).map(
      present,
    ),
  }),
  record({
    kind: fc.constant('disconnect' as const),
    code: fc.constantFrom(0, 4, 0x8e),
    properties: record({ sessionExpiryS: optional(fc.nat(1e9)) }).map(present),
  }),
  fc.constantFrom({ kind: 'pingreq' as const }, { kind: 'pingresp' as const }),
);

function frames(stream: Uint8Array, cuts: readonly number[] = []): Frame[] {
  const framer = new Framer(1_000_000);
  const found: Frame[] = [];
  const take = (frame: Frame) => {
    found.push(frame);
    return true;
  };
  let at = 0;
  for (const cut of cuts) {
    assert.equal(framer.push(stream.subarray(at, at + cut), take), undefined);
    at += cut;
  }
  assert.equal(framer.push(stream.subarray(at), take), undefined);
  return found;
}

function roundTrip(packet: Packet, version: Version): Packet {
  const [frame, ...rest] = frames(encodePacket(packet, version));
  assert.ok(frame && rest.length === 0);
  const outcome = decodePacket(frame.first, frame.body, version);
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.packet;
}

test('every packet of MQTT 5 comes back as it went', () => {
  fc.assert(
    fc.property(fc.oneof(publish, others), (packet) => {
      assert.deepEqual(roundTrip(packet, 5), packet);
    }),
    { numRuns: 2_000 },
  );
});

test('a stream cut anywhere gives the same packets', () => {
  fc.assert(
    fc.property(
      fc.array(publish, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 30 }),
      (packets, cuts) => {
        const stream = Buffer.concat(packets.map((one) => encodePacket(one, 5)));
        const again = frames(stream, cuts).map(({ first, body }) => decodePacket(first, body, 5));
        assert.deepEqual(
          again,
          packets.map((packet) => ({ ok: true, packet })),
        );
      },
    ),
  );
});

test('another codec reads what we write, and we what it writes', () => {
  fc.assert(
    fc.property(publish, (packet) => {
      const mine = { ...packet, properties: {} };
      const seen: OtherPacket[] = [];
      const other = parser({ protocolVersion: 4 });
      other.on('packet', (one) => seen.push(one));
      other.parse(encodePacket(mine, 4));
      const [first] = seen;
      assert.ok(first?.cmd === 'publish');
      assert.deepEqual(
        [first.topic, Buffer.from(first.payload), first.qos, first.retain, first.dup],
        [mine.topic, mine.payload, mine.qos, mine.retain, mine.repeated],
      );
      const { topic: name, payload, qos, retain, repeated: dup, id: messageId } = mine;
      const theirs = generate({
        cmd: 'publish',
        topic: name,
        payload: Buffer.from(payload),
        qos,
        retain,
        dup,
        messageId,
      });
      assert.deepEqual(theirs, encodePacket(mine, 4));
    }),
  );
});

test('no bytes bring it down, nor does what is nearly a packet', () => {
  fc.assert(
    fc.property(fc.nat(255), fc.uint8Array({ maxLength: 300 }), (first, body) => {
      for (const version of [4, 5] as const) decodePacket(first, body, version);
    }),
    { numRuns: 5_000 },
  );
  fc.assert(
    fc.property(fc.oneof(publish, others), fc.nat(), fc.nat(255), (packet, at, byte) => {
      const stream = Buffer.from(encodePacket(packet, 5));
      stream[at % stream.length] = byte;
      new Framer(1_000).push(stream, ({ first, body }) => decodePacket(first, body, 5).ok);
    }),
    { numRuns: 2_000 },
  );
});

test('what the standards forbid is refused with its code', () => {
  const refused: [string, number, number[], Version, number][] = [
    ['a publish with QoS 3', 0x36, [0, 1, 97, 0, 1], 4, reason.malformed],
    ['a packet id of 0', 0x32, [0, 1, 97, 0, 0], 4, reason.protocolError],
    ['a pubrel with wrong flags', 0x60, [0, 1], 4, reason.malformed],
    ['a subscribe without filters', 0x82, [0, 1], 4, reason.protocolError],
    ['bytes behind a ping', 0xc0, [1], 4, reason.malformed],
    ['U+0000 in a topic', 0x30, [0, 2, 97, 0], 4, reason.malformed],
    ['a topic that is not UTF-8', 0x30, [0, 2, 0xc3, 0x28], 4, reason.malformed],
    ['a property of another packet', 0x30, [0, 1, 97, 3, 33, 0, 1], 5, reason.protocolError],
    ['a property twice', 0x30, [0, 1, 97, 4, 1, 0, 1, 0], 5, reason.protocolError],
    [
      'a reserved connect flag',
      0x10,
      [0, 4, 77, 81, 84, 84, 4, 3, 0, 0, 0, 0],
      4,
      reason.malformed,
    ],
    ['version 7', 0x10, [0, 4, 77, 81, 84, 84, 7, 2, 0, 0, 0, 0], 4, reason.unsupportedVersion],
  ];
  for (const [what, first, body, version, code] of refused) {
    const outcome = decodePacket(first, Uint8Array.from(body), version);
    assert.equal(outcome.ok ? 0 : outcome.code, code, what);
  }
});

test('the place of the packet id is found in what was encoded', () => {
  fc.assert(
    fc.property(publish, (packet) => {
      if (packet.qos === 0) return;
      const encoded = encodePacket(packet, 5);
      assert.equal(encoded.readUInt16BE(idOffset(encoded)), packet.id);
    }),
  );
});

test('a packet longer than allowed is known before it is kept', () => {
  const framer = new Framer(100);
  assert.equal(
    framer.push(Buffer.of(0x30, 0xff, 0x7f), () => true),
    'too-long',
  );
  assert.equal(
    new Framer(100).push(Buffer.of(0x30, 0xff, 0xff, 0xff, 0xff), () => true),
    'malformed',
  );
});
