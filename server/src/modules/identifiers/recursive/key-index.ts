// Where in the cache's memory the entry of a key stands: open addressing in two typed arrays, eight bytes a slot, so
// that a million entries cost the collector nothing. Hashes are seeded, and no search is longer than a bound.

const slotsMin = 1_024;
/** A key that finds no slot so near to its own is not kept; chance alone never gets there. */
const probesMax = 128;
const slotBytes = 8;

export class KeyIndex {
  /** Place + 1, in units of the caller; 0 is free. */
  #places = new Uint32Array(slotsMin);
  #hashes = new Uint32Array(slotsMin);
  #mask = slotsMin - 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#places.length * slotBytes;
  }

  /** The place of the first entry of this hash that `is` says is the one; -1 for none. */
  find(hash: number, is: (place: number) => boolean): number {
    const slot = this.#slotOf(hash, is);
    return slot < 0 ? -1 : (this.#places[slot] ?? 0) - 1;
  }

  /** Puts a key that is not there. False when it cannot be kept. */
  add(hash: number, place: number): boolean {
    if (this.#size * 10 >= this.#places.length * 6) this.#grow();
    if (!this.#put(hash, place)) return false;
    this.#size += 1;
    return true;
  }

  /** The entry has moved. */
  move(hash: number, from: number, to: number): void {
    const slot = this.#slotOf(hash, (place) => place === from);
    if (slot >= 0) this.#places[slot] = to + 1;
  }

  /** Whether an entry of this hash stands at the place. */
  has(hash: number, place: number): boolean {
    return this.#slotOf(hash, (other) => other === place) >= 0;
  }

  remove(hash: number, place: number): boolean {
    const slot = this.#slotOf(hash, (other) => other === place);
    if (slot < 0) return false;
    this.#close(slot);
    this.#size -= 1;
    return true;
  }

  #slotOf(hash: number, is: (place: number) => boolean): number {
    for (let probe = 0; probe < probesMax; probe++) {
      const slot = (hash + probe) & this.#mask;
      const place = this.#places[slot] ?? 0;
      if (place === 0) return -1;
      if (this.#hashes[slot] === hash && is(place - 1)) return slot;
    }
    return -1;
  }

  #put(hash: number, place: number): boolean {
    for (let probe = 0; probe < probesMax; probe++) {
      const slot = (hash + probe) & this.#mask;
      if (this.#places[slot] !== 0) continue;
      this.#places[slot] = place + 1;
      this.#hashes[slot] = hash;
      return true;
    }
    return false;
  }

  /** Closes the gap that a removed entry leaves, so that no search ends at it too early. */
  #close(slot: number): void {
    let gap = slot;
    for (
      let next = (gap + 1) & this.#mask;
      this.#places[next] !== 0;
      next = (next + 1) & this.#mask
    ) {
      const home = (this.#hashes[next] ?? 0) & this.#mask;
      const fromHome = (next - home) & this.#mask;
      const fromGap = (next - gap) & this.#mask;
      if (fromHome < fromGap) continue;
      this.#places[gap] = this.#places[next] ?? 0;
      this.#hashes[gap] = this.#hashes[next] ?? 0;
      gap = next;
    }
    this.#places[gap] = 0;
  }

  #grow(): void {
    const [places, hashes] = [this.#places, this.#hashes];
    this.#places = new Uint32Array(places.length * 2);
    this.#hashes = new Uint32Array(places.length * 2);
    this.#mask = this.#places.length - 1;
    for (let slot = 0; slot < places.length; slot++) {
      const place = places[slot] ?? 0;
      if (place === 0) continue;
      if (!this.#put(hashes[slot] ?? 0, place - 1)) this.#size -= 1;
    }
  }
}
