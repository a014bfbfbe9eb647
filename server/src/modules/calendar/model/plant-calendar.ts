// Days and shifts of one place as moments: for each day the pattern of the nearest calendar that holds on it.
import type { CalendarDay, CalendarSpan, PlantCalendar, Shift } from '../api.ts';
import { dayNumber, dayText, minutesOf, shiftMinutes, weekday, type Pattern } from './pattern.ts';
import { zoneOf, type Zone } from './zone.ts';

/** A pattern from a day on; none: from then on this place has no calendar of its own. */
export type Held = { readonly fromDay: number; readonly pattern?: Pattern };

/** One place's own calendar; the newest version of a day stands last. */
export type Layer = { readonly identifier: string; readonly held: readonly Held[] };

export type Given = {
  /** From the place itself up to the enterprise. */
  readonly layers: readonly Layer[];
  /** Where no calendar holds. */
  readonly zone: string;
  readonly nowMs: number;
};

const dayMs = 86_400_000;
const minuteMs = 60_000;

export type DayPattern = { readonly pattern?: Pattern; readonly heldBy?: string };

export class CalendarOfPlace implements PlantCalendar {
  readonly zone: string;
  readonly #given: Given;
  readonly #starts = new Map<number, number>();
  readonly #shifts = new Map<number, readonly Shift[]>();
  readonly #held: readonly { readonly identifier: string; readonly held: readonly Held[] }[];

  constructor(given: Given) {
    this.#given = given;
    this.#held = given.layers.map(({ identifier, held }) => ({
      identifier,
      held: held.toSorted((a, b) => a.fromDay - b.fromDay),
    }));
    this.zone = given.zone;
    this.zone = this.patternOn(this.dayAt(given.nowMs)).pattern?.zone ?? given.zone;
  }

  patternOn(day: number): DayPattern {
    for (const { identifier, held } of this.#held) {
      const pattern = held.findLast(({ fromDay }) => fromDay <= day)?.pattern;
      if (pattern) return { pattern, heldBy: identifier };
    }
    return {};
  }

  /** The number of the production day that a moment is in. */
  dayAt(ms: number): number {
    let day = Math.floor(ms / dayMs) - 2;
    while (this.startOf(day + 1) <= ms) day += 1;
    return day;
  }

  startOf(day: number): number {
    let start = this.#starts.get(day);
    if (start === undefined) {
      const { pattern } = this.patternOn(day);
      start = this.#zoneOn(day).momentOf(
        day * dayMs + minutesOf(pattern?.dayStart ?? '00:00') * minuteMs,
      );
      this.#starts.set(day, start);
    }
    return start;
  }

  days({ fromUs, toUs }: CalendarSpan): readonly CalendarDay[] {
    const days: CalendarDay[] = [];
    for (let day = this.dayAt(fromUs / 1_000); this.startOf(day) * 1_000 < toUs; day++) {
      const { pattern } = this.patternOn(day);
      const exception = pattern && exceptionOn(pattern, day);
      days.push({
        day: dayText(day),
        fromUs: this.startOf(day) * 1_000,
        toUs: this.startOf(day + 1) * 1_000,
        keepsShifts: pattern !== undefined,
        ...(exception ? { exception: exception.name } : {}),
      });
    }
    return days;
  }

  shifts({ fromUs, toUs }: CalendarSpan): readonly Shift[] {
    const found: Shift[] = [];
    let endUs = -Infinity;
    // A shift of the day before the first may reach into it, and one of the day before that is over.
    for (let day = this.dayAt(fromUs / 1_000) - 2; this.startOf(day) * 1_000 < toUs; day++) {
      for (const shift of this.#shiftsOf(day)) {
        const begin = Math.max(shift.fromUs, endUs);
        if (begin >= shift.toUs) continue;
        endUs = shift.toUs;
        if (shift.toUs > fromUs && begin < toUs) found.push({ ...shift, fromUs: begin });
      }
    }
    return found;
  }

  #zoneOn(day: number): Zone {
    const zone = zoneOf(this.patternOn(day).pattern?.zone ?? this.#given.zone) ?? zoneOf('UTC');
    if (!zone) throw new Error('UTC is missing from the time zones');
    return zone;
  }

  #shiftsOf(day: number): readonly Shift[] {
    let shifts = this.#shifts.get(day);
    if (!shifts) this.#shifts.set(day, (shifts = this.#makeShifts(day)));
    return shifts;
  }

  #makeShifts(day: number): readonly Shift[] {
    const { pattern } = this.patternOn(day);
    if (!pattern) return [];
    const zone = this.#zoneOn(day);
    const momentUs = (minutes: number) => zone.momentOf(day * dayMs + minutes * minuteMs) * 1_000;
    const shifts = idsOn(pattern, day).flatMap((id) => {
      const shift = pattern.shifts.find((one) => one.id === id);
      if (!shift) return [];
      const { from, to, breaks } = shiftMinutes(shift, pattern.dayStart);
      const spans = breaks.map((one) => ({ fromUs: momentUs(one.from), toUs: momentUs(one.to) }));
      return {
        ...{ id, name: shift.name, day: dayText(day) },
        ...{ fromUs: momentUs(from), toUs: momentUs(to) },
        // A break within the hour that is left out in spring is none.
        breaks: spans.filter((one) => one.toUs > one.fromUs),
      };
    });
    return shifts
      .filter(({ fromUs, toUs }) => toUs > fromUs)
      .toSorted((a, b) => a.fromUs - b.fromUs);
  }
}

function exceptionOn(pattern: Pattern, day: number): Pattern['exceptions'][number] | undefined {
  const text = dayText(day);
  return pattern.exceptions.findLast(({ from, to }) => from <= text && text <= to);
}

function idsOn(pattern: Pattern, day: number): readonly string[] {
  const exception = exceptionOn(pattern, day);
  if (exception) return exception.shifts;
  const week = Math.floor((day - (dayNumber(pattern.weekOne) ?? 0)) / 7);
  const { length } = pattern.weeks;
  return pattern.weeks[((week % length) + length) % length]?.[weekday(day)] ?? [];
}
