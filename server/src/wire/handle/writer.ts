// Writes the fields of a message in order into one growing buffer. Integers are cut to their width; lengths that are known
// only afterwards are patched.

import { putInt2, putInt4, viewOf } from './bytes.ts';
import { putText } from './text.ts';

export class Writer {
  #bytes: Uint8Array;
  #at = 0;

  /** `capacity` is a guess in bytes; the buffer doubles when it is too small. */
  constructor(capacity = 512) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Bytes written so far, and the offset of the next field. */
  get at(): number {
    return this.#at;
  }

  int1(value: number): void {
    const at = this.#room(1); // before the buffer is named: making room may replace it
    this.#bytes[at] = value;
  }

  int2(value: number): void {
    const at = this.#room(2);
    putInt2(this.#bytes, at, value);
  }

  /** 32 bits, from a signed or an unsigned number. */
  int4(value: number): void {
    const at = this.#room(4);
    putInt4(this.#bytes, at, value);
  }

  bytes(value: Uint8Array): void {
    const at = this.#room(value.length);
    this.#bytes.set(value, at);
  }

  /** int4 length, then the bytes. */
  counted(value: Uint8Array): void {
    this.int4(value.length);
    this.bytes(value);
  }

  /** int4 length in bytes, then the text. */
  text(value: string): void {
    const at = this.#room(4 + value.length * 3);
    const length = putText(value, this.#bytes, at + 4);
    putInt4(this.#bytes, at, length);
    this.#at = at + 4 + length;
  }

  /** int4 count, then each element written by `element`. */
  array<T>(elements: readonly T[], element: (writer: Writer, value: T) => void): void {
    this.int4(elements.length);
    for (const value of elements) element(this, value);
  }

  /** Overwrites four bytes already written, usually a length. */
  patchInt4(at: number, value: number): void {
    putInt4(this.#bytes, at, value);
  }

  /** What was written: a view of the buffer, which the writer must not be used on any more. */
  finish(): Uint8Array {
    return viewOf(this.#bytes, 0, this.#at);
  }

  #room(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(at + length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
    }
    this.#at = at + length;
    return at;
  }
}
