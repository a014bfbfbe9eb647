// The series shape on files of our own: readings are durable in the write-ahead log, answer from memory, and move into
// sealed Parquet files in the background. The log goes on in a new segment while older ones are sealed, so that nobody
// waits for a seal but who would fill the memory.
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { checkLimit, refuse } from '../../../stores/checks.ts';
import { storeFailures } from '../../../stores/failures.ts';
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
  type RestoreWanted,
  type Restored,
  type ScanQuery,
  type SeriesSpan,
  type ThinSpan,
  type SeriesStatistics,
  type SeriesStore,
  type Told,
} from '../../../stores/series/series.ts';
import type { Span } from '../../../stores/series/spans.ts';
import { Turn } from '../../../stores/turn.ts';
import { checkBatch, checkDelivery, checkStreamName } from '../../../stores/series/check-batch.ts';
import {
  checkAggregate,
  checkRange,
  checkSpan,
  pageOfNames,
} from '../../../stores/series/check-query.ts';
import { AppendQueue } from './append-queue.ts';
import { copyStore } from './backup.ts';
import { encodeCorrections } from './corrections-file.ts';
import { restoreFrom } from './restore.ts';
import type { Corrections } from '../../../stores/series/corrections.ts';
import type { Deliveries } from './deliveries.ts';
import { encodeManifest, type Manifest } from './manifest.ts';
import { MemoryTable } from './memory.ts';
import type { Copy } from './open-copy.ts';
import { prepare, type Prepared } from './prepared.ts';
import { Upkeep } from './upkeep.ts';
import { aggregate, range, type Sources } from './query.ts';
import { Scans } from './scans.ts';
import { estimate } from './estimate.ts';
import { statisticsOf } from './statistics.ts';
import { restOf, seal } from './sealed/seal.ts';
import { SealedReader } from './sealed/reader.ts';
import type { SealedFile, SealedFolder } from './sealed/sealed-files.ts';
import type { SeriesTable } from './series-table.ts';
import { writeRest, type LogPlace, type WriteAheadLog } from './write-ahead-log.ts';

export type Parts = {
  readonly place: LogPlace;
  readonly log: WriteAheadLog;
  readonly folder: SealedFolder;
  readonly manifest: Manifest;
  readonly series: SeriesTable;
  readonly deliveries: Deliveries;
  readonly corrections: Corrections;
  /** What the log had. */
  readonly table: MemoryTable;
  /** Readings that are not sealed take no more than twice this. */
  readonly memoryBytes: number;
  readonly onClose: () => void;
  /** A copy of a store, where it lies. */
  readonly openOther: (folder: string) => Promise<Copy>;
};

export class EmbeddedSeries implements SeriesStore {
  readonly #parts: Parts;
  readonly #reader: SealedReader;
  readonly #upkeep: Upkeep;
  readonly #scans: Scans;
  #manifest: Manifest;
  #manifestBytes = 0;
  /** The oldest first; the last one grows. */
  #tables: MemoryTable[];
  readonly #queue = new AppendQueue(async (batches) => {
    await this.#makeRoom();
    await this.#writing.take(() => this.#write(batches));
  });
  readonly #writing = new Turn();
  readonly #sealing = new Turn();
  #making: Promise<unknown> | undefined;
  readonly #questions = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#manifest = parts.manifest;
    this.#reader = new SealedReader(parts.folder);
    this.#tables = [parts.table];
    this.#scans = new Scans({
      sources: () => this.#sources(),
      during: (reading) => this.#during(reading),
      checkOpen: () => this.#checkOpen(),
    });
    this.#upkeep = new Upkeep({
      ...parts,
      reader: this.#reader,
      manifest: () => this.#manifest,
      seal: (beforeUs) => this.#seal(beforeUs),
      alone: (work) => this.#sealing.take(work),
      quiet: (work) => this.#writing.take(work),
      install: (gone, made) => this.#install(gone, made),
      newest: (series, beforeUs) => this.#newest(series, beforeUs, true),
    });
  }

  async append(batch: ReadingColumns, deliveries: readonly Delivery[] = []): Promise<void> {
    this.#checkOpen();
    checkBatch(batch, (name) => this.#parts.series.id(name) !== undefined);
    for (const delivery of deliveries) checkDelivery(delivery);
    if (batch.index.length === 0 && deliveries.length === 0) return;
    // Now, while the disk is busy with those before.
    await this.#queue.add(prepare(batch, deliveries, (name) => this.#parts.series.add(name)));
  }

  async delivered(stream: string): Promise<readonly Span[]> {
    this.#checkOpen();
    checkStreamName(stream);
    return this.#parts.deliveries.of(stream);
  }

  async range(query: RangeQuery): Promise<Reading[]> {
    this.#checkOpen();
    checkRange(query);
    return this.#ask((sources) => range(sources, query));
  }

  async aggregate(query: AggregateQuery): Promise<Bucket[]> {
    this.#checkOpen();
    checkAggregate(query);
    return this.#ask((sources) => aggregate(sources, query));
  }

  async estimate(query: EstimateQuery): Promise<number> {
    this.#checkOpen();
    checkSpan(query);
    return this.#ask((sources) => estimate(sources, query));
  }

  scan(query: ScanQuery): AsyncIterable<ReadingColumns> {
    return this.#scans.run(query, this.#parts.series);
  }

  async last(series: readonly string[]): Promise<Map<string, Reading>> {
    this.#checkOpen();
    const { series: table, corrections } = this.#parts;
    const found = new Map<string, Reading>();
    for (const name of series) {
      const measured = table.last(name);
      if (measured === undefined) continue;
      const reading = corrections.touches(name, measured.sourceTimeUs)
        ? await this.#newest(name, Number.MAX_SAFE_INTEGER)
        : measured;
      if (reading) found.set(name, reading);
    }
    return found;
  }

  async seal(beforeUs: number): Promise<{ readings: number; files: number }> {
    this.#checkOpen();
    if (!Number.isSafeInteger(beforeUs)) {
      refuse(`${beforeUs} is not a whole number of microseconds`);
    }
    return this.#seal(beforeUs, { joins: true });
  }

  async statistics(): Promise<SeriesStatistics> {
    this.#checkOpen();
    return statisticsOf(this.#sources(), this.#parts.log.bytes + this.#manifestBytes);
  }

  async names({ under, after = '', limit }: NamesPage): Promise<string[]> {
    this.#checkOpen();
    checkLimit(limit, rangeLimitMax);
    return pageOfNames(this.#parts.series.sortedNames(), { under, after, limit });
  }

  async correct(correction: Correction): Promise<number> {
    this.#checkOpen();
    // Nothing is thinned between the look and the keeping.
    return this.#sealing.take(async () => {
      await this.#upkeep.refuseThinned(correction);
      return this.#parts.corrections.add(correction);
    });
  }

  async undo(number: number, told: Told): Promise<void> {
    this.#checkOpen();
    await this.#sealing.take(async () => {
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
    const { before, after } = await this.#upkeep.remove(span);
    return { readings: before - after };
  }

  async thin(span: ThinSpan): Promise<{ before: number; after: number }> {
    this.#checkOpen();
    return this.#upkeep.thin(span);
  }

  async backup(folder: string): Promise<{ files: number; bytes: number }> {
    this.#checkOpen();
    const copyRest = await this.#sealing.take(async () => {
      const moment = await this.#writing.take(async () => ({
        beforeSegment: await this.#parts.log.rotate(),
        manifest: this.#manifest,
        manifestBytes: this.#encoded(this.#manifest),
        correctionBytes: encodeCorrections(this.#parts.corrections.all),
      }));
      const copied = await copyStore(this.#parts, moment, folder);
      return { begun: this.#during(copied()) };
    });
    return copyRest.begun;
  }

  async restore(folder: string, wanted: RestoreWanted): Promise<Restored> {
    this.#checkOpen();
    const { corrections, openOther } = this.#parts;
    const to = { store: this, corrections, upkeep: this.#upkeep };
    return this.#during(restoreFrom(await openOther(folder), to, wanted));
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#queue.ended();
      await this.#sealing.ended();
      this.#scans.leave();
      await Promise.allSettled(this.#questions);
      await this.#parts.folder.close();
      await this.#parts.log.close();
      this.#parts.onClose();
    })();
    return this.#closing;
  }

  async #write(prepared: readonly Prepared[]): Promise<void> {
    const { series, log, deliveries } = this.#parts;
    await log.write(prepared);
    const table = this.#tables.at(-1);
    for (const one of prepared) {
      table?.take(one);
      series.take(one);
      deliveries.take(one.deliveries);
    }
  }

  /**
   * Begins to seal when memory is full, and waits for it when it is full twice; its failure is then that of
   * who wants to append.
   */
  async #makeRoom(): Promise<void> {
    const { memoryBytes } = this.#parts;
    const taken = () => this.#tables.reduce((sum, { bytes }) => sum + bytes, 0);
    if ((this.#tables.at(-1)?.bytes ?? 0) < memoryBytes && taken() < 2 * memoryBytes) return;
    await this.#making?.catch(() => {}); // tried again here
    await new Promise<void>((resolve, reject) => {
      const isFull = taken() >= 2 * memoryBytes;
      const making = this.#seal(Infinity, { onRotated: isFull ? undefined : resolve });
      this.#making = making;
      making.then(() => resolve(), reject);
    });
  }

  #seal(
    beforeUs: number,
    { onRotated, joins = false }: { onRotated?: (() => void) | undefined; joins?: boolean } = {},
  ): Promise<{ readings: number; files: number }> {
    return this.#sealing.take(async () => {
      await setImmediate(); // who seals again and again must not keep others from their turn
      if (!this.#tables.some((table) => table.minimumUs < beforeUs)) {
        return { readings: 0, files: 0 };
      }
      const floor = await this.#writing.take(() => this.#rotate());
      onRotated?.();
      const frozen = this.#tables.slice(0, -1);
      const files = await this.#sealFrozen(frozen, beforeUs);
      const rest = restOf({ tables: frozen, series: this.#parts.series }, beforeUs);
      await this.#replace({ floor, files, rest });
      await this.#parts.log.removeBefore(floor, this.#manifest.rest);
      if (joins) await this.#upkeep.join(files);
      const readings = files.reduce((sum, file) => sum + file.readings, 0);
      return { readings, files: files.length };
    });
  }

  async #rotate(): Promise<number> {
    const floor = await this.#parts.log.rotate();
    this.#tables.push(new MemoryTable());
    return floor;
  }

  #sealFrozen(tables: readonly MemoryTable[], beforeUs: number): Promise<SealedFile[]> {
    const { series, folder } = this.#parts;
    return seal({ tables, series }, folder, { beforeUs, nextFile: this.#manifest.nextFile });
  }

  /** From here on the sealed files are the store's, and memory and log have only what was left. */
  async #replace(given: {
    floor: number;
    files: readonly SealedFile[];
    rest: MemoryTable;
  }): Promise<void> {
    const { place, series } = this.#parts;
    const { floor, files, rest } = given;
    const restNumber = rest.readings > 0 ? floor - 1 : 0;
    if (restNumber > 0) await writeRest(place, restNumber, { table: rest, series });
    const manifest = {
      floor,
      rest: restNumber,
      nextFile: this.#manifest.nextFile + files.length,
      files: [...this.#manifest.files, ...files],
    };
    await this.#writeManifest(manifest);
    this.#tables = [...(rest.readings > 0 ? [rest] : []), ...this.#tables.slice(-1)];
  }

  async #writeManifest(manifest: Manifest): Promise<void> {
    // When this fails nobody knows which manifest counts: what either names stays, and no number is used twice.
    this.#manifest = { ...this.#manifest, nextFile: manifest.nextFile };
    const { place } = this.#parts;
    const bytes = this.#encoded(manifest);
    await place.disk.write(join(place.folder, '..', 'manifest'), bytes);
    this.#manifestBytes = bytes.length;
    this.#manifest = manifest;
  }

  #encoded(manifest: Manifest): Uint8Array {
    const { series, deliveries } = this.#parts;
    return encodeManifest(manifest, series, deliveries.all());
  }

  /** New files in the place of the first of the old ones, which are deleted when nobody reads them any more. */
  async #install(gone: readonly SealedFile[], made: readonly SealedFile[]): Promise<void> {
    const leave = new Set(gone);
    const files = this.#manifest.files.flatMap((file) => {
      if (file === gone[0]) return made;
      return leave.has(file) ? [] : [file];
    });
    const nextFile = this.#manifest.nextFile + made.length;
    await this.#writeManifest({ ...this.#manifest, nextFile, files });
    const readers = [...this.#questions];
    void this.#during(
      Promise.allSettled(readers).then(async () => {
        for (const file of gone) await this.#parts.folder.remove(file);
      }),
    ).catch(() => {}); // what stays is removed at the next opening
  }

  async #newest(name: string, toUs: number, asMeasured = false): Promise<Reading | undefined> {
    const span = { series: [name], fromUs: Number.MIN_SAFE_INTEGER, toUs };
    const [found] = await this.range({ ...span, limit: 1, newestFirst: true, asMeasured });
    return found;
  }

  /** All sources as they are at one moment: a seal meanwhile neither hides nor doubles a reading. */
  #ask<R>(answer: (sources: Sources) => Promise<R>): Promise<R> {
    return this.#during(answer(this.#sources()));
  }

  #sources(): Sources {
    const { series, corrections } = this.#parts;
    const { files } = this.#manifest;
    return { series, files, reader: this.#reader, tables: this.#tables, corrections };
  }

  /** Files that are read stay as long. */
  async #during<R>(reading: Promise<R>): Promise<R> {
    this.#questions.add(reading);
    try {
      return await reading;
    } finally {
      this.#questions.delete(reading);
    }
  }

  #checkOpen(): void {
    if (this.#closing) throw storeFailures.closed({ shape: 'series' });
  }
}
