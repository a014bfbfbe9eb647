// Connections that ask for very much go on one behind the other, a few at a time, so that a newcomer's small
// question comes in between and does not wait until all of them have what they asked for.
import type { Clock } from '../../../kernel/world/clock.ts';

/** Of a quarter of a megabyte each, or a little more. */
const atOnce = 4;

export class Turns<Waiting> {
  readonly #clock: Clock;
  readonly #goOn: (waiting: Waiting) => void;
  readonly #queue = new Set<Waiting>();
  #isScheduled = false;

  constructor(clock: Clock, goOn: (waiting: Waiting) => void) {
    this.#clock = clock;
    this.#goOn = goOn;
  }

  queue(waiting: Waiting): void {
    this.#queue.add(waiting);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#clock.after(0, () => this.#turn());
  }

  #turn(): void {
    this.#isScheduled = false;
    const some = [...this.#queue.values().take(atOnce)];
    for (const waiting of some) this.#queue.delete(waiting);
    for (const waiting of some) this.#goOn(waiting);
    const [next] = this.#queue;
    if (next !== undefined) this.queue(next);
  }
}
