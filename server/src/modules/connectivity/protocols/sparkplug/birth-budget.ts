// Births are kept as long as their node or device lives: how many metrics they may have in all, so that no node that is born
// with ever more devices fills the memory.

/** A node by what it keeps. */
export type Keeping = { readonly metrics: number };

export class BirthBudget {
  readonly #max: number;
  /** As they were counted last. */
  readonly #counted = new Map<string, number>();
  #inAll = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Whether so many more metrics may be born by the node. */
  hasRoom(key: string, node: Keeping, metrics: number): boolean {
    if (this.#inAll + metrics <= this.#max) return true;
    this.count(key, node);
    return this.#inAll + metrics <= this.#max;
  }

  count(key: string, { metrics }: Keeping): void {
    this.#inAll += metrics - (this.#counted.get(key) ?? 0);
    this.#counted.set(key, metrics);
  }
}
