// Batches that wait for the disk share one durable step: all that came while the step before was under way.
import type { Prepared } from './prepared.ts';

/** Readings in one durable step; more callers than this wait for the next. */
const stepReadingsTarget = 100_000;

type Call = {
  readonly prepared: Prepared;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

export class AppendQueue {
  readonly #write: (batches: readonly Prepared[]) => Promise<void>;
  #waiting: Call[] = [];
  #writing: Promise<void> | undefined;

  /** `write` makes all of them durable, or fails for all. */
  constructor(write: (batches: readonly Prepared[]) => Promise<void>) {
    this.#write = write;
  }

  add(prepared: Prepared): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ prepared, resolve, reject });
      this.#writing ??= this.#writeWaiting();
    });
  }

  async ended(): Promise<void> {
    await this.#writing;
  }

  async #writeWaiting(): Promise<void> {
    await Promise.resolve(); // those who append in the same moment share the first step too
    while (this.#waiting.length > 0) {
      const calls = this.#step();
      try {
        await this.#write(calls.map(({ prepared }) => prepared));
        for (const { resolve } of calls) resolve();
      } catch (error) {
        for (const { reject } of calls) reject(error);
      }
    }
    this.#writing = undefined; // at once: a call may follow in the very next microtask
  }

  #step(): Call[] {
    let count = 0;
    let readings = 0;
    for (const { prepared } of this.#waiting) {
      count++;
      readings += prepared.ids.length;
      if (readings >= stepReadingsTarget) break;
    }
    return this.#waiting.splice(0, count);
  }
}
