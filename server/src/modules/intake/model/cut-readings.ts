// A part of a batch of readings: what remains of a frame of which some numbers are known.
import type { ReadingColumns } from '../../../stores/series/series.ts';

/** Readings `from` (included) to `to` (excluded); a view as far as columns can be. */
export function cutReadings(columns: ReadingColumns, from: number, to: number): ReadingColumns {
  if (from === 0 && to === columns.index.length) return columns;
  return {
    series: columns.series,
    index: columns.index.subarray(from, to),
    sourceTimeUs: columns.sourceTimeUs.subarray(from, to),
    serverTimeUs: columns.serverTimeUs.subarray(from, to),
    values: columns.values.slice(from, to),
    quality: columns.quality.subarray(from, to),
  };
}
