// The spans that a person chooses from, by the plant's calendar and in its time zone; and what a clock on its wall means
// on days on which it is put.
import type { CalendarMonth } from '@jingwei/sdk';
import type { Bilingual, SpanMs } from '@jingwei/console/kit';

export type NamedSpan = SpanMs & { readonly id: string; readonly name: Bilingual };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** `days`: production days of this month and the one before; what lies ahead is left out. */
export function spansOf(days: CalendarMonth['days'], nowMs: number): NamedSpan[] {
  const last = (hours: number): SpanMs => ({ fromMs: nowMs - hours * hourMs, toMs: nowMs });
  const found: NamedSpan[] = [
    { id: 'hour', name: { en: 'Last hour', zh: '最近 1 小时' }, ...last(1) },
    { id: 'hours-8', name: { en: 'Last 8 hours', zh: '最近 8 小时' }, ...last(8) },
  ];
  const begun = days
    .map((day) => ({ ...day, ...spanOf(day) }))
    .filter(({ fromMs }) => fromMs <= nowMs);
  const add = (id: string, name: Bilingual, span: SpanMs | undefined): void => {
    if (span) found.push({ id, name, fromMs: span.fromMs, toMs: Math.min(span.toMs, nowMs) });
  };
  const shifts = begun
    .flatMap((day) => day.shifts.map((shift) => ({ ...shift, ...spanOf(shift) })))
    .filter(({ fromMs }) => fromMs <= nowMs);
  const [before, shift] = [shifts.at(-2), shifts.at(-1)];
  const called = (words: Bilingual, name: Bilingual): Bilingual => ({
    en: `${words.en} (${name.en})`,
    zh: `${words.zh}（${name.zh}）`,
  });
  if (shift) add('shift', called({ en: 'This shift', zh: '当前班次' }, shift.name), shift);
  if (before) {
    add('shift-before', called({ en: 'Shift before', zh: '上一班次' }, before.name), before);
  }
  add('day', { en: 'Today', zh: '今天' }, begun.at(-1));
  add('day-before', { en: 'Yesterday', zh: '昨天' }, begun.at(-2));
  const [thisWeek, weekBefore] = [begun.at(-1)?.day ?? '', begun.at(-8)?.day ?? ''].map(mondayOf);
  add('week', { en: 'This week', zh: '本周' }, weekOf(begun, thisWeek));
  if (weekBefore !== thisWeek) {
    add('week-before', { en: 'Last week', zh: '上周' }, weekOf(begun, weekBefore));
  }
  found.push({ id: 'days-30', name: { en: 'Last 30 days', zh: '最近 30 天' }, ...last(30 * 24) });
  return found;
}

function spanOf({ from, to }: { readonly from: string; readonly to: string }): SpanMs {
  return { fromMs: Date.parse(from), toMs: Date.parse(to) };
}

/** `2026-11-16` of `2026-11-22`. */
function mondayOf(day: string): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(ms)) return '';
  const sinceMonday = (new Date(ms).getUTCDay() + 6) % 7;
  return new Date(ms - sinceMonday * dayMs).toISOString().slice(0, 10);
}

function weekOf(
  days: readonly (SpanMs & { readonly day: string })[],
  monday: string | undefined,
): SpanMs | undefined {
  const own = days.filter(({ day }) => mondayOf(day) === monday);
  const [first, last] = [own[0], own.at(-1)];
  return first && last && { fromMs: first.fromMs, toMs: last.toMs };
}

/** `2026-10` before `2026-11`. */
export function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 2, 1)).toISOString().slice(0, 7);
}

/** What the zone's clock shows then: `2026-10-25T02:30:00`. */
export function wallTime(ms: number, zone: string): string {
  const parts = clockOf(zone).formatToParts(ms);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  return `${date}T${part('hour')}:${part('minute')}:${part('second')}`;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  clocks.set(zone, made);
  return made;
}

/**
 * When the zone's clock shows that: twice in the hour that is gone through again, and never in the one that is left out.
 * Undefined for what is no time.
 */
export function instantsOf(wall: string, zone: string): readonly number[] | undefined {
  const asUtc = Date.parse(`${wall.length === 16 ? `${wall}:00` : wall}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const found = [asUtc - dayMs, asUtc + dayMs].map((near) => asUtc - offsetMs(near, zone));
  const own = found.filter((ms) => ms + offsetMs(ms, zone) === asUtc);
  return [...new Set(own)].toSorted((a, b) => a - b);
}

/** The widest that it can mean; an hour that is left out counts as the one after it. */
export function instantOf(wall: string, zone: string, end: 'from' | 'to'): number | undefined {
  const found = instantsOf(wall, zone);
  if (!found) return undefined;
  const asUtc = Date.parse(`${wall.length === 16 ? `${wall}:00` : wall}Z`);
  const [first = asUtc - offsetMs(asUtc - dayMs, zone)] = found;
  return end === 'from' ? first : (found.at(-1) ?? first);
}

function offsetMs(ms: number, zone: string): number {
  const whole = Math.floor(ms / 1_000) * 1_000;
  return Date.parse(`${wallTime(whole, zone)}Z`) - whole;
}

const lengths: readonly (readonly [number, string])[] = [
  ...([100, 250, 500] as const).map((ms) => [ms, `${ms}ms`] as const),
  ...([1, 2, 5, 10, 15, 30] as const).map((s) => [s * 1_000, `${s}s`] as const),
  ...([1, 2, 5, 10, 15, 30] as const).map((m) => [m * 60_000, `${m}m`] as const),
  ...([1, 2, 4, 6, 12] as const).map((h) => [h * hourMs, `${h}h`] as const),
  ...([1, 2, 7, 14, 30] as const).map((d) => [d * dayMs, `${d}d`] as const),
];

/** The shortest round length of which the span has at most so many; for `every`. */
export function everyOf({ fromMs, toMs }: SpanMs, most: number): string {
  const least = (toMs - fromMs) / most;
  return lengths.find(([ms]) => ms >= least)?.[1] ?? `${Math.ceil(least / dayMs)}d`;
}
