// The spans that a person chooses from, by the shifts and production days of the plant.
import type { CalendarMonth } from '@jingwei/sdk';
import type { Bilingual } from '@jingwei/console/kit';

export type NamedSpan = {
  readonly id: string;
  readonly name: Bilingual;
  readonly from: string;
  readonly to: string;
};

const hourMs = 3_600_000;

/** `days`: of this month and the one before; what lies ahead is left out. */
export function spansOf(days: CalendarMonth['days'], nowMs: number): NamedSpan[] {
  const spans: NamedSpan[] = [
    {
      id: 'hour',
      name: { en: 'From an hour ago on', zh: '一小时前至今' },
      from: new Date(nowMs - hourMs).toISOString(),
      // What lies ahead is added as it comes.
      to: new Date(nowMs + 24 * hourMs).toISOString(),
    },
  ];
  const begun = days.filter(({ from }) => Date.parse(from) <= nowMs);
  const shifts = begun
    .flatMap((day) => day.shifts.map((shift) => ({ ...shift, day: day.day })))
    .filter(({ from }) => Date.parse(from) <= nowMs)
    .slice(-4);
  for (const { id, name, day, from, to } of shifts.toReversed()) {
    const named = { en: `${name.en}, ${day}`, zh: `${name.zh}，${day}` };
    spans.push({ id: `shift ${day} ${id}`, name: named, from, to });
  }
  const last = begun.slice(-8).toReversed();
  for (const [i, { day, from, to }] of last.entries()) {
    const name =
      i === 0
        ? { en: 'Today', zh: '今天' }
        : i === 1
          ? { en: 'Yesterday', zh: '昨天' }
          : { en: day, zh: day };
    spans.push({ id: `day ${i}`, name, from, to });
  }
  const week = last[6];
  if (week) {
    const name = { en: 'Last 7 days', zh: '最近 7 天' };
    spans.push({ id: 'week', name, from: week.from, to: last[0]?.to ?? week.to });
  }
  return spans;
}

/** `2026-10` before `2026-11`. */
export function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const before = new Date(Date.UTC(year, number - 2, 1));
  return before.toISOString().slice(0, 7);
}
