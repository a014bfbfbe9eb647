// Entries of the log come back as they were, and cost a few bytes a change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeLog, encodeLog, type LogLine } from './log-entry.ts';
import {
  getUint32,
  getUint48,
  getVarint,
  putUint32,
  putUint48,
  putVarint,
  varintBytes,
} from './numbers.ts';

const timeMs = 1_790_000_000_123;
const actions = ['created', 'changed', 'removed'] as const;
const keys = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('88/😀', '88/😁', '88/😁x', '88/中', '88/\ud7ff\ue000'),
  fc.string({ unit: fc.constantFrom('中', 'a', '😀'), minLength: 500, maxLength: 900 }),
);

test('whatever the keys are, they come back in their order', () => {
  const line = fc.record(
    { key: keys, action: fc.constantFrom(...actions) },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), (lines) => {
      const entries = encodeLog(lines, timeMs);
      const decoded = entries.map(({ entry }) => decodeLog(new Uint8Array(entry)));
      assert.deepEqual(
        decoded.flatMap((one) => one.lines),
        lines,
      );
      assert.deepEqual(
        entries.map(({ count }) => count),
        decoded.map((one) => one.lines.length),
      );
      assert.deepEqual(
        decoded.map(({ endsStep }) => endsStep),
        entries.map((_, n) => n === entries.length - 1),
      );
      assert.ok(decoded.every((one) => one.timeMs === timeMs));
    }),
  );
});

test('ten thousand changes of one load take some three bytes each, in entries that fit a page', () => {
  const lines = Array.from({ length: 10_000 }, (_, n): LogLine => {
    return { key: `88.118.8/L-${String(n).padStart(9, '0')}`, action: 'created' };
  });
  const entries = encodeLog(lines, timeMs);
  const bytes = entries.reduce((sum, { entry }) => sum + entry.length, 0);
  assert.ok(bytes < 35_000, `${bytes} bytes`);
  assert.ok(entries.every(({ entry }) => entry.length <= 1_900));
  assert.deepEqual(encodeLog([], timeMs), []);
});

test('numbers of every size come back', () => {
  const target = new Uint8Array(8);
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(0x0fff_ffff), (large, small) => {
      const position = large % 2 ** 48;
      putUint48(target, 1, position);
      assert.equal(getUint48(target, 1), position);
      putUint32(target, 2, large % 2 ** 32);
      assert.equal(getUint32(target, 2), large % 2 ** 32);
      assert.equal(putVarint(target, 1, small), 1 + varintBytes(small));
      assert.equal(getVarint(target, 1), small);
    }),
  );
});
