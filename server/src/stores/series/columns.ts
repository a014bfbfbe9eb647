// Readings of one series as columns of plain numbers: what memory and sealed pages both look like to a question.
import type { Quality, Reading, ReadingValue } from './series.ts';

/** What a reading's value is, since one series may mix them. */
export const kindOfValue = { none: 0, number: 1, text: 2, boolean: 3 } as const;

export type Columns = {
  readonly source: Float64Array;
  readonly server: Float64Array;
  /** Of numbers and booleans; 0 for others. */
  readonly numbers: Float64Array;
  /** Quality, plus four times the kind of value. */
  readonly marks: Uint8Array;
  /** By place; undefined when no reading is a text. */
  readonly texts: readonly (string | undefined)[] | undefined;
};

/** Readings `from <= n < to` of columns, in order of time, of equals by arrival. */
export type Run = { readonly columns: Columns; readonly from: number; readonly to: number };

export function markOf(value: ReadingValue, quality: number): number {
  if (typeof value === 'number') return quality | (kindOfValue.number << 2);
  if (typeof value === 'string') return quality | (kindOfValue.text << 2);
  return value === null ? quality : quality | (kindOfValue.boolean << 2);
}

export function valueAt(columns: Columns, at: number): ReadingValue {
  const kind = (columns.marks[at] ?? 0) >> 2;
  if (kind === kindOfValue.text) return columns.texts?.[at] ?? '';
  if (kind === kindOfValue.none) return null;
  const number = columns.numbers[at] ?? 0;
  return kind === kindOfValue.boolean ? number === 1 : number;
}

export function readingAt(series: string, columns: Columns, at: number): Reading {
  return {
    series,
    sourceTimeUs: columns.source[at] ?? 0,
    serverTimeUs: columns.server[at] ?? 0,
    value: valueAt(columns, at),
    quality: ((columns.marks[at] ?? 0) & 3) as Quality,
  };
}

/** The first place `from <= n < to` whose time is not before; `to` when there is none. Times are in order. */
export function placeOf(
  times: Float64Array,
  timeUs: number,
  { from, to }: Omit<Run, 'columns'>,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
