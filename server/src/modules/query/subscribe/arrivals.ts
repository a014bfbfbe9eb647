// What arrived lately, in the order of arrival and with a number for each batch: every subscription is a place in it, so a
// slow reader costs no memory of its own. Who falls behind it goes on from the store.
import type { ReadingColumns } from '../../../stores/series/series.ts';

/** Readings that are kept; at 100,000 a second, a second or two. */
const keptReadings = 200_000;

export type Arrival = { readonly number: number; readonly batch: ReadingColumns };

export class Arrivals {
  /** Of this run of the program: numbers of another one mean nothing here. */
  readonly run: number;
  readonly #most: number;
  readonly #kept: Arrival[] = [];
  #readings = 0;
  #last = 0;
  readonly #waiting = new Set<() => void>();

  constructor(run: number, most: number = keptReadings) {
    this.run = run;
    this.#most = most;
  }

  /** The number of the newest; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  take(batch: ReadingColumns): void {
    this.#kept.push({ number: ++this.#last, batch });
    this.#readings += batch.index.length;
    while (this.#readings > this.#most) {
      const oldest = this.#kept.shift();
      if (!oldest) break;
      this.#readings -= oldest.batch.index.length;
    }
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  has(number: number): boolean {
    return number <= this.#last && number >= this.#last - this.#kept.length;
  }

  /** Those after a number, in order; undefined when some of them are gone. */
  after(number: number): readonly Arrival[] | undefined {
    if (!this.has(number)) return undefined;
    return this.#kept.slice(this.#kept.length - (this.#last - number));
  }

  /** Resolves when there is one after it, or the signal aborts. */
  some(number: number, signal: AbortSignal): Promise<void> {
    if (number < this.#last || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
