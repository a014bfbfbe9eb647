// Days of 23 and 25 hours, zones off by half an hour, midnights that do not exist, weeks and months, and fills.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isoTime } from '../../../wire/iso-time.ts';
import { stretchesOf, zoneCalendar, type Stretch } from './buckets.ts';
import { largestTriangles, Curve } from './curve.ts';
import { durationUs } from './duration.ts';
import { filled } from './fill.ts';
import { isZone } from './zone.ts';

const us = (text: string): number => Date.parse(text) * 1_000;
const hourUs = 3_600e6;

function stretches(every: string, zone: string, [from, to]: readonly [string, string]) {
  const given = { calendar: zoneCalendar(zone), most: 10_000 };
  return stretchesOf(every, { fromUs: us(from), toUs: us(to) }, given);
}

const hours = ({ fromUs, toUs }: Stretch): number => (toUs - fromUs) / hourUs;

test('days on which the clock is put have 23 and 25 hours', () => {
  const spring = stretches('day', 'Europe/Berlin', ['2026-03-27T23:00Z', '2026-03-30T22:00Z']);
  assert.deepEqual(
    spring.map((one) => [one.label, hours(one)]),
    [
      ['2026-03-28', 24],
      ['2026-03-29', 23],
      ['2026-03-30', 24],
    ],
  );
  const autumn = stretches('day', 'Europe/Berlin', ['2026-10-24T22:00Z', '2026-10-25T23:00Z']);
  assert.deepEqual(
    autumn.map((one) => [one.label, hours(one)]),
    [['2026-10-25', 25]],
  );
  const hoursOfIt = stretches('hour', 'Europe/Berlin', ['2026-10-24T22:00Z', '2026-10-25T23:00Z']);
  assert.equal(hoursOfIt.length, 25);
  assert.deepEqual(
    hoursOfIt.slice(2, 4).map(({ label }) => label),
    ['2026-10-25T02:00', '2026-10-25T02:00'],
  );
});

test('a day whose midnight the clock leaps over begins at one, a day that was left out is none', () => {
  const santiago = stretches('day', 'America/Santiago', ['2026-09-05T12:00Z', '2026-09-07T12:00Z']);
  const sunday = santiago.find(({ label }) => label === '2026-09-06');
  assert.deepEqual(
    [sunday && isoTime(sunday.fromUs), sunday && hours(sunday)],
    ['2026-09-06T04:00:00.000000Z', 23],
  );
  const samoa = stretches('day', 'Pacific/Apia', ['2011-12-29T12:00Z', '2012-01-01T00:00Z']);
  assert.deepEqual(
    samoa.map(({ label }) => label),
    ['2011-12-29', '2011-12-31', '2012-01-01'],
  );
});

test('hours of a zone that is off by half an hour', () => {
  const [first, second] = stretches('hour', 'Asia/Kolkata', [
    '2026-01-01T00:00Z',
    '2026-01-01T05:00Z',
  ]);
  assert.deepEqual(
    [first && isoTime(first.toUs), second?.label],
    ['2026-01-01T00:30:00.000000Z', '2026-01-01T06:00'],
  );
});

test('weeks begin on Monday, months on the first, both in the zone', () => {
  const span = ['2026-10-31T16:00Z', '2026-12-31T16:00Z'] as const;
  const months = stretches('month', 'Asia/Shanghai', span);
  assert.deepEqual(
    months.map((one) => [one.label, hours(one)]),
    [
      ['2026-11', 720],
      ['2026-12', 744],
    ],
  );
  const weeks = stretches('week', 'Asia/Shanghai', ['2026-11-20T16:00Z', '2026-11-30T16:00Z']);
  assert.deepEqual(
    weeks.map((one) => [one.label, hours(one)]),
    [
      ['2026-11-16', 48],
      ['2026-11-23', 168],
      ['2026-11-30', 24],
    ],
  );
});

test('calendar stretches follow each other and fill the span, in any zone at any time', () => {
  const zones = [
    'Europe/Berlin',
    'America/Santiago',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'UTC',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.constantFrom('hour', 'day', 'week', 'month'),
      fc.integer({ min: us('2015-01-01T00:00Z'), max: us('2030-01-01T00:00Z') }),
      fc.integer({ min: 1, max: 40 * 24 }),
      (zone, every, fromUs, length) => {
        const toUs = fromUs + length * hourUs;
        const given = { calendar: zoneCalendar(zone), most: 10_000 };
        const found = stretchesOf(every, { fromUs, toUs }, given);
        assert.equal(found[0]?.fromUs, fromUs);
        assert.equal(found.at(-1)?.toUs, toUs);
        found.forEach((one, n) => {
          assert.ok(one.toUs > one.fromUs);
          if (n > 0) assert.equal(one.fromUs, found[n - 1]?.toUs);
        });
      },
    ),
    { numRuns: 300 },
  );
});

test('stretches of a fixed length begin with the span; too many are refused before they are made', () => {
  const span = ['2026-01-01T00:00Z', '2026-01-01T00:02:30Z'] as const;
  assert.deepEqual(stretches('1m', 'UTC', span).map(hours), [1 / 60, 1 / 60, 1 / 120]);
  const decade = ['2016-01-01T00:00Z', '2026-01-01T00:00Z'] as const;
  for (const every of ['1s', 'hour']) {
    assert.throws(() => stretches(every, 'UTC', decade), { code: 'query.too-many-points' });
  }
});

test('lengths of time and zones that are none', () => {
  assert.deepEqual(['250ms', '15m', '7d', '0s', '1.5h', 'm', '5w'].map(durationUs), [
    250_000,
    9e8,
    7 * 24 * hourUs,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(['Asia/Shanghai', 'Mars/Olympus'].map(isZone), [true, false]);
});

test('gaps are filled with what was before, or a line between neighbours', () => {
  const gaps = [null, 1, null, null, 4, null, 'x', null, 2];
  const at = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  assert.deepEqual(filled(gaps, at, 'null'), gaps);
  assert.deepEqual(filled(gaps, at, 'previous'), [null, 1, 1, 1, 4, 4, 'x', 'x', 2]);
  assert.deepEqual(filled(gaps, at, 'linear'), [null, 1, 2, 3, 4, null, 'x', null, 2]);
});

test('a curve keeps its ends, its order and its peak, and is all of it where it is short', () => {
  const points = fc.array(fc.integer({ min: -1_000, max: 1_000 }), {
    minLength: 3,
    maxLength: 300,
  });
  fc.assert(
    fc.property(points, fc.integer({ min: 3, max: 60 }), (values, most) => {
      const times = values.map((_, n) => n * 7);
      const found = largestTriangles({ times, values }, most);
      assert.equal(found.times.length, Math.min(most, values.length));
      assert.deepEqual([found.times[0], found.times.at(-1)], [0, times.at(-1)]);
      found.times.forEach((time, n) => {
        assert.equal(found.values[n], values[time / 7]);
        if (n > 0) assert.ok(time > (found.times[n - 1] ?? 0));
      });
    }),
  );
});

test('each point of a curve makes the largest triangle of its stretch', () => {
  const random = fc.array(fc.integer({ min: -90, max: 90 }), {
    minLength: 30,
    maxLength: 90,
  });
  fc.assert(
    fc.property(random, (values) => {
      const most = 9;
      const { times, values: chosen } = largestTriangles(
        { times: values.map((_, n) => n), values },
        most,
      );
      const start = (n: number) => Math.floor((n * (values.length - 2)) / (most - 2)) + 1;
      const bucket = (n: number) =>
        values.map((value, at) => ({ at, value })).slice(start(n), start(n + 1));
      for (let n = 0; n < most - 2; n++) {
        const next =
          n === most - 3 ? [{ at: values.length - 1, value: values.at(-1) ?? 0 }] : bucket(n + 1);
        const middle = {
          at: next.reduce((sum, one) => sum + one.at, 0) / next.length,
          value: next.reduce((sum, one) => sum + one.value, 0) / next.length,
        };
        const [at, value] = [times[n] ?? 0, chosen[n] ?? 0];
        const area = (one: { at: number; value: number }) =>
          Math.abs((at - middle.at) * (one.value - value) - (at - one.at) * (middle.value - value));
        const largest = Math.max(...bucket(n).map(area));
        const own = area({ at: times[n + 1] ?? 0, value: chosen[n + 1] ?? 0 });
        assert.ok(own >= largest - 1e-9, `${own} of ${largest}`);
      }
    }),
  );
});

test('a curve of a million readings keeps the one that stands out', () => {
  const curve = new Curve({ fromUs: 0, toUs: 1e6 });
  for (let n = 0; n < 1e6; n++) curve.take(n, n === 654_321 ? 99 : Math.sin(n / 50_000), true);
  const { times, values } = curve.points(500);
  assert.equal(curve.isThin, true);
  assert.equal(times.length, 500);
  assert.equal(values[times.indexOf(654_321)], 99);
});
