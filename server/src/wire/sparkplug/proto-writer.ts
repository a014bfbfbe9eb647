// Writes the fields of a protocol buffer into a buffer that grows.
import type { Wide } from './payload.ts';

const encoder = new TextEncoder();
const twoTo32 = 0x1_0000_0000;

export class ProtoWriter {
  #bytes = new Uint8Array(512);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  /** A copy of what was written. */
  done(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  uint32(field: number, value: number): void {
    this.#room(16);
    this.#low(field << 3);
    this.#low(value >>> 0);
  }

  uint64(field: number, value: Wide): void {
    this.#room(16);
    this.#low(field << 3);
    if (typeof value === 'number' && value >= 0 && value < twoTo32) this.#low(value);
    else this.#wide(value);
  }

  boolean(field: number, value: boolean): void {
    this.uint32(field, value ? 1 : 0);
  }

  float(field: number, value: number): void {
    this.#room(16);
    this.#low((field << 3) | 5);
    this.#view.setFloat32(this.#at, value, true);
    this.#at += 4;
  }

  double(field: number, value: number): void {
    this.#room(16);
    this.#low((field << 3) | 1);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  text(field: number, value: string): void {
    const mark = this.begin(field, value.length * 3);
    const written = encoder.encodeInto(value, this.#bytes.subarray(this.#at)).written;
    this.#at += written;
    this.end(mark);
  }

  blob(field: number, value: Uint8Array): void {
    this.#room(16 + value.length);
    this.#low((field << 3) | 2);
    this.#low(value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
  }

  /** Begins a message within this one; give the answer to `end`. */
  begin(field: number, room = 0): number {
    this.#room(16 + room);
    this.#low((field << 3) | 2);
    return ++this.#at;
  }

  /** One byte was left for the length; a longer one moves what was written. */
  end(mark: number): void {
    const length = this.#at - mark;
    if (length < 0x80) {
      this.#bytes[mark - 1] = length;
      return;
    }
    this.#room(8);
    const more = Math.floor((31 - Math.clz32(length)) / 7);
    this.#bytes.copyWithin(mark + more, mark, this.#at);
    this.#at = mark - 1;
    this.#low(length);
    this.#at += length;
  }

  #low(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  #wide(value: Wide): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#at++] = Number(rest);
  }

  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + count));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
