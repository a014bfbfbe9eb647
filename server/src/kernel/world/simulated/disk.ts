// A disk in memory. A write is durable only when it has resolved; a crash before that leaves the old
// bytes or the new ones, as chance has it; of a file that grows, any part of what was not synced.
import type { AppendFile, Disk, FileFacts, ReadFile } from '../disk.ts';
import { SimulatedAppendFile } from './append-file.ts';
import type { SeededRandom } from './random.ts';
import type { VirtualTime } from './time.ts';

type Pending = { readonly path: string; readonly bytes: Uint8Array };

const writeMsMax = 8;

export class SimulatedDisk implements Disk {
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;
  readonly #files = new Map<string, Uint8Array>();
  readonly #pending = new Set<Pending>();
  readonly #growing = new Map<string, SimulatedAppendFile>();
  #life = 0;
  /** What files that grow may fill; a test that fills the disk says less. */
  bytesMax = Infinity;

  constructor(time: VirtualTime, random: SeededRandom) {
    this.#time = time;
    this.#random = random;
  }

  get bytes(): number {
    return this.#files.values().reduce((sum, file) => sum + file.length, 0);
  }

  read(path: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#files.get(path)?.slice());
  }

  async readParts(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const bytes = await this.read(path);
    return (
      bytes &&
      (async function* () {
        yield bytes;
      })()
    );
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    const pending = { path, bytes: bytes.slice() };
    this.#pending.add(pending);
    return new Promise((resolve) => {
      this.#time.schedule(this.#random.between(0, writeMsMax), () => {
        if (!this.#pending.delete(pending)) return; // the machine crashed meanwhile
        this.#files.set(path, pending.bytes);
        resolve();
      });
    });
  }

  list(folder: string): Promise<string[]> {
    const start = folder.endsWith('/') ? folder : `${folder}/`;
    const names = [...this.#files.keys()]
      .filter((path) => path.startsWith(start))
      .map((path) => path.slice(start.length).split('/')[0] ?? '');
    return Promise.resolve([...new Set(names)].toSorted());
  }

  size(path: string): Promise<number | undefined> {
    return Promise.resolve(this.#files.get(path)?.length);
  }

  /** It has no links. */
  async realPath(path: string): Promise<string | undefined> {
    const names = await this.list(path);
    return this.#files.has(path) || names.length > 0 ? path : undefined;
  }

  facts(path: string): Promise<FileFacts | undefined> {
    const file = this.#files.get(path);
    return Promise.resolve(file && { bytes: file.length, modifiedMs: 0, identity: path });
  }

  readRange(path: string, from: number, to: number): Promise<Uint8Array> {
    const file = this.#files.get(path);
    if (file === undefined) return Promise.reject(new Error(`there is no ${path}`));
    return Promise.resolve(file.slice(from, to));
  }

  async openRead(path: string): Promise<ReadFile> {
    await this.readRange(path, 0, 0);
    return { read: (from, to) => this.readRange(path, from, to), close: () => Promise.resolve() };
  }

  openAppend(path: string): Promise<AppendFile> {
    const life = this.#life;
    if (!this.#files.has(path)) this.#files.set(path, new Uint8Array(0));
    const file = new SimulatedAppendFile(path, {
      read: () => this.#files.get(path) ?? new Uint8Array(0),
      replace: (bytes) => void (life === this.#life && this.#files.set(path, bytes)),
      later: () => this.#later(life),
      room: () => this.bytesMax - this.bytes,
    });
    this.#growing.set(path, file);
    return Promise.resolve(file);
  }

  /** Resolves after a while; never when the machine crashed meanwhile. */
  #later(life: number): Promise<void> {
    return new Promise((resolve) => {
      this.#time.schedule(this.#random.between(0, writeMsMax), () => {
        if (life === this.#life) resolve();
      });
    });
  }

  move(from: string, to: string): Promise<void> {
    const file = this.#files.get(from);
    if (file === undefined) return Promise.reject(new Error(`there is no ${from}`));
    this.#files.delete(from);
    this.#files.set(to, file);
    return Promise.resolve();
  }

  makeFolder(): Promise<void> {
    return Promise.resolve();
  }

  remove(path: string): Promise<void> {
    for (const file of this.#files.keys()) {
      if (file === path || file.startsWith(`${path}/`)) this.#files.delete(file);
    }
    return Promise.resolve();
  }

  /** The disk as what runs until the next crash sees it: what still runs afterwards hears nothing and changes nothing. */
  boot(): Disk {
    const life = this.#life;
    const living = <T>(work: () => Promise<T>): Promise<T> =>
      life === this.#life ? work() : new Promise(() => {});
    return {
      read: (path) => living(() => this.read(path)),
      readParts: (path) => living(() => this.readParts(path)),
      write: (path, bytes) => living(() => this.write(path, bytes)),
      list: (folder) => living(() => this.list(folder)),
      size: (path) => living(() => this.size(path)),
      realPath: (path) => living(() => this.realPath(path)),
      facts: (path) => living(() => this.facts(path)),
      move: (from, to) => living(() => this.move(from, to)),
      readRange: (path, from, to) => living(() => this.readRange(path, from, to)),
      openRead: (path) => living(() => this.openRead(path)),
      openAppend: (path) => living(() => this.openAppend(path)),
      makeFolder: () => living(() => this.makeFolder()),
      remove: (path) => living(() => this.remove(path)),
    };
  }

  /** Writes under way are done or lost, each by chance; none of them is ever acknowledged. */
  crash(): void {
    for (const pending of this.#pending) {
      if (this.#random.chance(0.5)) this.#files.set(pending.path, pending.bytes);
    }
    this.#pending.clear();
    this.#life += 1;
    for (const [path, file] of this.#growing) {
      if (this.#files.has(path)) this.#files.set(path, file.afterCrash(this.#random));
    }
    this.#growing.clear();
  }
}
