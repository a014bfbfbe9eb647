// For tests: the real clock, which can be put forward; what waited for the time passed over runs at once.
import type { Clock, Timer } from '../../../kernel/world/clock.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';

type Waiting = { readonly dueMs: number; readonly run: () => void };

export class ShiftedClock implements Clock {
  #offsetMs = 0;
  readonly #waiting = new Set<Waiting>();

  now(): number {
    return realClock.now() + this.#offsetMs;
  }

  monotonicMs(): number {
    return realClock.monotonicMs() + this.#offsetMs;
  }

  after(delayMs: number, work: () => void): Timer {
    const run = (): void => {
      timer.cancel();
      if (this.#waiting.delete(waiting)) work();
    };
    const waiting = { dueMs: this.monotonicMs() + delayMs, run };
    const timer = realClock.after(delayMs, run);
    this.#waiting.add(waiting);
    return {
      cancel: () => {
        timer.cancel();
        this.#waiting.delete(waiting);
      },
    };
  }

  forward(byMs: number): void {
    this.#offsetMs += byMs;
    const nowMs = this.monotonicMs();
    for (const waiting of [...this.#waiting]) if (waiting.dueMs <= nowMs) waiting.run();
  }
}
