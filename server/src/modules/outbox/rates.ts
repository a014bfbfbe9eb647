// What happened a second, over the last ten: in slots of a second, so that a burst is forgotten.
import type { Clock } from '../../kernel/world/clock.ts';

const seconds = 10;

export class Rate {
  readonly #clock: Clock;
  readonly #slots = new Float64Array(seconds + 1);
  #second: number;
  total = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#second = this.#now();
  }

  add(count: number): void {
    this.#forget();
    const slot = this.#second % this.#slots.length;
    this.#slots[slot] = (this.#slots[slot] ?? 0) + count;
    this.total += count;
  }

  /** The second that is not over is not counted. */
  get perSecond(): number {
    this.#forget();
    const current = this.#second % this.#slots.length;
    return (
      this.#slots.reduce((sum, count, slot) => sum + (slot === current ? 0 : count), 0) / seconds
    );
  }

  #forget(): void {
    const now = this.#now();
    for (let n = 0; this.#second < now; n += 1) {
      this.#second = n > seconds ? now : this.#second + 1;
      this.#slots[this.#second % this.#slots.length] = 0;
    }
  }

  #now(): number {
    return Math.floor(this.#clock.monotonicMs() / 1_000);
  }
}
