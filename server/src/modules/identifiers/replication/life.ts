// Which life a node's store is in: its epoch names it, and who became the primary when. Kept in a file of the
// node's own folder, so that it survives a restart.
import { join } from 'node:path';
import type { Disk } from '../../../kernel/world/disk.ts';
import type { Random } from '../../../kernel/world/random.ts';

export type Life = {
  readonly epoch: string;
  readonly promotedAt?: string;
  /** A mirror of this node became the primary; it is no longer to be written to. */
  readonly replacedBy?: { readonly url: string; readonly promotedAt: string };
};

const fileName = 'replication.json';

export class NodeLife {
  readonly #file: string;
  readonly #disk: Disk;
  readonly #random: Random;
  #life: Life;

  private constructor(file: string, { disk, random }: { disk: Disk; random: Random }, life: Life) {
    this.#file = file;
    this.#disk = disk;
    this.#random = random;
    this.#life = life;
  }

  static async in(folder: string, world: { disk: Disk; random: Random }): Promise<NodeLife> {
    const file = join(folder, fileName);
    const bytes = await world.disk.read(file);
    if (bytes !== undefined) {
      return new NodeLife(file, world, JSON.parse(Buffer.from(bytes).toString()) as Life);
    }
    const made = new NodeLife(file, world, { epoch: world.random.uuid() });
    await made.#keep();
    return made;
  }

  get now(): Life {
    return this.#life;
  }

  /** A mirror becomes a primary: its positions are its own from here on. */
  async promote(nowMs: number): Promise<void> {
    const promotedAt = new Date(nowMs).toISOString();
    this.#life = { epoch: this.#random.uuid(), promotedAt };
    await this.#keep();
  }

  async replaced(by: { url: string; promotedAt: string }): Promise<void> {
    this.#life = { ...this.#life, replacedBy: by };
    await this.#keep();
  }

  #keep(): Promise<void> {
    return this.#disk.write(this.#file, Buffer.from(JSON.stringify(this.#life)));
  }
}
