// The tables of `series.duckdb`. Recent readings are `hot`; older ones are Parquet files, which are part of
// the store exactly when `sealed_files` names them.
import type { DuckDBConnection } from '@duckdb/node-api';
import { refuseNewer, type Place } from '../cannot-open.ts';
import { inTransaction } from './transaction.ts';

/** 2 added the marks of deliveries. */
const format = 2;

/** What a reading's value is, since one series may mix them. */
export const kindOfValue = { none: 0, number: 1, text: 2, boolean: 3 } as const;

const tables = [
  'CREATE TABLE format (version INTEGER)',
  `INSERT INTO format VALUES (${format})`,
  'CREATE TABLE series (id INTEGER NOT NULL, name VARCHAR NOT NULL)',
  `CREATE TABLE hot (
     series INTEGER NOT NULL, source_us BIGINT NOT NULL, server_us BIGINT NOT NULL,
     number DOUBLE, text VARCHAR, kind UTINYINT NOT NULL, quality UTINYINT NOT NULL)`,
  'CREATE TABLE sealed_last AS FROM hot',
  `CREATE TABLE sealed_files (
     number INTEGER NOT NULL, day VARCHAR NOT NULL, minimum_us BIGINT NOT NULL,
     maximum_us BIGINT NOT NULL, readings BIGINT NOT NULL, bytes BIGINT NOT NULL)`,
];

const deliveryTables = [
  'CREATE TABLE streams (id INTEGER NOT NULL, name VARCHAR NOT NULL)',
  'CREATE TABLE delivered (stream INTEGER NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL)',
];

export async function settle(connection: DuckDBConnection, place: Place): Promise<void> {
  const known = await connection.runAndReadAll(
    `SELECT 1 FROM information_schema.tables WHERE table_name = 'format'`,
  );
  if (known.currentRowCount > 0) {
    const version = await connection.runAndReadAll('SELECT version FROM format');
    const found = Number(version.getRows()[0]?.[0]);
    refuseNewer(place, found, format);
    if (found < format)
      await run(connection, [...deliveryTables, `UPDATE format SET version = ${format}`]);
    return;
  }
  await run(connection, [...tables, ...deliveryTables]);
}

async function run(connection: DuckDBConnection, statements: readonly string[]): Promise<void> {
  await inTransaction(connection, async () => {
    for (const sql of statements) await connection.run(sql);
  });
}
