// Thrift's compact protocol, as far as Parquet's metadata needs it to be written: structs whose fields come in the
// order of their numbers. https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
import { BytesOut } from '../tier/bytes-out.ts';

const types = { yes: 1, no: 2, small: 3, int: 5, long: 6, binary: 8, list: 9, struct: 12 } as const;

export class ThriftOut {
  readonly #out = new BytesOut(1_024);
  #last = 0;

  flag(id: number, value: boolean): void {
    this.#head(id, value ? types.yes : types.no);
  }

  /** One byte. */
  small(id: number, value: number): void {
    this.#head(id, types.small);
    this.#out.byte(value & 0xff);
  }

  int(id: number, value: number): void {
    this.#head(id, types.int);
    this.#out.zigzag(value);
  }

  long(id: number, value: number): void {
    this.#head(id, types.long);
    this.#out.zigzag(value);
  }

  bytes(id: number, value: Uint8Array): void {
    this.#head(id, types.binary);
    this.#out.varint(value.length);
    this.#out.bytes(value);
  }

  text(id: number, value: string): void {
    this.#head(id, types.binary);
    this.#out.text(value);
  }

  ints(id: number, values: readonly number[]): void {
    this.#list(id, types.int, values.length);
    for (const value of values) this.#out.zigzag(value);
  }

  texts(id: number, values: readonly string[]): void {
    this.#list(id, types.binary, values.length);
    for (const value of values) this.#out.text(value);
  }

  struct(id: number, fill: () => void): void {
    this.#head(id, types.struct);
    this.#nested(fill);
  }

  structs<T>(id: number, values: readonly T[], fill: (value: T) => void): void {
    this.#list(id, types.struct, values.length);
    for (const value of values) this.#nested(() => fill(value));
  }

  /** The outermost struct. */
  done(): Uint8Array {
    this.#out.byte(0);
    return this.#out.done();
  }

  #nested(fill: () => void): void {
    const before = this.#last;
    this.#last = 0;
    fill();
    this.#out.byte(0);
    this.#last = before;
  }

  #head(id: number, type: number): void {
    const step = id - this.#last;
    if (step > 0 && step < 16) this.#out.byte((step << 4) | type);
    else {
      this.#out.byte(type);
      this.#out.zigzag(id);
    }
    this.#last = id;
  }

  #list(id: number, type: number, length: number): void {
    this.#head(id, types.list);
    if (length < 15) return this.#out.byte((length << 4) | type);
    this.#out.byte(0xf0 | type);
    this.#out.varint(length);
  }
}
