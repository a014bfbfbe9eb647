// The records shape on SQLite: one connection that writes, one that sees only what is committed, and
// a turnstile in front of the transactions.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { assert } from '../../../kernel/failure/assert.ts';
import { storeFailures } from '../../../stores/failures.ts';
import type { EngineContext } from '../../../stores/ports.ts';
import type {
  CollectionDefinition,
  RecordRow,
  RecordsPage,
  RecordsQuery,
  RecordsStore,
  RecordsTransaction,
  Tenant,
} from '../../../stores/records/records.ts';
import { openDatabase, openReader } from '../sqlite/open-database.ts';
import { Statements } from '../sqlite/statements.ts';
import { Turn } from '../../../stores/turn.ts';
import { settle, toCollection, type Collection } from './collection.ts';
import { countRows, findRows, getRow } from './read.ts';
import { putRow, removeRow } from './write.ts';

const formatSteps = [
  `CREATE TABLE collections (name TEXT PRIMARY KEY, keys TEXT NOT NULL) WITHOUT ROWID;`,
];

export async function openRecords(context: EngineContext): Promise<RecordsStore> {
  const place = { shape: 'records', path: join(context.folder, 'records.sqlite') } as const;
  const writer = await openDatabase(place, formatSteps);
  try {
    return new SqliteRecords(writer, await openReader(place));
  } catch (error) {
    writer.close();
    throw error;
  }
}

class SqliteRecords implements RecordsStore {
  readonly #writer: DatabaseSync;
  readonly #reader: DatabaseSync;
  readonly #writes: Statements;
  readonly #reads: Statements;
  readonly #collections = new Map<string, Collection>();
  readonly #turn = new Turn();
  /** Tells a nested transaction, which would wait for itself, from one that waits for its turn. */
  readonly #inside = new AsyncLocalStorage<{ running: boolean }>();
  #closing: Promise<void> | undefined;

  constructor(writer: DatabaseSync, reader: DatabaseSync) {
    this.#writer = writer;
    this.#reader = reader;
    this.#writes = new Statements(writer);
    this.#reads = new Statements(reader);
  }

  async define(definition: CollectionDefinition): Promise<void> {
    const collection = toCollection(definition);
    await this.#alone(() => {
      this.#writes.transaction(() => settle(this.#writer, this.#writes, collection));
      this.#collections.set(collection.name, collection);
    });
  }

  async get<D>(collection: string, tenant: Tenant, id: string): Promise<RecordRow<D> | undefined> {
    return getRow(this.#committed(), this.#collection(collection), { tenant, id });
  }

  async find<D>(collection: string, query: RecordsQuery): Promise<RecordsPage<D>> {
    return findRows(this.#committed(), this.#collection(collection), query);
  }

  async count(collection: string, query: Pick<RecordsQuery, 'tenant' | 'where'>): Promise<number> {
    return countRows(this.#committed(), this.#collection(collection), query);
  }

  transaction<R>(work: (records: RecordsTransaction) => Promise<R>): Promise<R> {
    return this.#alone(async () => {
      const state = { running: true };
      this.#writes.run('BEGIN IMMEDIATE');
      try {
        const result = await this.#inside.run(state, () => work(this.#view(state)));
        state.running = false;
        this.#writes.run('COMMIT');
        return result;
      } catch (error) {
        state.running = false;
        this.#writes.rollBack();
        throw error;
      }
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#turn.ended().then(() => {
      this.#reader.close();
      this.#writer.close();
    });
    return this.#closing;
  }

  async #alone<R>(work: () => R | Promise<R>): Promise<R> {
    assert(!this.#inside.getStore()?.running, 'a records transaction is not nested in another');
    if (this.#closing) throw storeFailures.closed({ shape: 'records' });
    return this.#turn.take(work);
  }

  #view(state: { readonly running: boolean }): RecordsTransaction {
    const sql = () => {
      assert(state.running, 'a records transaction is not used after its end');
      return this.#writes;
    };
    return {
      get: async (collection, tenant, id) =>
        getRow(sql(), this.#collection(collection), { tenant, id }),
      find: async (collection, query) => findRows(sql(), this.#collection(collection), query),
      count: async (collection, query) => countRows(sql(), this.#collection(collection), query),
      put: async (row, expected) =>
        putRow(sql(), this.#collection(row.collection), { ...row, expected }),
      remove: async (collection, tenant, id) =>
        removeRow(sql(), this.#collection(collection), { tenant, id }),
    };
  }

  #committed(): Statements {
    if (this.#closing) throw storeFailures.closed({ shape: 'records' });
    return this.#reads;
  }

  #collection(name: string): Collection {
    const collection = this.#collections.get(name);
    if (!collection) throw storeFailures['unknown-collection']({ collection: name });
    return collection;
  }
}
