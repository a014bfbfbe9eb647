// What the charts are drawn with: the colours of the theme that is on, their font, and the words on a time axis.
import { clockText, dateText, type TimeStyle } from '../time.ts';

/** The date stands at the first mark of each day, when the axis crosses one. */
export function timeMark(splits: readonly number[], i: number, style: TimeStyle): string {
  const ms = (splits[i] ?? 0) * 1_000;
  const day = dateText(ms, style);
  const before = splits[i - 1];
  const newDay = before !== undefined && dateText(before * 1_000, style) !== day;
  return newDay ? `${day} ${clockText(ms, style)}` : clockText(ms, style);
}

/** Read once for each plot: asking the page is slow. */
export function readInk() {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    soft: read('--ink-soft'),
    grid: read('--line'),
    wash: read('--accent-wash'),
    accent: read('--accent'),
    warning: read('--warning'),
    lines: [1, 2, 3, 4, 5, 6].map((line) => read(`--line-${line}`)),
  };
}
export type Ink = ReturnType<typeof readInk>;

/** Counted from 1. */
export function lineColourOf(ink: Ink, colour: number): string {
  return ink.lines[(colour - 1) % ink.lines.length] ?? ink.soft;
}

export function chartFont(ratio = 1): string {
  return `${12 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
}
