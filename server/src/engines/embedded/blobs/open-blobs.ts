// The blobs shape on plain files: `ab/cd/abcd…`, so that no folder holds more than a few thousand of a
// hundred million. The name is checked against the bytes on every read.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Disk } from '../../../kernel/world/disk.ts';
import { blobListMax, type BlobName, type BlobsStore } from '../../../stores/blobs/blobs.ts';
import { checkLimit, refuse } from '../../../stores/checks.ts';
import { storeFailures } from '../../../stores/failures.ts';
import type { EngineContext } from '../../../stores/ports.ts';

const namePattern = /^[0-9a-f]{64}$/;

export async function openBlobs({ folder, world }: EngineContext): Promise<BlobsStore> {
  return new FileBlobs(folder, world.disk);
}

class FileBlobs implements BlobsStore {
  readonly #folder: string;
  readonly #disk: Disk;
  /** Writes and removals of one name must not overtake each other. */
  readonly #busy = new Map<BlobName, Promise<unknown>>();
  #closed = false;

  constructor(folder: string, disk: Disk) {
    this.#folder = folder;
    this.#disk = disk;
  }

  async put(bytes: Uint8Array): Promise<BlobName> {
    this.#checkOpen();
    const name = nameOf(bytes);
    const kept = new Uint8Array(bytes); // the caller may reuse its buffer while we write
    await this.#inTurn(name, async () => {
      const there = await this.#disk.read(this.#path(name));
      if (there && nameOf(there) === name) return;
      await this.#disk.makeFolder(join(this.#folder, name.slice(0, 2), name.slice(2, 4)));
      await this.#disk.write(this.#path(name), kept);
    });
    return name;
  }

  async get(name: BlobName): Promise<Uint8Array | undefined> {
    this.#checkName(name);
    const bytes = await this.#disk.read(this.#path(name));
    if (bytes && nameOf(bytes) !== name) throw storeFailures['damaged-blob']({ name });
    return bytes;
  }

  async has(name: BlobName): Promise<boolean> {
    this.#checkName(name);
    return (await this.#disk.size(this.#path(name))) !== undefined;
  }

  async remove(name: BlobName): Promise<boolean> {
    this.#checkName(name);
    return this.#inTurn(name, async () => {
      const there = (await this.#disk.size(this.#path(name))) !== undefined;
      if (there) await this.#disk.remove(this.#path(name));
      return there;
    });
  }

  async list(limit: number, after: BlobName = ''): Promise<BlobName[]> {
    this.#checkOpen();
    checkLimit(limit, blobListMax);
    if (after !== '') this.#checkName(after);
    const names: BlobName[] = [];
    for (const first of await this.#names(this.#folder, after.slice(0, 2))) {
      const outer = join(this.#folder, first);
      const from = first === after.slice(0, 2) ? after.slice(2, 4) : '';
      for (const second of await this.#names(outer, from)) {
        const inner = await this.#disk.list(join(outer, second));
        for (const name of inner) {
          if (!namePattern.test(name) || name <= after) continue;
          names.push(name);
          if (names.length === limit) return names;
        }
      }
    }
    return names;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#busy.values());
  }

  async #names(folder: string, from: string): Promise<string[]> {
    const names = await this.#disk.list(folder);
    return names.filter((name) => /^[0-9a-f]{2}$/.test(name) && name >= from);
  }

  async #inTurn<R>(name: BlobName, work: () => Promise<R>): Promise<R> {
    const before = this.#busy.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#busy.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.#busy.get(name) === mine) this.#busy.delete(name);
    }
  }

  #path(name: BlobName): string {
    return join(this.#folder, name.slice(0, 2), name.slice(2, 4), name);
  }

  #checkName(name: BlobName): void {
    this.#checkOpen();
    if (!namePattern.test(name)) refuse(`${name} is not the name of a blob`);
  }

  #checkOpen(): void {
    if (this.#closed) throw storeFailures.closed({ shape: 'blobs' });
  }
}

function nameOf(bytes: Uint8Array): BlobName {
  return createHash('sha256').update(bytes).digest('hex');
}
