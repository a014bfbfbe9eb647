// What can be added: microseconds by time element, stops, parts. Lines, weeks and years are sums of these; a figure
// is made of a sum and never of figures.
import { elements, isStop, type Element } from './elements.ts';
import type { Interval } from './intervals.ts';
import type { Counted } from './counts.ts';

export type Totals = {
  /** Microseconds; they add up to `calendarUs`. */
  times: Record<Element, number>;
  calendarUs: number;
  /** Of ADET. */
  minorUs: number;
  minorStops: number;
  /** Of APT and AUST: worked outside planned time. */
  beyondPlanUs: number;
  stops: number;
  failures: number;
  failureUs: number;
  produced: number;
  good: number;
  scrap: number;
  rework: number;
  /** Planned run time of all parts, PRI × PQ. */
  idealUs: number;
  /** Parts of articles without an ideal cycle. */
  withoutIdeal: number;
  /** Stops by reason; `` for those without, `minor` for micro-stops. */
  reasons: Record<string, { us: number; stops: number }>;
};

export function noTotals(): Totals {
  const times = Object.fromEntries(elements.map((element) => [element, 0])) as Totals['times'];
  return {
    times,
    ...{ calendarUs: 0, minorUs: 0, minorStops: 0, beyondPlanUs: 0, stops: 0, failures: 0 },
    ...{ failureUs: 0, produced: 0, good: 0, scrap: 0, rework: 0, idealUs: 0, withoutIdeal: 0 },
    reasons: {},
  };
}

export function addInterval(totals: Totals, interval: Interval): void {
  const us = interval.toUs - interval.fromUs;
  totals.calendarUs += us;
  totals.times[interval.element] += us;
  if (interval.beyondPlan) totals.beyondPlanUs += us;
  const isPlanned = interval.plan === 'busy';
  if (!isPlanned || !(isStop(interval.state) || interval.said !== undefined)) return;
  const begins = interval.begins ? 1 : 0;
  if (interval.minor) {
    totals.minorUs += us;
    totals.minorStops += begins;
  } else if (isStop(interval.state)) totals.stops += begins;
  if (interval.failure) {
    totals.failureUs += us;
    totals.failures += begins;
  }
  const key = interval.minor ? 'minor' : (interval.reason ?? '');
  const reason = (totals.reasons[key] ??= { us: 0, stops: 0 });
  reason.us += us;
  reason.stops += begins;
}

export function addCount(totals: Totals, count: Counted): void {
  totals.produced += count.produced;
  totals.good += count.good;
  totals.scrap += count.scrap;
  totals.rework += count.rework;
  if (count.idealUs === undefined) totals.withoutIdeal += count.produced;
  else totals.idealUs += count.idealUs;
}

export function addTotals(sum: Totals, more: Totals): void {
  for (const element of elements) sum.times[element] += more.times[element];
  for (const name of added) sum[name] += more[name];
  for (const [key, { us, stops }] of Object.entries(more.reasons)) {
    const reason = (sum.reasons[key] ??= { us: 0, stops: 0 });
    reason.us += us;
    reason.stops += stops;
  }
}

const added = [
  ...(['calendarUs', 'minorUs', 'minorStops', 'beyondPlanUs', 'stops', 'failures'] as const),
  ...(['failureUs', 'produced', 'good', 'scrap', 'rework', 'idealUs', 'withoutIdeal'] as const),
];
