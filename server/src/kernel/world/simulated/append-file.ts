// A file in memory that grows at its end. What is written is seen at once and durable with the next sync; a crash
// keeps any part of the rest, its last bytes perhaps never written, as a real disk does.
import type { AppendFile } from '../disk.ts';
import { worldFailures } from '../failures.ts';
import type { SeededRandom } from './random.ts';

export type FileInMemory = {
  read(): Uint8Array;
  replace(bytes: Uint8Array): void;
  /** Resolves when the disk has done something; never after a crash. */
  later(): Promise<void>;
  /** Bytes that still fit on the disk. */
  room(): number;
};

export class SimulatedAppendFile implements AppendFile {
  readonly #path: string;
  readonly #file: FileInMemory;
  #durable: number;

  constructor(path: string, file: FileInMemory) {
    this.#path = path;
    this.#file = file;
    this.#durable = file.read().length;
  }

  get size(): number {
    return this.#file.read().length;
  }

  async append(parts: readonly Uint8Array[]): Promise<void> {
    const bytes = Buffer.concat(parts);
    await this.#file.later();
    if (bytes.length > this.#file.room()) throw worldFailures['disk-full']({ path: this.#path });
    this.#file.replace(Buffer.concat([this.#file.read(), bytes]));
  }

  async sync(): Promise<void> {
    const { length } = this.#file.read();
    await this.#file.later();
    this.#durable = Math.max(this.#durable, length);
  }

  async truncate(size: number): Promise<void> {
    await this.#file.later();
    this.#file.replace(this.#file.read().slice(0, size));
    this.#durable = Math.min(this.#durable, size);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** What is there after a crash. */
  afterCrash(random: SeededRandom): Uint8Array {
    const bytes = this.#file.read();
    const kept = this.#durable + random.between(0, bytes.length - this.#durable);
    const left = bytes.slice(0, Math.floor(kept));
    const unsure = left.length - this.#durable;
    if (unsure > 0 && random.chance(0.3)) left.fill(0, left.length - Math.ceil(unsure / 2));
    return left;
  }
}
