// The machine's files. A write goes to a neighbour file, is synced, renamed over the old one, and the
// folder is synced: the only order in which a crash leaves the old bytes or the new ones.
import { constants } from 'node:fs';
import {
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  type FileHandle,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Disk } from '../disk.ts';
import { RealAppendFile } from './append-file.ts';
import { cannotWrite } from './cannot-write.ts';

let neighbour = 0;
const partBytes = 1024 * 1024;

export const realDisk: Disk = {
  read: (path) => absentAsUndefined(() => readFile(path)),
  async readParts(path) {
    const file = await absentAsUndefined(() => open(path));
    return file?.createReadStream({ highWaterMark: partBytes });
  },
  async write(path, bytes, options = {}) {
    const folder = dirname(path);
    const temporary = join(folder, `.${basename(path)}.${process.pid}.${++neighbour}.part`);
    try {
      const file = await open(temporary, 'wx', options.privateToOwner ? 0o600 : 0o644);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      await syncFolder(folder);
    } catch (error) {
      await rm(temporary, { force: true });
      throw cannotWrite(path, error);
    }
  },
  async list(folder) {
    const names = (await absentAsUndefined(() => readdir(folder))) ?? [];
    return names.filter((name) => !name.endsWith('.part')).toSorted();
  },
  async size(path) {
    return (await absentAsUndefined(() => stat(path)))?.size;
  },
  realPath: (path) => absentAsUndefined(() => realpath(path)),
  async facts(path) {
    const found = await absentAsUndefined(() => stat(path));
    if (found?.isFile() !== true) return undefined;
    return {
      bytes: found.size,
      modifiedMs: found.mtimeMs,
      identity: `${found.dev}:${found.ino}`,
    };
  },
  async readRange(path, from, to) {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    const file = await open(path, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
    try {
      return await rangeOf(file, from, to);
    } finally {
      await file.close();
    }
  },
  async openRead(path) {
    const file = await open(path);
    return { read: (from, to) => rangeOf(file, from, to), close: () => file.close() };
  },
  async openAppend(path) {
    try {
      // Also where it was there before: that its name is durable is what the caller builds on.
      const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
      await syncFolder(dirname(path));
      return new RealAppendFile(path, file, (await file.stat()).size);
    } catch (error) {
      throw cannotWrite(path, error);
    }
  },
  async move(from, to) {
    try {
      await rename(from, to);
      await syncFolder(dirname(to));
      if (dirname(from) !== dirname(to)) await syncFolder(dirname(from));
    } catch (error) {
      throw cannotWrite(to, error);
    }
  },
  async makeFolder(path) {
    try {
      // For the owner's eyes: what stands in a data folder is an enterprise's own.
      const first = await mkdir(path, { recursive: true, mode: 0o700 });
      if (first !== undefined) await syncMade(path, first);
    } catch (error) {
      throw cannotWrite(path, error);
    }
  },
  async remove(path) {
    await rm(path, { recursive: true, force: true });
  },
};

async function rangeOf(file: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(to - from);
  let read = 0;
  while (read < bytes.length) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, from + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return new Uint8Array(bytes.buffer, 0, read);
}

async function absentAsUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined; // also below what is no folder
    throw error;
  }
}

/** A folder is there after a crash only when the one that names it was synced: from `path` up to `first`. */
async function syncMade(path: string, first: string): Promise<void> {
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
