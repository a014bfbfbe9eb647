// Writes readings of one enterprise and day, in order of series and time, into as many files as they need. Files are
// durable and nobody's yet.
import { setImmediate } from 'node:timers/promises';
import type { Run } from '../../../../stores/series/columns.ts';
import { SealedFileBuilder } from './file-builder.ts';
import type { SealedFile, SealedFolder } from './sealed-files.ts';

/** Readings written at once; in between others have their turn. */
const turnReadings = 8_192;
/** A file is made in memory. */
const fileBytesMax = 64 * 1024 * 1024;

export type Partition = Pick<SealedFile, 'enterprise' | 'day' | 'kind' | 'bucketUs'>;

/** Gives files their numbers, and knows them all, to remove them when something fails. */
export class NewFiles {
  readonly #folder: SealedFolder;
  readonly files: SealedFile[] = [];
  #next: number;

  constructor(folder: SealedFolder, next: number) {
    this.#folder = folder;
    this.#next = next;
  }

  async write(
    named: Partition,
    made: { readonly bytes: Uint8Array } & Omit<SealedFile, 'number' | 'bytes' | keyof Partition>,
  ): Promise<void> {
    const { bytes, ...facts } = made;
    const file = { number: this.#next++, ...named, ...facts, bytes: bytes.length };
    await this.#folder.write(file, bytes);
    this.files.push(file);
  }

  async remove(): Promise<void> {
    for (const file of this.files) await this.#folder.remove(file);
  }
}

export class PartitionWriter {
  readonly #files: NewFiles;
  readonly #named: Partition;
  readonly #isMs: boolean;
  #builder: SealedFileBuilder | undefined;
  #minimumUs = Infinity;
  #maximumUs = -Infinity;
  #since = 0;

  /** `isMs`: all times are whole milliseconds. */
  constructor(files: NewFiles, named: Partition, isMs: boolean) {
    this.#files = files;
    this.#named = named;
    this.#isMs = isMs;
  }

  async add(series: string, run: Run): Promise<void> {
    this.#builder ??= new SealedFileBuilder(this.#isMs);
    this.#minimumUs = Math.min(this.#minimumUs, run.columns.source[run.from] ?? 0);
    this.#maximumUs = Math.max(this.#maximumUs, run.columns.source[run.to - 1] ?? 0);
    for (let { from } = run; from < run.to;) {
      const to = Math.min(run.to, from + turnReadings - this.#since);
      this.#builder.add(series, { ...run, from, to });
      this.#since += to - from;
      from = to;
      if (this.#since < turnReadings) continue;
      this.#since = 0;
      await setImmediate();
    }
    if (this.#builder.length > fileBytesMax) await this.finish();
  }

  async finish(): Promise<void> {
    const builder = this.#builder;
    if (builder === undefined) return;
    const [minimumUs, maximumUs] = [this.#minimumUs, this.#maximumUs];
    const readings = builder.rows;
    await this.#files.write(this.#named, { ...builder.finish(), readings, minimumUs, maximumUs });
    this.#builder = undefined;
    [this.#minimumUs, this.#maximumUs] = [Infinity, -Infinity];
  }
}
