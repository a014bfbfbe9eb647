// Cuts a stream of bytes into packets. What is longer than allowed is known by its header, before it is kept.

export type Frame = { readonly first: number; readonly body: Uint8Array };
/** `too-long` and `malformed`: the stream is lost. */
export type FramerFault = 'too-long' | 'malformed';

const empty = Buffer.alloc(0);

export class Framer {
  readonly #bytesMax: number;
  #kept: Buffer = empty;
  #parts: Buffer[] = [];
  #partsLength = 0;
  /** How many bytes must be there before looking again is worth it. */
  #needed = 2;

  /** `bytesMax`: of a whole packet with its fixed header. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Calls `take` with each whole packet until it says false; the bodies are good until memory is reused by nobody. */
  push(chunk: Uint8Array, take: (frame: Frame) => boolean): FramerFault | undefined {
    this.#parts.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#partsLength += chunk.byteLength;
    if (this.#kept.length + this.#partsLength < this.#needed) return undefined;
    const bytes = this.#joined();
    let at = 0;
    this.#needed = 2;
    while (bytes.length - at >= 2) {
      const header = lengthAt(bytes, at + 1);
      if (header === 'malformed') return 'malformed';
      if (header === undefined) {
        this.#needed = bytes.length - at + 1;
        break;
      }
      const start = at + 1 + header.bytes;
      if (start - at + header.value > this.#bytesMax) return 'too-long';
      if (bytes.length < start + header.value) {
        this.#needed = start - at + header.value;
        break;
      }
      const frame = { first: bytes[at] ?? 0, body: bytes.subarray(start, start + header.value) };
      at = start + header.value;
      if (!take(frame)) break;
    }
    this.#kept = at === bytes.length ? empty : bytes.subarray(at);
    return undefined;
  }

  #joined(): Buffer {
    const [only] = this.#parts;
    const single = this.#kept.length === 0 && this.#parts.length === 1 && only !== undefined;
    const bytes = single ? only : Buffer.concat([this.#kept, ...this.#parts]);
    this.#parts = [];
    this.#partsLength = 0;
    return bytes;
  }
}

type Length = { readonly value: number; readonly bytes: number };

function lengthAt(bytes: Uint8Array, at: number): Length | 'malformed' | undefined {
  let value = 0;
  for (let i = 0; i < 4; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) return i > 0 && byte === 0 ? 'malformed' : { value, bytes: i + 1 };
  }
  return 'malformed';
}
