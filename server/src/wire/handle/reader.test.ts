// The reader fails once, for the first reason, and bounds counts before memory is used; the rest of it is tested through the
// decoders.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Reader } from './reader.ts';

const word = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];

test('a count whose elements cannot fit is refused before any element is read', () => {
  let elements = 0;
  for (const [count, reason] of [
    [3, 'count-too-large'],
    [0x7fff_ffff, 'count-too-large'],
    [-1, 'negative-length'],
  ] as const) {
    const reader = new Reader(Uint8Array.of(...word(count), ...word(1), ...word(2)));
    const read = reader.array(4, (one) => (elements++, one.int4()));
    assert.deepEqual(reader.whole(read), { ok: false, reason, at: 0 });
  }
  assert.equal(elements, 0);
  const reader = new Reader(Uint8Array.of(...word(2), ...word(1), ...word(2)));
  assert.deepEqual(reader.whole(reader.array(4, (one) => one.int4())), { ok: true, value: [1, 2] });
});

test('after a failure everything reads as nothing and the first reason stays', () => {
  const reader = new Reader(Uint8Array.of(1, 2, 3));
  assert.equal(reader.int2(), 0x102);
  assert.equal(reader.int4(), 0);
  const rest = [
    reader.int1(),
    reader.int2(),
    reader.uint4(),
    reader.text(),
    reader.counted().length,
    reader.remaining,
  ];
  assert.deepEqual(rest, [0, 0, 0, '', 0, 0]);
  reader.fail('out-of-range');
  assert.deepEqual(reader.outcome(0), { ok: false, reason: 'past-end', at: 2 });
});

test('a narrowed reader stops at its end, and a failure inside it stays a failure', () => {
  const reader = new Reader(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  const end = reader.narrow(2);
  assert.equal(reader.remaining, 2);
  reader.int2();
  reader.widen(end);
  assert.equal(reader.int2(), 0x304);
  const again = reader.narrow(2);
  reader.int4();
  reader.widen(again);
  assert.equal(reader.remaining, 0);
  assert.deepEqual(reader.outcome(0), { ok: false, reason: 'past-end', at: 4 });
  assert.deepEqual([new Reader(new Uint8Array(3)).narrow(4)], [3]);
});
