// Readings go into DuckDB by columns: 2,048 rows a chunk, an order of magnitude faster than by rows.
import {
  BIGINT,
  DOUBLE,
  DuckDBDataChunk,
  INTEGER,
  UTINYINT,
  VARCHAR,
  type DuckDBBigIntVector,
  type DuckDBConnection,
  type DuckDBDoubleVector,
  type DuckDBIntegerVector,
  type DuckDBUTinyIntVector,
  type DuckDBVarCharVector,
} from '@duckdb/node-api';
import type { ReadingColumns, ReadingValue } from '../../../stores/series/series.ts';
import { chunkRowsMax, type Dictionary } from './dictionary.ts';
import { kindOfValue } from './schema.ts';

const types = [INTEGER, BIGINT, BIGINT, DOUBLE, VARCHAR, UTINYINT, UTINYINT];

/** Appends the batches to `hot`, inside the caller's transaction. */
export async function appendHot(
  connection: DuckDBConnection,
  batches: readonly ReadingColumns[],
  dictionary: Dictionary,
): Promise<void> {
  const appender = await connection.createAppender('hot');
  try {
    for (const batch of batches) {
      const ids = batch.series.map((name) => dictionary.add(name));
      for (let start = 0; start < batch.index.length; start += chunkRowsMax) {
        appender.appendDataChunk(toChunk(batch, ids, start));
      }
    }
  } finally {
    appender.closeSync();
  }
}

function toChunk(batch: ReadingColumns, ids: readonly number[], start: number): DuckDBDataChunk {
  const count = Math.min(chunkRowsMax, batch.index.length - start);
  const chunk = DuckDBDataChunk.create(types, count);
  const series = chunk.getColumnVector(0) as DuckDBIntegerVector;
  const source = chunk.getColumnVector(1) as DuckDBBigIntVector;
  const server = chunk.getColumnVector(2) as DuckDBBigIntVector;
  const numbers = chunk.getColumnVector(3) as DuckDBDoubleVector;
  const texts = chunk.getColumnVector(4) as DuckDBVarCharVector;
  const kinds = chunk.getColumnVector(5) as DuckDBUTinyIntVector;
  const qualities = chunk.getColumnVector(6) as DuckDBUTinyIntVector;
  for (let row = 0; row < count; row++) {
    const i = start + row;
    const value = batch.values[i] ?? null;
    series.setItem(row, ids[batch.index[i] ?? 0] ?? 0);
    source.setItem(row, BigInt(batch.sourceTimeUs[i] ?? 0));
    server.setItem(row, BigInt(batch.serverTimeUs[i] ?? 0));
    numbers.setItem(row, value === null || typeof value === 'string' ? null : Number(value));
    texts.setItem(row, typeof value === 'string' ? value : null);
    kinds.setItem(row, kindOf(value));
    qualities.setItem(row, batch.quality[i] ?? 0);
  }
  for (let column = 0; column < types.length; column++) chunk.getColumnVector(column).flush();
  return chunk;
}

function kindOf(value: ReadingValue): number {
  if (typeof value === 'number') return kindOfValue.number;
  if (typeof value === 'string') return kindOfValue.text;
  return typeof value === 'boolean' ? kindOfValue.boolean : kindOfValue.none;
}
