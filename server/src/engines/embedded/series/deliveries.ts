// Which numbers of which streams have arrived: rows beside the readings, in their transaction, so that a crash
// keeps both or neither. Rows are only appended; now and then they become the few spans that they amount to.
import { BIGINT, DuckDBDataChunk, INTEGER, type DuckDBConnection } from '@duckdb/node-api';
import type { Delivery } from '../../../stores/series/series.ts';
import { GrowingSpans, type Span } from '../../../stores/series/spans.ts';
import { chunkRowsMax, Dictionary } from './dictionary.ts';
import { inTransaction } from './transaction.ts';

/** Rows more than after the last time; merging so many takes some ten milliseconds. */
const rowsBetween = 50_000;
/** Streams whose spans are kept in memory; what is asked for again comes back from the table. */
const keptMax = 4_096;

const islands = `SELECT stream, min(first) AS first, max(last) AS last FROM (
    SELECT stream, first, last, sum(CASE WHEN first <= reach + 1 THEN 0 ELSE 1 END) OVER (
      PARTITION BY stream ORDER BY first, last ROWS UNBOUNDED PRECEDING) AS island
    FROM (SELECT *, max(last) OVER (PARTITION BY stream ORDER BY first, last
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach FROM delivered)
  ) GROUP BY stream, island`;

type Kept = {
  readonly spans: GrowingSpans;
  /** Until the table was read, the spans are only what was delivered meanwhile. */
  whole: boolean;
};

export class Deliveries {
  readonly #dictionary: Dictionary;
  readonly #kept = new Map<string, Kept>();
  /** Rows since they were merged. */
  #rows: number;

  constructor(dictionary: Dictionary, rows: number) {
    this.#dictionary = dictionary;
    this.#rows = rows;
  }

  static async load(connection: DuckDBConnection): Promise<Deliveries> {
    const dictionary = await Dictionary.load(connection, 'streams');
    const counted = await connection.runAndReadAll('SELECT count(*)::DOUBLE FROM delivered');
    return new Deliveries(dictionary, Number(counted.getRows()[0]?.[0] ?? 0));
  }

  /** Streams that have a number, for `forget`. */
  get streams(): number {
    return this.#dictionary.size;
  }

  get many(): boolean {
    return this.#rows >= rowsBetween;
  }

  /** Writes the rows, inside the caller's transaction. */
  async store(connection: DuckDBConnection, deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    const known = this.#dictionary.size;
    const appender = await connection.createAppender('delivered');
    try {
      for (let start = 0; start < deliveries.length; start += chunkRowsMax) {
        const part = deliveries.slice(start, start + chunkRowsMax);
        const chunk = DuckDBDataChunk.create([INTEGER, BIGINT, BIGINT], part.length);
        chunk.setColumns([
          part.map(({ stream }) => this.#dictionary.add(stream)),
          part.map(({ first }) => BigInt(first)),
          part.map(({ last }) => BigInt(last)),
        ]);
        appender.appendDataChunk(chunk);
      }
    } finally {
      appender.closeSync();
    }
    await this.#dictionary.store(connection, known);
  }

  /** Their transaction has ended well. */
  take(deliveries: readonly Delivery[]): void {
    this.#rows += deliveries.length;
    for (const { stream, first, last } of deliveries) {
      this.#kept.get(stream)?.spans.add({ first, last });
    }
  }

  /** Their transaction failed. */
  forget(streams: number): void {
    this.#dictionary.forget(streams);
  }

  /** Undefined when the table must be read. */
  known(stream: string): readonly Span[] | undefined {
    if (this.#dictionary.id(stream) === undefined) return [];
    const kept = this.#kept.get(stream);
    return kept?.whole ? [...kept.spans.all] : undefined;
  }

  async read(connection: DuckDBConnection, stream: string): Promise<readonly Span[]> {
    const kept = this.#keep(stream); // first, so that a delivery meanwhile is in one of the two
    const rows = await connection.runAndReadAll(
      `SELECT first::DOUBLE, last::DOUBLE FROM delivered
       WHERE stream = ${this.#dictionary.id(stream) ?? -1} ORDER BY first`,
    );
    for (const [first, last] of rows.getRows()) {
      kept.spans.add({ first: first as number, last: last as number });
    }
    kept.whole = true;
    return [...kept.spans.all];
  }

  /**
   * Leaves as few rows as say the same; what waits for the writer waits for it. Never fails: rows that
   * could not be merged are as true as before, and are tried again after as many more.
   */
  async compact(connection: DuckDBConnection): Promise<void> {
    this.#rows = 0;
    const merging = inTransaction(connection, async () => {
      await connection.run(`CREATE OR REPLACE TEMP TABLE merged AS ${islands}`);
      await connection.run('DELETE FROM delivered');
      await connection.run('INSERT INTO delivered FROM merged');
    });
    await merging.catch(() => {});
  }

  #keep(stream: string): Kept {
    const before = this.#kept.get(stream);
    if (before) return before;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= keptMax && oldest !== undefined) this.#kept.delete(oldest);
    const kept = { spans: new GrowingSpans(), whole: false };
    this.#kept.set(stream, kept);
    return kept;
  }
}
