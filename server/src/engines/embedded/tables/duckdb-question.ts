// A question in DuckDB, in memory, in the process that runs it alone. What comes from outside is switched off before
// anything of the caller's is seen and cannot be switched on again, and nothing goes to disk. The memory and the time that
// DuckDB bounds leave out what one function does with one value; `run-question.ts` and `open-tables.ts` bound that.
import {
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBTimestampValue,
  DOUBLE,
  StatementType,
  TIMESTAMP,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBResult,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { ReadingColumns, ReadingValue } from '../../../stores/series/series.ts';
import type { TableAnswer, TableCell, TableQuestion } from '../../../stores/tables/tables.ts';

const settings = {
  enable_external_access: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  memory_limit: '256MB',
  threads: '2',
  max_temp_directory_size: '0KB',
};
/** Rows that DuckDB takes at once. */
const chunkRows = 2_048;
/** Of an answer, about. */
const answerBytesMax = 16 * 1024 * 1024;

export type DuckDbQuestion = Pick<TableQuestion, 'sql' | 'signals' | 'rowsMax'>;

/** Throws what DuckDB says of a question that it refuses. */
export async function askDuckDb(
  question: DuckDbQuestion,
  readings: AsyncIterable<ReadingColumns>,
): Promise<TableAnswer> {
  const instance = await DuckDBInstance.create(':memory:', settings);
  const connection = await instance.connect();
  try {
    await connection.run('SET lock_configuration = true');
    await fillSignals(connection, question);
    const read = await fillReadings(connection, readings);
    return { ...(await answered(connection, question)), read };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function fillSignals(
  connection: DuckDBConnection,
  { signals }: DuckDbQuestion,
): Promise<void> {
  await connection.run(
    'CREATE TABLE signals (signal VARCHAR, name VARCHAR, machine VARCHAR, type VARCHAR, unit VARCHAR)',
  );
  const appender = await connection.createAppender('signals');
  const types = [VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR];
  for (let from = 0; from < signals.length; from += chunkRows) {
    const some = signals.slice(from, from + chunkRows);
    const chunk = DuckDBDataChunk.create(types, some.length);
    chunk.setColumns([
      some.map(({ identifier }) => identifier),
      some.map(({ name }) => name),
      some.map(({ machine }) => machine),
      some.map(({ type }) => type),
      some.map(({ unit }) => unit ?? null),
    ]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

async function fillReadings(
  connection: DuckDBConnection,
  readings: AsyncIterable<ReadingColumns>,
): Promise<number> {
  await connection.run(
    `CREATE TABLE readings (signal VARCHAR, time TIMESTAMP, server_time TIMESTAMP, number DOUBLE,
     text VARCHAR, type VARCHAR, quality VARCHAR)`,
  );
  const appender = await connection.createAppender('readings');
  let read = 0;
  for await (const batch of readings) {
    for (let from = 0; from < batch.index.length; from += chunkRows) append(appender, batch, from);
    read += batch.index.length;
    appender.flushSync(); // what does not fit in memory is told here
  }
  appender.closeSync();
  return read;
}

const qualities = ['bad', 'uncertain', 'good'] as const;

function append(appender: DuckDBAppender, batch: ReadingColumns, from: number): void {
  const to = Math.min(from + chunkRows, batch.index.length);
  const places = Array.from({ length: to - from }, (_, n) => from + n);
  const values = batch.values.slice(from, to);
  const time = (column: Float64Array) =>
    places.map((n) => new DuckDBTimestampValue(BigInt(column[n] ?? 0)));
  const types = [VARCHAR, TIMESTAMP, TIMESTAMP, DOUBLE, VARCHAR, VARCHAR, VARCHAR];
  const chunk = DuckDBDataChunk.create(types, places.length);
  chunk.setColumns([
    places.map((n) => batch.series[batch.index[n] ?? 0] ?? ''),
    time(batch.sourceTimeUs),
    time(batch.serverTimeUs),
    values.map(numberOf),
    values.map((value) => (typeof value === 'string' ? value : null)),
    values.map(typeOf),
    places.map((n) => qualities[batch.quality[n] ?? 0] ?? 'bad'),
  ]);
  appender.appendDataChunk(chunk);
}

function numberOf(value: ReadingValue): number | null {
  return typeof value === 'number' || typeof value === 'boolean' ? Number(value) : null;
}

function typeOf(value: ReadingValue): string {
  if (value === null) return 'none';
  return typeof value === 'string' ? 'text' : typeof value;
}

async function answered(
  connection: DuckDBConnection,
  { sql, rowsMax }: DuckDbQuestion,
): Promise<Omit<TableAnswer, 'read'>> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1)
    throw new Error(`it is ${statements.count} statements, not one SELECT`);
  const statement = await statements.prepare(0);
  if (statement.statementType !== StatementType.SELECT) throw new Error('it is no SELECT');
  const result = await statement.stream();
  const names = result.deduplicatedColumnNames();
  const columns = names.map((name, n) => ({ name, type: String(result.columnType(n)) }));
  return { columns, ...(await rowsOf(result, rowsMax)) };
}

async function rowsOf(result: DuckDBResult, rowsMax: number) {
  const rows: TableCell[][] = [];
  let bytes = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return { rows, complete: true };
    for (const row of chunk.getRows()) {
      if (rows.length === rowsMax) return { rows, complete: false };
      const cells = row.map(cellOf);
      for (const cell of cells) bytes += typeof cell === 'string' ? cell.length + 2 : 8;
      if (bytes > answerBytesMax) return { rows, complete: false };
      rows.push(cells);
    }
  }
}

/** Whole numbers that a double has are numbers; everything that JSON has no word for is text. */
function cellOf(value: DuckDBValue): TableCell {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof DuckDBTimestampValue) return `${String(value).replace(' ', 'T')}Z`;
  return String(value);
}
