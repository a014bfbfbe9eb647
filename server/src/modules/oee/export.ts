// Figures as CSV (RFC 4180): the rows of the interface, one a line, times in seconds with all their microseconds.
import { elements } from './model/elements.ts';
import { figureNames } from './model/figures.ts';
import type { FigureRow } from './route-schemas.ts';

export function figuresCsv(rows: readonly FigureRow[], by: string): string {
  const head = [
    by,
    ...elements.map((name) => `${name}_s`),
    ...['calendar_s', 'busy_s', 'beyond_plan_s', 'minor_stops', 'stops', 'failures'],
    ...['produced', 'good', 'scrap', 'rework', 'ideal_s', ...figureNames, 'flags'],
  ];
  const lines = rows.map((row) => [
    row.key,
    ...elements.map((name) => secondsText(row.timesUs[name])),
    ...[row.calendarUs, row.busyUs, row.beyondPlanUs].map(secondsText),
    ...[row.minorStops, row.stops, row.failures],
    ...[row.counts.produced, row.counts.good, row.counts.scrap, row.counts.rework],
    secondsText(row.idealUs),
    ...figureNames.map((name) => row.figures[name] ?? ''),
    row.flags.join(' '),
  ]);
  return `${[head, ...lines].map((line) => line.map(field).join(',')).join('\r\n')}\r\n`;
}

function secondsText(us: number): string {
  return (us / 1e6).toFixed(6);
}

/** A text that a spreadsheet would calculate is quoted as text. */
function field(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+@-]/.test(text) && Number.isNaN(Number(text));
  const shown = safe ? `'${text}` : text;
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
