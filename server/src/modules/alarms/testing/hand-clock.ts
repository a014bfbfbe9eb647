// A clock that a test moves by hand; stores go on in real time beneath it.
import type { Clock } from '../../../kernel/world/clock.ts';

export class HandClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<{ atMs: number; work: () => void }>();

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, work: () => void): { cancel(): void } {
    if (delayMs <= 0) {
      const soon = setImmediate(work);
      return { cancel: () => clearImmediate(soon) };
    }
    const timer = { atMs: this.#nowMs + delayMs, work };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** Lets so much time pass, in steps of at most a quarter of a second, with what is due in between. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    while (this.#nowMs < endMs) {
      this.#nowMs = Math.min(endMs, this.#nowMs + Math.max(250, Math.floor(ms / 400)));
      for (const timer of this.#timers) {
        if (timer.atMs > this.#nowMs) continue;
        this.#timers.delete(timer);
        timer.work();
      }
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
