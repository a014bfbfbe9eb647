// One way to open an SQLite file: write-ahead log, every commit synced to the disk, and a format number
// (`user_version`) that grows by one with each step of the schema.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { orCannotOpen, refuseNewer, type Place } from '../cannot-open.ts';

/** Another process (a backup, a person with the sqlite3 shell) may hold the file for a moment. */
const lockedWaitMs = 2_000;

/**
 * Opens or creates the file and brings it to the newest format. `steps[n]` is the SQL that turns
 * format n into n + 1. Fails with `stores.cannot-open`.
 */
export function openDatabase(place: Place, steps: readonly string[]): Promise<DatabaseSync> {
  return orCannotOpen(place, () => {
    mkdirSync(dirname(place.path), { recursive: true });
    const database = new DatabaseSync(place.path, { timeout: lockedWaitMs });
    try {
      migrate(database, place, steps);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** A second view of the same file, which sees only what is committed. */
export function openReader(place: Place): Promise<DatabaseSync> {
  return orCannotOpen(place, () => {
    const database = new DatabaseSync(place.path, { timeout: lockedWaitMs });
    database.exec('PRAGMA query_only = ON');
    return database;
  });
}

function migrate(database: DatabaseSync, place: Place, steps: readonly string[]): void {
  refuseNewer(place, formatOf(database), steps.length);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  if (formatOf(database) === steps.length) return;
  database.exec('BEGIN EXCLUSIVE'); // from here on nobody else can be doing the same
  for (const step of steps.slice(formatOf(database))) database.exec(step);
  database.exec(`PRAGMA user_version = ${steps.length}; COMMIT`);
}

function formatOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}
