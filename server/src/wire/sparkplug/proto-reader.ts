// Reads the fields of a protocol buffer in order. It never throws: the first thing that does not fit makes it fail, and
// from then on it is at its end. Lengths are checked before anything is taken.
import type { PayloadTrouble, Wide } from './payload.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const twoTo32 = 0x1_0000_0000;
/** Texts up to this length are read byte by byte, which is faster than the decoder's call. */
const shortText = 32;

export class ProtoReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #end: number;
  #low = 0;
  #high = 0;
  trouble: PayloadTrouble | undefined;
  troubleAt = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length;
  }

  fail(trouble: PayloadTrouble): void {
    if (this.trouble === undefined) {
      this.trouble = trouble;
      this.troubleAt = this.#at;
    }
    this.#at = this.#end = 0;
  }

  /** The next field's number and kind in one, as they lie on the wire; 0 at the end. */
  tag(): number {
    if (this.#at >= this.#end) return 0;
    const tag = this.uint32();
    if (tag >>> 3 === 0) {
      if (this.trouble === undefined) this.fail('bad-field');
      return 0;
    }
    return tag;
  }

  more(): boolean {
    return this.#at < this.#end;
  }

  /** The low 32 bits, as the language-neutral rules demand of a field of 32 bits. */
  uint32(): number {
    const byte = this.bytes[this.#at];
    if (byte !== undefined && byte < 0x80 && this.#at < this.#end) {
      this.#at += 1;
      return byte;
    }
    this.#varint();
    return this.#low;
  }

  uint64(): Wide {
    this.#varint();
    if (this.#high === 0) return this.#low;
    if (this.#high < 0x20_0000) return this.#high * twoTo32 + this.#low;
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }

  boolean(): boolean {
    this.#varint();
    return this.#low !== 0 || this.#high !== 0;
  }

  float(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getFloat32(at, true);
  }

  double(): number {
    const at = this.#take(8);
    return at < 0 ? 0 : this.#view.getFloat64(at, true);
  }

  text(): string {
    const length = this.uint32();
    const at = this.#take(length);
    if (at < 0 || length === 0) return '';
    if (length <= shortText) {
      const plain = this.#plainText(at, length);
      if (plain !== undefined) return plain;
    }
    try {
      return decoder.decode(this.bytes.subarray(at, at + length));
    } catch {
      this.fail('not-utf-8');
      return '';
    }
  }

  /** A copy, so that a kept value does not keep the whole message. */
  blob(): Uint8Array {
    const length = this.uint32();
    const at = this.#take(length);
    return at < 0 ? new Uint8Array(0) : new Uint8Array(this.bytes.subarray(at, at + length));
  }

  /** Opens a message within this one; give the answer to `leave` when its fields are read. */
  enter(): number {
    const length = this.uint32();
    if (length > this.#end - this.#at) this.fail('past-end');
    const outer = this.#end;
    if (this.trouble === undefined) this.#end = this.#at + length;
    return outer;
  }

  leave(outer: number): void {
    if (this.trouble === undefined) {
      this.#at = this.#end;
      this.#end = outer;
    }
  }

  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.#varint();
        return;
      case 1:
        this.#take(8);
        return;
      case 2:
        this.#take(this.uint32());
        return;
      case 5:
        this.#take(4);
        return;
      default:
        this.fail('bad-wire-type');
    }
  }

  /** Where the taken bytes begin, or -1. */
  #take(length: number): number {
    const at = this.#at;
    if (length > this.#end - at) {
      this.fail('past-end');
      return -1;
    }
    this.#at = at + length;
    return at;
  }

  #plainText(at: number, length: number): string | undefined {
    const { bytes } = this;
    let text = '';
    for (let i = at; i < at + length; i += 1) {
      const byte = bytes[i] ?? 0;
      if (byte >= 0x80) return undefined;
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** Into `#low` and `#high`, 32 bits each. */
  #varint(): void {
    const { bytes } = this;
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i += 1) {
      if (this.#at >= this.#end) {
        this.fail('past-end');
        break;
      }
      const byte = bytes[this.#at++] ?? 0;
      const part = byte & 0x7f;
      if (i < 4) low |= part << (7 * i);
      else if (i === 4) {
        low |= part << 28;
        high = part >>> 4;
      } else high |= part << (7 * i - 32);
      if (byte < 0x80) {
        this.#low = low >>> 0;
        this.#high = high >>> 0;
        return;
      }
    }
    if (this.trouble === undefined) this.fail('bad-varint');
    this.#low = 0;
    this.#high = 0;
  }
}
