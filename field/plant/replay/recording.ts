// A recorded SHDR stream with the moment at which each of its lines is due. Lines stay as they are,
// byte for byte; a multi-line block is one piece.
import { parseTimestamp } from '../../../server/src/wire/shdr/timestamp.ts';

export type Piece = {
  readonly bytes: Uint8Array;
  /** Microseconds of the machine's time since the beginning; never goes back. */
  readonly atUs: number;
};

export type Recording = {
  readonly pieces: readonly Piece[];
  readonly lines: number;
  /** Lines that begin with a time stamp. */
  readonly stamped: number;
};

const lineFeed = 10;
/** A stamp so much older than the newest one begins a new stretch of the recording. */
const backUs = 60_000_000;
/** A pause in the recording is not waited for longer than this. */
const pauseUsMax = 60_000_000;

export function readRecording(bytes: Uint8Array): Recording {
  const decoder = new TextDecoder();
  const pieces: Piece[] = [];
  const pace = new Pace();
  let lines = 0;
  let from = 0;
  while (from < bytes.length) {
    const begin = from;
    from = lineEnd(bytes, from);
    const line = decoder.decode(bytes.subarray(begin, from)).trimEnd();
    lines += 1;
    const mark = /\|(--multiline--[^|]*)$/.exec(line)?.[1];
    if (mark !== undefined) {
      const block = blockEnd(bytes, from, mark);
      from = block.end;
      lines += block.lines;
    }
    pieces.push({ bytes: ended(bytes.subarray(begin, from)), atUs: pace.due(line) });
  }
  return { pieces, lines, stamped: pace.stamped };
}

/** Offsets follow the stamps of observations; assets carry the time of the tool, not of the telling. */
class Pace {
  stamped = 0;
  #atUs = 0;
  #newestUs: number | undefined;

  due(line: string): number {
    const bar = line.indexOf('|');
    const time = bar < 0 ? undefined : parseTimestamp(line.slice(0, bar).trim());
    if (!time?.ok || time.timeUs === undefined) return this.#atUs;
    this.stamped += 1;
    if (line[bar + 1] === '@') return this.#atUs;
    const forwardUs = time.timeUs - (this.#newestUs ?? time.timeUs);
    if (forwardUs > 0) this.#atUs += Math.min(forwardUs, pauseUsMax);
    if (this.#newestUs === undefined || forwardUs > 0 || forwardUs < -backUs) {
      this.#newestUs = time.timeUs;
    }
    return this.#atUs;
  }
}

/** Behind the line that repeats the mark, or behind the last line there is. */
function blockEnd(bytes: Uint8Array, from: number, mark: string): { end: number; lines: number } {
  const decoder = new TextDecoder();
  let end = from;
  let lines = 0;
  while (end < bytes.length) {
    const begin = end;
    end = lineEnd(bytes, begin);
    lines += 1;
    if (decoder.decode(bytes.subarray(begin, end)).trimEnd() === mark) break;
  }
  return { end, lines };
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(lineFeed, from);
  return end < 0 ? bytes.length : end + 1;
}

/** The last line of a file may lack its line break; on the wire it needs one. */
function ended(piece: Uint8Array): Uint8Array {
  if (piece.at(-1) === lineFeed) return piece;
  const bytes = new Uint8Array(piece.length + 1);
  bytes.set(piece);
  bytes[piece.length] = lineFeed;
  return bytes;
}
