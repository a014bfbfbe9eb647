// The parts of a body of type `multipart/…` (RFC 2046, 5.1) as they come in, for answers that never end:
// `multipart/x-mixed-replace` of MTConnect agents (part 1, 8.3.3) and cameras.
import { GrowingBytes } from '../bytes/growing-bytes.ts';

export type MultipartPart = {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

export type MultipartOutcome =
  | { readonly ok: true; readonly part: MultipartPart }
  /** Nothing is read after it. */
  | { readonly ok: false; readonly trouble: MultipartTrouble };
export type MultipartTrouble = 'head-too-long' | 'body-too-long' | 'bad-length' | 'bad-boundary';

export type MultipartBounds = { readonly bodyBytesMax: number };

const headBytesMax = 8_192;
const lineEnd = 10;
const carriageReturn = 13;

/** The boundary that a `content-type` names; undefined where it is none of `multipart/…`. */
export function boundaryIn(contentType: string): string | undefined {
  if (!/^\s*multipart\//i.test(contentType)) return undefined;
  const found = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType);
  return found?.[1] ?? found?.[2];
}

type Stage = 'before' | 'head' | 'body' | 'ended';

export class MultipartReader {
  readonly #delimiter: Buffer;
  readonly #bounds: MultipartBounds;
  readonly #bytes = new GrowingBytes();
  /** Where the search for the next delimiter goes on. */
  #searched = 0;
  #stage: Stage = 'before';
  #headers: Record<string, string> = {};
  #length: number | undefined;

  /** `boundary` with or without its two leading dashes: some agents name it with them. */
  constructor(boundary: string, bounds: MultipartBounds) {
    this.#delimiter = Buffer.from(boundary.startsWith('--') ? boundary : `--${boundary}`);
    this.#bounds = bounds;
  }

  get #waiting(): Buffer {
    return this.#bytes.waiting;
  }

  /** After the last delimiter, or a trouble. */
  get ended(): boolean {
    return this.#stage === 'ended';
  }

  push(chunk: Uint8Array): MultipartOutcome[] {
    if (this.ended) return [];
    this.#bytes.push(chunk);
    const found: MultipartOutcome[] = [];
    for (let step = this.#step(); step !== undefined; step = this.#step()) {
      if (step !== 'on') found.push(step);
      if (this.ended) break;
    }
    return found;
  }

  /** Undefined where more bytes are needed. */
  #step(): MultipartOutcome | 'on' | undefined {
    switch (this.#stage) {
      case 'before':
        return this.#delimiterLine();
      case 'head':
        return this.#head();
      case 'body':
        return this.#length === undefined ? this.#openBody() : this.#countedBody(this.#length);
      case 'ended':
        return undefined;
    }
  }

  #delimiterLine(): MultipartOutcome | 'on' | undefined {
    const at = this.#waiting.indexOf(this.#delimiter);
    if (at < 0)
      return this.#waiting.length > headBytesMax ? this.#refuse('bad-boundary') : undefined;
    const end = this.#waiting.indexOf(lineEnd, at);
    const after = at + this.#delimiter.length;
    if (this.#waiting[after] === 45 && this.#waiting[after + 1] === 45) {
      this.#stage = 'ended';
      return undefined;
    }
    if (end < 0)
      return this.#waiting.length - at > headBytesMax ? this.#refuse('bad-boundary') : undefined;
    this.#take(end + 1);
    this.#headers = {};
    this.#length = undefined;
    this.#stage = 'head';
    return 'on';
  }

  #head(): MultipartOutcome | 'on' | undefined {
    const end = this.#waiting.indexOf(lineEnd);
    if (end < 0)
      return this.#waiting.length > headBytesMax ? this.#refuse('head-too-long') : undefined;
    if (end > headBytesMax) return this.#refuse('head-too-long');
    const line = this.#waiting.toString('latin1', 0, end).trimEnd();
    this.#take(end + 1);
    if (line === '') return this.#begin();
    const colon = line.indexOf(':');
    if (colon > 0)
      this.#headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    return Object.keys(this.#headers).length > 50 ? this.#refuse('head-too-long') : 'on';
  }

  #begin(): MultipartOutcome | 'on' {
    this.#stage = 'body';
    const told = this.#headers['content-length'];
    if (told === undefined) return 'on';
    if (!/^\d{1,15}$/.test(told)) return this.#refuse('bad-length');
    this.#length = Number(told);
    return this.#length > this.#bounds.bodyBytesMax ? this.#refuse('body-too-long') : 'on';
  }

  #countedBody(length: number): MultipartOutcome | undefined {
    if (this.#waiting.length < length) return undefined;
    const body = this.#waiting.subarray(0, length);
    this.#take(length);
    return this.#part(body);
  }

  #openBody(): MultipartOutcome | undefined {
    const at = this.#waiting.indexOf(this.#delimiter, this.#searched);
    if (at < 0) {
      this.#searched = Math.max(0, this.#waiting.length - this.#delimiter.length);
      return this.#waiting.length > this.#bounds.bodyBytesMax + this.#delimiter.length + 2
        ? this.#refuse('body-too-long')
        : undefined;
    }
    let end = at;
    if (this.#waiting[end - 1] === lineEnd) end -= 1;
    if (end < at && this.#waiting[end - 1] === carriageReturn) end -= 1;
    const body = this.#waiting.subarray(0, end);
    this.#take(at);
    return body.length > this.#bounds.bodyBytesMax
      ? this.#refuse('body-too-long')
      : this.#part(body);
  }

  #part(body: Uint8Array): MultipartOutcome {
    this.#stage = 'before';
    return { ok: true, part: { headers: this.#headers, body } };
  }

  #take(bytes: number): void {
    this.#bytes.drop(bytes);
    this.#searched = 0;
  }

  #refuse(trouble: MultipartTrouble): MultipartOutcome {
    this.#stage = 'ended';
    this.#bytes.clear();
    return { ok: false, trouble };
  }
}
