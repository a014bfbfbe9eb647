// lmdb 3.5 crashes the process when LMDB refuses to open a file (seen: a segmentation fault on a damaged one),
// so what LMDB would refuse is looked for first.
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';

const magic = 0xbeefc0de;
const dataVersion = 2;
/** In each of the two meta pages behind the page's header of 24 bytes: magic, version, …, page size. */
const offsets = { magic: 24, version: 28, pageSize: 48, end: 64 };

/** Creates the folder; throws when the files in it cannot be written or are no LMDB of this version. */
export async function checkFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of ['lock.mdb', 'data.mdb']) {
    const file = await open(join(folder, name), 'a+');
    try {
      const { size } = await file.stat();
      if (name === 'data.mdb' && size > 0) {
        const first = await readMeta(file, 0);
        await readMeta(file, first.pageSize);
      }
    } finally {
      await file.close();
    }
  }
}

async function readMeta(file: Awaited<ReturnType<typeof open>>, at: number) {
  const bytes = Buffer.alloc(offsets.end);
  await file.read(bytes, 0, offsets.end, at);
  if (bytes.readUInt32LE(offsets.magic) !== magic) throw new Error('data.mdb is damaged');
  const version = bytes.readUInt32LE(offsets.version) & 0xffff;
  if (version !== dataVersion) throw new Error(`data.mdb has the unknown version ${version}`);
  return { pageSize: bytes.readUInt32LE(offsets.pageSize) };
}
