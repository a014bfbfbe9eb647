// Questions about a span of time: one SQL over the hot table and the sealed files that touch the span.
import type { DuckDBConnection } from '@duckdb/node-api';
import { checkLimit, refuse } from '../../../stores/checks.ts';
import {
  bucketsMax,
  bucketsTotalMax,
  rangeLimitMax,
  spanSeriesMax,
  type AggregateQuery,
  type Bucket,
  type RangeQuery,
  type Reading,
  type SeriesSpan,
} from '../../../stores/series/series.ts';
import type { Dictionary } from './dictionary.ts';
import { readingColumns, toReadings } from './rows.ts';
import { kindOfValue } from './schema.ts';
import type { SealedFile, SealedFolder } from './sealed-files.ts';
import { inTransaction } from './transaction.ts';

export type Sources = { readonly dictionary: Dictionary; readonly folder: SealedFolder };

export async function range(
  connection: DuckDBConnection,
  sources: Sources,
  query: RangeQuery,
): Promise<Reading[]> {
  const order = `source_us, place, part, file, nth`;
  const columns = query.newestFirst ? order.replaceAll(/\w+/g, '$& DESC') : order;
  const names = knownSeries(sources.dictionary, query).toSorted(byBytes);
  const result = await ask(
    connection,
    sources,
    { query, names },
    (readings) =>
      `SELECT place, ${readingColumns} FROM (${readings}) ORDER BY ${columns} LIMIT ${query.limit}`,
  );
  return result ? toReadings(result, (place) => names[place] ?? '') : [];
}

export async function aggregate(
  connection: DuckDBConnection,
  sources: Sources,
  query: AggregateQuery,
): Promise<Bucket[]> {
  const names = knownSeries(sources.dictionary, query);
  const counted = `FILTER (WHERE quality > 0 AND isfinite(number)
    AND kind IN (${kindOfValue.number}, ${kindOfValue.boolean}))`;
  const result = await ask(
    connection,
    sources,
    { query, names },
    (readings) =>
      `SELECT place, ((source_us - ${query.fromUs}) // ${query.bucketUs})::DOUBLE AS bucket,
       count(*)::DOUBLE, min(number) ${counted}, max(number) ${counted}, avg(number) ${counted},
       arg_min(number, (source_us, part, file, nth)) ${counted},
       arg_max(number, (source_us, part, file, nth)) ${counted}
     FROM (${readings}) GROUP BY place, bucket ORDER BY place, bucket`,
  );
  return (result?.getRows() ?? []).map((row) => {
    const [place, bucket, count, minimum, maximum, mean, first, last] = row as (number | null)[];
    return {
      series: names[place ?? 0] ?? '',
      startUs: query.fromUs + (bucket ?? 0) * query.bucketUs,
      count: count ?? 0,
      minimum: minimum ?? null,
      maximum: maximum ?? null,
      mean: mean ?? null,
      first: first ?? null,
      last: last ?? null,
    };
  });
}

export function checkRange(query: RangeQuery): void {
  checkLimit(query.limit, rangeLimitMax);
  checkSpan(query);
}

export function checkAggregate(query: AggregateQuery): void {
  checkSpan(query);
  const { bucketUs, fromUs, toUs } = query;
  if (!Number.isSafeInteger(bucketUs) || bucketUs < 1) {
    refuse(`a bucket cannot last ${bucketUs} microseconds`);
  }
  const buckets = Math.ceil((toUs - fromUs) / bucketUs);
  if (buckets > bucketsMax || buckets * query.series.length > bucketsTotalMax) {
    refuse(
      `${buckets} buckets of ${query.series.length} series are asked for; at most ${bucketsMax} of a series and ${bucketsTotalMax} in all are answered`,
    );
  }
}

function checkSpan({ series, fromUs, toUs }: SeriesSpan): void {
  if (series.length < 1 || series.length > spanSeriesMax) {
    refuse(`${series.length} series are asked for; it must be 1 to ${spanSeriesMax}`);
  }
  if (!Number.isSafeInteger(fromUs) || !Number.isSafeInteger(toUs)) {
    refuse('the span is not in whole microseconds');
  }
}

/** Of the names asked for, each once, those that have any reading. */
function knownSeries(dictionary: Dictionary, { series }: SeriesSpan): string[] {
  return [...new Set(series)].filter((name) => dictionary.id(name) !== undefined);
}

type Asked = { readonly query: SeriesSpan; readonly names: readonly string[] };

async function ask(
  connection: DuckDBConnection,
  sources: Sources,
  asked: Asked,
  sqlOver: (readings: string) => string,
) {
  const { fromUs, toUs } = asked.query;
  if (asked.names.length === 0 || fromUs >= toUs) return undefined;
  // One transaction, so that a seal between the two questions cannot hide or double a reading.
  return inTransaction(connection, async () => {
    const files = await sealedFiles(connection, asked.query);
    const readings = [hotReadings(sources.dictionary, asked)];
    if (files.length > 0) {
      readings.push(
        sealedReadings(
          files.map((file) => sources.folder.path(file)),
          asked,
        ),
      );
    }
    return connection.runAndReadAll(sqlOver(readings.join(' UNION ALL ')));
  });
}

async function sealedFiles(
  connection: DuckDBConnection,
  { fromUs, toUs }: SeriesSpan,
): Promise<SealedFile[]> {
  const rows = await connection.runAndReadAll(
    `SELECT number, day FROM sealed_files
     WHERE maximum_us >= ${fromUs} AND minimum_us < ${toUs} ORDER BY number`,
  );
  return rows.getRows().map(([number, day]) => ({ number: number as number, day: day as string }));
}

/** `place` is the series' place in the order asked; `part`, `file` and `nth` tell who came first. */
function hotReadings(dictionary: Dictionary, { query, names }: Asked): string {
  const ids = names.map((name) => String(dictionary.id(name)));
  const asked = placed('hot', 'hot.series', ids);
  return `SELECT ${asked.place}, source_us, server_us, number, text, kind, quality,
      1 AS part, '' AS file, hot.rowid AS nth
    FROM ${asked.from} WHERE hot.series IN (${ids.join(', ')})
      AND source_us >= ${query.fromUs} AND source_us < ${query.toUs}`;
}

function sealedReadings(paths: readonly string[], { query, names }: Asked): string {
  const files = `read_parquet([${paths.map(literal).join(', ')}],
    filename = true, file_row_number = true, hive_partitioning = false) AS sealed`;
  const literals = names.map(literal);
  const asked = placed(files, 'sealed.series', literals);
  return `SELECT ${asked.place}, epoch_us(source_time), epoch_us(server_time), number, text, kind,
      quality, 0 AS part, filename AS file, file_row_number AS nth
    FROM ${asked.from} WHERE sealed.series IN (${literals.join(', ')})
      AND source_time >= make_timestamp(${query.fromUs})
      AND source_time < make_timestamp(${query.toUs})`;
}

/** Gives each row the place of its series; a trend of one series, the usual case, needs no join. */
function placed(table: string, column: string, keys: readonly string[]) {
  if (keys.length === 1) return { from: table, place: '0 AS place' };
  const places = keys.map((key, place) => `(${key}, ${place})`).join(', ');
  return {
    from: `${table} JOIN (VALUES ${places}) AS asked(key, place) ON ${column} = asked.key`,
    place: 'place',
  };
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
