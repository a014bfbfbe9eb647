// The leases shape on SQLite: one row per name, kept after release so that its token never falls.
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { Clock } from '../../../kernel/world/clock.ts';
import { checkText, refuse } from '../../../stores/checks.ts';
import { storeFailures } from '../../../stores/failures.ts';
import type { Lease, LeasesStore } from '../../../stores/leases/leases.ts';
import type { EngineContext } from '../../../stores/ports.ts';
import { openDatabase } from '../sqlite/open-database.ts';
import { Statements } from '../sqlite/statements.ts';

const formatSteps = [
  `CREATE TABLE leases (
     name TEXT PRIMARY KEY, holder TEXT NOT NULL, token INTEGER NOT NULL, expires_at REAL NOT NULL
   ) WITHOUT ROWID;`,
];

export async function openLeases(context: EngineContext): Promise<LeasesStore> {
  const path = join(context.folder, 'leases.sqlite');
  const database = await openDatabase({ shape: 'leases', path }, formatSteps);
  return new SqliteLeases(database, context.world.clock);
}

class SqliteLeases implements LeasesStore {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#sql = new Statements(database);
    this.#clock = clock;
  }

  async acquire(name: string, holder: string, forMs: number): Promise<Lease | undefined> {
    this.#check(forMs);
    checkText(name, 'the name of the lease');
    checkText(holder, 'the name of the holder');
    const now = this.#clock.now();
    return this.#sql.transaction(() => {
      const last = this.#read(name);
      const held = last !== undefined && last.expiresAt > now;
      if (held && last.holder !== holder) return undefined;
      const token = held ? last.token : (last?.token ?? 0) + 1;
      return this.#write({ name, holder, token, expiresAt: now + forMs });
    });
  }

  async renew(lease: Lease, forMs: number): Promise<Lease | undefined> {
    this.#check(forMs);
    const now = this.#clock.now();
    return this.#sql.transaction(() => {
      const last = this.#read(lease.name);
      if (!isSame(last, lease) || last.expiresAt <= now) return undefined;
      return this.#write({ ...last, expiresAt: now + forMs });
    });
  }

  async release(lease: Lease): Promise<void> {
    this.#checkOpen();
    this.#sql.transaction(() => {
      const last = this.#read(lease.name);
      if (isSame(last, lease)) this.#write({ ...last, expiresAt: 0 });
    });
  }

  async current(name: string): Promise<Lease | undefined> {
    this.#checkOpen();
    const last = this.#read(name);
    return last && last.expiresAt > this.#clock.now() ? last : undefined;
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }

  #read(name: string): Lease | undefined {
    const row = this.#sql.get('SELECT holder, token, expires_at FROM leases WHERE name = ?', name);
    if (!row) return undefined;
    return {
      name,
      holder: String(row['holder']),
      token: Number(row['token']),
      expiresAt: Number(row['expires_at']),
    };
  }

  #write(lease: Lease): Lease {
    this.#sql.run(
      'INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?)',
      lease.name,
      lease.holder,
      lease.token,
      lease.expiresAt,
    );
    return lease;
  }

  #check(forMs: number): void {
    this.#checkOpen();
    if (!(forMs > 0) || !Number.isFinite(forMs)) refuse(`a lease cannot last ${forMs} ms`);
  }

  #checkOpen(): void {
    if (!this.#database.isOpen) throw storeFailures.closed({ shape: 'leases' });
  }
}

function isSame(last: Lease | undefined, lease: Lease): last is Lease {
  return last?.holder === lease.holder && last.token === lease.token;
}
