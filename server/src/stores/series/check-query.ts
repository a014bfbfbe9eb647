// What every engine of the series shape refuses to answer or to do, and pages of names.
import { checkLimit, refuse } from '../checks.ts';
import {
  bucketsMax,
  bucketsTotalMax,
  rangeLimitMax,
  spanSeriesMax,
  upkeepSeriesMax,
  type AggregateQuery,
  type RangeQuery,
  type SeriesSpan,
  type ThinSpan,
} from './series.ts';

const dayUs = 86_400_000_000;

export function checkRange(query: RangeQuery): void {
  checkLimit(query.limit, rangeLimitMax);
  checkSpan(query);
}

export function checkAggregate(query: AggregateQuery): void {
  checkSpan(query);
  const { bucketUs, fromUs, toUs } = query;
  if (!Number.isSafeInteger(bucketUs) || bucketUs < 1) {
    refuse(`a bucket cannot last ${bucketUs} microseconds`);
  }
  const buckets = Math.ceil((toUs - fromUs) / bucketUs);
  if (buckets > bucketsMax || buckets * query.series.length > bucketsTotalMax) {
    refuse(
      `${buckets} buckets of ${query.series.length} series are asked for; at most ${bucketsMax} of a series and ${bucketsTotalMax} in all are answered`,
    );
  }
}

export function checkSpan({ series, fromUs, toUs }: SeriesSpan): void {
  if (series.length < 1 || series.length > spanSeriesMax) {
    refuse(`${series.length} series are asked for; it must be 1 to ${spanSeriesMax}`);
  }
  if (!Number.isSafeInteger(fromUs) || !Number.isSafeInteger(toUs)) {
    refuse('the span is not in whole microseconds');
  }
}

/** Of `remove` and `thin`. */
export function checkUpkeep({ series, fromUs, toUs }: SeriesSpan): void {
  if (series.length < 1 || series.length > upkeepSeriesMax) {
    refuse(`${series.length} series are named; it must be 1 to ${upkeepSeriesMax}`);
  }
  if (!Number.isSafeInteger(fromUs) || !Number.isSafeInteger(toUs)) {
    refuse('the span is not in whole microseconds');
  }
}

export function checkThin(span: ThinSpan): void {
  checkUpkeep(span);
  const { bucketUs, fromUs, toUs } = span;
  if (fromUs % dayUs !== 0 || toUs % dayUs !== 0) refuse('the span to thin is not whole UTC days');
  if (!Number.isSafeInteger(bucketUs) || bucketUs < 1_000_000 || dayUs % bucketUs !== 0) {
    refuse(`buckets of ${bucketUs} microseconds do not divide a day, or are shorter than a second`);
  }
}

/** A page of sorted names that begin in one way. */
export function pageOfNames(
  sorted: readonly string[],
  {
    under,
    after,
    limit,
  }: { readonly under: string; readonly after: string; readonly limit: number },
): string[] {
  const found: string[] = [];
  const afterBytes = Buffer.from(after);
  for (let n = firstAfter(sorted, afterBytes); n < sorted.length && found.length < limit; n++) {
    const name = sorted[n] ?? '';
    if (name.startsWith(under)) found.push(name);
  }
  return found;
}

function firstAfter(sorted: readonly string[], after: Uint8Array): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Buffer.compare(Buffer.from(sorted[middle] ?? ''), after) <= 0 && after.length > 0)
      low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The order of names: that of their UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
