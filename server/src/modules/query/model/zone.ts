// Clocks on the wall of a place: when a day, a week, a month or an hour begins there, by the rules of its time zone (IANA
// names, as Intl knows them). Days of 23 and 25 hours come out right, and midnights that a clock leaps over too.
import type { EpochUs } from '../../../stores/series/series.ts';

const hourUs = 3_600_000_000;
const dayUs = 24 * hourUs;

const formats = new Map<string, Intl.DateTimeFormat>();

export function isZone(name: string): boolean {
  try {
    return formatOf(name) !== undefined;
  } catch {
    return false;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** What the wall's clock shows, as if it were UTC. */
function onTheWall(zone: string, atUs: EpochUs): EpochUs {
  const seconds = Math.floor(atUs / 1e6);
  const found: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(seconds * 1_000)) {
    found[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  return Date.UTC(year, month - 1, day, hour, minute, second) * 1_000 + (atUs - seconds * 1e6);
}

/** The moment at which the wall's day begins; `days`: of 1970-01-01 on. */
function startOfDay(zone: string, days: number): EpochUs {
  const midnightUs = days * dayUs;
  // With the offsets before and after a change that may lie at this very midnight.
  const candidates = [midnightUs - dayUs, midnightUs + dayUs]
    .map((nearUs) => midnightUs - (onTheWall(zone, nearUs) - nearUs))
    .filter((atUs) => Math.floor(onTheWall(zone, atUs) / dayUs) === days);
  return Math.min(...candidates);
}

function dayOf(zone: string, atUs: EpochUs): number {
  return Math.floor(onTheWall(zone, atUs) / dayUs);
}

/** `2026-11-22`. */
function dayName(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

export type NamedStart = {
  readonly fromUs: EpochUs;
  readonly toUs: EpochUs;
  readonly label: string;
};

/** The days of the wall that touch a span, whole. */
export function* civilDays(
  zone: string,
  span: { fromUs: EpochUs; toUs: EpochUs },
): Generator<NamedStart> {
  let day = dayOf(zone, span.fromUs);
  for (let fromUs = startOfDay(zone, day); fromUs < span.toUs; day++) {
    let toUs = startOfDay(zone, day + 1);
    // A day that a place left out (Samoa, 30 December 2011).
    while (!Number.isFinite(toUs)) toUs = startOfDay(zone, ++day + 1);
    yield { fromUs, toUs, label: dayName(dayOf(zone, fromUs)) };
    fromUs = toUs;
  }
}

/** The hours of the wall that touch a span; where a clock is put by half an hour, one of them is shorter. */
export function* civilHours(
  zone: string,
  span: { fromUs: EpochUs; toUs: EpochUs },
): Generator<NamedStart> {
  const startOf = (atUs: EpochUs): EpochUs => {
    const wallUs = onTheWall(zone, atUs);
    return atUs - (wallUs - Math.floor(wallUs / hourUs) * hourUs);
  };
  for (let fromUs = startOf(span.fromUs); fromUs < span.toUs;) {
    const toUs = Math.max(startOf(fromUs + hourUs), fromUs + hourUs / 4);
    const label = new Date(onTheWall(zone, fromUs) / 1_000).toISOString().slice(0, 16);
    yield { fromUs, toUs, label };
    fromUs = toUs;
  }
}

/** The Monday of its ISO week: `2026-11-23` of `2026-11-25`. */
export function weekOf(day: string): string {
  const days = Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000);
  return dayName(days - ((((days + 3) % 7) + 7) % 7));
}

export function monthOf(day: string): string {
  return day.slice(0, 7);
}
