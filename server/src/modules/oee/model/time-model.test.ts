// The time model: sums that close to the microsecond whatever is told, micro-stops, persons' words, and figures by
// hand-computed vectors with their arithmetic.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quality, type Reading } from '../../../stores/series/series.ts';
import type { PlantCalendar, Shift } from '../../calendar/api.ts';
import { elements } from './elements.ts';
import { figuresOf, flagsOf } from './figures.ts';
import { layOut, withSaid, type Interval, type Said } from './intervals.ts';
import { compileMapping, type Mapping } from './mapping.ts';
import { statesOf, type Span } from './states.ts';
import { addCount, addInterval, addTotals, noTotals, type Totals } from './totals.ts';

const second = 1_000_000;
const mapping: Mapping = {
  inputs: [
    { name: 'execution', signal: 'e' },
    { name: 'mode', signal: 'm' },
  ],
  rules: [
    { when: 'mode == "MAINTENANCE"', is: 'PDOT' },
    { when: 'execution == "ACTIVE"', is: 'APT' },
    { when: 'execution == "ALARM"', is: 'ADET', failure: true, reason: 'alarm' },
  ],
  otherwise: 'ADOT',
};

const day = 86_400 * second;
/** Days of 24 hours from 0 on; shifts of 8 hours with a break, on the first two thirds of each day. */
const calendar: PlantCalendar = {
  zone: 'UTC',
  days: ({ fromUs, toUs }) =>
    range(Math.floor(fromUs / day), Math.ceil(toUs / day)).map((i) => ({
      ...{ day: `d${i}`, fromUs: i * day, toUs: (i + 1) * day, keepsShifts: true },
    })),
  shifts: ({ fromUs, toUs }) =>
    range(Math.floor(fromUs / day) - 1, Math.ceil(toUs / day))
      .flatMap((i) => [0, 1].map((j) => shiftAt(i, j)))
      .filter((shift) => shift.toUs > fromUs && shift.fromUs < toUs),
};
function shiftAt(i: number, j: number): Shift {
  const fromUs = i * day + (j * day) / 3;
  const breaks = [{ fromUs: fromUs + day / 6, toUs: fromUs + day / 6 + 1_800 * second }];
  return {
    id: `s${j}`,
    name: { en: '', zh: '' },
    day: `d${i}`,
    fromUs,
    toUs: fromUs + day / 3,
    breaks,
  };
}
const alwaysPlanned: PlantCalendar = {
  ...calendar,
  days: (span) => calendar.days(span).map((one) => ({ ...one, keepsShifts: false })),
  shifts: () => [],
};
function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
function reading(series: string, sourceTimeUs: number, value: Reading['value']): Reading {
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs, value, quality: quality.good };
}

type Told = {
  readonly span: Span;
  readonly readings: readonly Reading[];
  readonly before?: readonly Reading[];
  readonly silences?: readonly Span[];
  readonly said?: readonly Said[];
  readonly calendar?: PlantCalendar;
  readonly microStopUs?: number;
};

function intervalsOf(told: Told): Interval[] {
  const outcome = compileMapping(mapping, () => ({ kind: 'text' }));
  assert.ok(outcome.ok);
  const { span, readings, before = [], silences = [] } = told;
  const states = statesOf(outcome.mapping, { span, readings, before, silences });
  const marked = withSaid(states, told.said ?? [], ({ by }) => {
    const rule = typeof by === 'number' ? mapping.rules[by] : undefined;
    return { failure: rule?.failure === true, ...(rule?.reason ? { reason: rule.reason } : {}) };
  });
  return layOut({
    ...{ span, marked, microStopUs: told.microStopUs ?? 0, articles: [] },
    calendar: told.calendar ?? alwaysPlanned,
  });
}

function totalsOf(intervals: readonly Interval[]): Totals {
  const totals = noTotals();
  for (const interval of intervals) addInterval(totals, interval);
  return totals;
}

const values = fc.constantFrom('ACTIVE', 'READY', 'ALARM', 'UNAVAILABLE', 'MAINTENANCE', null, 7);
const when = fc.integer({ min: 0, max: 3 * day });

test('whatever is told, each microsecond is in one element, and parts of a span add up to it', () => {
  const told = fc.record({
    readings: fc.array(fc.tuple(fc.constantFrom('e', 'm'), when, values), { maxLength: 60 }),
    silences: fc.array(fc.tuple(when, fc.integer({ min: 1, max: day / 2 })), { maxLength: 5 }),
    said: fc.array(
      fc.tuple(when, fc.integer({ min: 1, max: day }), fc.constantFrom('PDOT', 'AUST', undefined)),
      { maxLength: 6 },
    ),
    span: fc.tuple(when, fc.integer({ min: 1, max: 2 * day })),
    cut: fc.integer({ min: 1, max: 999 }),
    micro: fc.integer({ min: 0, max: 600 * second }),
  });
  fc.assert(
    fc.property(told, ({ readings, silences, said, span: [fromUs, length], cut, micro }) => {
      const span = { fromUs, toUs: fromUs + length };
      const sorted = readings
        .map(([s, t, v]) => reading(s, t, v))
        .toSorted((a, b) => a.sourceTimeUs - b.sourceTimeUs);
      let end = 0;
      const apart = silences
        .toSorted(([a], [b]) => a - b)
        .flatMap(([at, us]) => {
          const from = Math.max(at, end);
          end = from + us;
          return [{ fromUs: from, toUs: end }];
        });
      const within = {
        readings: sorted.filter(
          (one) => one.sourceTimeUs >= fromUs && one.sourceTimeUs < span.toUs,
        ),
        before: [],
      };
      const words = said.map(([at, us, is], i): Said => ({
        ...{ id: String(i), fromUs: at, toUs: at + us, reason: `r${i}`, failure: false },
        ...(is === undefined ? {} : { is: is as 'PDOT' | 'AUST' }),
      }));
      const whole = intervalsOf({
        span,
        ...within,
        silences: apart,
        said: words,
        calendar,
        microStopUs: micro,
      });
      for (const [i, one] of whole.entries()) {
        assert.equal(one.fromUs, i === 0 ? span.fromUs : whole[i - 1]?.toUs);
        assert.ok(one.toUs > one.fromUs);
      }
      assert.equal(whole.at(-1)?.toUs, span.toUs);
      const totals = totalsOf(whole);
      const sum = elements.reduce((us, element) => us + totals.times[element], 0);
      assert.deepEqual([sum, totals.calendarUs], [length, length]);
      // Cut anywhere, the two parts have what the whole has.
      const at = fromUs + Math.floor((length * cut) / 1_000);
      const parts = noTotals();
      for (const side of [
        { fromUs, toUs: at },
        { fromUs: at, toUs: span.toUs },
      ]) {
        const inside = whole.flatMap((one) => {
          const piece = {
            ...one,
            fromUs: Math.max(one.fromUs, side.fromUs),
            toUs: Math.min(one.toUs, side.toUs),
          };
          return piece.fromUs < piece.toUs ? [piece] : [];
        });
        addTotals(parts, totalsOf(inside));
      }
      assert.deepEqual(parts.times, totals.times);
    }),
    { numRuns: 300 },
  );
});

test('a day by hand: 16 h planned with 1 h of breaks, production, an alarm, idle time and silence', () => {
  const h = 3_600 * second;
  const intervals = intervalsOf({
    span: { fromUs: 0, toUs: day },
    before: [reading('m', -1, 'AUTOMATIC'), reading('e', -1, 'ACTIVE')],
    readings: [
      reading('e', 2 * h, 'ALARM'),
      reading('e', 2.5 * h, 'ACTIVE'),
      reading('e', 10 * h, 'READY'),
      reading('e', 11 * h, 'ACTIVE'),
      reading('e', 17 * h, 'READY'),
    ],
    silences: [{ fromUs: 5 * h, toUs: 6 * h }],
    calendar,
  });
  const totals = totalsOf(intervals);
  // Shifts 0–8 and 8–16, breaks 4–4:30 and 12–12:30. Production 0–2, 2:30–5, 6–10, 11–17 = 14.5 h; of these the
  // breaks (1 h) and 16–17 (1 h) are beyond the plan. Alarm 2–2:30, idle 10–11, silent 5–6, off from 17 on = 7 h.
  assert.deepEqual(totals.times, {
    APT: 14.5 * h,
    AUST: 0,
    ADET: 0.5 * h,
    ADOT: h,
    PDOT: 0,
    UNKNOWN: h,
    NOPT: 7 * h,
  });
  assert.equal(totals.beyondPlanUs, 2 * h);
  assert.deepEqual([totals.stops, totals.failures, totals.failureUs], [2, 1, 0.5 * h]);
  // 500 parts, 30 scrap, ideal cycle 90 s: PRI × PQ = 45,000 s = 12.5 h.
  for (const [amount, good] of [
    [470, true],
    [30, false],
  ] as const) {
    addCount(totals, {
      ...{
        atUs: 0,
        produced: amount,
        good: good ? amount : 0,
        scrap: good ? 0 : amount,
        rework: 0,
      },
      ...{ idealUs: amount * 90 * second, cause: { entry: 'x' } },
    });
  }
  const figures = figuresOf(totals);
  // PBT = 14.5 + 0.5 + 1 + 1 = 17 h, of which 1 h unknown.
  assert.equal(figures.availability, 14.5 / 16);
  assert.equal(figures.availabilityLeast, 14.5 / 17);
  assert.equal(figures.availabilityMost, 15.5 / 17);
  assert.equal(figures.effectiveness, 12.5 / 14.5);
  assert.equal(figures.quality, 470 / 500);
  assert.ok(Math.abs((figures.oee ?? 0) - (12.5 / 16) * 0.94) < 1e-12);
  assert.ok(Math.abs((figures.teep ?? 0) - (12.5 / 23) * 0.94) < 1e-12);
  // One failure: 14.5 h / 2; it lasted half an hour. 500 parts in 16 h.
  assert.deepEqual([figures.mtbfSeconds, figures.mttrSeconds], [7.25 * 3_600, 1_800]);
  assert.equal(figures.throughputPerHour, 31.25);
  assert.deepEqual(flagsOf(totals), ['time-unknown']);
});

test('a micro-stop is shorter than the threshold and between production; it stays a delay of its own kind', () => {
  const told = {
    span: { fromUs: 0, toUs: 1_000 * second },
    before: [reading('m', -1, 'AUTOMATIC'), reading('e', -1, 'ACTIVE')],
    readings: [
      ...[reading('e', 100 * second, 'READY'), reading('e', 159 * second, 'ACTIVE')],
      ...[reading('e', 200 * second, 'READY'), reading('e', 260 * second, 'ACTIVE')],
      reading('e', 990 * second, 'READY'),
    ],
    microStopUs: 60 * second,
  };
  const totals = totalsOf(intervalsOf(told));
  assert.deepEqual([totals.minorStops, totals.minorUs, totals.stops], [1, 59 * second, 2]);
  assert.deepEqual([totals.times.ADET, totals.times.ADOT], [59 * second, 70 * second]);
  const said = [
    { id: 'w', fromUs: 100 * second, toUs: 120 * second, reason: 'jam', failure: false },
  ];
  const meant = totalsOf(intervalsOf({ ...told, said }));
  assert.deepEqual([meant.minorStops, meant.stops], [0, 4]);
});

test('a person splits a stop, the later word stands, and production is never talked away', () => {
  const told = {
    span: { fromUs: 0, toUs: 100 },
    before: [reading('m', -1, 'AUTOMATIC'), reading('e', -1, 'ACTIVE')],
    readings: [reading('e', 10, 'READY'), reading('e', 90, 'ACTIVE')],
  };
  const said: Said[] = [
    { id: '1', fromUs: 0, toUs: 60, reason: 'material', failure: false },
    { id: '2', fromUs: 40, toUs: 95, reason: 'service', is: 'PDOT', failure: false },
  ];
  const intervals = intervalsOf({ ...told, said });
  assert.deepEqual(
    intervals.map(({ fromUs, toUs, element, reason }) => [fromUs, toUs, element, reason]),
    [
      [0, 10, 'APT', undefined],
      [10, 40, 'ADOT', 'material'],
      [40, 60, 'PDOT', 'service'],
      [60, 90, 'PDOT', 'service'],
      [90, 100, 'APT', undefined],
    ],
  );
});

test('a rule that cannot be decided makes the state unknown, never running', () => {
  const span = { fromUs: 0, toUs: 30 };
  const only = intervalsOf({ span, readings: [reading('e', 10, 'ACTIVE')] });
  assert.deepEqual(
    only.map(({ element }) => element),
    ['UNKNOWN'],
  );
  const readings = [
    reading('m', 5, 'AUTOMATIC'),
    reading('e', 10, 'ACTIVE'),
    reading('e', 20, 'UNAVAILABLE'),
  ];
  const both = intervalsOf({ span, readings });
  assert.deepEqual(
    both.map(({ fromUs, element }) => [fromUs, element]),
    [
      [0, 'UNKNOWN'],
      [10, 'APT'],
      [20, 'UNKNOWN'],
    ],
  );
});

test('more than 100 % is shown and flagged as a wrong ideal cycle', () => {
  const totals = totalsOf(
    intervalsOf({
      span: { fromUs: 0, toUs: 100 * second },
      before: [reading('m', -1, 'AUTOMATIC'), reading('e', -1, 'ACTIVE')],
      readings: [],
    }),
  );
  const count = { atUs: 0, produced: 11, good: 11, scrap: 0, rework: 0, cause: { entry: 'x' } };
  addCount(totals, { ...count, idealUs: 110 * second });
  assert.equal(figuresOf(totals).effectiveness, 1.1);
  assert.equal(figuresOf(totals).oee, 1.1);
  assert.deepEqual(flagsOf(totals), ['wrong-ideal-cycle']);
  addCount(totals, count);
  assert.equal(figuresOf(totals).oee, null);
  assert.ok(flagsOf(totals).includes('no-ideal-cycle'));
});

test('a year of 100,000 intervals by day and shift takes less than 200 ms', () => {
  const year = 365 * day;
  const readings = range(0, 100_000).map((i) =>
    reading('e', Math.floor((i * year) / 100_000), i % 2 === 0 ? 'ACTIVE' : 'READY'),
  );
  const told = {
    span: { fromUs: 0, toUs: year },
    before: [reading('m', -1, 'AUTOMATIC')],
    readings,
    calendar,
  };
  intervalsOf({ ...told, readings: readings.slice(0, 5_000) });
  const best = Math.min(
    ...[1, 2, 3, 4, 5].map(() => {
      // Of this thread: what others on the machine do is not measured.
      const started = process.threadCpuUsage();
      const intervals = intervalsOf(told);
      const days = new Map<string, Totals>();
      for (const interval of intervals) {
        let totals = days.get(interval.day);
        if (!totals) days.set(interval.day, (totals = noTotals()));
        addInterval(totals, interval);
      }
      assert.ok(intervals.length >= 100_000);
      assert.equal(days.size, 365);
      const { user, system } = process.threadCpuUsage(started);
      return (user + system) / 1_000;
    }),
  );
  assert.ok(best < 200, `${best.toFixed(0)} ms`);
});
