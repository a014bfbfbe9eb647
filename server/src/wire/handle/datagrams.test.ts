// Splitting and reassembly against the recorded packets, in any order, and within bounds whatever arrives.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { Reassembly, splitDatagrams } from './datagrams.ts';
import { encloseContent, makeEnvelope } from './envelope.ts';
import { hex, recordedCases, skip, unhex } from './recorded.contract.ts';

const messageOf = (length: number, requestId = 1): Uint8Array =>
  encloseContent(
    makeEnvelope({ requestId }),
    Uint8Array.from({ length }, (_, n) => n),
  );

/** The messages that come out when packets go in, all from one peer at one time. */
function feed(reassembly: Reassembly, packets: readonly Uint8Array[]): Uint8Array[] {
  return packets.flatMap((packet) => {
    const outcome = reassembly.push('peer', packet, 0);
    assert.ok(outcome.ok, JSON.stringify(outcome));
    return outcome.message === undefined ? [] : [outcome.message];
  });
}

const packetCases = recordedCases.flatMap((one) =>
  (['request', 'response'] as const).flatMap((side) => {
    const packets = one[`${side}Packets`];
    return packets === undefined
      ? []
      : [{ name: `${one.name} ${side}`, packets: packets.map(unhex), whole: one[side] }];
  }),
);

test(
  'recorded packets make up the recorded messages, and the messages split into the recorded packets',
  { skip },
  () => {
    assert.ok(packetCases.length >= 12 && packetCases.some(({ packets }) => packets.length === 4));
    for (const { name, packets, whole } of packetCases) {
      const reassembly = new Reassembly();
      assert.deepEqual(feed(reassembly, packets.toReversed()).map(hex), [whole], name);
      assert.equal(reassembly.messages, 0, name);
      assert.deepEqual(splitDatagrams(unhex(whole ?? '')).map(hex), packets.map(hex), name);
    }
  },
);

test('any order and any repetition give the message once', () => {
  const reordered = fc
    .integer({ min: 493, max: 6000 })
    .map((length) => splitDatagrams(messageOf(length)))
    .chain((packets) =>
      fc
        .array(fc.nat({ max: packets.length - 1 }), { maxLength: 8 })
        .chain((repeats) => {
          const order = [...packets.keys(), ...repeats];
          return fc.shuffledSubarray(order, { minLength: order.length });
        })
        .map((order) => ({ packets, order })),
    );
  fc.assert(
    fc.property(reordered, ({ packets, order }) => {
      const reassembly = new Reassembly();
      const untilWhole = firstWhole(order, packets.length);
      const sent = order.slice(0, untilWhole).map((n) => packets[n] ?? new Uint8Array(0));
      const [message, ...more] = feed(reassembly, sent);
      assert.deepEqual(splitDatagrams(message ?? new Uint8Array(0)), packets);
      assert.deepEqual([more.length, reassembly.messages, reassembly.bytes], [0, 0, 0]);
    }),
  );
});

/** How many packets of an order it takes until each has come once. */
function firstWhole(order: readonly number[], count: number): number {
  const seen = new Set<number>();
  return 1 + order.findIndex((n) => seen.add(n).size === count);
}

test('messages of several peers and requests do not mix', () => {
  const reassembly = new Reassembly();
  const [first = [], second = []] = [1, 2].map((id) => splitDatagrams(messageOf(900, id)));
  const push = (peer: string, packet: Uint8Array | undefined): Uint8Array | undefined => {
    const outcome = reassembly.push(peer, packet ?? new Uint8Array(0), 0);
    return outcome.ok ? outcome.message : undefined;
  };
  assert.equal(push('a', first[0]), undefined);
  assert.equal(push('b', first[1]), undefined);
  assert.equal(push('a', second[1]), undefined);
  assert.deepEqual(push('a', first[1]), messageOf(900, 1));
  assert.deepEqual(push('a', second[0]), messageOf(900, 2));
  assert.equal(reassembly.messages, 1);
});

test('a single packet longer than 512 bytes is a message too', () => {
  const message = messageOf(1400);
  assert.deepEqual(feed(new Reassembly(), [message]), [message]);
});

test('packets that cannot be part of their message are refused', () => {
  const packets = splitDatagrams(messageOf(900));
  const [first = new Uint8Array(0), last = new Uint8Array(0)] = packets;
  const beyond = last.slice();
  beyond[15] = 2;
  const negative = last.slice();
  negative.set([0xff, 0xff, 0xff, 0xff], 12);
  const reasons = [first.subarray(0, 400), beyond, negative, first.subarray(0, 10)].map(
    (packet) => {
      const outcome = new Reassembly().push('peer', packet, 0);
      return !outcome.ok && outcome.reason;
    },
  );
  assert.deepEqual(reasons, [
    'fragment-length',
    'fragment-out-of-range',
    'fragment-out-of-range',
    'past-end',
  ]);
});

test('unfinished messages are given up after a time, the oldest when there are too many or too many bytes', () => {
  const start = (id: number, length = 900): Uint8Array =>
    splitDatagrams(messageOf(length, id))[0] ?? new Uint8Array(0);
  const stale = new Reassembly({ staleMs: 1000 });
  stale.push('peer', start(1), 0);
  stale.push('peer', start(2), 600);
  stale.dropStale(1000);
  assert.equal(stale.messages, 1);
  stale.push('peer', start(3), 1600);
  assert.deepEqual([stale.messages, stale.bytes], [1, 492]);

  const few = new Reassembly({ messagesMax: 2 });
  for (const id of [1, 2, 3]) few.push('peer', start(id), 0);
  assert.equal(few.messages, 2);
  const rest = splitDatagrams(messageOf(900, 3))[1] ?? new Uint8Array(0);
  assert.deepEqual(few.push('peer', rest, 0), { ok: true, message: messageOf(900, 3) });

  const small = new Reassembly({ bytesMax: 1000 });
  for (const id of [1, 2, 3]) small.push('peer', start(id, 260_000), 0);
  assert.deepEqual([small.messages, small.bytes], [2, 984]);
});

test('a new message under an old request id replaces what was left of the old one', () => {
  const reassembly = new Reassembly();
  const [oldFirst = new Uint8Array(0)] = splitDatagrams(messageOf(700));
  const newPackets = splitDatagrams(messageOf(900));
  assert.deepEqual(feed(reassembly, [oldFirst, ...newPackets]), [messageOf(900)]);
});

test('no packets make the reassembly throw or keep more than its bounds', () => {
  const packet = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.nat(), fc.nat(3)).map(([length, which, id]) => {
      const packets = splitDatagrams(messageOf(length, id));
      return packets[which % packets.length] ?? new Uint8Array(0);
    }),
  );
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 40 }), (packets) => {
      const reassembly = new Reassembly({ messagesMax: 3, bytesMax: 2000, staleMs: 20 });
      packets.forEach((one, nowMs) => reassembly.push('peer', one, nowMs));
      assert.ok(reassembly.messages <= 3 && reassembly.bytes <= 2000);
      reassembly.dropStale(1000);
      assert.deepEqual([reassembly.messages, reassembly.bytes], [0, 0]);
    }),
  );
});
