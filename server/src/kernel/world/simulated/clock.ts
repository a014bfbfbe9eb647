// One machine's clock over virtual time: it can be wrong, can be stepped, and stops with its machine.
import type { Clock, EpochMs, Timer } from '../clock.ts';
import type { VirtualTime } from './time.ts';

/** What the clocks of a simulation show at its start. */
const startedAt: EpochMs = Date.UTC(2026, 0, 1);

export class SimulatedClock implements Clock {
  readonly #time: VirtualTime;
  #offsetMs: number;
  #stopped = false;

  constructor(time: VirtualTime, offsetMs = 0) {
    this.#time = time;
    this.#offsetMs = offsetMs;
  }

  now(): EpochMs {
    return Math.floor(startedAt + this.#time.elapsedMs + this.#offsetMs);
  }

  monotonicMs(): number {
    return this.#time.elapsedMs;
  }

  after(delayMs: number, work: () => void): Timer {
    return this.#time.schedule(delayMs, () => {
      if (!this.#stopped) work();
    });
  }

  /** Somebody sets the wall clock. */
  step(byMs: number): void {
    this.#offsetMs += byMs;
  }

  /** The machine is off: none of its timers fires any more. */
  stop(): void {
    this.#stopped = true;
  }
}
