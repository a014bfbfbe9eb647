// Frames and parcels: round trips, torn tails, changed bytes, announced lengths.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeFacts,
  decodeGivenUp,
  decodeLedger,
  encodeFacts,
  encodeGivenUp,
  encodeLedger,
} from './facts.ts';
import { encodeFrame, readFrame } from './frame.ts';
import { tierLimits } from './limits.ts';
import { decodeParcel, encodeParcel } from './parcel.ts';
import { arbitraryHead } from './tier-samples.contract.ts';

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const plain = { noNullPrototype: true } as const;
const frameOf = fc.tuple(arbitraryHead, fc.uint8Array(), fc.boolean());

test('a frame comes back, alone and behind others', () => {
  fc.assert(
    fc.property(fc.array(frameOf, { minLength: 1, maxLength: 5 }), (told) => {
      const all = Buffer.concat(told.map(([head, body, more]) => encodeFrame(head, body, more)));
      let at = 0;
      for (const [head, body, more] of told) {
        const read = readFrame(all, at);
        assert.ok(read.ok);
        const { kind, stream, first, count } = read.frame;
        assert.deepEqual({ kind, stream, first, count }, head);
        assert.deepEqual(new Uint8Array(read.frame.body), body);
        assert.equal(read.frame.more, more);
        at = read.end;
      }
      assert.equal(at, all.length);
    }),
  );
});

test('a torn frame is incomplete at every byte, and a changed bit is seen', () => {
  fc.assert(
    fc.property(frameOf, fc.nat(), fc.nat(7), ([head, body], at, bit) => {
      const bytes = encodeFrame(head, body);
      const torn = readFrame(bytes.subarray(0, at % bytes.length));
      assert.deepEqual(torn, { ok: false, reason: 'incomplete' });
      const changed = bytes.slice();
      const place = at % bytes.length;
      changed[place] = (changed[place] ?? 0) ^ (1 << bit);
      assert.equal(readFrame(changed).ok, false);
    }),
  );
});

test('an endless frame is refused by its announced length', () => {
  const bytes = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0, 1);
  assert.deepEqual(readFrame(bytes), { ok: false, reason: 'too-large' });
});

test('a parcel comes back', () => {
  const head = fc.record(
    {
      gateway: name,
      incarnation: name,
      number: fc.nat(),
      sentAtMs: fc.integer({ min: 0, max: 2 ** 45 }),
      heads: fc.array(fc.record({ stream: name, highest: fc.maxSafeNat() }, plain), {
        maxLength: 5,
      }),
    },
    plain,
  );
  fc.assert(
    fc.property(head, fc.array(frameOf, { maxLength: 4 }), fc.nat(), (told, frames, cut) => {
      const encoded = frames.map(([one, body]) => encodeFrame(one, body));
      const bytes = encodeParcel(told, encoded);
      const decoded = decodeParcel(bytes);
      assert.ok(decoded.ok);
      const { frames: found, ...rest } = decoded.value;
      assert.deepEqual(rest, told);
      assert.deepEqual(
        found.map((frame) => Buffer.from(frame.bytes)),
        encoded.map((frame) => Buffer.from(frame)),
      );
      const part = decodeParcel(bytes.subarray(0, cut % bytes.length));
      if (part.ok) assert.ok(part.value.frames.length < frames.length);
    }),
  );
});

test('any bytes are refused or read, never a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      readFrame(bytes);
      decodeParcel(bytes);
      decodeParcel(Buffer.concat([Buffer.from('JWP1'), bytes]));
      for (const decode of [decodeFacts, decodeLedger]) assert.equal(decode(bytes, 1).ok, false);
      assert.equal(decodeGivenUp(bytes).ok, false);
    }),
  );
  assert.deepEqual(decodeParcel(new Uint8Array(tierLimits.parcelBytesMax + 1)), {
    ok: false,
    reason: 'too-large',
  });
});

test('facts, reasons and ledger rows come back, and only in their form', () => {
  const facts = { events: [{ name: 'a', id: '1', body: { x: [1, null] } }], models: [{ y: 1 }] };
  assert.deepEqual(decodeFacts(encodeFacts(facts), 2), { ok: true, value: facts });
  assert.equal(decodeFacts(encodeFacts(facts), 3).ok, false);
  const givenUp = { reason: 'disk-full', atMs: 5 } as const;
  assert.deepEqual(decodeGivenUp(encodeGivenUp(givenUp)), { ok: true, value: givenUp });
  const row = { stream: 's', minuteMs: 60_000, first: 1, last: 3, refused: { value: 2 } };
  const rows = [{ ...row, leftOut: {}, givenUp: {}, clockStepsMs: [-5] }];
  assert.deepEqual(decodeLedger(encodeLedger(rows), 1), { ok: true, value: rows });
  for (const wrong of [{ first: 0 }, { last: 0 }, { refused: { x: -1 } }, { minuteMs: 'x' }]) {
    const bytes = Buffer.from(JSON.stringify({ rows: [{ ...rows[0], ...wrong }] }));
    assert.equal(decodeLedger(bytes, 1).ok, false, JSON.stringify(wrong));
  }
});
