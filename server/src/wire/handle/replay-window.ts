// Counters of a session, each good once (reference §1.6 "replay window", §8): later than the highest one
// seen, or among the last 200 and not yet seen, since datagrams and threads overtake each other.

/** Counters that far behind the highest are refused, seen or not. */
export const replayWindowCounters = 200;

const slots = 256;

export class ReplayWindow {
  /** The counter last seen in each slot; counters of one window never share a slot. */
  readonly #seen = new Int32Array(slots);
  #highest = 0;

  /** Whether the counter is new; it is used up by this. Counters start at 1. */
  accept(counter: number): boolean {
    if (counter <= 0 || counter <= this.#highest - replayWindowCounters) return false;
    const slot = counter % slots;
    if (this.#seen[slot] === counter) return false;
    this.#seen[slot] = counter;
    if (counter > this.#highest) this.#highest = counter;
    return true;
  }
}
