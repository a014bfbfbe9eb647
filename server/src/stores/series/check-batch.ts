// A batch is checked before it waits for its turn, so that one bad caller cannot spoil the step it shares.
import { checkText, refuse } from '../checks.ts';
import {
  seriesNameCharactersMax,
  streamNameCharactersMax,
  type Delivery,
  type ReadingColumns,
} from './series.ts';

export function checkSeriesName(name: string): void {
  checkText(name, 'the name of a series');
  if (name.length > seriesNameCharactersMax) {
    refuse(`the series ${name} has more than ${seriesNameCharactersMax} characters`);
  }
  if (name.includes('\0')) refuse('the name of a series contains a NUL character');
}

export function checkStreamName(name: string): void {
  checkText(name, 'the name of a stream');
  if (name.length > streamNameCharactersMax) {
    refuse(`the stream ${name} has more than ${streamNameCharactersMax} characters`);
  }
  if (name.includes('\0')) refuse('the name of a stream contains a NUL character');
}

export function checkDelivery({ stream, first, last }: Delivery): void {
  checkStreamName(stream);
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first < 0 || last < first) {
    refuse(`${first} to ${last} is no span of whole numbers`);
  }
}

/** Fails with `stores.bad-query` and says which reading is wrong; names that are known were checked before. */
export function checkBatch(batch: ReadingColumns, isKnown: (series: string) => boolean): void {
  for (const name of batch.series) if (!isKnown(name)) checkSeriesName(name);
  const { length } = batch.index;
  const { sourceTimeUs, serverTimeUs, values, quality } = batch;
  for (const column of [sourceTimeUs, serverTimeUs, values, quality]) {
    if (column.length !== length) refuse('the columns of a batch differ in length');
  }
  for (let i = 0; i < length; i++) {
    if ((batch.index[i] ?? 0) >= batch.series.length) refuse(`reading ${i} has no series`);
    if (!Number.isSafeInteger(sourceTimeUs[i]) || !Number.isSafeInteger(serverTimeUs[i])) {
      refuse(`reading ${i} has a time that is not in whole microseconds`);
    }
    if ((quality[i] ?? 3) > 2) refuse(`reading ${i} has the unknown quality ${quality[i]}`);
    if (!isValue(values[i])) refuse(`reading ${i} has a value that cannot be stored`);
  }
}

function isValue(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}
