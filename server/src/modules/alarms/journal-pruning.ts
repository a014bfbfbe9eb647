// Forgets entries of the journal that are older than they are to be kept: a page at a time, each page in a step of its own
// that stands whole or not at all, so that a kill in between leaves work for the next start and nothing half done.
import { sleep, type Clock } from '../../kernel/world/clock.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { journalCollection, type JournalDocument } from './store.ts';

const dayMs = 86_400_000;
const pageMax = 500;

type Given = { readonly records: RecordsStore; readonly clock: Clock; readonly days: number };

export class JournalPruning {
  readonly #given: Given;
  #working: Promise<number> | undefined;
  #isClosed = false;

  constructor(given: Given) {
    this.#given = given;
  }

  /** How many were forgotten; one run at a time. */
  run(): Promise<number> {
    this.#working ??= this.#work().finally(() => (this.#working = undefined));
    return this.#working;
  }

  /** The page under way is ended; the rest waits for the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#working?.catch(() => {}); // told to whoever ran it
  }

  async #work(): Promise<number> {
    const { records, clock, days } = this.#given;
    const value = clock.now() - days * dayMs;
    const collection = journalCollection.name;
    let count = 0;
    while (!this.#isClosed) {
      const { rows } = await records.find<JournalDocument>(collection, {
        tenant: '*',
        where: [{ key: 'recorded', is: 'less', value }],
        order: { key: 'recorded' },
        limit: pageMax,
      });
      await records.transaction(async (transaction) => {
        for (const { tenant, id } of rows) await transaction.remove(collection, tenant, id);
      });
      count += rows.length;
      if (rows.length < pageMax) break;
      // Alarms of now come between.
      await sleep(clock, 0);
    }
    return count;
  }
}
