// A timer of the standard: set again it begins anew, and it rings once.
import type { Clock, Timer } from '../../../../kernel/world/clock.ts';

export class Alarm {
  readonly #clock: Clock;
  readonly #afterMs: number;
  readonly #ring: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, afterMs: number, ring: () => void) {
    this.#clock = clock;
    this.#afterMs = afterMs;
    this.#ring = ring;
  }

  get isSet(): boolean {
    return this.#timer !== undefined;
  }

  set(): void {
    this.cancel();
    this.#timer = this.#clock.after(this.#afterMs, () => {
      this.#timer = undefined;
      this.#ring();
    });
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
