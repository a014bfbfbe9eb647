// Segments and spans as values: what is torn is cut to whole steps at every byte, and what is taken never overlaps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeFrame } from '../../../wire/tier/frame.ts';
import { readSteps } from './read-steps.ts';
import { fileNameOf, Segment, segmentNameOf } from './segment.ts';
import { Spans } from './spans.ts';

const name = { rank: 1, sequence: 7, governing: 7, madeAtMs: 1_767_225_600_000 };

test('a tail torn at any byte is cut to whole steps; garbage behind them is too', () => {
  const steps = fc.array(
    fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 3 }),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(steps, fc.nat(), fc.uint8Array({ maxLength: 30 }), (told, cut, garbage) => {
      let first = 1;
      const ends: number[] = [];
      let bytes = new Uint8Array(0);
      for (const bodies of told) {
        bodies.forEach((body, n) => {
          const head = { kind: 'facts', stream: 's', first: first++, count: 1 } as const;
          bytes = Buffer.concat([bytes, encodeFrame(head, body, n < bodies.length - 1)]);
        });
        ends.push(bytes.length);
      }
      const at = cut % (bytes.length + 1);
      const torn = Buffer.concat([bytes.subarray(0, at), garbage]);
      const read = readSteps(torn);
      assert.ok(read.end >= (ends.findLast((end) => end <= at) ?? 0));
      assert.deepEqual(
        readSteps(bytes.subarray(0, at)).stepEnds,
        ends.filter((end) => end <= at),
      );
      assert.ok(read.stepEnds.every((end, n) => end === ends[n] || end > at));
    }),
  );
});

test('spans are the set of their numbers', () => {
  const change = fc.tuple(fc.boolean(), fc.nat(50), fc.nat(50));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), fc.nat(60), (changes, end) => {
      const spans = new Spans();
      const set = new Set<number>();
      for (const [adds, from, length] of changes) {
        if (adds) spans.add(from, from + length);
        else spans.remove(from, from + length);
        for (let n = from; n < from + length; n += 1) {
          if (adds) set.add(n);
          else set.delete(n);
        }
      }
      for (let n = 0; n < 110; n += 1) assert.equal(spans.covers(n, n + 1), set.has(n));
      const gaps = spans
        .gaps(end)
        .flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n));
      assert.deepEqual(
        gaps,
        Array.from({ length: end }, (_, n) => n).filter((n) => !set.has(n)),
      );
    }),
  );
});

test('what is taken from both ends never overlaps, and all of it is taken', () => {
  const acts = fc.array(
    fc.tuple(
      fc.constantFrom('write', 'old', 'new', 'lose', 'settle'),
      fc.integer({ min: 1, max: 90_000 }),
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(acts, (told) => {
      const segment = new Segment(name, 'x');
      const away: { from: number; to: number }[] = [];
      for (const [act, bytes] of told) {
        if (act === 'write') segment.mark(segment.size + bytes);
        const span =
          act === 'old'
            ? segment.takeOldest(bytes)
            : act === 'new'
              ? segment.takeNewest(bytes)
              : undefined;
        if (span) {
          assert.ok(away.every(({ from, to }) => span.to <= from || to <= span.from));
          away.push(span);
        }
        const back = act === 'lose' || act === 'settle' ? away.shift() : undefined;
        if (!back) continue;
        if (act === 'settle') segment.settle(back.from, back.to);
        segment.sent(back);
      }
      for (;;) {
        const span = segment.takeOldest(50_000);
        if (!span) break;
        away.push(span);
      }
      for (const span of away) {
        segment.settle(span.from, span.to);
        segment.sent(span);
      }
      assert.ok(segment.settled && segment.idle && !segment.hasUnsent);
    }),
  );
});

test('what is settled is not kept in memory for sending; what is not, is', async () => {
  const nothing = async (): Promise<void> => {};
  const file = { size: 0, append: nothing, sync: nothing, truncate: nothing, close: nothing };
  const segment = new Segment(name, 'x', file);
  await segment.write(
    [1, 2, 3].map((n) => new Uint8Array(10).fill(n)),
    [10, 20, 30],
  );
  segment.settle(10, 20);
  assert.deepEqual(
    segment.recent({ from: 10, to: 20 }),
    new Uint8Array(10).fill(2),
    'in the midst',
  );
  segment.settle(0, 10);
  assert.equal(segment.recent({ from: 0, to: 10 }), undefined);
  assert.equal(segment.recent({ from: 10, to: 20 }), undefined);
  assert.deepEqual(segment.recent({ from: 20, to: 30 }), new Uint8Array(10).fill(3));
});

test('a segment is named by what it holds', () => {
  assert.deepEqual(segmentNameOf(fileNameOf(name)), name);
  for (const text of ['x', '4-000000000001-000000000001-1.segment', '.1.part']) {
    assert.equal(segmentNameOf(text), undefined);
  }
});
