// What must survive, gathered while the store writes and written together: a message that is acknowledged before its
// turn came is never written at all.
import type { NamesStore } from '../../stores/names/names.ts';

type Pending = { readonly value: Uint8Array | null; readonly fresh: boolean };
type Waiter = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

export class WriteBehind {
  readonly #names: NamesStore;
  #pending = new Map<string, Pending>();
  #waiting: Waiter[] = [];
  #promise: Promise<void> | undefined;
  #writing = false;
  /** Entries written, for figures. */
  written = 0;

  constructor(names: NamesStore) {
    this.#names = names;
  }

  /** A key that the store has never had: removed before it is written, it leaves no trace. */
  add(key: string, value: Uint8Array): void {
    this.#pending.set(key, { value, fresh: true });
  }

  put(key: string, value: Uint8Array | null): void {
    const before = this.#pending.get(key);
    if (before?.fresh === true && value === null) this.#pending.delete(key);
    else this.#pending.set(key, { value, fresh: before?.fresh === true });
    if (value === null) this.#soon();
  }

  /** Resolves when all that was put so far is durable. Rejects when the store cannot; the entries stay pending. */
  durable(): Promise<void> {
    if (this.#promise !== undefined) return this.#promise;
    if (this.#pending.size === 0 && !this.#writing) return Promise.resolve();
    this.#promise = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.#soon();
    return this.#promise;
  }

  #soon(): void {
    if (this.#writing) return;
    this.#writing = true;
    queueMicrotask(() => void this.#write());
  }

  async #write(): Promise<void> {
    while (this.#pending.size > 0 || this.#waiting.length > 0) {
      const [entries, waiters] = [this.#pending, this.#waiting];
      this.#pending = new Map();
      this.#waiting = [];
      this.#promise = undefined;
      try {
        const sorted = [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
        if (sorted.length > 0)
          await this.#names.put(sorted.map(([key, { value }]) => ({ key, value })));
        this.written += sorted.length;
        for (const { resolve } of waiters) resolve();
      } catch (error) {
        for (const [key, one] of entries)
          if (!this.#pending.has(key)) this.#pending.set(key, { ...one, fresh: false });
        for (const { reject } of waiters) reject(error);
        if (this.#waiting.length === 0) break;
      }
    }
    this.#writing = false;
  }
}
