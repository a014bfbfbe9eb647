// The folder of sealed Parquet files, `sealed/day=2026-11-22/000000007.parquet`: the day as other tools expect
// it in a path (Hive partitions), the number in the order of sealing.
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type SealedFile = { readonly number: number; readonly day: string };

export const dayUs = 86_400_000_000;

/** The UTC day, `2026-11-22`, of a day number since 1970. */
export function dayName(day: number): string {
  return new Date((day * dayUs) / 1000).toISOString().slice(0, 10);
}

export class SealedFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  path({ number, day }: SealedFile): string {
    return join(this.#folder, `day=${day}`, `${String(number).padStart(9, '0')}.parquet`);
  }

  /** Where to write the file before `keep`. */
  async draft(file: SealedFile): Promise<string> {
    await mkdir(dirname(this.path(file)), { recursive: true });
    return `${this.path(file)}.part`;
  }

  /** Gives a written draft its name, durably; the file's bytes. */
  async keep(file: SealedFile): Promise<number> {
    const path = this.path(file);
    await sync(`${path}.part`);
    await rename(`${path}.part`, path);
    await sync(dirname(path));
    await sync(this.#folder);
    await sync(dirname(this.#folder));
    return (await stat(path)).size;
  }

  async discard(file: SealedFile): Promise<void> {
    await rm(`${this.path(file)}.part`, { force: true });
    await rm(this.path(file), { force: true });
  }

  /** Removes what a crash left behind and no row of `sealed_files` names; the known ones missing. */
  async tidy(known: readonly SealedFile[]): Promise<string[]> {
    await mkdir(this.#folder, { recursive: true });
    const missing = new Set(known.map((file) => this.path(file)));
    for (const day of await readdir(this.#folder)) {
      if (!/^day=-?[\d-]+$/.test(day)) continue;
      for (const name of await readdir(join(this.#folder, day))) {
        const path = join(this.#folder, day, name);
        if (!missing.delete(path) && /^\d+\.parquet(\.part)?$/.test(name)) await rm(path);
      }
    }
    return [...missing];
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
