// The hot path gives what the slow path gives, on every recorded message and on damaged ones.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { damaged, value } from './arbitrary.contract.ts';
import type { VersionOffer } from './envelope.ts';
import { answerVersion, makeEnvelope, protocolVersion } from './envelope.ts';
import {
  peekResolve,
  resolveFlags,
  resolveHandle,
  resolveHandleOffset,
  resolveRequestId,
  writeFastAnswer,
} from './fast.ts';
import { encodeValueBlock } from './handle-value.ts';
import type { HandleValue } from './handle-value.ts';
import { limits } from './limits.ts';
import type { Message } from './message.ts';
import { decodeMessage, encodeMessage } from './message.ts';
import { hex, recordedMessages, skip } from './recorded.contract.ts';
import { bytesOfText, textOf } from './text.ts';

/** What the slow path knows of a plain resolve request, or undefined. */
function slowPeek(
  bytes: Uint8Array,
): { handle: string; flags: number; requestId: number } | undefined {
  const decoded = decodeMessage(bytes);
  if (!decoded.ok) return undefined;
  const { envelope, header, body, bodyTrailing, credential, trailing } = decoded.value;
  if (body.kind !== 'resolve-request' || body.indexes.length + body.types.length > 0)
    return undefined;
  if (bytesOfText(body.handle).length > limits.handleBytesMax || envelope.sessionId !== 0)
    return undefined;
  if (bodyTrailing !== undefined || credential !== undefined || trailing !== undefined)
    return undefined;
  return { handle: body.handle, flags: header.flags, requestId: envelope.requestId };
}

function fastPeek(
  bytes: Uint8Array,
): { handle: string; flags: number; requestId: number } | undefined {
  const length = peekResolve(bytes);
  if (length < 0) return undefined;
  assert.deepEqual(
    resolveHandle(bytes, length),
    bytes.subarray(resolveHandleOffset, resolveHandleOffset + length),
  );
  const handle = textOf(resolveHandle(bytes, length), 0, length);
  return { handle, flags: resolveFlags(bytes), requestId: resolveRequestId(bytes) };
}

test('peekResolve finds what decodeMessage finds, on every recorded message', { skip }, () => {
  let plain = 0;
  for (const { name, bytes } of recordedMessages) {
    const expected = slowPeek(bytes);
    if (expected !== undefined) plain++;
    assert.deepEqual(fastPeek(bytes), expected, name);
  }
  assert.ok(plain > 30, `${plain} plain resolve requests recorded`);
});

test(
  'peekResolve finds what decodeMessage finds, on damaged messages and on noise',
  { skip },
  () => {
    const noise = fc.oneof(damaged, fc.uint8Array({ maxLength: 90 }));
    fc.assert(
      fc.property(noise, (bytes) => {
        assert.deepEqual(fastPeek(bytes), slowPeek(bytes));
      }),
      { numRuns: 1000 },
    );
  },
);

const offered = fc.record({
  major: fc.constantFrom(2, 3),
  minor: fc.nat({ max: 14 }),
  suggestedMajor: fc.constantFrom(0, 2, 3),
  suggestedMinor: fc.nat({ max: 14 }),
});

test('peekResolve and its answer equal the slow path, for any handle, values and version offered', () => {
  const target = new Uint8Array(10_000);
  const handle = fc.string({ unit: 'binary', maxLength: 60 });
  fc.assert(
    fc.property(
      handle,
      fc.array(value, { maxLength: 5 }),
      offered,
      fc.nat(255),
      (name, values, offer, recursionCount) => {
        const request = slowRequest(name, offer, recursionCount);
        const bytes = encodeMessage(request);
        assert.equal(fastPeek(bytes)?.handle, name);
        const answer = { flags: 0x9000_0000, siteInfoSerial: 7, expirationSeconds: 1_795_432_092 };
        const length = writeFastAnswer(target, 11, bytes, {
          ...answer,
          valueBlock: encodeValueBlock(values),
        });
        assert.equal(
          hex(target.subarray(11, 11 + length)),
          hex(encodeMessage(slowAnswer(request, name, values))),
        );
      },
    ),
  );
});

test('an answer that does not fit is not begun', () => {
  const request = encodeMessage(slowRequest('88/x', protocolVersionOffer, 0));
  const valueBlock = encodeValueBlock([]);
  const target = new Uint8Array(60).fill(9);
  const answer = { flags: 0, siteInfoSerial: 7, expirationSeconds: 0, valueBlock };
  assert.equal(writeFastAnswer(target, 1, request, answer), -1);
  assert.ok(target.every((byte) => byte === 9));
  assert.equal(writeFastAnswer(target, 0, request, answer), 60);
});

const protocolVersionOffer: VersionOffer = {
  ...protocolVersion,
  suggestedMajor: 0,
  suggestedMinor: 0,
};

function slowRequest(handle: string, offer: VersionOffer, recursionCount: number): Message {
  return {
    envelope: makeEnvelope({ ...offer, requestId: -5, truncated: true }),
    header: {
      op: 1,
      responseCode: 0,
      flags: 0x1100_0000,
      siteInfoSerial: 3,
      recursionCount,
      expirationSeconds: 9,
    },
    body: { kind: 'resolve-request', handle, indexes: [], types: [] },
  };
}

function slowAnswer(request: Message, handle: string, values: readonly HandleValue[]): Message {
  const { recursionCount } = request.header;
  const header = { op: 1, responseCode: 1, flags: 0x9000_0000, siteInfoSerial: 7, recursionCount };
  return {
    envelope: makeEnvelope({
      ...answerVersion(request.envelope),
      requestId: request.envelope.requestId,
    }),
    header: { ...header, expirationSeconds: 1_795_432_092 },
    body: { kind: 'resolve-response', handle, values },
  };
}
