// Bytes of a file to its lines, with the position behind each, so that reading goes on at whole lines. Pure.

export type CutLine =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      /** Position in the file behind the line and its end. */ readonly end: number;
    }
  | { readonly ok: false; readonly trouble: 'too-long'; readonly end: number };

export const lineBytesMax = 256 * 1024;

export class LineCutter {
  #rest: Uint8Array = new Uint8Array(0);
  /** Of the first byte of the rest. */
  #from: number;
  #skipping = false;

  constructor(from: number) {
    this.#from = from;
  }

  /** Behind everything that was pushed. */
  get position(): number {
    return this.#from + this.#rest.length;
  }

  push(chunk: Uint8Array): CutLine[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const lines: CutLine[] = [];
    let at = 0;
    for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, at)) {
      lines.push(this.#line(bytes.subarray(at, feed), this.#from + feed + 1));
      at = feed + 1;
    }
    this.#from += at;
    this.#rest = bytes.subarray(at);
    if (this.#rest.length > lineBytesMax) {
      this.#from += this.#rest.length;
      this.#rest = new Uint8Array(0);
      this.#skipping = true;
    }
    return lines;
  }

  /** What stands behind the last line end, where the file is known to grow no more. */
  end(): CutLine | undefined {
    if (this.#rest.length === 0 && !this.#skipping) return undefined;
    const line = this.#line(this.#rest, this.position);
    this.#from = this.position;
    this.#rest = new Uint8Array(0);
    return line;
  }

  #line(bytes: Uint8Array, end: number): CutLine {
    const tooLong = this.#skipping || bytes.length > lineBytesMax;
    this.#skipping = false;
    if (tooLong) return { ok: false, trouble: 'too-long', end };
    return { ok: true, bytes: bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes, end };
  }
}
