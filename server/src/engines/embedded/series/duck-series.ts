// The series shape on DuckDB and Parquet. One connection appends, one seals, the others answer; each sees
// a consistent state, so that none waits for another.
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { stat } from 'node:fs/promises';
import { checkBatch, checkDelivery, checkStreamName } from './check-batch.ts';
import { refuse } from '../../../stores/checks.ts';
import { storeFailures } from '../../../stores/failures.ts';
import type {
  AggregateQuery,
  Bucket,
  Delivery,
  RangeQuery,
  Reading,
  ReadingColumns,
  SeriesStatistics,
  SeriesStore,
} from '../../../stores/series/series.ts';
import type { Span } from '../../../stores/series/spans.ts';
import { Turn } from '../turn.ts';
import { appendHot } from './chunks.ts';
import type { Deliveries } from './deliveries.ts';
import type { Dictionary } from './dictionary.ts';
import type { LastValues } from './last-values.ts';
import { aggregate, checkAggregate, checkRange, range } from './query.ts';
import type { SealedFolder } from './sealed-files.ts';
import type { Sealer } from './sealer.ts';
import { inTransaction } from './transaction.ts';

/** Readings in one durable step; more callers than this wait for the next. */
const stepReadingsTarget = 50_000;

type Call = {
  readonly batch: ReadingColumns;
  readonly deliveries: readonly Delivery[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

export type Parts = {
  readonly path: string;
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly sealerConnection: DuckDBConnection;
  readonly sealer: Sealer;
  readonly folder: SealedFolder;
  readonly dictionary: Dictionary;
  readonly last: LastValues;
  readonly deliveries: Deliveries;
  readonly onClose: () => void;
};

export class DuckSeries implements SeriesStore {
  readonly #parts: Parts;
  #waiting: Call[] = [];
  #appending: Promise<void> | undefined;
  readonly #sealing = new Turn();
  readonly #idleReaders: DuckDBConnection[] = [];
  readonly #questions = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  append(batch: ReadingColumns, deliveries: readonly Delivery[] = []): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#checkOpen();
      checkBatch(batch);
      for (const delivery of deliveries) checkDelivery(delivery);
      if (batch.index.length === 0 && deliveries.length === 0) return resolve();
      this.#waiting.push({ batch, deliveries, resolve, reject });
      this.#appending ??= this.#appendWaiting();
    });
  }

  async delivered(stream: string): Promise<readonly Span[]> {
    this.#checkOpen();
    checkStreamName(stream);
    const { deliveries } = this.#parts;
    return deliveries.known(stream) ?? this.#read((reader) => deliveries.read(reader, stream));
  }

  async range(query: RangeQuery): Promise<Reading[]> {
    this.#checkOpen();
    checkRange(query);
    return this.#read((connection) => range(connection, this.#parts, query));
  }

  async aggregate(query: AggregateQuery): Promise<Bucket[]> {
    this.#checkOpen();
    checkAggregate(query);
    return this.#read((connection) => aggregate(connection, this.#parts, query));
  }

  async last(series: readonly string[]): Promise<Map<string, Reading>> {
    this.#checkOpen();
    const found = new Map<string, Reading>();
    for (const name of series) {
      const reading = this.#parts.last.get(name);
      if (reading) found.set(name, reading);
    }
    return found;
  }

  async seal(beforeUs: number): Promise<{ readings: number; files: number }> {
    this.#checkOpen();
    if (!Number.isSafeInteger(beforeUs))
      refuse(`${beforeUs} is not a whole number of microseconds`);
    return this.#sealing.take(() => this.#parts.sealer.seal(beforeUs));
  }

  async statistics(): Promise<SeriesStatistics> {
    this.#checkOpen();
    const row = await this.#read(async (connection) => {
      const counts = await connection.runAndReadAll(
        `SELECT (SELECT count(*) FROM hot)::DOUBLE, coalesce(sum(readings), 0)::DOUBLE,
           count(*)::DOUBLE, coalesce(sum(bytes), 0)::DOUBLE FROM sealed_files`,
      );
      return counts.getRows()[0] as number[] | undefined;
    });
    const [hot = 0, sealed = 0, sealedFiles = 0, sealedBytes = 0] = row ?? [];
    const { path, dictionary } = this.#parts;
    const files = await Promise.all([sizeOf(path), sizeOf(`${path}.wal`)]);
    const bytes = files.reduce((sum, size) => sum + size, sealedBytes);
    return { readings: hot + sealed, series: dictionary.size, sealedFiles, bytes };
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#appending;
      await this.#sealing.ended();
      await Promise.allSettled(this.#questions);
      const { writer, sealerConnection, instance, onClose } = this.#parts;
      for (const connection of [writer, sealerConnection, ...this.#idleReaders]) {
        connection.closeSync();
      }
      instance.closeSync();
      onClose();
    })();
    return this.#closing;
  }

  async #appendWaiting(): Promise<void> {
    const { writer, dictionary, last, deliveries } = this.#parts;
    while (this.#waiting.length > 0) {
      const known = dictionary.size;
      const knownStreams = deliveries.streams;
      let calls: Call[] = [];
      try {
        await inTransaction(writer, async () => {
          calls = this.#takeCalls(); // now, so that whoever came during the BEGIN is on board
          await appendHot(
            writer,
            calls.map((call) => call.batch),
            dictionary,
          );
          await dictionary.store(writer, known);
          await deliveries.store(
            writer,
            calls.flatMap((call) => call.deliveries),
          );
        });
        for (const { batch, deliveries: delivered } of calls) {
          last.takeBatch(batch);
          deliveries.take(delivered);
        }
        for (const { resolve } of calls) resolve();
      } catch (error) {
        dictionary.forget(known);
        deliveries.forget(knownStreams);
        if (calls.length === 0) calls = this.#takeCalls();
        for (const { reject } of calls) reject(error);
      }
      if (deliveries.many) await deliveries.compact(writer);
    }
    this.#appending = undefined; // at once: a call may follow in the very next microtask
  }

  #takeCalls(): Call[] {
    let count = 0;
    let readings = 0;
    for (const { batch } of this.#waiting) {
      count++;
      readings += batch.index.length;
      if (readings >= stepReadingsTarget) break;
    }
    return this.#waiting.splice(0, count);
  }

  /** Each question has a connection to itself; a few are kept for the next ones. */
  async #read<R>(ask: (connection: DuckDBConnection) => Promise<R>): Promise<R> {
    const question = (async () => {
      const connection = this.#idleReaders.pop() ?? (await this.#parts.instance.connect());
      try {
        return await ask(connection);
      } finally {
        this.#idleReaders.push(connection);
      }
    })();
    this.#questions.add(question);
    try {
      return await question;
    } finally {
      this.#questions.delete(question);
    }
  }

  #checkOpen(): void {
    if (this.#closing) throw storeFailures.closed({ shape: 'series' });
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined); // the write-ahead log comes and goes
  return found?.size ?? 0;
}
