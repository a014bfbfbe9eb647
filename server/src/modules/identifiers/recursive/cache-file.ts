// The cache over a restart: its entries in a few files of bounded size, each written whole or not at all. A file that
// is damaged, or from a machine whose clock was ahead, loses its entries and never stops the start.
//
// | offset | bytes | field                                                              |
// |--------|-------|--------------------------------------------------------------------|
// | 0      | 8     | `JWCACHE1`                                                         |
// | 8      | 8     | when it was written, milliseconds since 1970                       |
// | 16     | 8     | the same moment in monotonic milliseconds, in which entries are aged |
// | 24     |       | entries, each with 4 bytes length and 4 bytes CRC-32 in front      |
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Disk } from '../../../kernel/world/disk.ts';
import type { AnswerCache } from './answer-cache.ts';

export type CacheFileOptions = {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly folder: string;
  readonly cache: AnswerCache;
};

export type Restored = { readonly entries: number; readonly damaged: number };

const magic = 'JWCACHE1';
const headBytes = 24;
const entryHeadBytes = 8;
/** Small, so that no question waits long while one is put together. */
const fileBytesMax = 2 * 1024 * 1024;
/** A clock that is set back a little is no reason to forget everything. */
const clockSlackMs = 5_000;
const fileForm = /^answers-\d{4}\.bin$/;

export class CacheFile {
  readonly #options: CacheFileOptions;
  #saving: Promise<void> | undefined;

  constructor(options: CacheFileOptions) {
    this.#options = options;
  }

  /** Writes what the cache holds, in pieces, so that answering goes on. */
  save(): Promise<void> {
    this.#saving ??= this.#save().finally(() => (this.#saving = undefined));
    return this.#saving;
  }

  /** Takes in what is still of use. */
  async load(): Promise<Restored> {
    const { disk, folder } = this.#options;
    const restored = { entries: 0, damaged: 0 };
    for (const name of await this.#names()) {
      const bytes = await disk.read(join(folder, name)).catch(() => undefined);
      if (bytes !== undefined) this.#take(asBuffer(bytes), restored);
    }
    return restored;
  }

  async #save(): Promise<void> {
    const { cache, disk, folder } = this.#options;
    let pieces: Buffer[] = [];
    let bytes = 0;
    let files = 0;
    const flush = async (): Promise<void> => {
      const name = `answers-${String(files++).padStart(4, '0')}.bin`;
      const whole = Buffer.concat([this.#head(), ...pieces]);
      pieces = [];
      bytes = 0;
      await disk.write(join(folder, name), whole, { privateToOwner: true });
    };
    for (const segment of cache.segments()) {
      segment((entry) => {
        const head = Buffer.alloc(entryHeadBytes);
        const copy = Buffer.from(entry);
        head.writeUInt32LE(copy.length, 0);
        head.writeUInt32LE(crc32(copy), 4);
        pieces.push(head, copy);
        bytes += copy.length + entryHeadBytes;
      });
      if (bytes >= fileBytesMax) await flush();
    }
    if (bytes > 0) await flush();
    for (const name of (await this.#names()).slice(files)) await disk.remove(join(folder, name));
  }

  async #names(): Promise<string[]> {
    const { disk, folder } = this.#options;
    return (await disk.list(folder)).filter((name) => fileForm.test(name));
  }

  #head(): Buffer {
    const head = Buffer.alloc(headBytes);
    head.write(magic, 0, 'latin1');
    head.writeDoubleLE(this.#options.clock.now(), 8);
    head.writeDoubleLE(this.#options.clock.monotonicMs(), 16);
    return head;
  }

  #take(file: Buffer, restored: { entries: number; damaged: number }): void {
    const { cache, clock } = this.#options;
    if (file.length < headBytes || file.toString('latin1', 0, 8) !== magic) {
      restored.damaged += 1;
      return;
    }
    const agedMs = clock.now() - file.readDoubleLE(8);
    const savedMs = file.readDoubleLE(16);
    if (!(agedMs >= -clockSlackMs) || !Number.isFinite(savedMs)) {
      restored.damaged += 1;
      return;
    }
    for (let at = headBytes; at < file.length;) {
      const from = at + entryHeadBytes;
      const length = from <= file.length ? file.readUInt32LE(at) : file.length;
      const entry = file.subarray(from, from + length);
      at = from + length;
      const whole = entry.length === length && crc32(entry) === file.readUInt32LE(from - 4);
      const taken = whole && cache.restore(entry, { savedMs, agedMs: Math.max(0, agedMs) });
      restored[taken ? 'entries' : 'damaged'] += 1;
    }
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
