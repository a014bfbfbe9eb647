// Bytes that come in pieces, kept behind each other. A peer chooses how small its pieces are: each byte is copied a few times
// at most, where joining all that waits with each piece would take hours for some megabytes. Pure.

const leastOctets = 4_096;

export class GrowingBytes {
  #kept: Buffer = Buffer.alloc(0);
  #from = 0;
  #to = 0;

  get length(): number {
    return this.#to - this.#from;
  }

  /** What waits; stays as it is whatever comes later. */
  get waiting(): Buffer {
    return this.#kept.subarray(this.#from, this.#to);
  }

  push(piece: Uint8Array): void {
    if (this.#to + piece.length > this.#kept.length) {
      // Never moved in place: views of what was there are others'.
      const roomy = Buffer.allocUnsafe(Math.max(leastOctets, (this.length + piece.length) * 2));
      this.#kept.copy(roomy, 0, this.#from, this.#to);
      this.#to -= this.#from;
      this.#from = 0;
      this.#kept = roomy;
    }
    this.#kept.set(piece, this.#to);
    this.#to += piece.length;
  }

  /** The first so many are read. */
  drop(octets: number): void {
    this.#from = Math.min(this.#to, this.#from + octets);
    if (this.#from === this.#to) this.clear();
  }

  clear(): void {
    this.#kept = Buffer.alloc(0);
    this.#from = this.#to = 0;
  }
}
