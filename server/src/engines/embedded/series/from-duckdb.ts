// A store of format 1 or 2, tables of DuckDB with Parquet files by day, becomes one of today's: every reading and delivery
// is appended again in the order of arrival. The old file is removed last, and while it is there, what is new beside it is
// an attempt that was cut short.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { join } from 'node:path';
import type { Disk } from '../../../kernel/world/disk.ts';
import {
  toColumns,
  type Delivery,
  type Quality,
  type Reading,
  type SeriesStore,
} from '../../../stores/series/series.ts';
import { refuseNewer, type Place } from '../cannot-open.ts';
import { kindOfValue } from '../../../stores/series/columns.ts';

const lastFormat = 2;
const batchDeliveries = 10_000;

type From = { readonly folder: string; readonly disk: Disk; readonly place: Place };

/** `openFresh` opens today's store in the same folder. */
export async function bringOver(from: From, openFresh: () => Promise<SeriesStore>): Promise<void> {
  const { folder, disk, place } = from;
  const file = join(folder, 'series.duckdb');
  if ((await disk.size(file)) === undefined) return;
  const instance = await DuckDBInstance.create(file, { memory_limit: '512MB', threads: '2' });
  try {
    const connection = await instance.connect();
    refuseNewer(place, await formatOf(connection), lastFormat);
    await removeAttempt(from);
    const store = await openFresh();
    await copyReadings(connection, folder, store);
    await copyDeliveries(connection, store);
    await store.close();
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
  await disk.remove(`${file}.wal`);
  await disk.remove(file);
  for (const name of await disk.list(join(folder, 'sealed'))) {
    if (name.startsWith('day=')) await disk.remove(join(folder, 'sealed', name));
  }
}

async function formatOf(connection: DuckDBConnection): Promise<number> {
  const found = await connection.runAndReadAll('SELECT version FROM format');
  return Number(found.getRows()[0]?.[0]);
}

async function removeAttempt({ folder, disk }: From): Promise<void> {
  await disk.remove(join(folder, 'manifest'));
  await disk.remove(join(folder, 'log'));
  await disk.makeFolder(join(folder, 'log'));
  for (const name of await disk.list(join(folder, 'sealed'))) {
    if (name.startsWith('enterprise=')) await disk.remove(join(folder, 'sealed', name));
  }
}

async function copyReadings(
  connection: DuckDBConnection,
  folder: string,
  store: SeriesStore,
): Promise<void> {
  const files = await connection.runAndReadAll(
    'SELECT number, day FROM sealed_files ORDER BY number',
  );
  const sources = files.getRows().map(([number, day]) => {
    const name = `${String(number).padStart(9, '0')}.parquet`;
    const path = join(folder, 'sealed', `day=${String(day)}`, name).replaceAll("'", "''");
    return `SELECT series, epoch_us(source_time)::DOUBLE, epoch_us(server_time)::DOUBLE, number, text, kind,
      quality FROM read_parquet('${path}', file_row_number = true) ORDER BY file_row_number`;
  });
  sources.push(`SELECT name, source_us::DOUBLE, server_us::DOUBLE, number, text, kind, quality
    FROM hot JOIN series ON series.id = hot.series ORDER BY hot.rowid`);
  for (const sql of sources) {
    const result = await connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
      await store.append(toColumns(chunk.getRows().map(readingOf)));
    }
  }
}

function readingOf(row: readonly unknown[]): Reading {
  const [series, sourceTimeUs, serverTimeUs, number, text, kind, quality] = row;
  return {
    series: series as string,
    sourceTimeUs: sourceTimeUs as number,
    serverTimeUs: serverTimeUs as number,
    value: valueOf(kind, number as number, text as string),
    quality: quality as Quality,
  };
}

function valueOf(kind: unknown, number: number, text: string): Reading['value'] {
  if (kind === kindOfValue.number) return number;
  if (kind === kindOfValue.text) return text;
  return kind === kindOfValue.boolean ? number === 1 : null;
}

async function copyDeliveries(connection: DuckDBConnection, store: SeriesStore): Promise<void> {
  if ((await formatOf(connection)) < lastFormat) return;
  const rows = await connection.runAndReadAll(
    `SELECT name, first::DOUBLE, last::DOUBLE FROM delivered
     JOIN streams ON streams.id = delivered.stream ORDER BY delivered.rowid`,
  );
  const deliveries = rows.getRows().map((row): Delivery => {
    const [stream, first, last] = row as [string, number, number];
    return { stream, first, last };
  });
  for (let at = 0; at < deliveries.length; at += batchDeliveries) {
    await store.append(toColumns([]), deliveries.slice(at, at + batchDeliveries));
  }
}
