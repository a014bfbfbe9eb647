// The values of one series at given moments, between its readings: the last reading holds, or a straight line to the next.
import type { EpochUs, ReadingValue } from '../../../stores/series/series.ts';
import { numberOf, type Fold } from './samples.ts';

export const interpolations = ['step', 'linear'] as const;
export type Interpolation = (typeof interpolations)[number];

export class Grid implements Fold {
  readonly #times: readonly EpochUs[];
  readonly #isLinear: boolean;
  readonly #untilUs: EpochUs;
  readonly values: ReadingValue[];
  #at = 0;
  #beforeUs = -Infinity;
  #before: ReadingValue = null;

  /** `times` in order; nobody knows a value after now. */
  constructor(times: readonly EpochUs[], interpolation: Interpolation, nowUs: EpochUs) {
    this.#times = times;
    this.#isLinear = interpolation === 'linear';
    this.#untilUs = nowUs;
    this.values = Array.from(times, () => null);
  }

  take(timeUs: EpochUs, value: ReadingValue, isUsable: boolean): void {
    const next = isUsable ? value : null;
    this.#fill(timeUs, numberOf(next));
    this.#beforeUs = timeUs;
    this.#before = next;
  }

  end(): void {
    this.#fill(Infinity, Number.NaN);
  }

  #fill(nextUs: EpochUs, next: number): void {
    const from = numberOf(this.#before);
    const isLine = this.#isLinear && !Number.isNaN(from) && !Number.isNaN(next);
    for (; this.#at < this.#times.length; this.#at++) {
      const timeUs = this.#times[this.#at] ?? 0;
      if (timeUs >= nextUs || timeUs > this.#untilUs) return;
      this.values[this.#at] = isLine
        ? from + ((next - from) * (timeUs - this.#beforeUs)) / (nextUs - this.#beforeUs)
        : this.#held();
    }
  }

  /** A line is through numbers; a text holds only in steps. */
  #held(): ReadingValue {
    if (!this.#isLinear) return this.#before;
    const number = numberOf(this.#before);
    return Number.isNaN(number) ? null : number;
  }
}
