// By what figures are told: all in one, or each machine, article, shift, day or week.
import type { Totals } from './totals.ts';
import { addTotals, noTotals } from './totals.ts';

export const groups = ['total', 'machine', 'article', 'shift', 'day', 'week'] as const;
export type Group = (typeof groups)[number];

export type Row = {
  readonly machine: string;
  readonly day: string;
  readonly shift?: string;
  readonly article?: string;
  readonly totals: Totals;
};
export type Grouped = { readonly key: string; readonly totals: Totals };

export function grouped(rows: readonly Row[], by: Group): Grouped[] {
  const sums = new Map<string, Totals>();
  for (const row of rows) {
    const key = keyBy(row, by);
    let sum = sums.get(key);
    if (!sum) sums.set(key, (sum = noTotals()));
    addTotals(sum, row.totals);
  }
  return [...sums]
    .map(([key, totals]) => ({ key, totals }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function keyBy(row: Row, by: Group): string {
  if (by === 'total') return 'total';
  if (by === 'week') return weekOf(row.day);
  return row[by] ?? '';
}

/** `2026-W48` of ISO 8601: the week of the year that has its Thursday. */
export function weekOf(day: string): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  const weekday = (new Date(ms).getUTCDay() + 6) % 7;
  const thursday = new Date(ms + (3 - weekday) * 86_400_000);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
