// How long a signal was in each of its states: texts, booleans or numbers, each holding until the next reading. Readings
// that repeat a state go on with it; one that may not count makes the state unknown.
import type { EpochUs, ReadingValue } from '../../../stores/series/series.ts';
import { queryFailures } from '../failures.ts';
import type { Stretch } from './buckets.ts';
import type { Fold } from './samples.ts';

/** Different states of one signal: with more, it is no signal of states. */
const statesMax = 1_000;

export type StateDuration = {
  readonly state: ReadingValue;
  /** How often it was so in the stretch; what began before counts. */
  readonly count: number;
  readonly totalUs: number;
  readonly longestUs: number;
};

type Sums = { count: number; totalUs: number; longestUs: number };

export class States implements Fold {
  readonly #signal: string;
  readonly #stretches: readonly Stretch[];
  readonly #untilUs: EpochUs;
  readonly #states: Map<ReadingValue, Sums>[];
  #at = 0;
  #sinceUs = -Infinity;
  #state: ReadingValue = null;
  /** The latest reading: another of the same time may take its place. */
  #told: { readonly timeUs: EpochUs; readonly state: ReadingValue } | undefined;

  constructor(signal: string, stretches: readonly Stretch[], nowUs: EpochUs) {
    this.#signal = signal;
    this.#stretches = stretches;
    this.#untilUs = nowUs;
    this.#states = stretches.map(() => new Map());
  }

  take(timeUs: EpochUs, value: ReadingValue, isUsable: boolean): void {
    if (this.#told && this.#told.timeUs < timeUs) this.#turn(this.#told);
    this.#told = { timeUs, state: isUsable ? value : null };
  }

  end(): void {
    if (this.#told) this.#turn(this.#told);
    this.#close(Infinity);
  }

  /** The longest in all first. */
  of(at: number): { states: StateDuration[]; unknownUs: number } {
    const states = [...(this.#states[at] ?? [])]
      .map(([state, sums]): StateDuration => ({ state, ...sums }))
      .toSorted((a, b) => b.totalUs - a.totalUs);
    const { fromUs = 0, toUs = 0 } = this.#stretches[at] ?? {};
    const knownUs = states.reduce((sum, { totalUs }) => sum + totalUs, 0);
    return { states, unknownUs: toUs - fromUs - knownUs };
  }

  #turn({ timeUs, state }: { timeUs: EpochUs; state: ReadingValue }): void {
    if (Object.is(state, this.#state)) return;
    this.#close(timeUs);
    this.#sinceUs = timeUs;
    this.#state = state;
  }

  #close(atUs: EpochUs): void {
    const endUs = Math.min(atUs, this.#untilUs);
    if (this.#state === null || endUs <= this.#sinceUs) return;
    while ((this.#stretches[this.#at]?.toUs ?? Infinity) <= this.#sinceUs) this.#at++;
    for (let at = this.#at; at < this.#stretches.length; at++) {
      const stretch = this.#stretches[at];
      if (!stretch || stretch.fromUs >= endUs) break;
      const fromUs = Math.max(stretch.fromUs, this.#sinceUs);
      const lengthUs = Math.min(stretch.toUs, endUs) - fromUs;
      if (lengthUs > 0) this.#add(at, lengthUs);
    }
  }

  #add(at: number, lengthUs: number): void {
    const states = this.#states[at];
    const sums = states?.get(this.#state);
    if (!sums) {
      if ((states?.size ?? 0) >= statesMax) {
        throw queryFailures['too-many-states']({ signal: this.#signal, most: statesMax });
      }
      states?.set(this.#state, { count: 1, totalUs: lengthUs, longestUs: lengthUs });
      return;
    }
    sums.count++;
    sums.totalUs += lengthUs;
    sums.longestUs = Math.max(sums.longestUs, lengthUs);
  }
}
