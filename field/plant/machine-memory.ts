// What a machine keeps while it is switched off: its counters and what it told of its last part. Written
// before a part is told, so that no part number is ever used twice.
import { join } from 'node:path';
import { check, Type, type Static } from '../../server/src/kernel/schema/schema.ts';
import type { Disk } from '../../server/src/kernel/world/disk.ts';
import { plantFailures } from './failures.ts';

const kept = Type.Object({
  parts: Type.Integer({ minimum: 0 }),
  /** The SHDR line of the last part, with its line break. */
  lastPartLine: Type.Optional(Type.String()),
});
export type Kept = Static<typeof kept>;

export class MachineMemory {
  readonly #disk: Disk;
  readonly #path: string;
  #kept: Kept;

  constructor(disk: Disk, path: string, first: Kept) {
    this.#disk = disk;
    this.#path = path;
    this.#kept = first;
  }

  static async open(disk: Disk, folder: string, machine: string): Promise<MachineMemory> {
    const path = join(folder, `${machine}.json`);
    const bytes = await disk.read(path);
    return new MachineMemory(disk, path, bytes ? parse(path, bytes) : { parts: 0 });
  }

  get kept(): Kept {
    return this.#kept;
  }

  async keep(next: Kept): Promise<void> {
    await this.#disk.write(this.#path, new TextEncoder().encode(`${JSON.stringify(next)}\n`));
    this.#kept = next;
  }
}

function parse(path: string, bytes: Uint8Array): Kept {
  try {
    const outcome = check(kept, JSON.parse(new TextDecoder().decode(bytes)));
    if (outcome.ok) return outcome.value;
    throw plantFailures['memory-damaged']({ path });
  } catch (error) {
    throw plantFailures['memory-damaged']({ path }, error);
  }
}
