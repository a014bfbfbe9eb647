// The folder of sealed Parquet files, `sealed/enterprise=88.118.8/day=2026-11-22/000000007.parquet`: enterprise and day as
// other tools expect them in a path (Hive partitions), the number in the order of sealing.
import { join } from 'node:path';
import type { Disk, ReadFile } from '../../../../kernel/world/disk.ts';

export type SealedFile = {
  readonly number: number;
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

type Named = Pick<SealedFile, 'number' | 'enterprise' | 'day'>;

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
  readonly #folder: string;
  readonly #open = new Map<number, { readonly file: Promise<ReadFile>; readers: number }>();

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  path(file: Named): string {
    return join(this.#dayFolder(file), `${String(file.number).padStart(9, '0')}.parquet`);
  }

  /** Durable under its name when it resolves. */
  async write(file: Named, bytes: Uint8Array): Promise<void> {
    await this.#disk.makeFolder(this.#dayFolder(file));
    await this.#disk.write(this.path(file), bytes);
  }

  /** Files stay open for the next question; the longest unused are closed. */
  async read(file: Named, from: number, to: number): Promise<Uint8Array> {
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

  async remove(file: Named): Promise<void> {
    await this.#disk.remove(this.path(file));
  }

  /** Removes what a crash left behind and no manifest names; the known ones missing. */
  async tidy(known: readonly Named[]): Promise<string[]> {
    const missing = new Set(known.map((file) => this.path(file)));
    for (const enterprise of await this.#disk.list(this.#folder)) {
      if (!enterprise.startsWith('enterprise=')) continue;
      for (const day of await this.#disk.list(join(this.#folder, enterprise))) {
        if (!/^day=-?[\d-]+$/.test(day)) continue;
        const folder = join(this.#folder, enterprise, day);
        for (const name of await this.#disk.list(folder)) {
          const path = join(folder, name);
          if (!missing.delete(path) && /^\d+\.parquet$/.test(name)) await this.#disk.remove(path);
        }
      }
    }
    return [...missing];
  }

  #dayFolder({ enterprise, day }: Named): string {
    return join(this.#folder, `enterprise=${enterprise}`, `day=${dayName(day)}`);
  }
}
