// Frames that the receiver will never store, kept for the operator as they were, in files of bounded size: who sees them
// refused can still give them to whom they belong.
import { join } from 'node:path';
import type { AppendFile } from '../../kernel/world/disk.ts';
import type { World } from '../../kernel/world/world.ts';

const fileBytesMax = 16 * 1024 * 1024;

export class RefusedFile {
  readonly #path: string;
  readonly #world: World;
  #file: AppendFile | undefined;

  constructor(folder: string, world: World) {
    this.#path = join(folder, 'refused.frames');
    this.#world = world;
  }

  /** False when there is no room for them: they are then only counted. */
  async keep(frames: readonly Uint8Array[]): Promise<boolean> {
    this.#file ??= await this.#world.disk.openAppend(this.#path);
    const bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
    if (this.#file.size + bytes > fileBytesMax) return false;
    await this.#file.append(frames);
    await this.#file.sync();
    return true;
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}
