// Keys as bytes and their hashes. The hash is seeded by chance, so that nobody can make up handles that all fall
// onto one slot of the cache's index.
import type { Random } from '../../../kernel/world/random.ts';

const scratchBytes = 8_192;

export class KeyHash {
  readonly #seed: number;
  readonly #scratch = new Uint8Array(scratchBytes);
  readonly #encoder = new TextEncoder();
  readonly #inScratch = { bytes: this.#scratch, length: 0 };

  constructor(random: Random) {
    const bytes = random.bytes(4);
    this.#seed = new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0);
  }

  /** UTF-8 in memory that the next call uses again; a handle is never longer than it. */
  inScratch(key: string): { readonly bytes: Uint8Array; readonly length: number } {
    const { length } = key;
    const bytes = this.#scratch;
    for (let at = 0; at < length && at < scratchBytes; at++) {
      const code = key.charCodeAt(at);
      if (code >= 0x80) {
        this.#inScratch.length = this.#encoder.encodeInto(key, bytes).written;
        return this.#inScratch;
      }
      bytes[at] = code;
    }
    this.#inScratch.length = Math.min(length, scratchBytes);
    return this.#inScratch;
  }

  bytesOf(key: string): Uint8Array {
    const { bytes, length } = this.inScratch(key);
    return bytes.slice(0, length);
  }

  /** 32 bits, unsigned. */
  of(bytes: Uint8Array, length: number = bytes.length): number {
    let hash = this.#seed;
    for (let at = 0; at < length; at++) {
      hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x9e37_79b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}
