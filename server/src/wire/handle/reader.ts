// Reads the fields of a message in order. It never throws: the first field that does not fit makes it fail, from then on
// every field reads as zero or empty, and `outcome` tells the reason. Decoders therefore read straight through.

import { int4At, uint2At, viewOf } from './bytes.ts';
import { limits } from './limits.ts';
import type { Decoded, DecodeReason } from './outcome.ts';
import { textOf } from './text.ts';

const noBytes = new Uint8Array(0);

export class Reader {
  readonly #bytes: Uint8Array;
  #at: number;
  #end: number;
  #reason: DecodeReason | undefined;
  #failedAt = 0;

  /** Reads `from <= offset < to` of the bytes; offsets in failures count from the start of `bytes`. */
  constructor(bytes: Uint8Array, from = 0, to: number = bytes.length) {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = Math.min(to, bytes.length);
  }

  /** Offset of the next field. */
  get at(): number {
    return this.#at;
  }

  /** Bytes not yet read; 0 after a failure. */
  get remaining(): number {
    return this.#end - this.#at;
  }

  get failed(): boolean {
    return this.#reason !== undefined;
  }

  /** Records the first failure and reads nothing more. */
  fail(reason: DecodeReason, at: number = this.#at): void {
    if (this.#reason === undefined) {
      this.#reason = reason;
      this.#failedAt = at;
    }
    this.#at = this.#end;
  }

  int1(): number {
    return this.#take(1) ? (this.#bytes[this.#at - 1] ?? 0) : 0;
  }

  /** Unsigned 16 bits. */
  int2(): number {
    return this.#take(2) ? uint2At(this.#bytes, this.#at - 2) : 0;
  }

  /** Signed 32 bits. */
  int4(): number {
    return this.#take(4) ? int4At(this.#bytes, this.#at - 4) : 0;
  }

  /** Unsigned 32 bits. */
  uint4(): number {
    return this.int4() >>> 0;
  }

  /** A view of the next bytes, as many as asked. */
  bytes(length: number): Uint8Array {
    return this.#take(length) ? viewOf(this.#bytes, this.#at - length, this.#at) : noBytes;
  }

  /** A view of all bytes left. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /** int4 length and that many bytes. */
  counted(): Uint8Array {
    return this.bytes(this.#length());
  }

  /** int4 length and that many bytes of text. */
  text(): string {
    const length = this.#length();
    return this.#take(length) ? textOf(this.#bytes, this.#at - length, this.#at) : '';
  }

  /** int4 count of an array whose elements have at least `bytesEach` bytes; a count that cannot fit fails here. */
  count(bytesEach: number): number {
    const at = this.#at;
    const count = this.int4();
    if (count < 0) this.fail('negative-length', at);
    else if (count > limits.arrayCountMax || count * bytesEach > this.remaining)
      this.fail('count-too-large', at);
    return this.failed ? 0 : count;
  }

  /** A counted array, each element read by `element`. */
  array<T>(bytesEach: number, element: (reader: Reader) => T): T[] {
    const count = this.count(bytesEach);
    const elements: T[] = [];
    for (let n = 0; n < count && !this.failed; n++) elements.push(element(this));
    return elements;
  }

  /** Shortens what is read from here to `length` bytes; fails if there are fewer. Returns the end it had before. */
  narrow(length: number): number {
    const end = this.#end;
    if (length < 0) this.fail('negative-length');
    else if (length > this.remaining) this.fail('past-end');
    else this.#end = this.#at + length;
    return end;
  }

  /** Gives back the end that `narrow` took. */
  widen(end: number): void {
    if (this.failed) this.#at = end;
    this.#end = end;
  }

  /** The value, or the first failure. */
  outcome<T>(value: T): Decoded<T> {
    return this.#reason === undefined
      ? { ok: true, value }
      : { ok: false, reason: this.#reason, at: this.#failedAt };
  }

  /** The value, or the first failure, or `trailing-bytes` where a record must end. */
  whole<T>(value: T): Decoded<T> {
    if (this.remaining > 0) this.fail('trailing-bytes');
    return this.outcome(value);
  }

  #length(): number {
    const at = this.#at;
    const length = this.int4();
    if (length < 0) this.fail('negative-length', at);
    else if (length > this.remaining) this.fail('past-end', at);
    return this.failed ? 0 : length;
  }

  #take(length: number): boolean {
    if (length > this.#end - this.#at || this.#reason !== undefined) {
      this.fail('past-end');
      return false;
    }
    this.#at += length;
    return true;
  }
}
