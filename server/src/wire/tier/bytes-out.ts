// Writes fields in order into a buffer that grows; the counterpart of `BytesIn`.

export class BytesOut {
  #bytes: Uint8Array;
  #at = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#at;
  }

  /** Makes room, so that what follows need not ask. */
  reserve(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }

  byte(value: number): void {
    if (this.#at === this.#bytes.length) this.reserve(1);
    this.#bytes[this.#at++] = value;
  }

  /** Of a whole number from 0 to 2^53 - 1. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** Of a whole number within ±2^52. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  bytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Its length and its UTF-8. A lone surrogate, which UTF-8 has not, becomes U+FFFD. */
  text(text: string): void {
    const length = Buffer.byteLength(text, 'utf8');
    this.varint(length);
    this.reserve(length);
    Buffer.from(this.#bytes.buffer, this.#at, length).write(text, 'utf8');
    this.#at += length;
  }

  /** What was written; a view that is not written to any more. */
  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }
}
