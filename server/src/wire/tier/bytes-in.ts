// Reads fields in order and never throws: the first that does not fit makes it `failed`, and from then on every
// field reads as zero or empty, so that decoders read straight through and ask once.

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const noBytes = new Uint8Array(0);

export class BytesIn {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  #failed = false;

  constructor(bytes: Uint8Array, from = 0) {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = bytes.length;
  }

  get at(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.#end - this.#at;
  }

  get failed(): boolean {
    return this.#failed;
  }

  fail(): void {
    this.#failed = true;
    this.#at = this.#end;
  }

  byte(): number {
    if (this.#at >= this.#end) {
      this.fail();
      return 0;
    }
    return this.#bytes[this.#at++] ?? 0;
  }

  /** An unsigned number of at most 53 bits, seven a byte, the least first. */
  varint(): number {
    const bytes = this.#bytes;
    const first = bytes[this.#at];
    if (first !== undefined && first < 0x80) {
      this.#at += 1;
      return first;
    }
    let value = 0;
    let factor = 1;
    for (let n = 0; n < 8; n += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return this.#failed ? 0 : value;
      }
      factor *= 128;
    }
    this.fail();
    return 0;
  }

  /** Signed: 0, -1, 1, -2 … are written as 0, 1, 2, 3 … */
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A view of the next bytes. */
  bytes(length: number): Uint8Array {
    if (length > this.remaining) {
      this.fail();
      return noBytes;
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** A length of at most `bytesMax`, and so many bytes of UTF-8. */
  text(bytesMax: number): string {
    const length = this.varint();
    if (length > bytesMax) this.fail();
    const bytes = this.bytes(this.#failed ? 0 : length);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    return text.includes('\uFFFD') ? this.#strict(bytes) : text;
  }

  /** U+FFFD may have been written, or stand for what is no UTF-8. */
  #strict(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes);
    } catch {
      this.fail();
      return '';
    }
  }
}
