// Sealing: a day's hot readings become one Parquet file. File, manifest and hot table change hands in one
// DuckDB transaction after the file is durable under its name, so that a crash at any moment leaves every
// reading in exactly one place; a file that the manifest does not name is removed at the next opening.
import type { DuckDBConnection } from '@duckdb/node-api';
import { newestHot } from './last-values.ts';
import { dayName, dayUs, type SealedFile, type SealedFolder } from './sealed-files.ts';
import { inTransaction } from './transaction.ts';

/** Smaller than DuckDB's usual, so that reading one series of ten thousand skips more of the file. */
const rowGroupRows = 30_720;

export class Sealer {
  readonly #connection: DuckDBConnection;
  readonly #folder: SealedFolder;
  #nextNumber: number;

  constructor(connection: DuckDBConnection, folder: SealedFolder, nextNumber: number) {
    this.#connection = connection;
    this.#folder = folder;
    this.#nextNumber = nextNumber;
  }

  async seal(beforeUs: number): Promise<{ readings: number; files: number }> {
    const sealed = { readings: 0, files: 0 };
    for (let from = -Number.MAX_SAFE_INTEGER; from < beforeUs;) {
      const oldest = await this.#oldest(from, beforeUs);
      if (oldest === undefined) break;
      const day = Math.floor(oldest / dayUs);
      const to = Math.min((day + 1) * dayUs, beforeUs);
      sealed.readings += await this.#sealDay(
        dayName(day),
        `source_us >= ${oldest} AND source_us < ${to}`,
      );
      sealed.files++;
      from = to;
    }
    return sealed;
  }

  async #oldest(fromUs: number, toUs: number): Promise<number | undefined> {
    const found = await this.#connection.runAndReadAll(
      `SELECT min(source_us)::DOUBLE FROM hot WHERE source_us >= ${fromUs} AND source_us < ${toUs}`,
    );
    return (found.getRows()[0]?.[0] as number | null) ?? undefined;
  }

  async #sealDay(day: string, where: string): Promise<number> {
    const file = { number: this.#nextNumber++, day };
    try {
      // Readings that arrive meanwhile are invisible to this transaction and stay hot.
      return await inTransaction(this.#connection, () => this.#moveRows(file, where));
    } catch (error) {
      await this.#folder.discard(file);
      throw error;
    }
  }

  async #moveRows(file: SealedFile, where: string): Promise<number> {
    const draft = await this.#folder.draft(file);
    await this.#connection.run(
      `COPY (
         SELECT name AS series, make_timestamp(source_us) AS source_time,
           make_timestamp(server_us) AS server_time, number, text, quality, kind
         FROM hot JOIN series ON series.id = hot.series WHERE ${where}
         ORDER BY name, source_us, hot.rowid
       ) TO '${draft.replaceAll("'", "''")}'
       (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupRows})`,
    );
    const bytes = await this.#folder.keep(file);
    await this.#keepNewest(where);
    await this.#connection.run(
      `INSERT INTO sealed_files
       SELECT ${file.number}, '${file.day}', min(source_us), max(source_us), count(*), ${bytes}
       FROM hot WHERE ${where}`,
    );
    return (await this.#connection.run(`DELETE FROM hot WHERE ${where}`)).rowsChanged;
  }

  async #keepNewest(where: string): Promise<void> {
    await this.#connection.run(`CREATE OR REPLACE TEMP TABLE newest AS ${newestHot(where)}`);
    await this.#connection.run(
      `DELETE FROM sealed_last USING newest
       WHERE sealed_last.series = newest.series AND sealed_last.source_us <= newest.source_us`,
    );
    await this.#connection.run(
      `INSERT INTO sealed_last FROM newest
       WHERE NOT EXISTS (FROM sealed_last WHERE sealed_last.series = newest.series)`,
    );
  }
}
