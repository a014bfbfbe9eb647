// Days and shifts as moments: days of 23, 25 and 24.5 hours, night shifts, rotation, holidays, versions, inheritance.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayNumber, troubleOf, type Pattern } from './pattern.ts';
import { CalendarOfPlace, type Held } from './plant-calendar.ts';

const hourUs = 3_600_000_000;
const name = (text: string) => ({ en: text, zh: text });
const shift = (
  id: string,
  from: string,
  to: string,
  breaks: Pattern['shifts'][0]['breaks'] = [],
) => ({
  ...{ id, name: name(id), from, to, breaks },
});
const everyDay = (ids: string[]) => Array.from({ length: 7 }, () => ids);

const threeShifts: Pattern = {
  zone: 'Europe/Berlin',
  dayStart: '06:00',
  shifts: [
    shift('early', '06:00', '14:00', [{ from: '09:00', to: '09:30' }]),
    shift('late', '14:00', '22:00'),
    shift('night', '22:00', '06:00', [{ from: '02:00', to: '02:30' }]),
  ],
  weekOne: '2026-01-05',
  weeks: [everyDay(['early', 'late', 'night'])],
  exceptions: [],
};

const us = (iso: string) => Date.parse(iso) * 1_000;
const dayOf = (text: string) => dayNumber(text) ?? Number.NaN;

function calendar(pattern: Pattern, held: readonly Held[] = []): CalendarOfPlace {
  const layer = { identifier: '88.118.8', held: [{ fromDay: 0, pattern }, ...held] };
  return new CalendarOfPlace({ layers: [layer], zone: 'UTC', nowMs: Date.UTC(2026, 5, 1) });
}
const hours = (span: { fromUs: number; toUs: number }) => (span.toUs - span.fromUs) / hourUs;

test('the night in which clocks change is one shift of 7 or 9 hours, and its day one day', () => {
  const berlin = calendar(threeShifts);
  const spring = { fromUs: us('2026-03-28T05:00:00Z'), toUs: us('2026-03-29T04:00:00Z') };
  assert.deepEqual(berlin.shifts(spring).map(hours), [8, 8, 7]);
  assert.deepEqual(berlin.days(spring).map(hours), [23]);
  // Half past two is not there: the break from two to half past is none.
  assert.deepEqual(berlin.shifts(spring).at(-1)?.breaks, []);
  const autumn = { fromUs: us('2026-10-24T04:00:00Z'), toUs: us('2026-10-25T05:00:00Z') };
  assert.deepEqual(berlin.shifts(autumn).map(hours), [8, 8, 9]);
  assert.deepEqual(berlin.days(autumn).map(hours), [25]);
  assert.equal(berlin.shifts(autumn).at(-1)?.day, '2026-10-24');
});

test('Lord Howe moves by half an hour', () => {
  const island = calendar({ ...threeShifts, zone: 'Australia/Lord_Howe' });
  const day = (text: string) => {
    const fromUs = island.startOf(dayOf(text)) * 1_000;
    return island.days({ fromUs, toUs: fromUs + 1 }).map(hours);
  };
  assert.deepEqual(day('2026-04-04'), [24.5]);
  assert.deepEqual(day('2026-10-03'), [23.5]);
  assert.deepEqual(day('2026-07-01'), [24]);
});

test('two weeks rotate, counted from a Monday, before it too', () => {
  const weeks = [everyDay(['early']), everyDay(['late'])];
  const rotating = calendar({ ...threeShifts, weeks });
  const on = (text: string) => {
    const fromUs = rotating.startOf(dayOf(text)) * 1_000;
    return rotating.shifts({ fromUs, toUs: fromUs + 24 * hourUs }).map(({ id }) => id);
  };
  assert.deepEqual(on('2026-01-05'), ['early']);
  assert.deepEqual(on('2026-01-11'), ['early']);
  assert.deepEqual(on('2026-01-12'), ['late']);
  assert.deepEqual(on('2026-01-19'), ['early']);
  assert.deepEqual(on('2026-01-04'), ['late']);
});

test('a holiday has no shifts, a working Sunday has', () => {
  const weeks = [[['early'], ['early'], ['early'], ['early'], ['early'], [], []]];
  const exceptions = [
    { from: '2026-10-01', to: '2026-10-07', name: name('holiday'), shifts: [] },
    { from: '2026-10-11', to: '2026-10-11', name: name('instead'), shifts: ['late'] },
  ];
  const china = calendar({ ...threeShifts, zone: 'Asia/Shanghai', weeks, exceptions });
  const fromUs = china.startOf(dayOf('2026-09-30')) * 1_000;
  const shifts = china.shifts({ fromUs, toUs: fromUs + 12 * 24 * hourUs });
  assert.deepEqual(
    shifts.map(({ id, day }) => `${day} ${id}`),
    ['2026-09-30 early', '2026-10-08 early', '2026-10-09 early', '2026-10-11 late'],
  );
  const days = china.days({ fromUs, toUs: fromUs + 12 * 24 * hourUs });
  assert.equal(days.filter(({ exception }) => exception).length, 8);
});

test('a pattern from tomorrow on leaves the days before as they were', () => {
  const before = calendar(threeShifts);
  const pattern = { ...threeShifts, weeks: [everyDay(['late'])] };
  const after = calendar(threeShifts, [{ fromDay: dayOf('2026-06-02'), pattern }]);
  const past = { fromUs: us('2025-01-01T00:00:00Z'), toUs: us('2026-06-02T04:00:00Z') };
  assert.deepEqual(after.shifts(past), before.shifts(past));
  const later = { fromUs: us('2026-06-02T04:00:00Z'), toUs: us('2026-06-04T04:00:00Z') };
  assert.deepEqual(
    after.shifts(later).map(({ id }) => id),
    ['late', 'late'],
  );
});

test('a place without a calendar follows the one above; without any there are days and no shifts', () => {
  const above = { identifier: 'line', held: [{ fromDay: 0, pattern: threeShifts }] };
  const own = {
    identifier: 'm',
    held: [
      {
        fromDay: dayOf('2026-06-01'),
        pattern: { ...threeShifts, shifts: [], weeks: [everyDay([])] },
      },
    ],
  };
  const place = new CalendarOfPlace({ layers: [own, above], zone: 'UTC', nowMs: 0 });
  assert.equal(place.patternOn(dayOf('2026-05-31')).heldBy, 'line');
  assert.equal(place.patternOn(dayOf('2026-06-01')).heldBy, 'm');
  const ended = { ...own, held: [...own.held, { fromDay: dayOf('2026-07-01') }] };
  const follows = new CalendarOfPlace({ layers: [ended, above], zone: 'UTC', nowMs: 0 });
  assert.equal(follows.patternOn(dayOf('2026-07-01')).heldBy, 'line');
  const none = new CalendarOfPlace({ layers: [], zone: 'Asia/Shanghai', nowMs: 0 });
  const [day] = none.days({ fromUs: us('2026-06-01T00:00:00Z'), toUs: us('2026-06-01T00:00:01Z') });
  assert.deepEqual([day?.day, day?.keepsShifts, none.zone], ['2026-06-01', false, 'Asia/Shanghai']);
  assert.equal(day?.fromUs, us('2026-05-31T16:00:00Z'));
});

test('days follow each other without gap or overlap, and shifts never overlap, in any zone and span', () => {
  const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
  const moment = fc.integer({ min: us('2020-01-01T00:00:00Z'), max: us('2035-12-01T00:00:00Z') });
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      moment,
      fc.integer({ min: 1, max: 40 }),
      (zone, fromUs, days) => {
        const place = calendar({ ...threeShifts, zone });
        const span = { fromUs, toUs: fromUs + days * 24 * hourUs };
        const found = place.days(span);
        assert.ok((found[0]?.fromUs ?? Infinity) <= span.fromUs);
        assert.ok((found.at(-1)?.toUs ?? 0) >= span.toUs);
        for (const spans of [found, place.shifts(span)]) {
          // Three shifts of eight hours fill each day, so they too leave no gap.
          for (const [i, one] of spans.entries()) {
            assert.ok(one.toUs > one.fromUs);
            if (i > 0) assert.equal(one.fromUs, spans[i - 1]?.toUs);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('what does not hold together is said', () => {
  const said = (change: Partial<Pattern>) => troubleOf({ ...threeShifts, ...change })?.en ?? '';
  assert.equal(said({}), '');
  assert.match(said({ zone: 'Berlin' }), /no time zone/);
  assert.match(said({ weekOne: '2026-01-06' }), /not a Monday/);
  assert.match(said({ weeks: [everyDay(['lunch'])] }), /no shift “lunch”/);
  assert.match(
    said({ shifts: [shift('early', '06:00', '14:30'), ...threeShifts.shifts.slice(1)] }),
    /overlap/,
  );
  assert.match(
    said({
      shifts: [
        shift('early', '06:00', '14:00', [{ from: '13:00', to: '15:00' }]),
        ...threeShifts.shifts.slice(1),
      ],
    }),
    /breaks of “early”/,
  );
  assert.match(
    said({ exceptions: [{ from: '2026-02-30', to: '2026-03-01', name: name('x'), shifts: [] }] }),
    /no span/,
  );
});
