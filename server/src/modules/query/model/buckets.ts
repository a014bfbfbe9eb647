// The stretches of time that a question is answered for: of a fixed length from the start of its span, or hours, days,
// weeks, months and shifts as the plant's calendar has them. The first and the last are cut at the ends of the span.
import type { EpochUs } from '../../../stores/series/series.ts';
import type { PlantCalendar } from '../../calendar/api.ts';
import { queryFailures } from '../failures.ts';
import { durationUs } from './duration.ts';
import { civilDays, civilHours, monthOf, weekOf } from './zone.ts';

export const calendarUnits = ['hour', 'day', 'week', 'month', 'shift'] as const;

export type Stretch = {
  readonly fromUs: EpochUs;
  /** Exclusive. */
  readonly toUs: EpochUs;
  /** Of the calendar: `2026-11-22T06:00`, `2026-11-22`, `2026-11`, `2026-11-22 early`. */
  readonly label?: string;
};

type Span = { readonly fromUs: EpochUs; readonly toUs: EpochUs };

/** The zone's own days, where no plant's calendar holds. */
export function zoneCalendar(zone: string): PlantCalendar {
  return {
    zone,
    shifts: () => [],
    days: (span) =>
      [...civilDays(zone, span)].map(({ label, ...own }) => ({
        ...own,
        day: label,
        keepsShifts: false,
      })),
  };
}

/**
 * In order, without overlap. Without `every` the whole span is one. Fails with `query.too-many-points` beyond
 * `most`, before they are made.
 */
export function stretchesOf(
  every: string | undefined,
  span: Span,
  given: { readonly calendar: PlantCalendar; readonly most: number },
): Stretch[] {
  if (every === undefined) return [span];
  const lengthUs = durationUs(every);
  if (lengthUs !== undefined) return fixed(span, lengthUs, given.most);
  const leastUs = every === 'hour' ? 900e6 : 3_600e6;
  if ((span.toUs - span.fromUs) / leastUs > given.most * 24) {
    throw tooMany((span.toUs - span.fromUs) / leastUs, given.most);
  }
  const found = [...named(every, span, given.calendar)]
    .map(({ fromUs, toUs, label }) => ({
      fromUs: Math.max(fromUs, span.fromUs),
      toUs: Math.min(toUs, span.toUs),
      label,
    }))
    .filter(({ fromUs, toUs }) => fromUs < toUs);
  if (found.length > given.most) throw tooMany(found.length, given.most);
  return found;
}

function fixed({ fromUs, toUs }: Span, lengthUs: number, most: number): Stretch[] {
  const count = Math.ceil((toUs - fromUs) / lengthUs);
  if (count > most) throw tooMany(count, most);
  return Array.from({ length: count }, (_, n) => ({
    fromUs: fromUs + n * lengthUs,
    toUs: Math.min(toUs, fromUs + (n + 1) * lengthUs),
  }));
}

function tooMany(points: number, most: number): Error {
  return queryFailures['too-many-points']({ points: Math.ceil(points), most });
}

function named(every: string, span: Span, calendar: PlantCalendar): Iterable<Required<Stretch>> {
  if (every === 'hour') return civilHours(calendar.zone, span);
  if (every === 'shift') {
    return calendar.shifts(span).map(({ fromUs, toUs, day, id }) => ({
      fromUs,
      toUs,
      label: `${day} ${id}`,
    }));
  }
  const days = calendar.days(span).map(({ fromUs, toUs, day }) => ({ fromUs, toUs, label: day }));
  if (every === 'day') return days;
  return joined(days, every === 'week' ? weekOf : monthOf);
}

/** Days of one week or month as one. */
function joined(
  days: readonly Required<Stretch>[],
  nameOf: (day: string) => string,
): Required<Stretch>[] {
  const found: Required<Stretch>[] = [];
  for (const { fromUs, toUs, label } of days) {
    const name = nameOf(label);
    const before = found.at(-1);
    if (before?.label === name) found[found.length - 1] = { ...before, toUs };
    else found.push({ fromUs, toUs, label: name });
  }
  return found;
}
