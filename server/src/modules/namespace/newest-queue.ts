// What waits for a slow broker: everything in its order while there is room, and when there is none, only the newest of
// each key. What is left out is counted.

type Keyed = { readonly key: string };

export class NewestQueue<T extends Keyed> {
  readonly #countMax: number;
  #entries: T[] = [];
  #from = 0;
  #distinct = 0;
  /** Entries that a newer one replaced. */
  replaced = 0;

  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  get size(): number {
    return this.#entries.length - this.#from;
  }

  push(entry: T): void {
    this.#entries.push(entry);
    // Twice the keys, so that a full queue is not searched again with each entry.
    if (this.size > Math.max(this.#countMax, this.#distinct * 2)) this.#keepNewest();
  }

  /** The oldest ones, at most so many. */
  take(countMax: number): T[] {
    const to = Math.min(this.#entries.length, this.#from + countMax);
    const taken = this.#entries.slice(this.#from, to);
    this.#from = to;
    if (this.#from === this.#entries.length) {
      this.#entries = [];
      this.#from = 0;
    } else if (this.#from > 10_000) {
      this.#entries = this.#entries.slice(this.#from);
      this.#from = 0;
    }
    return taken;
  }

  /** Taken and not used: they stand before all others again, where no newer one has come. */
  putBack(entries: readonly T[]): void {
    const waiting = this.#entries.slice(this.#from);
    this.#entries = [...entries, ...waiting];
    this.#from = 0;
    if (this.size > Math.max(this.#countMax, this.#distinct * 2)) this.#keepNewest();
  }

  #keepNewest(): void {
    const before = this.size;
    const seen = new Set<string>();
    const kept: T[] = [];
    for (let i = this.#entries.length - 1; i >= this.#from; i -= 1) {
      const entry = this.#entries[i];
      if (!entry || seen.has(entry.key)) continue;
      seen.add(entry.key);
      kept.push(entry);
    }
    this.#entries = kept.toReversed();
    this.#from = 0;
    this.#distinct = kept.length;
    this.replaced += before - kept.length;
  }
}
