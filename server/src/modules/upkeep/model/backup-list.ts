// What lies in a backup beside the copy: a list of its files with their checksums, written last, so that a backup without it
// is one that was cut short, and what a disk lost or changed since is found before it is needed.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Disk } from '../../../kernel/world/disk.ts';
import { check, Type, type Static } from '../../../kernel/schema/schema.ts';

export const listName = 'backup.json';
export const copyFolder = 'series';

const listSchema = Type.Object({
  format: Type.Literal(1),
  ...{ madeAt: Type.String(), by: Type.String() },
  ...{ readings: Type.Integer(), series: Type.Integer() },
  files: Type.Array(
    Type.Object({ path: Type.String(), bytes: Type.Integer(), sha256: Type.String() }),
  ),
});
export type BackupList = Readonly<Static<typeof listSchema>>;
type ListedFile = BackupList['files'][number];

/** Undefined where there is none, or it is damaged. */
export async function readList(disk: Disk, folder: string): Promise<BackupList | undefined> {
  const bytes = await disk.read(join(folder, listName));
  if (!bytes) return undefined;
  try {
    const checked = check(listSchema, JSON.parse(new TextDecoder().decode(bytes)));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

export async function writeList(disk: Disk, folder: string, list: BackupList): Promise<void> {
  await disk.write(join(folder, listName), new TextEncoder().encode(JSON.stringify(list)));
}

export async function listFiles(disk: Disk, folder: string, under = ''): Promise<ListedFile[]> {
  const found: ListedFile[] = [];
  for (const name of await disk.list(join(folder, under))) {
    const path = under === '' ? name : `${under}/${name}`;
    const facts = await disk.facts(join(folder, path));
    if (facts) found.push({ path, ...(await sumOf(disk, join(folder, path))) });
    else found.push(...(await listFiles(disk, folder, path)));
  }
  return found;
}

/** The first file that is not as it was listed; undefined where all are. Others beside them do no harm. */
export async function damagedIn(
  disk: Disk,
  folder: string,
  list: BackupList,
): Promise<string | undefined> {
  for (const { path, bytes, sha256 } of list.files) {
    // A list may be anybody's: what is no file, or has no end, is not read.
    const facts = await disk.facts(join(folder, path));
    if (facts?.bytes !== bytes) return path;
    const found = await sumOf(disk, join(folder, path));
    if (found.sha256 !== sha256) return path;
  }
  return undefined;
}

async function sumOf(disk: Disk, path: string): Promise<{ bytes: number; sha256: string }> {
  const parts = await disk.readParts(path);
  if (!parts) return { bytes: 0, sha256: '' };
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of parts) {
    hash.update(part);
    bytes += part.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
