// How far a source has read, kept so that it is never ahead of what is durable: a crash repeats a little,
// and loses nothing.
import type { Link } from './protocol.ts';

type Keeping = Pick<Link, 'listener' | 'memory'>;

export class Position<T> {
  readonly #link: Keeping;
  #wanted: { readonly value: T } | undefined;
  #working: Promise<void> | undefined;
  #stopped = false;

  constructor(link: Keeping) {
    this.#link = link;
  }

  /** All up to `value` was handed to the listener. Kept once it is durable; of several, the newest. */
  reached(value: T): void {
    if (this.#stopped) return;
    this.#wanted = { value };
    this.#working ??= this.#work();
  }

  /** Resolves when what was reached is kept, or the source stopped. */
  async kept(): Promise<void> {
    await this.#working;
  }

  /** Keeps nothing more. */
  stop(): void {
    this.#stopped = true;
  }

  async #work(): Promise<void> {
    const { listener, memory } = this.#link;
    try {
      while (this.#wanted && !this.#stopped) {
        const { value } = this.#wanted;
        this.#wanted = undefined;
        await listener.durable();
        await memory.write(value);
      }
    } catch {
      // The source stops, or the store refuses: the position stays behind, and what follows it is read again.
    } finally {
      this.#working = undefined;
    }
  }
}
