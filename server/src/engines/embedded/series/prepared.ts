// A batch as the log and the memory want it: series by their number, values as numbers with a mark beside them.
import type { Delivery, ReadingColumns } from '../../../stores/series/series.ts';
import { kindOfValue, markOf } from '../../../stores/series/columns.ts';

export type Prepared = {
  readonly batch: Pick<ReadingColumns, 'sourceTimeUs' | 'serverTimeUs'>;
  readonly ids: Uint32Array;
  readonly numbers: Float64Array;
  readonly marks: Uint8Array;
  /** Of the readings that are texts, in their order. */
  readonly texts: readonly string[];
  readonly deliveries: readonly Delivery[];
};

/** Of a checked batch. */
export function prepare(
  batch: ReadingColumns,
  deliveries: readonly Delivery[],
  numberOf: (series: string) => number,
): Prepared {
  const known = Uint32Array.from(batch.series, (name) => numberOf(name));
  const { length } = batch.index;
  const { values, quality } = batch;
  const ids = new Uint32Array(length);
  const numbers = new Float64Array(length);
  const marks = new Uint8Array(length);
  const texts: string[] = [];
  for (let n = 0; n < length; n++) {
    ids[n] = known[batch.index[n] ?? 0] ?? 0;
    const value = values[n] ?? null;
    const grade = quality[n] ?? 0;
    if (typeof value === 'number') {
      numbers[n] = value;
      marks[n] = grade | (kindOfValue.number << 2);
      continue;
    }
    marks[n] = markOf(value, grade);
    if (typeof value === 'string') texts.push(value);
    else numbers[n] = Number(value);
  }
  const { sourceTimeUs, serverTimeUs } = batch;
  return { batch: { sourceTimeUs, serverTimeUs }, ids, numbers, marks, texts, deliveries };
}
