// Reads only the fixed headers of an MQTT stream (MQTT 5, 2.1), so that a packet longer than is taken is known
// by its first five bytes, before anybody keeps the rest of it.

/** `malformed`: the length is written in more than four bytes. */
export type LengthVerdict = 'fits' | 'too-long' | 'malformed';

export class LengthGuard {
  readonly #bytesMax: number;
  /** Bytes of the present packet that are still to come. */
  #left = 0;
  /** 0: the next byte opens a packet; otherwise the position of the length byte that is next. */
  #at = 0;
  #length = 0;

  /** `bytesMax`: of a whole packet with its fixed header. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** After anything but `fits` the stream is lost. */
  push(chunk: Uint8Array): LengthVerdict {
    let i = 0;
    while (i < chunk.length) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, chunk.length - i);
        this.#left -= skipped;
        i += skipped;
      } else if (this.#at === 0) {
        this.#at = 1;
        this.#length = 0;
        i += 1;
      } else {
        const byte = chunk[i] ?? 0;
        i += 1;
        this.#length += (byte & 0x7f) * 128 ** (this.#at - 1);
        if (byte >= 0x80) {
          if (this.#at === 4) return 'malformed';
          this.#at += 1;
        } else {
          if (1 + this.#at + this.#length > this.#bytesMax) return 'too-long';
          this.#left = this.#length;
          this.#at = 0;
        }
      }
    }
    return 'fits';
  }
}
