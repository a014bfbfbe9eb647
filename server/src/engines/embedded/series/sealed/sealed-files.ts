// The folders of sealed Parquet files, `sealed/enterprise=88.118.8/day=2026-11-22/000000007.parquet`: enterprise and day as
// other tools expect them in a path (Hive partitions), the number in the order of sealing. What is left of readings that
// were thinned lies beside the others, their counts and sums in a tree of their own, `counts/`.
import { join } from 'node:path';
import type { Disk, ReadFile } from '../../../../kernel/world/disk.ts';

/** The last three are figures of thinned readings, each under the name of its series at the start of its bucket. */
export const fileKinds = ['raw', 'kept', 'count', 'numbers', 'sum'] as const;
export type FileKind = (typeof fileKinds)[number];

export const isFigure = (kind: FileKind): kind is 'count' | 'numbers' | 'sum' =>
  kind !== 'raw' && kind !== 'kept';

export type SealedFile = {
  readonly number: number;
  readonly kind: FileKind;
  /** The shortest buckets that readings in it were thinned to; 0 where none were. */
  readonly bucketUs: number;
  readonly enterprise: string;
  /** Of UTC, since 1970. */
  readonly day: number;
  readonly readings: number;
  readonly bytes: number;
  /** Where our index lies. */
  readonly indexAt: number;
  readonly indexBytes: number;
  readonly minimumUs: number;
  readonly maximumUs: number;
};

export type NamedFile = Pick<SealedFile, 'number' | 'kind' | 'enterprise' | 'day'>;

/** Files that are kept open. */
const openMax = 64;

export const dayUs = 86_400_000_000;

/** The UTC day, `2026-11-22`, of a day number since 1970. */
export function dayName(day: number): string {
  return new Date((day * dayUs) / 1000).toISOString().slice(0, 10);
}

/** The partition of a series: the prefix of its identifier, where that can be a name of a folder. */
export function enterpriseOf(series: string): string {
  const [prefix = ''] = series.split('/', 1);
  return prefix.length < series.length && /^[\w-][\w.-]{0,99}$/.test(prefix) ? prefix : 'other';
}

export class SealedFolder {
  readonly #disk: Disk;
  /** Of the store. */
  readonly #folder: string;
  readonly #open = new Map<number, { readonly file: Promise<ReadFile>; readers: number }>();

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  path(file: NamedFile): string {
    const suffix = file.kind === 'raw' ? '' : `-${file.kind}`;
    return join(this.#dayFolder(file), `${String(file.number).padStart(9, '0')}${suffix}.parquet`);
  }

  /** Durable under its name when it resolves. */
  async write(file: NamedFile, bytes: Uint8Array): Promise<void> {
    await this.#disk.makeFolder(this.#dayFolder(file));
    await this.#disk.write(this.path(file), bytes);
  }

  /** Files stay open for the next question; the longest unused are closed. */
  async read(file: NamedFile, from: number, to: number): Promise<Uint8Array> {
    const known = this.#open.get(file.number);
    if (known) this.#open.delete(file.number);
    const open = known ?? { file: this.#disk.openRead(this.path(file)), readers: 0 };
    this.#open.set(file.number, open);
    open.readers++;
    try {
      return await (await open.file).read(from, to);
    } catch (error) {
      this.#open.delete(file.number); // it may be opened better the next time
      throw error;
    } finally {
      open.readers--;
      await this.#closeUnused();
    }
  }

  /** When no question is under way any more. */
  async close(): Promise<void> {
    for (const { file } of this.#open.values()) await (await file).close();
    this.#open.clear();
  }

  async #closeUnused(): Promise<void> {
    for (const [number, { file, readers }] of this.#open) {
      if (this.#open.size <= openMax) return;
      if (readers > 0) continue;
      this.#open.delete(number);
      await file.then(
        (opened) => opened.close(),
        () => {},
      );
    }
  }

  async remove(file: NamedFile): Promise<void> {
    const open = this.#open.get(file.number);
    this.#open.delete(file.number);
    await open?.file.then((opened) => opened.close());
    await this.#disk.remove(this.path(file));
  }

  /** Removes what a crash left behind and no manifest names; the known ones missing. */
  async tidy(known: readonly NamedFile[]): Promise<string[]> {
    const missing = new Set(known.map((file) => this.path(file)));
    for (const tree of ['sealed', 'counts']) {
      for await (const path of this.#filesIn(join(this.#folder, tree))) {
        if (!missing.delete(path)) await this.#disk.remove(path);
      }
    }
    return [...missing];
  }

  async *#filesIn(tree: string): AsyncGenerator<string> {
    for (const enterprise of await this.#disk.list(tree)) {
      if (!enterprise.startsWith('enterprise=')) continue;
      for (const day of await this.#disk.list(join(tree, enterprise))) {
        if (!/^day=-?[\d-]+$/.test(day)) continue;
        for (const name of await this.#disk.list(join(tree, enterprise, day))) {
          if (/^\d+(-[a-z]+)?\.parquet$/.test(name)) yield join(tree, enterprise, day, name);
        }
      }
    }
  }

  #dayFolder({ kind, enterprise, day }: NamedFile): string {
    const tree = isFigure(kind) ? 'counts' : 'sealed';
    return join(this.#folder, tree, `enterprise=${enterprise}`, `day=${dayName(day)}`);
  }
}
