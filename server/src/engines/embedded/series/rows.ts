// Rows of DuckDB as readings. Times are cast to doubles in SQL: they are exact until 2255, and BigInts
// cost a conversion each.
import type { DuckDBResultReader } from '@duckdb/node-api';
import type { Quality, Reading, ReadingValue } from '../../../stores/series/series.ts';
import { kindOfValue } from './schema.ts';

/** To follow the column that tells the series. */
export const readingColumns = 'source_us::DOUBLE, server_us::DOUBLE, number, text, kind, quality';

/** `nameOf` turns the first column into the name of the series. */
export function toReadings(
  result: DuckDBResultReader,
  nameOf: (first: number) => string,
): Reading[] {
  const [
    first = [],
    source = [],
    server = [],
    numbers = [],
    texts = [],
    kinds = [],
    qualities = [],
  ] = result.getColumns();
  return first.map((number, i) => ({
    series: nameOf(number as number),
    sourceTimeUs: source[i] as number,
    serverTimeUs: server[i] as number,
    value: toValue(kinds[i] as number, numbers[i] as number, texts[i] as string),
    quality: qualities[i] as Quality,
  }));
}

function toValue(kind: number, number: number, text: string): ReadingValue {
  if (kind === kindOfValue.number) return number;
  if (kind === kindOfValue.text) return text;
  return kind === kindOfValue.boolean ? number === 1 : null;
}
