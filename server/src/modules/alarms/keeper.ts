// Makes changes of alarms durable: the state, its entries in the journal and what is to be told of it, together or not at
// all, in the order in which they happened. Many that wait share a step.
import type { Events } from '../../kernel/events/events.ts';
import type { Log } from '../../kernel/log/log.ts';
import { sleep } from '../../kernel/world/clock.ts';
import type { World } from '../../kernel/world/world.ts';
import type { RecordsStore, RecordsTransaction } from '../../stores/records/records.ts';
import { alarmChanged, alarmRaised, type Alarm } from './api.ts';
import {
  journalCollection,
  noticesCollection,
  statesCollection,
  type JournalDocument,
  type StateDocument,
} from './store.ts';
import type { NoticeDocument } from './notices/notice.ts';

export type Change = {
  readonly tenant: string;
  readonly state?: StateDocument;
  /** The state is forgotten. */
  readonly forget?: string;
  readonly entries: readonly JournalDocument[];
  readonly notices?: readonly NoticeDocument[];
  /** Newly shown to operators; `id` is the same when a crash makes it happen again. */
  readonly raised?: { readonly id: string; readonly alarm: Alarm };
};

type Waiting = { readonly change: Change; readonly done: () => void };
type Given = {
  readonly records: RecordsStore;
  readonly events: Events;
  readonly world: World;
  readonly log: Log;
};

const changesAtOnce = 1_000;
const pauseMs = 1_000;

export class Keeper {
  readonly #given: Given;
  readonly #boot: string;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #count = 0;
  #isClosed = false;

  constructor(given: Given) {
    this.#given = given;
    this.#boot = given.world.random.uuid().slice(0, 4);
  }

  /** How many changes are not durable yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** In the order of being written down. */
  entryId(nowMs: number): string {
    this.#count += 1;
    const number = String(this.#count).padStart(9, '0');
    return `${String(nowMs).padStart(14, '0')}-${number}-${this.#boot}`;
  }

  /** Resolves when it is durable. */
  keep(change: Change): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ change, done: resolve });
      this.#working ??= this.#work();
    });
  }

  /** Resolves when all that waits now is durable. */
  async drained(): Promise<void> {
    await this.#working;
  }

  async close(): Promise<void> {
    await this.#working;
    this.#isClosed = true;
  }

  async #work(): Promise<void> {
    // The rest of a batch of readings comes first, so that its changes share a step.
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#isClosed) {
      const taken = this.#waiting.slice(0, changesAtOnce);
      try {
        await this.#write(taken.map(({ change }) => change));
      } catch (error) {
        this.#given.log.error('alarms-not-kept', { changes: taken.length, error });
        await sleep(this.#given.world.clock, pauseMs);
        continue;
      }
      this.#waiting = this.#waiting.slice(taken.length);
      for (const { done } of taken) done();
    }
    this.#working = undefined;
  }

  async #write(changes: readonly Change[]): Promise<void> {
    const { records, events } = this.#given;
    // Told first: what a crash forgets to keep happens again, with the same id.
    const raised = changes.flatMap(({ raised: one }) => (one ? [one] : []));
    await events.tell(
      alarmRaised,
      raised.map(({ id, alarm }) => ({ id, body: alarm })),
    );
    await records.transaction((transaction) => putAll(transaction, changes));
    const facts = changes.flatMap(({ entries }) =>
      entries.map(({ entry }) => ({ id: entry.id, body: entry })),
    );
    await events.tell(alarmChanged, facts);
  }
}

async function putAll(transaction: RecordsTransaction, changes: readonly Change[]): Promise<void> {
  const states = new Map<string, { tenant: string; id: string; document?: StateDocument }>();
  for (const { tenant, state, forget, entries, notices = [] } of changes) {
    if (state) states.set(`${tenant} ${state.id}`, { tenant, id: state.id, document: state });
    if (forget !== undefined) states.set(`${tenant} ${forget}`, { tenant, id: forget });
    for (const document of entries) {
      const { id } = document.entry;
      await transaction.put({ collection: journalCollection.name, tenant, id, document });
    }
    for (const document of notices) {
      const { id } = document;
      await transaction.put({ collection: noticesCollection.name, tenant, id, document });
    }
  }
  for (const { tenant, id, document } of states.values()) {
    const collection = statesCollection.name;
    if (document) await transaction.put({ collection, tenant, id, document });
    else await transaction.remove(collection, tenant, id);
  }
}
