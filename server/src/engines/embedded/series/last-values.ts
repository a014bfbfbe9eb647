// The newest reading of every series, in memory: a dashboard asks for thousands of them at once and DuckDB
// would read the whole table. Rebuilt at opening from the newest sealed ones and the hot table.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Quality, Reading, ReadingColumns } from '../../../stores/series/series.ts';
import type { Dictionary } from './dictionary.ts';
import { readingColumns, toReadings } from './rows.ts';

/** Of each series in `hot` that fits `where`, the reading with the newest time, the latest of equals. */
export function newestHot(where: string): string {
  return `SELECT hot.* FROM hot JOIN (
      SELECT max(hot.rowid) AS place FROM hot JOIN (
        SELECT series, max(source_us) AS newest FROM hot WHERE ${where} GROUP BY series
      ) AS times ON hot.series = times.series AND hot.source_us = times.newest
      GROUP BY hot.series
    ) AS places ON hot.rowid = places.place`;
}

export class LastValues {
  readonly #bySeries = new Map<string, Reading>();

  static async load(connection: DuckDBConnection, dictionary: Dictionary): Promise<LastValues> {
    const values = new LastValues();
    for (const source of ['FROM sealed_last', newestHot('true')]) {
      const rows = await connection.runAndReadAll(
        `SELECT series, ${readingColumns} FROM (${source})`,
      );
      for (const reading of toReadings(rows, (id) => dictionary.name(id))) values.#take(reading);
    }
    return values;
  }

  get(series: string): Reading | undefined {
    return this.#bySeries.get(series);
  }

  takeBatch(batch: ReadingColumns): void {
    const newest = new Int32Array(batch.series.length).fill(-1);
    const times = batch.sourceTimeUs;
    for (let i = 0; i < batch.index.length; i++) {
      const position = batch.index[i] ?? 0;
      const before = newest[position] ?? -1;
      if (before < 0 || (times[i] ?? 0) >= (times[before] ?? 0)) newest[position] = i;
    }
    newest.forEach((i, position) => {
      if (i < 0) return;
      this.#take({
        series: batch.series[position] ?? '',
        sourceTimeUs: times[i] ?? 0,
        serverTimeUs: batch.serverTimeUs[i] ?? 0,
        value: batch.values[i] ?? null,
        quality: (batch.quality[i] ?? 0) as Quality,
      });
    });
  }

  #take(reading: Reading): void {
    const before = this.#bySeries.get(reading.series);
    if (before && before.sourceTimeUs > reading.sourceTimeUs) return;
    this.#bySeries.set(reading.series, reading);
  }
}
