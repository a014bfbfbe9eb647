// Bytes in pieces, whatever their size.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GrowingBytes } from './growing-bytes.ts';

test('what was pushed and not dropped waits, in order; views stay as they are', () => {
  const step = fc.record({ piece: fc.uint8Array({ maxLength: 6_000 }), drop: fc.nat(7_000) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const bytes = new GrowingBytes();
      let expected: number[] = [];
      const views: [Uint8Array, number[]][] = [];
      for (const { piece, drop } of steps) {
        bytes.push(piece);
        expected = [...expected, ...piece];
        views.push([bytes.waiting, expected]);
        bytes.drop(drop);
        expected = expected.slice(drop);
        assert.equal(bytes.length, expected.length);
        assert.deepEqual([...bytes.waiting], expected);
      }
      for (const [view, was] of views) assert.deepEqual([...view], was);
    }),
    { numRuns: 60 },
  );
});
