// Buckets of one series while its readings pass in the order of arrival: bad readings and what is no finite number only count.
import type { AggregateQuery, Bucket } from './series.ts';
import { kindOfValue, type Run } from './columns.ts';

/** Places of a bucket's figures in the column of all. */
const figure = {
  count: 0,
  numbers: 1,
  minimum: 2,
  maximum: 3,
  sum: 4,
  first: 5,
  firstUs: 6,
  last: 7,
  lastUs: 8,
  /** Numbers that the smallest, the first and so on are of. */
  seen: 9,
};
const figures = 10;

export class Buckets {
  readonly #fromUs: number;
  readonly #bucketUs: number;
  readonly #sums: Float64Array;

  constructor({ fromUs, toUs, bucketUs }: AggregateQuery) {
    this.#fromUs = fromUs;
    this.#bucketUs = bucketUs;
    this.#sums = new Float64Array(Math.ceil((toUs - fromUs) / bucketUs) * figures);
  }

  take(run: Run): void {
    this.#pass(run, true);
  }

  /** Of readings that were thinned: their count and sum come by `takeFigure`. */
  takeKept(run: Run): void {
    this.#pass(run, false);
  }

  takeFigure({ columns, from, to }: Run, kind: 'count' | 'numbers' | 'sum'): void {
    for (let n = from; n < to; n++) {
      const bucket = Math.floor(((columns.source[n] ?? 0) - this.#fromUs) / this.#bucketUs);
      const at = bucket * figures + figure[kind];
      this.#sums[at] = (this.#sums[at] ?? 0) + (columns.numbers[n] ?? 0);
    }
  }

  #pass({ columns, from, to }: Run, isCounted: boolean): void {
    const fromUs = this.#fromUs;
    const bucketUs = this.#bucketUs;
    const sums = this.#sums;
    const { source, numbers, marks } = columns;
    let at = 0;
    let endUs = -Infinity;
    for (let n = from; n < to; n++) {
      const timeUs = source[n] ?? 0;
      if (timeUs >= endUs) {
        const bucket = Math.floor((timeUs - fromUs) / bucketUs);
        endUs = fromUs + (bucket + 1) * bucketUs;
        at = bucket * figures;
      }
      if (isCounted) sums[at] = (sums[at] ?? 0) + 1;
      const mark = marks[n] ?? 0;
      const kind = mark >> 2;
      const number = numbers[n] ?? 0;
      const isNumber =
        (mark & 3) > 0 && (kind === kindOfValue.number || kind === kindOfValue.boolean);
      if (!isNumber || !Number.isFinite(number)) continue;
      add(sums, at, { number, timeUs });
      if (!isCounted) continue;
      sums[at + figure.numbers] = (sums[at + figure.numbers] ?? 0) + 1;
      sums[at + figure.sum] = (sums[at + figure.sum] ?? 0) + number;
    }
  }

  of(series: string): Bucket[] {
    const sums = this.#sums;
    const buckets: Bucket[] = [];
    for (let at = 0; at < sums.length; at += figures) {
      if (sums[at] === 0 && sums[at + figure.seen] === 0) continue;
      const startUs = this.#fromUs + (at / figures) * this.#bucketUs;
      buckets.push(bucketOf(sums, at, { series, startUs }));
    }
    return buckets;
  }
}

type Told = { readonly number: number; readonly timeUs: number };

function add(sums: Float64Array, at: number, { number, timeUs }: Told): void {
  const before = sums[at + figure.seen] ?? 0;
  sums[at + figure.seen] = before + 1;
  const isFirst = before === 0;
  if (isFirst || number < (sums[at + figure.minimum] ?? 0)) sums[at + figure.minimum] = number;
  if (isFirst || number > (sums[at + figure.maximum] ?? 0)) sums[at + figure.maximum] = number;
  if (isFirst || timeUs < (sums[at + figure.firstUs] ?? 0)) {
    sums[at + figure.firstUs] = timeUs;
    sums[at + figure.first] = number;
  }
  // Of equal times the later arrival.
  if (isFirst || timeUs >= (sums[at + figure.lastUs] ?? 0)) {
    sums[at + figure.lastUs] = timeUs;
    sums[at + figure.last] = number;
  }
}

function bucketOf(
  sums: Float64Array,
  at: number,
  { series, startUs }: Pick<Bucket, 'series' | 'startUs'>,
): Bucket {
  const count = sums[at] ?? 0;
  const numbers = sums[at + figure.numbers] ?? 0;
  // Kept numbers whose counts lie in another bucket of a finer question are shown without a mean.
  if (sums[at + figure.seen] === 0) {
    return {
      series,
      startUs,
      count,
      numbers,
      minimum: null,
      maximum: null,
      mean: null,
      sum: null,
      first: null,
      last: null,
    };
  }
  return {
    series,
    startUs,
    count,
    numbers,
    minimum: sums[at + figure.minimum] ?? 0,
    maximum: sums[at + figure.maximum] ?? 0,
    mean: numbers > 0 ? (sums[at + figure.sum] ?? 0) / numbers : null,
    sum: numbers > 0 ? (sums[at + figure.sum] ?? 0) : null,
    first: sums[at + figure.first] ?? 0,
    last: sums[at + figure.last] ?? 0,
  };
}
