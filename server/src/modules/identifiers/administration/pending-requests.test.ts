// What waits for the answer to its challenge is bounded in number, bytes and age.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realClock } from '../../../kernel/world/real/clock.ts';
import { realRandom } from '../../../kernel/world/real/random.ts';
import { PendingRequests } from './pending-requests.ts';

const digest = { algorithm: 3, bytes: new Uint8Array(32) };

function pendingWith(over: { countMax?: number; bytesMax?: number; lifeMs?: number }) {
  const time = { nowMs: 0 };
  const clock = { ...realClock, monotonicMs: () => time.nowMs };
  const bounds = { countMax: 1_000, bytesMax: 1_000_000, lifeMs: 1_000, ...over };
  return { time, pending: new PendingRequests({ clock, random: realRandom }, bounds) };
}

test('a challenge is answered once, with the request and nonce that it was made for', () => {
  const { pending } = pendingWith({});
  const raw = Uint8Array.of(1, 2, 3);
  const { sessionId, nonce } = pending.keep(raw, digest);
  raw.fill(9); // the socket uses its buffer again
  assert.equal(nonce.length, 16);
  assert.notEqual(sessionId, 0);
  assert.equal(pending.take(sessionId + 1), undefined);
  const taken = pending.take(sessionId);
  assert.deepEqual(taken?.raw, Uint8Array.of(1, 2, 3));
  assert.deepEqual(taken.nonce, nonce);
  assert.equal(pending.take(sessionId), undefined);
  assert.equal(pending.bytes, 0);
});

test('session ids are positive', () => {
  const { pending } = pendingWith({});
  const ids = Array.from({ length: 64 }, () => pending.keep(new Uint8Array(1), digest).sessionId);
  assert.ok(ids.every((id) => id > 0));
  assert.equal(new Set(ids).size, 64);
});

test('the oldest make room when there are too many, or too many bytes', () => {
  const { pending } = pendingWith({ countMax: 100 });
  const ids = Array.from(
    { length: 10_000 },
    () => pending.keep(new Uint8Array(100), digest).sessionId,
  );
  assert.equal(pending.count, 100);
  assert.equal(pending.bytes, 10_000);
  assert.equal(pending.take(ids[0] ?? 0), undefined);
  assert.ok(pending.take(ids.at(-1) ?? 0));
  const large = pendingWith({ bytesMax: 1_000 }).pending;
  for (let n = 0; n < 10; n++) large.keep(new Uint8Array(400), digest);
  assert.equal(large.count, 2);
});

test('what nobody answers is forgotten after a time', () => {
  const { pending, time } = pendingWith({});
  const early = pending.keep(new Uint8Array(10), digest).sessionId;
  time.nowMs = 600;
  const late = pending.keep(new Uint8Array(10), digest).sessionId;
  time.nowMs = 1_100;
  assert.equal(pending.take(early), undefined);
  assert.equal(pending.count, 1);
  assert.ok(pending.take(late));
});
