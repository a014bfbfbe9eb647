// Figures, moments and states compared with the plainest computation there is: every microsecond of a short span on its
// own, every reading by filter.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ReadingValue } from '../../../stores/series/series.ts';
import { Figures, figureNames, type FigureName } from './figures.ts';
import { Grid } from './grid.ts';
import { States } from './states.ts';

type Row = { readonly timeUs: number; readonly value: ReadingValue; readonly isUsable: boolean };

const value: fc.Arbitrary<ReadingValue> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -50, max: 50 }) },
  { weight: 2, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.constantFrom('RUN', 'STOP') },
  { weight: 1, arbitrary: fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY) },
);
const rows: fc.Arbitrary<Row[]> = fc
  .array(
    fc.record({
      timeUs: fc.integer({ min: -20, max: 70 }),
      value,
    }),
    { maxLength: 20 },
  )
  .chain((made) =>
    fc
      .array(fc.nat(5), { minLength: made.length, maxLength: made.length })
      .map((bad) => made.map((row, n) => ({ ...row, isUsable: bad[n] !== 0 }))),
  )
  .map((made) => made.toSorted((a, b) => a.timeUs - b.timeUs));
/** Stretches between cuts of 0 … 50; some are left out, as shifts leave nights out. */
const stretches = fc
  .tuple(fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 6 }), fc.nat(9))
  .map(([cuts, leftOut]) => {
    const sorted = cuts.toSorted((a, b) => a - b);
    const all = sorted.slice(1).map((toUs, n) => ({ fromUs: sorted[n] ?? 0, toUs }));
    return all.length > 1 ? all.filter((_, n) => n !== leftOut) : all;
  });

/** The readings that a question looks at: in the span, the last before it, the first after it. */
function within(all: readonly Row[], fromUs: number, toUs: number): Row[] {
  const before = all.filter(({ timeUs }) => timeUs < fromUs).slice(-1);
  const after = all.filter(({ timeUs }) => timeUs >= toUs).slice(0, 1);
  const inside = all.filter(({ timeUs }) => timeUs >= fromUs && timeUs < toUs);
  return [...before, ...inside, ...after];
}

function plainNumber({ value: told, isUsable }: Row): number | undefined {
  if (!isUsable) return undefined;
  if (typeof told === 'boolean') return Number(told);
  return typeof told === 'number' && Number.isFinite(told) ? told : undefined;
}

/** What holds at a moment: the last reading at or before it. */
function holding(all: readonly Row[], atUs: number): Row | undefined {
  return all.filter(({ timeUs }) => timeUs <= atUs).at(-1);
}

function onLine(all: readonly Row[], atUs: number): number | undefined {
  const left = holding(all, atUs);
  const right = all.find(({ timeUs }) => timeUs > atUs);
  const from = left && plainNumber(left);
  if (!left || from === undefined) return undefined;
  const to = right && plainNumber(right);
  if (!right || to === undefined) return from;
  return from + ((to - from) * (atUs - left.timeUs)) / (right.timeUs - left.timeUs);
}

type Plain = Readonly<Record<FigureName, ReadingValue>>;

function plainly(
  all: readonly Row[],
  span: { fromUs: number; toUs: number },
  nowUs: number,
): Plain {
  const { fromUs, toUs } = span;
  const told = all.filter((row) => row.timeUs >= fromUs && row.timeUs < toUs && row.isUsable);
  const numbers = told.flatMap((row) => plainNumber(row) ?? []);
  const sum = numbers.reduce((a, b) => a + b, 0);
  const mean = sum / numbers.length;
  const squares = numbers.reduce((a, b) => a + (b - mean) ** 2, 0);
  const least = Math.min(...numbers);
  const most = Math.max(...numbers);
  const moments = Array.from({ length: toUs - fromUs }, (_, n) => fromUs + n).filter(
    (atUs) => atUs < nowUs,
  );
  const steps = moments.flatMap((atUs) => {
    const row = holding(all, atUs);
    return (row && plainNumber(row)) ?? [];
  });
  // The middle of each microsecond: a line has its mean there.
  const lines = moments.flatMap((atUs) => onLine(all, atUs + 0.5) ?? []);
  const average = (of: readonly number[]) =>
    of.length === 0 ? null : of.reduce((a, b) => a + b, 0) / of.length;
  const any = numbers.length > 0;
  return {
    count: told.length,
    minimum: any ? least : null,
    maximum: any ? most : null,
    mean: any ? mean : null,
    sum: any ? sum : null,
    range: any ? most - least : null,
    first: told[0]?.value ?? null,
    last: told.at(-1)?.value ?? null,
    deviation: numbers.length > 1 ? Math.sqrt(squares / (numbers.length - 1)) : null,
    delta: plainDelta(all, span, { nowUs, numbers }),
    timeWeightedMean: average(steps),
    timeWeightedLinear: average(lines),
    known: steps.length / (toUs - fromUs),
  };
}

function plainDelta(
  all: readonly Row[],
  { fromUs, toUs }: { fromUs: number; toUs: number },
  { nowUs, numbers }: { nowUs: number; numbers: readonly number[] },
): number | null {
  const heldFrom = fromUs <= nowUs ? holding(all, fromUs - 0.5) : undefined;
  const heldTo = holding(all, Math.min(toUs, nowUs) - 0.5);
  const start = (heldFrom && plainNumber(heldFrom)) ?? numbers[0];
  const end = Math.min(toUs, nowUs) > fromUs ? heldTo && plainNumber(heldTo) : undefined;
  if (start === undefined) return null;
  return (end ?? numbers.at(-1) ?? start) - start;
}

function isClose(actual: ReadingValue, expected: ReadingValue): boolean {
  if (typeof actual !== 'number' || typeof expected !== 'number')
    return Object.is(actual, expected);
  return (
    Object.is(actual, expected) || Math.abs(actual - expected) < 1e-9 * (1 + Math.abs(expected))
  );
}

test('figures are those of the plainest computation', () => {
  fc.assert(
    fc.property(rows, stretches, fc.integer({ min: 20, max: 90 }), (made, spans, nowUs) => {
      const all = made.filter(({ timeUs }) => timeUs <= nowUs);
      const figures = new Figures(spans, nowUs);
      const [fromUs, toUs] = [spans[0]?.fromUs ?? 0, spans.at(-1)?.toUs ?? 0];
      for (const row of within(all, fromUs, toUs)) {
        figures.take(row.timeUs, row.value, row.isUsable);
      }
      figures.end();
      spans.forEach((span, at) => {
        const expected = plainly(all, span, nowUs);
        for (const name of figureNames) {
          const actual = figures.figure(name, at);
          assert.ok(
            isClose(actual, expected[name]),
            `${name} of ${span.fromUs}…${span.toUs}: ${String(actual)}, not ${String(expected[name])}`,
          );
        }
      });
    }),
    { numRuns: 2_000 },
  );
});

test('deltas of neighbours add up to that of the whole, whatever the cuts', () => {
  const counter = fc
    .array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 20 })
    .map((times) => times.toSorted((a, b) => a - b).map((timeUs, n) => ({ timeUs, value: n * 3 })));
  fc.assert(
    fc.property(counter, fc.integer({ min: 1, max: 49 }), (readings, cut) => {
      const deltas = (spans: { fromUs: number; toUs: number }[]) => {
        const figures = new Figures(spans, 1_000);
        figures.take(-5, 1, true);
        for (const reading of readings) figures.take(reading.timeUs, reading.value, true);
        figures.end();
        return spans.map((_, at) => Number(figures.figure('delta', at)));
      };
      const [whole = 0] = deltas([{ fromUs: 0, toUs: 50 }]);
      const [left = 0, right = 0] = deltas([
        { fromUs: 0, toUs: cut },
        { fromUs: cut, toUs: 50 },
      ]);
      assert.equal(left + right, whole);
    }),
  );
});

test('small differences of large numbers keep their deviation', () => {
  const figures = new Figures([{ fromUs: 0, toUs: 10 }], 100);
  [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16].forEach((number, n) => figures.take(n, number, true));
  assert.equal(figures.figure('deviation', 0), Math.sqrt(30));
});

test('values at moments are those that hold, or lie on the line', () => {
  const times = Array.from({ length: 14 }, (_, n) => n * 4 + 0.5);
  fc.assert(
    fc.property(rows, fc.integer({ min: 20, max: 90 }), (all, nowUs) => {
      for (const interpolation of ['step', 'linear'] as const) {
        const grid = new Grid(times, interpolation, nowUs);
        for (const row of within(all, 0, 53)) grid.take(row.timeUs, row.value, row.isUsable);
        grid.end();
        times.forEach((atUs, at) => {
          const held = holding(all, atUs);
          const step = held?.isUsable === true ? held.value : null;
          const known = interpolation === 'step' ? step : (onLine(all, atUs) ?? null);
          const expected = atUs > nowUs ? null : known;
          const actual = grid.values[at] ?? null;
          assert.ok(isClose(actual, expected), `${interpolation} at ${atUs}: ${String(actual)}`);
        });
      }
    }),
    { numRuns: 1_000 },
  );
});

test('states: how often, how long, the longest, and what is unknown', () => {
  fc.assert(
    fc.property(rows, stretches, fc.integer({ min: 20, max: 90 }), (all, spans, nowUs) => {
      const states = new States('s', spans, nowUs);
      const [fromUs, toUs] = [spans[0]?.fromUs ?? 0, spans.at(-1)?.toUs ?? 0];
      for (const row of within(all, fromUs, toUs)) states.take(row.timeUs, row.value, row.isUsable);
      states.end();
      spans.forEach((span, at) => {
        const runs: { state: ReadingValue; length: number }[] = [];
        for (let atUs = span.fromUs; atUs < span.toUs; atUs++) {
          const held = atUs < nowUs ? holding(all, atUs) : undefined;
          const state = held?.isUsable === true ? held.value : null;
          const last = runs.at(-1);
          if (last && Object.is(last.state, state)) last.length++;
          else runs.push({ state, length: 1 });
        }
        const told = states.of(at);
        const lengths = (state: ReadingValue) =>
          runs.filter((run) => Object.is(run.state, state)).map(({ length }) => length);
        for (const { state, count, totalUs, longestUs } of told.states) {
          const own = lengths(state);
          assert.deepEqual(
            [count, totalUs, longestUs],
            [own.length, own.reduce((a, b) => a + b, 0), Math.max(...own)],
            String(state),
          );
        }
        assert.equal(
          told.unknownUs,
          lengths(null).reduce((a, b) => a + b, 0),
        );
        const different = new Set(runs.flatMap(({ state }) => (state === null ? [] : [state])));
        assert.equal(told.states.length, different.size);
      });
    }),
    { numRuns: 1_000 },
  );
});
