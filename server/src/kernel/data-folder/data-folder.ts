// The data folder: one program at a time, of a layout that this version knows. The lock is SQLite's,
// that is the operating system's: it ends with the process, however the process ends.
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { Disk } from '../world/disk.ts';
import { moduleFailures } from '../module/failures.ts';
import { worldFailures } from '../world/failures.ts';

/** Grows when an older program could no longer read what a newer one wrote. */
const layoutKnown = 1;

/** Settings that stand in the folder itself; those of a file that is named go instead of them. */
export const settingsFileName = 'settings.json';

export type DataFolder = { readonly path: string; release(): void };

/** Fails with `program.data-in-use`, `program.data-newer`, `program.data-damaged`, `world.cannot-write`. */
export async function openDataFolder(path: string, disk: Disk): Promise<DataFolder> {
  await disk.makeFolder(path);
  await checkLayout(path, disk);
  const lock = takeLock(path);
  try {
    const marker = join(path, 'jingwei.json');
    if (!(await disk.read(marker))) {
      await disk.write(marker, new TextEncoder().encode(`{"layout":${layoutKnown}}\n`));
    }
  } catch (error) {
    lock.close();
    throw error;
  }
  return { path, release: () => lock.close() };
}

async function checkLayout(folder: string, disk: Disk): Promise<void> {
  const path = join(folder, 'jingwei.json');
  const bytes = await disk.read(path);
  if (!bytes) return;
  let layout: unknown;
  try {
    layout = (JSON.parse(new TextDecoder().decode(bytes)) as { layout?: unknown } | null)?.layout;
  } catch (error) {
    throw moduleFailures['data-damaged']({ path, reason: (error as Error).message }, error);
  }
  if (!Number.isInteger(layout)) {
    throw moduleFailures['data-damaged']({ path, reason: 'it names no layout' });
  }
  if ((layout as number) > layoutKnown) {
    throw moduleFailures['data-newer']({ folder, found: layout, known: layoutKnown });
  }
}

function takeLock(folder: string): DatabaseSync {
  const path = join(folder, 'lock.sqlite');
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path);
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    return lock;
  } catch (error) {
    lock?.close();
    if (/locked|busy/i.test((error as Error).message)) {
      throw moduleFailures['data-in-use']({ folder }, error);
    }
    throw worldFailures['cannot-write']({ path, reason: (error as Error).message }, error);
  }
}
