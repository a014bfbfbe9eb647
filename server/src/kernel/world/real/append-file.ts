// A file of this machine that grows at its end: many parts in one system call, durable by `fdatasync`.
import type { FileHandle } from 'node:fs/promises';
import type { AppendFile } from '../disk.ts';
import { cannotWrite } from './cannot-write.ts';

/** What `writev` takes at once (IOV_MAX of Linux). */
const partsMax = 1_024;

export class RealAppendFile implements AppendFile {
  readonly #path: string;
  readonly #file: FileHandle;
  #size: number;

  constructor(path: string, file: FileHandle, size: number) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  async append(parts: readonly Uint8Array[]): Promise<void> {
    let at = this.#size;
    try {
      for (let n = 0; n < parts.length; n += partsMax) {
        at = await this.#writeAll(parts.slice(n, n + partsMax), at);
      }
      this.#size = at;
    } catch (error) {
      await this.#file.truncate(this.#size).catch(() => undefined); // the first error is the one to tell
      throw cannotWrite(this.#path, error);
    }
  }

  sync(): Promise<void> {
    return this.#told(() => this.#file.datasync());
  }

  async truncate(size: number): Promise<void> {
    await this.#told(() => this.#file.truncate(size));
    this.#size = size;
  }

  close(): Promise<void> {
    return this.#told(() => this.#file.close());
  }

  /** A full disk takes a part and says so only when asked again. */
  async #writeAll(parts: readonly Uint8Array[], from: number): Promise<number> {
    let at = from;
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    const { bytesWritten } = await this.#file.writev([...parts], at);
    at += bytesWritten;
    if (bytesWritten === bytes) return at;
    const rest = Buffer.concat(parts).subarray(bytesWritten);
    for (let done = 0; done < rest.length;) {
      const written = await this.#file.write(rest, done, rest.length - done, at);
      done += written.bytesWritten;
      at += written.bytesWritten;
    }
    return at;
  }

  async #told(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw cannotWrite(this.#path, error);
    }
  }
}
