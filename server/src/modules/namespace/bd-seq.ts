// The number of the last CONNECT of each edge node, kept so that it goes on after a restart (Sparkplug 3.0, clause 5.4:
// incremented with every CONNECT, 0 after 255).
import { join } from 'node:path';
import type { Disk } from '../../kernel/world/disk.ts';

export class BdSeqs {
  readonly #path: string;
  readonly #disk: Disk;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(folder: string, disk: Disk) {
    this.#path = join(folder, 'bd-seq.json');
    this.#disk = disk;
  }

  /** Durable when it resolves. */
  next(enterprise: string): Promise<number> {
    const result = this.#turn.then(() => this.#next(enterprise));
    this.#turn = result.catch(() => undefined); // the caller has the failure
    return result;
  }

  async #next(enterprise: string): Promise<number> {
    const numbers = await this.#read();
    const last = numbers[enterprise];
    const next = last === undefined ? 0 : (last + 1) & 255;
    const kept = JSON.stringify({ ...numbers, [enterprise]: next });
    await this.#disk.write(this.#path, new TextEncoder().encode(kept));
    return next;
  }

  /** A file that cannot be read is none: the numbers begin at 0 again, which the standard allows. */
  async #read(): Promise<Record<string, number>> {
    const bytes = await this.#disk.read(this.#path);
    if (!bytes) return {};
    try {
      const parsed = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
      const whole = Object.entries(parsed).filter(([, value]) => Number.isInteger(value));
      return Object.fromEntries(whole) as Record<string, number>;
    } catch {
      return {};
    }
  }
}
