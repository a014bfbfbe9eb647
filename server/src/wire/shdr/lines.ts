// Bytes of a connection to lines, with a bound on their length: a peer that never sends a line break
// cannot fill the memory, and half a line is never taken for a whole one.

export const lineBytesMax = 64 * 1024;

export type Line =
  | { readonly ok: true; readonly line: string }
  | {
      readonly ok: false;
      readonly trouble: 'line-too-long' | 'line-cut' | 'not-utf-8' | 'nul-character';
      readonly line: string;
    };

const lineFeed = 10;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const excerptBytes = 480;

/** Lines end with LF or CR LF; blank ones are dropped. */
export class LineSplitter {
  readonly #bytesMax: number;
  #rest: Uint8Array = new Uint8Array(0);
  #skipping = false;

  constructor(options: { readonly bytesMax?: number } = {}) {
    this.#bytesMax = options.bytesMax ?? lineBytesMax;
  }

  push(chunk: Uint8Array): Line[] {
    const lines: Line[] = [];
    let from = 0;
    if (this.#skipping) {
      const end = chunk.indexOf(lineFeed);
      if (end < 0) return lines;
      this.#skipping = false;
      from = end + 1;
    }
    const bytes = this.#rest.length === 0 ? chunk : join(this.#rest, chunk);
    const last = bytes.lastIndexOf(lineFeed);
    if (last >= from) this.#split(bytes, { from, to: last + 1 }, lines);
    this.#keep(bytes.subarray(Math.max(from, last + 1)), lines);
    return lines;
  }

  /** What stands without a line break when the connection ends. */
  end(): Line[] {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    this.#skipping = false;
    return rest.length === 0 ? [] : [{ ok: false, trouble: 'line-cut', line: excerpt(rest) }];
  }

  #keep(rest: Uint8Array, lines: Line[]): void {
    if (rest.length > this.#bytesMax) {
      lines.push({ ok: false, trouble: 'line-too-long', line: excerpt(rest) });
      this.#skipping = true;
      this.#rest = new Uint8Array(0);
      return;
    }
    this.#rest = rest.slice(); // the chunk's memory belongs to the socket
  }

  /** Whole lines, decoded in one go; one by one only where something is wrong. */
  #split(bytes: Uint8Array, span: { from: number; to: number }, lines: Line[]): void {
    const whole = bytes.subarray(span.from, span.to);
    const text = decode(whole);
    const texts = text?.split('\n');
    // A character takes at most three bytes, so shorter lines need no second look.
    const odd = texts?.some((line) => line.length * 3 > this.#bytesMax) || text?.includes('\0');
    if (!texts || odd) {
      this.#splitBytes(whole, lines);
    } else for (const line of texts) addLine(line, lines);
  }

  #splitBytes(bytes: Uint8Array, lines: Line[]): void {
    for (let from = 0; from < bytes.length;) {
      const end = bytes.indexOf(lineFeed, from);
      const line = bytes.subarray(from, end);
      from = end + 1;
      const text = line.length > this.#bytesMax ? undefined : decode(line);
      // A NUL is no part of any text, and stores refuse it.
      if (text !== undefined && !text.includes('\0')) addLine(text, lines);
      else {
        const unread = line.length > this.#bytesMax ? 'line-too-long' : 'not-utf-8';
        const trouble = text === undefined ? unread : 'nul-character';
        lines.push({ ok: false, trouble, line: excerpt(line) });
      }
    }
  }
}

function addLine(text: string, lines: Line[]): void {
  const line = text.trimEnd();
  if (line !== '') lines.push({ ok: true, line });
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined; // not UTF-8: the caller looks for the line that is to blame
  }
}

function excerpt(bytes: Uint8Array): string {
  return lenient.decode(bytes.subarray(0, excerptBytes));
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
