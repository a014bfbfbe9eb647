// The figures of one series in stretches of time, while its readings pass once in order. A machine tells changes, so a
// value holds until the next reading: what held when a stretch began counts in it, weighted by time. A reading that may
// not count ends what held before it; then the value is unknown, and unknown time is in no mean.
import type { EpochUs, ReadingValue } from '../../../stores/series/series.ts';
import type { Stretch } from './buckets.ts';
import { numberOf, type Fold } from './samples.ts';

export const figureNames = [
  /** Readings that count, texts too. */
  'count',
  'minimum',
  'maximum',
  'mean',
  'first',
  'last',
  'sum',
  /** Of a sample (n − 1); null with fewer than two numbers. */
  'deviation',
  /** Maximum less minimum. */
  'range',
  /** What held at the end less what held at the start, or else less the first; deltas add up over stretches. */
  'delta',
  /** Mean by time, each value holding until the next reading. */
  'timeWeightedMean',
  /** Mean by time along straight lines from reading to reading; the last value holds. */
  'timeWeightedLinear',
  /** The part of the time in which the value is known, 0 … 1. */
  'known',
] as const;
export type FigureName = (typeof figureNames)[number];

const columns = [
  'count',
  'numbers',
  'minimum',
  'maximum',
  'mean',
  'squares',
  'sum',
  'firstNumber',
  'lastNumber',
  'heldAtStart',
  'heldAtEnd',
  'stepArea',
  'lineArea',
  'knownUs',
] as const;
type Column = (typeof columns)[number];

/** What these tell depends on what held before the span, and for how long. */
export const heldFigures: readonly FigureName[] = [
  'delta',
  'timeWeightedMean',
  'timeWeightedLinear',
  'known',
];

export class Figures implements Fold {
  /** Most of the work, where nobody asks how long a value held. */
  readonly #looksAtHeld: boolean;
  readonly #stretches: readonly Stretch[];
  /** Nobody knows what holds after now. */
  readonly #untilUs: EpochUs;
  readonly #of: Readonly<Record<Column, Float64Array>>;
  readonly #first: ReadingValue[] = [];
  readonly #last: ReadingValue[] = [];
  /** The stretch that the previous reading is in or before. */
  #at = 0;
  #beforeUs = -Infinity;
  /** NaN where unknown. */
  #before = Number.NaN;

  constructor(
    stretches: readonly Stretch[],
    nowUs: EpochUs,
    wanted: readonly FigureName[] = figureNames,
  ) {
    this.#looksAtHeld = wanted.some((name) => heldFigures.includes(name));
    this.#stretches = stretches;
    this.#untilUs = Math.min(nowUs, stretches.at(-1)?.toUs ?? nowUs);
    const made = columns.map((name) => [name, new Float64Array(stretches.length)] as const);
    this.#of = Object.fromEntries(made) as Record<Column, Float64Array>;
    this.#of.heldAtStart.fill(Number.NaN);
    this.#of.heldAtEnd.fill(Number.NaN);
  }

  /** Also told of the last reading before the first stretch, and of the next after the last. */
  take(timeUs: EpochUs, value: ReadingValue, isUsable: boolean): void {
    const number = isUsable ? numberOf(value) : Number.NaN;
    this.#holds(timeUs, number);
    this.#beforeUs = timeUs;
    this.#before = number;
    while ((this.#stretches[this.#at]?.toUs ?? Infinity) <= timeUs) this.#at++;
    if (!isUsable) return;
    const stretch = this.#stretches[this.#at];
    if (stretch && stretch.fromUs <= timeUs) this.#count(this.#at, value, number);
  }

  /** No more readings: the last value holds until the end. */
  end(): void {
    this.#holds(Infinity, Number.NaN);
  }

  #count(at: number, value: ReadingValue, number: number): void {
    const of = this.#of;
    const count = (of.count[at] = (of.count[at] ?? 0) + 1);
    if (count === 1) this.#first[at] = value;
    this.#last[at] = value;
    if (Number.isNaN(number)) return;
    const numbers = (of.numbers[at] = (of.numbers[at] ?? 0) + 1);
    const isFirst = numbers === 1;
    if (isFirst) of.firstNumber[at] = number;
    of.lastNumber[at] = number;
    if (isFirst || number < (of.minimum[at] ?? 0)) of.minimum[at] = number;
    if (isFirst || number > (of.maximum[at] ?? 0)) of.maximum[at] = number;
    of.sum[at] = (of.sum[at] ?? 0) + number;
    // Welford's way: small differences of large numbers stay exact.
    const mean = of.mean[at] ?? 0;
    const next = mean + (number - mean) / numbers;
    of.squares[at] = (of.squares[at] ?? 0) + (number - mean) * (number - next);
    of.mean[at] = next;
  }

  /** The previous value until the next reading, in each stretch that this touches. */
  #holds(nextUs: EpochUs, next: number): void {
    const { heldAtStart, heldAtEnd, knownUs, stepArea, lineArea } = this.#of;
    if (!this.#looksAtHeld) return;
    const before = this.#before;
    const beforeUs = this.#beforeUs;
    const toUs = Math.min(nextUs, this.#untilUs);
    if (Number.isNaN(before) || toUs <= beforeUs) return;
    const slope = Number.isNaN(next) ? 0 : (next - before) / (nextUs - beforeUs);
    for (let at = this.#at; at < this.#stretches.length; at++) {
      const stretch = this.#stretches[at];
      if (!stretch || stretch.fromUs > toUs) break;
      // What held just before: a change at the very start is one of this stretch.
      if (stretch.fromUs > beforeUs) heldAtStart[at] = before;
      const [fromUs, endUs] = [Math.max(stretch.fromUs, beforeUs), Math.min(stretch.toUs, toUs)];
      if (fromUs >= endUs) continue;
      const lengthUs = endUs - fromUs;
      if (endUs === stretch.toUs || endUs === this.#untilUs) heldAtEnd[at] = before;
      knownUs[at] = (knownUs[at] ?? 0) + lengthUs;
      stepArea[at] = (stepArea[at] ?? 0) + before * lengthUs;
      const middle = before + slope * ((fromUs + endUs) / 2 - beforeUs);
      lineArea[at] = (lineArea[at] ?? 0) + middle * lengthUs;
    }
  }

  /** Of one stretch; null where there is nothing to tell. */
  figure(name: FigureName, at: number): ReadingValue {
    const of = (column: Column): number => this.#of[column][at] ?? 0;
    const numbers = of('numbers');
    const ifNumbers = (value: number) => (numbers > 0 ? value : null);
    switch (name) {
      case 'count':
        return of('count');
      case 'first':
        return this.#first[at] ?? null;
      case 'last':
        return this.#last[at] ?? null;
      case 'minimum':
      case 'maximum':
      case 'mean':
      case 'sum':
        return ifNumbers(of(name));
      case 'range':
        return ifNumbers(of('maximum') - of('minimum'));
      case 'deviation':
        return numbers > 1 ? Math.sqrt(of('squares') / (numbers - 1)) : null;
      case 'delta':
        return this.#delta(at);
      case 'timeWeightedMean':
        return of('knownUs') > 0 ? of('stepArea') / of('knownUs') : null;
      case 'timeWeightedLinear':
        return of('knownUs') > 0 ? of('lineArea') / of('knownUs') : null;
      case 'known':
        return of('knownUs') / this.#lengthUs(at);
    }
  }

  #delta(at: number): number | null {
    const { heldAtStart, heldAtEnd, numbers, firstNumber, lastNumber } = this.#of;
    const held = heldAtStart[at] ?? Number.NaN;
    const hasNumbers = (numbers[at] ?? 0) > 0;
    if (Number.isNaN(held) && !hasNumbers) return null;
    const start = Number.isNaN(held) ? (firstNumber[at] ?? 0) : held;
    const end = heldAtEnd[at] ?? Number.NaN;
    if (!Number.isNaN(end)) return end - start;
    return (hasNumbers ? (lastNumber[at] ?? 0) : start) - start;
  }

  #lengthUs(at: number): number {
    const { fromUs = 0, toUs = 1 } = this.#stretches[at] ?? {};
    return toUs - fromUs;
  }
}
