// What all connections of a listener make us hold together: halves of messages and answers that are not taken.
// Each is bounded alone, but ten thousand of them are not; when they hold too much, the one that has held
// something the longest goes. An honest peer holds something for a moment only.

export class HeldBytes<Holder> {
  readonly #bytesMax: number;
  /** The one that holds something the longest in front. */
  readonly #byHolder = new Map<Holder, number>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** What a holder holds now; gives those that must let go of everything, which are counted no more. */
  tell(holder: Holder, bytes: number): readonly Holder[] {
    const before = this.#byHolder.get(holder) ?? 0;
    if (bytes === before) return nobody;
    this.#bytes += bytes - before;
    if (bytes === 0) this.#byHolder.delete(holder);
    else this.#byHolder.set(holder, bytes);
    return this.#bytes > this.#bytesMax ? this.#letGo() : nobody;
  }

  #letGo(): Holder[] {
    const gone: Holder[] = [];
    for (const [holder, bytes] of this.#byHolder) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#byHolder.delete(holder);
      this.#bytes -= bytes;
      gone.push(holder);
    }
    return gone;
  }
}

const nobody: readonly never[] = [];
