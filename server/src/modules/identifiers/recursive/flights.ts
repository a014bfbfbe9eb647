// Walks under way: one for all who are after the same answer, no more of them at once than the bound, and each
// over within its time.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Failure } from '../../../kernel/failure/failure.ts';
import { identifiersFailures } from '../failures.ts';

export type FlightBounds = {
  /** Walks at the same time. */
  readonly walksMax: number;
  /** For a walk from its beginning to its end. */
  readonly walkTimeoutMs: number;
};

export class Flights<T> {
  readonly #underWay = new Map<string, Promise<T>>();
  readonly #clock: Clock;
  readonly #bounds: FlightBounds;

  constructor(clock: Clock, bounds: FlightBounds) {
    this.#clock = clock;
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#underWay.size;
  }

  /** Joins the walk of this key or sets out; `tooLong` makes the failure of one that does not end in time. */
  join(key: string, setOut: () => Promise<T>, tooLong: () => Failure): Promise<T> {
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const { walksMax } = this.#bounds;
    if (this.#underWay.size >= walksMax) {
      return Promise.reject(identifiersFailures['too-busy']({ limit: walksMax }));
    }
    const flight = this.#inTime(setOut(), tooLong).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, flight);
    return flight;
  }

  #inTime(work: Promise<T>, tooLong: () => Failure): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(this.#bounds.walkTimeoutMs, () => reject(tooLong()));
      work.then(resolve, reject).finally(() => timer.cancel());
    });
  }
}
