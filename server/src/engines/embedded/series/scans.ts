// The scans under way: the files that one reads stay as long as it does, however slowly its reader takes them; a store that
// closes waits for none.
import type { ReadingColumns, ScanQuery } from '../../../stores/series/series.ts';
import { checkSpan } from '../../../stores/series/check-query.ts';
import { knownSeries, type Sources } from './query.ts';
import { scanSeries } from './scan.ts';
import type { SeriesTable } from './series-table.ts';

/** What they need of the store. */
export type Scanned = {
  /** As they are now. */
  sources(): Sources;
  /** Files that are read meanwhile stay. */
  during<R>(reading: Promise<R>): Promise<R>;
  checkOpen(): void;
};

export class Scans {
  readonly #store: Scanned;
  readonly #leaving = new Set<() => void>();

  constructor(store: Scanned) {
    this.#store = store;
  }

  leave(): void {
    for (const leave of this.#leaving) leave();
  }

  async *run(query: ScanQuery, table: SeriesTable): AsyncGenerator<ReadingColumns> {
    this.#store.checkOpen();
    checkSpan(query);
    // Sources of each series anew: a scan that takes hours keeps no memory that was sealed long ago.
    for (const name of knownSeries(table, query)) yield* this.#one(name, query);
  }

  async *#one(name: string, query: ScanQuery): AsyncGenerator<ReadingColumns> {
    const store = this.#store;
    const batches = scanSeries(store.sources(), name, query);
    const reading = Promise.withResolvers<void>();
    this.#leaving.add(reading.resolve);
    void store.during(reading.promise);
    try {
      for (;;) {
        store.checkOpen();
        const { value, done } = await store.during(batches.next());
        if (done === true) return;
        yield value;
      }
    } finally {
      await batches.return(undefined);
      this.#leaving.delete(reading.resolve);
      reading.resolve();
    }
  }
}
