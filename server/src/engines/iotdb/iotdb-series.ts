// The series shape on IoTDB. Batches of all who wait make a step: written whole into the journal, then carried out, then
// acknowledged. The decision of 2026-11-23 (IoTDB engine) has the reasons.
import { checkLimit, refuse } from '../../stores/checks.ts';
import { storeFailures } from '../../stores/failures.ts';
import { checkBatch, checkDelivery, checkStreamName } from '../../stores/series/check-batch.ts';
import {
  checkAggregate,
  checkRange,
  checkSpan,
  checkThin,
  checkUpkeep,
  pageOfNames,
} from '../../stores/series/check-query.ts';
import {
  rangeLimitMax,
  type AggregateQuery,
  type Bucket,
  type Correction,
  type Delivery,
  type EstimateQuery,
  type KeptCorrection,
  type NamesPage,
  type RangeQuery,
  type Reading,
  type ReadingColumns,
  type Restored,
  type ScanQuery,
  type SeriesSpan,
  type SeriesStatistics,
  type SeriesStore,
  type ThinSpan,
  type Told,
} from '../../stores/series/series.ts';
import type { Span } from '../../stores/series/spans.ts';
import { Turn } from '../../stores/turn.ts';
import { placed } from './arrivals.ts';
import type { Deliveries } from './deliveries.ts';
import { iotdbFailures } from './failures.ts';
import { aggregate, newestCounted, range, type Sources } from './questions.ts';
import { statement, status } from './rest.ts';
import { insertsOf, type DeviceRows } from './rows.ts';
import { scan } from './scan.ts';
import { estimate, statisticsOf } from './statistics.ts';
import type { Steps } from './steps.ts';
import { Upkeep } from './upkeep.ts';

/** Readings in one step; more callers than this wait for the next. */
const stepReadingsTarget = 50_000;

type Waiting = {
  readonly batch: ReadingColumns;
  readonly deliveries: readonly Delivery[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

export type Parts = Sources & {
  readonly database: string;
  readonly steps: Steps;
  readonly deliveries: Deliveries;
};

export class IotdbSeries implements SeriesStore {
  readonly #parts: Parts;
  readonly #upkeep: Upkeep;
  #waiting: Waiting[] = [];
  #appending: Promise<void> | undefined;
  readonly #writing = new Turn();
  readonly #questions = new Set<Promise<unknown>>();
  /** Readings vanish and come back while some are thinned: questions wait. */
  #changing: Promise<unknown> | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#upkeep = new Upkeep(parts, parts.steps, (work) => this.#change(work));
  }

  append(batch: ReadingColumns, deliveries: readonly Delivery[] = []): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#checkOpen();
      checkBatch(batch, (name) => this.#parts.directory.entry(name) !== undefined);
      for (const delivery of deliveries) checkDelivery(delivery);
      if (batch.index.length === 0 && deliveries.length === 0) return resolve();
      this.#waiting.push({ batch, deliveries, resolve, reject });
      this.#appending ??= this.#appendWaiting();
    });
  }

  async delivered(stream: string): Promise<readonly Span[]> {
    this.#checkOpen();
    checkStreamName(stream);
    return this.#writing.take(async () => {
      // A step that failed may be in the journal: then its numbers have arrived.
      await this.#parts.steps.finish();
      return this.#parts.deliveries.of(stream);
    });
  }

  async range(query: RangeQuery): Promise<Reading[]> {
    this.#checkOpen();
    checkRange(query);
    return this.#ask(() => range(this.#parts, query));
  }

  async aggregate(query: AggregateQuery): Promise<Bucket[]> {
    this.#checkOpen();
    checkAggregate(query);
    return this.#ask(() => aggregate(this.#parts, query));
  }

  async estimate(query: EstimateQuery): Promise<number> {
    this.#checkOpen();
    checkSpan(query);
    return this.#ask(() => estimate(this.#parts, query));
  }

  async *scan(query: ScanQuery): AsyncGenerator<ReadingColumns> {
    this.#checkOpen();
    checkSpan(query);
    yield* scan(this.#parts, query, (work) => {
      this.#checkOpen();
      return this.#ask(work);
    });
  }

  async last(series: readonly string[]): Promise<Map<string, Reading>> {
    this.#checkOpen();
    await this.#settled();
    const { directory, corrections } = this.#parts;
    const found = new Map<string, Reading>();
    for (const name of series) {
      const measured = directory.entry(name)?.last;
      if (measured === undefined) continue;
      const reading = corrections.touches(name, measured.sourceTimeUs)
        ? await this.#ask(() => newestCounted(this.#parts, name))
        : measured;
      if (reading) found.set(name, reading);
    }
    return found;
  }

  /** IoTDB moves readings into files by itself; it is only asked to do so now. */
  async seal(beforeUs: number): Promise<{ readings: number; files: number }> {
    this.#checkOpen();
    if (!Number.isSafeInteger(beforeUs)) {
      refuse(`${beforeUs} is not a whole number of microseconds`);
    }
    const { rest, paths } = this.#parts;
    // Only its first user may ask for it, and nothing depends on it.
    const flush = statement(`FLUSH ${paths.root}`);
    await this.#writing.take(() => rest.write(flush, (code) => code === status.notPermitted));
    return { readings: 0, files: 0 };
  }

  async statistics(): Promise<SeriesStatistics> {
    this.#checkOpen();
    await this.#settled();
    return this.#ask(() => statisticsOf(this.#parts));
  }

  async names({ under, after = '', limit }: NamesPage): Promise<string[]> {
    this.#checkOpen();
    checkLimit(limit, rangeLimitMax);
    await this.#settled();
    return pageOfNames(this.#parts.directory.sortedNames(), { under, after, limit });
  }

  async correct(correction: Correction): Promise<number> {
    this.#checkOpen();
    // Nothing is thinned between the look and the keeping.
    return this.#writing.take(async () => {
      await this.#upkeep.refuseThinned(correction);
      return this.#parts.corrections.add(correction);
    });
  }

  async undo(number: number, told: Told): Promise<void> {
    this.#checkOpen();
    await this.#writing.take(async () => {
      const correction = this.#parts.corrections.numbered(number);
      if (correction) await this.#upkeep.refuseThinned(correction);
      await this.#parts.corrections.undo(number, told);
    });
  }

  async corrections(span: SeriesSpan): Promise<KeptCorrection[]> {
    this.#checkOpen();
    return this.#parts.corrections.touching(span);
  }

  async remove(span: SeriesSpan): Promise<{ readings: number }> {
    this.#checkOpen();
    checkUpkeep(span);
    return { readings: await this.#upkeep.remove(span) };
  }

  async thin(span: ThinSpan): Promise<{ before: number; after: number }> {
    this.#checkOpen();
    checkThin(span);
    return this.#upkeep.thin(span);
  }

  async backup(): Promise<{ files: number; bytes: number }> {
    this.#checkOpen();
    throw iotdbFailures['no-backup']({ database: this.#parts.database });
  }

  async restore(): Promise<Restored> {
    this.#checkOpen();
    throw iotdbFailures['no-backup']({ database: this.#parts.database });
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#appending;
    await this.#writing.ended();
    await Promise.allSettled(this.#questions);
    this.#parts.rest.end();
  }

  #checkOpen(): void {
    if (this.#closing) throw storeFailures.closed({ shape: 'series' });
  }

  /** After a removal or thinning that failed nobody may know yet which readings are the newest. */
  async #settled(): Promise<void> {
    if (this.#upkeep.isUnsettled) await this.#change(() => this.#upkeep.settle());
  }

  async #ask<R>(work: () => Promise<R>): Promise<R> {
    while (this.#changing) await this.#changing;
    const asking = work();
    this.#questions.add(asking);
    try {
      return await asking;
    } finally {
      this.#questions.delete(asking);
    }
  }

  /** Alone: without a question, without a step. */
  #change<R>(work: () => Promise<R>): Promise<R> {
    return this.#writing.take(async () => {
      const gate = Promise.withResolvers<void>();
      this.#changing = gate.promise;
      try {
        await Promise.allSettled(this.#questions);
        return await work();
      } finally {
        this.#changing = undefined;
        gate.resolve();
      }
    });
  }

  async #appendWaiting(): Promise<void> {
    await Promise.resolve(); // those who append in the same moment share the first step
    while (this.#waiting.length > 0) {
      const step = this.#nextStep();
      try {
        await this.#writing.take(() => this.#append(step));
        for (const { resolve } of step) resolve();
      } catch (error) {
        for (const { reject } of step) reject(error);
      }
    }
    this.#appending = undefined;
  }

  #nextStep(): Waiting[] {
    let readings = 0;
    let count = 0;
    for (const { batch, deliveries } of this.#waiting) {
      if (count > 0 && readings >= stepReadingsTarget) break;
      readings += batch.index.length + deliveries.length;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #append(waiting: readonly Waiting[]): Promise<void> {
    const { steps, directory, deliveries, paths } = this.#parts;
    // First, since it changes what is there.
    await this.#upkeep.settle();
    const batches = waiting.map(({ batch }) => batch);
    await directory.addSeries(batches.flatMap(({ series }) => series));
    const rows = await placed(this.#parts, batches);
    const delivered = waiting.flatMap((one) => one.deliveries);
    const marks = await deliveries.take(delivered);
    const calls = [...insertsOf(rows, (device) => paths.device(device)), ...marks];
    try {
      await steps.take({ calls, done: () => this.#takeNewest(rows) });
    } catch (error) {
      // Else it will be carried out, and they will have arrived.
      if (!steps.isUnfinished) deliveries.forget(delivered);
      throw error;
    }
  }

  #takeNewest(rows: DeviceRows): void {
    const { directory } = this.#parts;
    for (const [device, own] of rows) {
      const known = directory.of(device);
      if (known) for (const row of own) directory.takeNewest(known, row);
    }
  }
}
