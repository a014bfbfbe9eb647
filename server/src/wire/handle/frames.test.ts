// The framer against every way to cut a stream, and against announced lengths that are too large.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { encloseContent, makeEnvelope } from './envelope.ts';
import { Framer } from './frames.ts';
import { limits } from './limits.ts';
import { hex, recordedCases, skip, unhex } from './recorded.contract.ts';

const messageOf = (length: number, requestId = 1): Uint8Array =>
  encloseContent(
    makeEnvelope({ requestId }),
    Uint8Array.from({ length }, (_, n) => n),
  );

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** A stream cut at the places given. */
function cut(stream: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (stream.length + 1)))].toSorted(
    (a, b) => a - b,
  );
  return [...ends, stream.length].map((end, n) =>
    stream.slice(n === 0 ? 0 : (ends[n - 1] ?? 0), end),
  );
}

test('messages come out whole and in order however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 9000 })), { maxLength: 6 }),
      fc.array(fc.nat(), { maxLength: 40 }),
      (lengths, places) => {
        const sent = lengths.map((length, id) => messageOf(length, id));
        const framer = new Framer();
        const received = cut(joined(sent), places).flatMap((chunk) => {
          const outcome = framer.push(chunk);
          assert.ok(outcome.ok);
          return outcome.messages;
        });
        assert.deepEqual(received, sent);
        assert.equal(framer.pendingBytes, 0);
      },
    ),
  );
});

test('recorded answer parts come out of their concatenation', { skip }, () => {
  const chained = recordedCases.filter(({ responseParts }) => responseParts !== undefined);
  assert.equal(chained.length, 3);
  for (const { responseParts = [], response = '' } of chained) {
    assert.deepEqual(new Framer().push(unhex(response)).messages.map(hex), responseParts);
  }
});

test('a message within one chunk is a view of it', () => {
  const chunk = joined([messageOf(30), messageOf(0), messageOf(500)]);
  const { messages } = new Framer().push(chunk);
  assert.deepEqual(
    messages.map((message) => message.buffer === chunk.buffer),
    [true, true, true],
  );
});

test('one byte at a time', () => {
  const framer = new Framer();
  const stream = joined([messageOf(3, 1), messageOf(0, 2), messageOf(40, 3)]);
  const received = [...stream].flatMap((byte) => framer.push(Uint8Array.of(byte)).messages);
  assert.deepEqual(received, [messageOf(3, 1), messageOf(0, 2), messageOf(40, 3)]);
});

test('messages without content are whole with their envelope, wherever it is cut', () => {
  const sent = [messageOf(0, 1), messageOf(0, 2), messageOf(5, 3)];
  for (let place = 1; place < 60; place++) {
    const framer = new Framer();
    const received = cut(joined(sent), [place]).flatMap((chunk) => framer.push(chunk).messages);
    assert.deepEqual(received, sent, `cut at ${place}`);
  }
});

test('a length over the limit is refused for good, after the messages in front of it', () => {
  for (const places of [[], [70], [30, 75]]) {
    const framer = new Framer();
    const large = messageOf(0);
    new DataView(large.buffer, large.byteOffset).setUint32(16, limits.messageBytesMax + 1);
    const outcomes = cut(joined([messageOf(30), large]), places).map((chunk) => framer.push(chunk));
    assert.deepEqual(
      outcomes.flatMap(({ messages }) => messages),
      [messageOf(30)],
    );
    const last = outcomes.at(-1);
    assert.deepEqual(last?.ok === false && [last.reason, last.at], ['message-too-large', 16]);
    const after = framer.push(messageOf(1));
    assert.deepEqual([after.ok, after.messages.length], [false, 0]);
  }
});

test('a message of exactly the limit passes', () => {
  const framer = new Framer(100);
  assert.equal(framer.push(messageOf(100)).messages.length, 1);
  assert.equal(framer.push(messageOf(101)).ok, false);
});

test('no bytes make the framer throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 12 }), (chunks) => {
      const framer = new Framer();
      for (const chunk of chunks) assert.equal(typeof framer.push(chunk).ok, 'boolean');
    }),
  );
});
