// A segment: one file of frames. Steps are written at its end; parts of it are taken to be sent, and settled by receipts;
// when all of it is settled, one `unlink` deletes a thousand frames.
import type { AppendFile } from '../../../kernel/world/disk.ts';
import { Spans, type Span } from './spans.ts';

export type SegmentName = {
  /** 0 low, 1 normal, 2 high, 3 declarations, which are never given up. */
  readonly rank: number;
  /** Ascending over all ranks. */
  readonly sequence: number;
  /** The sequence whose incarnation its numbers are of: its own, but for declarations about an older segment. */
  readonly governing: number;
  readonly madeAtMs: number;
};

/** Where a segment may be cut for sending: ends of steps so many bytes apart. */
const markBytes = 32 * 1024;
/** What was written last is kept in memory, so that live data need not be read again to be sent. */
const recentBytesMax = 512 * 1024;

export class Segment {
  readonly name: SegmentName;
  readonly path: string;
  /** Bytes that are durable, all of them whole steps. */
  size = 0;
  /** Readings not settled. */
  readings = 0;
  #recent: { readonly from: number; readonly bytes: Uint8Array }[] = [];
  #recentBytes = 0;
  readonly #marks: number[] = [];
  readonly #settled = new Spans();
  /** Settled, or on its way. */
  readonly #taken = new Spans();
  #sending = 0;
  #file: AppendFile | undefined;
  #writing = false;
  /** It is being given up: nothing of it is sent any more. */
  leaving = false;

  constructor(name: SegmentName, path: string, file?: AppendFile) {
    this.name = name;
    this.path = path;
    this.#file = file;
  }

  /** Steps may be written to it. */
  get open(): boolean {
    return this.#file !== undefined;
  }

  /** Nothing of it is being written or sent. */
  get idle(): boolean {
    return !this.#writing && this.#sending === 0;
  }

  get settled(): boolean {
    return this.#settled.covers(0, this.size);
  }

  get unsettled(): readonly Span[] {
    return this.#settled.gaps(this.size);
  }

  get hasUnsent(): boolean {
    return !this.leaving && !this.#taken.covers(0, this.size);
  }

  get unsentBytes(): number {
    if (this.leaving) return 0;
    return this.#taken.gaps(this.size).reduce((sum, { from, to }) => sum + to - from, 0);
  }

  /** It will be written to: until then nobody closes it. */
  claim(): this {
    this.#writing = true;
    return this;
  }

  /** The end of a claim without a write. */
  release(): void {
    this.#writing = false;
  }

  /** Durable when it resolves. When it fails nothing more is written to this segment. */
  async write(parts: readonly Uint8Array[], stepEnds: readonly number[]): Promise<void> {
    const file = this.#file;
    if (file === undefined) throw new Error(`${this.path} is closed`);
    this.#writing = true;
    const begin = this.size;
    try {
      await file.append(parts);
      await file.sync();
      this.#remember(begin, parts);
      for (const end of stepEnds) this.mark(begin + end);
    } catch (error) {
      // What a failed sync has written is not known: it is cut away and written anew elsewhere.
      await file.truncate(begin).catch(() => undefined);
      await this.#close();
      throw error;
    } finally {
      this.#writing = false;
    }
  }

  /** The bytes of the span, where they are still in memory. */
  recent({ from, to }: Span): Uint8Array | undefined {
    const first = this.#recent.findIndex((part) => part.from === from);
    if (first < 0) return undefined;
    const parts: Uint8Array[] = [];
    let at = from;
    for (const { bytes } of this.#recent.slice(first)) {
      if (at >= to) break;
      parts.push(bytes);
      at += bytes.length;
    }
    if (at !== to) return undefined;
    const [only] = parts;
    return parts.length === 1 ? only : Buffer.concat(parts, to - from);
  }

  #remember(begin: number, parts: readonly Uint8Array[]): void {
    let from = begin;
    for (const bytes of parts) {
      this.#recent.push({ from, bytes });
      this.#recentBytes += bytes.length;
      from += bytes.length;
    }
    let gone = 0;
    while (this.#recentBytes > recentBytesMax && gone < this.#recent.length) {
      this.#recentBytes -= this.#recent[gone]?.bytes.length ?? 0;
      gone += 1;
    }
    if (gone > 0) this.#recent.splice(0, gone);
  }

  /** Nobody sends it again. What is forgotten young is cheap: kept longer, it would wait for the next full collection. */
  #forgetSettled(): void {
    let gone = 0;
    for (const { from, bytes } of this.#recent) {
      if (!this.#settled.covers(from, from + bytes.length)) break;
      this.#recentBytes -= bytes.length;
      gone += 1;
    }
    if (gone > 0) this.#recent.splice(0, gone);
  }

  #forget(): void {
    this.#recent = [];
    this.#recentBytes = 0;
  }

  /** A step ends here. */
  mark(end: number): void {
    if (end - (this.#marks.at(-1) ?? 0) >= markBytes) this.#marks.push(end);
    this.size = end;
  }

  seal(): Promise<void> {
    return this.#close();
  }

  /** Takes what was not sent, from the oldest; whole steps, one at least, and no more than `bytesMax` otherwise. */
  takeOldest(bytesMax: number): Span | undefined {
    const gap = this.#taken.gaps(this.size)[0];
    if (gap === undefined) return undefined;
    if (gap.to - gap.from <= bytesMax) return this.#take(gap);
    const inside = this.#marks.filter((mark) => mark > gap.from && mark < gap.to);
    const to = inside.findLast((mark) => mark - gap.from <= bytesMax) ?? inside[0] ?? gap.to;
    return this.#take({ from: gap.from, to });
  }

  /** The same from the newest. */
  takeNewest(bytesMax: number): Span | undefined {
    const gap = this.#taken.gaps(this.size).at(-1);
    if (gap === undefined) return undefined;
    if (gap.to - gap.from <= bytesMax) return this.#take(gap);
    const inside = this.#marks.filter((mark) => mark > gap.from && mark < gap.to);
    const from = inside.find((mark) => gap.to - mark <= bytesMax) ?? inside.at(-1) ?? gap.from;
    return this.#take({ from, to: gap.to });
  }

  settle(from: number, to: number): void {
    this.#settled.add(from, to);
    this.#taken.add(from, to);
    this.#forgetSettled();
  }

  /** The end of sending what was taken; what is not settled may be taken again. */
  sent({ from, to }: Span): void {
    this.#sending -= 1;
    this.#taken.remove(from, to);
    for (const span of this.#settled.all) {
      this.#taken.add(Math.max(from, span.from), Math.min(to, span.to));
    }
  }

  #take(span: Span): Span {
    this.#sending += 1;
    this.#taken.add(span.from, span.to);
    return span;
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#forget();
    await file?.close();
  }
}

/** `1-000000000042-000000000042-1767225600000.segment`. */
export function fileNameOf({ rank, sequence, governing, madeAtMs }: SegmentName): string {
  const [own, other] = [sequence, governing].map((number) => String(number).padStart(12, '0'));
  return `${rank}-${own}-${other}-${madeAtMs}.segment`;
}

const fileName = /^([0-3])-(\d{12})-(\d{12})-(\d{1,15})\.segment$/;

export function segmentNameOf(text: string): SegmentName | undefined {
  const found = fileName.exec(text);
  if (!found) return undefined;
  const [rank = 0, sequence = 0, governing = 0, madeAtMs = 0] = found.slice(1).map(Number);
  return { rank, sequence, governing, madeAtMs };
}
