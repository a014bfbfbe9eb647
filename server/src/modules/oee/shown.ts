// Totals, intervals and counts as the public edge shows them.
import { isoTime } from '../../wire/iso-time.ts';
import type { Counted } from './model/counts.ts';
import { busyUs, definitions, figureNames, figuresOf, flagsOf } from './model/figures.ts';
import type { Interval } from './model/intervals.ts';
import type { Totals } from './model/totals.ts';
import type { FigureRow, ShownInterval } from './route-schemas.ts';

export function shownRow(key: string, totals: Totals): FigureRow {
  const { times, calendarUs, minorUs, minorStops, beyondPlanUs, stops, failures } = totals;
  const { produced, good, scrap, rework, idealUs, reasons } = totals;
  return {
    ...{ key, timesUs: times, calendarUs, busyUs: busyUs(totals), minorUs, minorStops },
    ...{ beyondPlanUs, stops, failures, counts: { produced, good, scrap, rework }, idealUs },
    figures: { ...figuresOf(totals) },
    flags: flagsOf(totals),
    reasons: Object.entries(reasons)
      .map(([reason, one]) => ({ reason, ...one }))
      .toSorted((a, b) => b.us - a.us),
  };
}

export function shownInterval(interval: Interval): ShownInterval {
  const { fromUs, toUs, element, minor, plan, beyondPlan, failure, day, by } = interval;
  const { shift, article, reason, said, cause } = interval;
  return {
    ...{ from: isoTime(fromUs), to: isoTime(toUs), us: toUs - fromUs, element, minor, plan },
    ...{ beyondPlan, failure, day, by: String(by) },
    ...(shift === undefined ? {} : { shift }),
    ...(article === undefined ? {} : { article }),
    ...(reason === undefined ? {} : { reason }),
    ...(said === undefined ? {} : { said }),
    ...(cause === undefined ? {} : { cause: shownCause(cause) }),
  };
}

export function shownCause(cause: Counted['cause']) {
  if (!('signal' in cause)) return cause;
  return { signal: cause.signal, time: isoTime(cause.timeUs), value: cause.value };
}

export function shownCount({ atUs, cause, ...count }: Counted) {
  return { at: isoTime(atUs), cause: shownCause(cause), ...count };
}

export function formulasOf(totals: Totals) {
  const figures = figuresOf(totals);
  const { APT, AUST, ADET, ADOT, UNKNOWN } = totals.times;
  const seconds = (us: number): number => us / 1e6;
  const operands: Readonly<Record<string, number>> = {
    ...{ APT: seconds(APT), AUST: seconds(AUST), ADET: seconds(ADET), ADOT: seconds(ADOT) },
    ...{ UNKNOWN: seconds(UNKNOWN), PBT: seconds(busyUs(totals)), AUPT: seconds(APT + AUST) },
    ...{ AUBT: seconds(APT + AUST + ADET), AOET: seconds(APT + AUST + ADET + ADOT) },
    ...{ 'PRI × PQ': seconds(totals.idealUs), 'calendar time': seconds(totals.calendarUs) },
    ...{ PQ: totals.produced, GQ: totals.good, SQ: totals.scrap, RQ: totals.rework },
    ...{ FE: totals.failures, ΣTTR: seconds(totals.failureUs), ΣTBF: seconds(APT + AUST) },
  };
  return figureNames.map((name) => {
    const { formula, clause, says } = definitions[name];
    const used = Object.entries(operands).filter(([key]) => isIn(formula, key));
    for (const other of ['availability', 'effectiveness', 'quality', 'oee'] as const) {
      const value = figures[other];
      if (isIn(formula, other) && value !== null) used.push([other, value]);
    }
    return {
      name,
      formula,
      clause,
      says,
      operands: Object.fromEntries(used),
      value: figures[name],
    };
  });
}

function isIn(formula: string, name: string): boolean {
  return new RegExp(`(?<![\\wΣ])${name}(?!\\w)`, 'u').test(formula);
}
