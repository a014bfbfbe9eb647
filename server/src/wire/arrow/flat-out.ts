// Writes FlatBuffers (flatbuffers.dev, “FlatBuffers internals”) from back to front, as much of them as Arrow's messages
// need: tables, texts, and vectors of tables and of pairs of 64-bit numbers.

/** Where something was written, from the end. */
export type Spot = number;

export type FlatField =
  | { readonly kind: 'u8' | 'i16' | 'i32' | 'i64'; readonly value: number }
  | { readonly kind: 'at'; readonly value: Spot };

const sizes = { u8: 1, i16: 2, i32: 4, i64: 8, at: 4 } as const;

export class FlatOut {
  #bytes = new Uint8Array(1_024);
  #view = new DataView(this.#bytes.buffer);
  /** Bytes written, from the end. */
  #used = 0;

  text(text: string): Spot {
    const bytes = Buffer.from(text, 'utf8');
    this.#align(4, bytes.length + 1);
    this.#room(1);
    this.#bytes[this.#place] = 0;
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#place);
    return this.#number('i32', bytes.length);
  }

  vector(spots: readonly Spot[]): Spot {
    this.#align(4, spots.length * 4);
    for (const spot of spots.toReversed()) this.#reference(spot);
    return this.#number('i32', spots.length);
  }

  pairs(pairs: readonly (readonly [number, number])[]): Spot {
    this.#align(4, pairs.length * 16);
    this.#align(8, pairs.length * 16);
    for (const [first, second] of pairs.toReversed()) {
      this.#number('i64', second);
      this.#number('i64', first);
    }
    return this.#number('i32', pairs.length);
  }

  /** By slot of the schema; an absent one has its default. */
  table(fields: readonly (FlatField | undefined)[]): Spot {
    const start = this.#used;
    const spots: Spot[] = fields.map(() => 0);
    fields.forEach((field, slot) => {
      if (!field) return;
      this.#align(sizes[field.kind], 0);
      spots[slot] =
        field.kind === 'at' ? this.#reference(field.value) : this.#number(field.kind, field.value);
    });
    this.#align(4, 0);
    const table = this.#number('i32', 0);
    for (const spot of spots.toReversed()) this.#number('i16', spot === 0 ? 0 : table - spot);
    this.#number('i16', table - start);
    const before = this.#number('i16', (spots.length + 2) * 2);
    this.#view.setInt32(this.#bytes.length - table, before - table, true);
    return table;
  }

  /** The whole, its length a multiple of 8. */
  done(root: Spot): Uint8Array {
    this.#align(8, 4);
    this.#reference(root);
    return this.#bytes.slice(this.#place);
  }

  get #place(): number {
    return this.#bytes.length - this.#used;
  }

  #reference(spot: Spot): Spot {
    this.#align(4, 0);
    return this.#number('i32', this.#used + 4 - spot);
  }

  #number(kind: 'u8' | 'i16' | 'i32' | 'i64', value: number): Spot {
    this.#room(sizes[kind]);
    const at = this.#place;
    if (kind === 'u8') this.#view.setUint8(at, value);
    else if (kind === 'i16') this.#view.setInt16(at, value, true);
    else if (kind === 'i32') this.#view.setInt32(at, value, true);
    else this.#view.setBigInt64(at, BigInt(value), true);
    return this.#used;
  }

  /** So that after so many more bytes the next is at a multiple of `size`. */
  #align(size: number, more: number): void {
    const rest = (this.#used + more) % size;
    if (rest === 0) return;
    this.#room(size - rest);
    this.#bytes.fill(0, this.#place, this.#place + size - rest);
  }

  #room(bytes: number): void {
    this.#used += bytes;
    if (this.#used <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used));
    const before = this.#bytes.subarray(this.#bytes.length - (this.#used - bytes));
    grown.set(before, grown.length - before.length);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
