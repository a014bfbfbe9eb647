// What a running Jingwei leaves in its data folder for the tools of the same account: where it
// listens, and a token that ends with the process. Only its owner can read it.
import { join } from 'node:path';
import type { Disk } from '../kernel/world/disk.ts';

export type RunFile = { readonly origin: string; readonly pid: number; readonly token: string };

const pathIn = (dataFolder: string) => join(dataFolder, 'run.json');

export async function writeRunFile(disk: Disk, dataFolder: string, run: RunFile): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(run)}\n`);
  await disk.write(pathIn(dataFolder), bytes, { privateToOwner: true });
}

export async function removeRunFile(disk: Disk, dataFolder: string): Promise<void> {
  await disk.remove(pathIn(dataFolder));
}

/** Undefined when none runs on this folder, or its file cannot be read. */
export async function readRunFile(disk: Disk, dataFolder: string): Promise<RunFile | undefined> {
  try {
    const bytes = await disk.read(pathIn(dataFolder));
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as RunFile);
  } catch {
    return undefined;
  }
}
