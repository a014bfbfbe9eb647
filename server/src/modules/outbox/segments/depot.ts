// All segments of the outbox: opened after a crash, written to, taken from for parcels, settled and deleted, within the
// disk space of the settings. What must go when that is full, `give-up.ts` decides.
import { join } from 'node:path';
import { isFailure } from '../../../kernel/failure/failure.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { World } from '../../../kernel/world/world.ts';
import { decodeKeys } from '../../../wire/tier/facts.ts';
import type { Frame } from '../../../wire/tier/frame.ts';
import { Incarnations, type Incarnation } from '../incarnations.ts';
import { StreamHeads } from '../stream-heads.ts';
import { readSteps } from './read-steps.ts';
import { fileNameOf, Segment, segmentNameOf, type SegmentName } from './segment.ts';
import type { Span } from './spans.ts';

export const declarationRank = 3;

export type DepotOptions = {
  readonly folder: string;
  readonly world: World;
  readonly log: Log;
  readonly bytesMax: number;
};

/** A part of a segment that is being sent. */
export type Taken = { readonly segment: Segment; readonly span: Span };

const segmentBytesMax = 8 * 1024 * 1024;

export class Depot {
  readonly #options: DepotOptions;
  readonly heads: StreamHeads;
  readonly #incarnations: Incarnations;
  /** By sequence. */
  #segments: Segment[] = [];
  #sequence = 0;
  #firstOfThisLife = 0;
  /** As they were recovered: what the receiver may know of earlier lives. */
  #recovered: Readonly<Record<string, number>> = {};
  readonly #listeners = new Set<() => void>();
  #sweeping: Promise<void> | undefined;
  #sweepAgain = false;

  /** Fails with `outbox.damaged`. */
  static async open(options: DepotOptions): Promise<Depot> {
    const { folder, world } = options;
    await world.disk.makeFolder(join(folder, 'segments'));
    const heads = await StreamHeads.in(folder, world.disk);
    const depot = new Depot(options, heads, await Incarnations.in(folder, world));
    await depot.#recover();
    return depot;
  }

  private constructor(options: DepotOptions, heads: StreamHeads, incarnations: Incarnations) {
    this.#options = options;
    this.heads = heads;
    this.#incarnations = incarnations;
  }

  get bytesMax(): number {
    return this.#options.bytesMax;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.size, 0);
  }

  get waiting(): { readings: number; bytes: number; segments: number; oldestMs?: number } {
    const left = this.#segments.filter((segment) => !segment.settled);
    const bytes = left
      .flatMap((segment) => segment.unsettled)
      .reduce((sum, { from, to }) => sum + to - from, 0);
    const readings = left.reduce((sum, segment) => sum + segment.readings, 0);
    const oldest = left[0]?.name.madeAtMs;
    return {
      ...{ readings, bytes, segments: left.length },
      ...(oldest === undefined ? {} : { oldestMs: oldest }),
    };
  }

  get unsentBytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.unsentBytes, 0);
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get incarnation(): Incarnation {
    return this.#incarnations.last;
  }

  incarnationOf(segment: Segment): Incarnation {
    return this.#incarnations.of(segment.name.governing);
  }

  /** Calls when something became durable, was settled or deleted. */
  onChange(hear: () => void): { cancel(): void } {
    this.#listeners.add(hear);
    return { cancel: () => void this.#listeners.delete(hear) };
  }

  /** The segment of this rank that has room, or a new one, to be written to at once. `about`: the segment that declarations speak of. */
  async toWrite(rank: number, bytes: number, about?: Segment): Promise<Segment> {
    const limit = Math.min(segmentBytesMax, Math.ceil(this.#options.bytesMax / 16));
    const governs = (segment: Segment): boolean =>
      about === undefined || this.incarnationOf(segment) === this.incarnationOf(about);
    for (const open of this.#segments) {
      if (!open.open || open.name.rank !== rank) continue;
      if (governs(open) && (open.size === 0 || open.size + bytes <= limit)) return open.claim();
      await open.seal();
    }
    return (await this.#newSegment(rank, about)).claim();
  }

  changed(): void {
    for (const hear of this.#listeners) hear();
  }

  /** Frames of a part, of what is still in memory or read from the disk. */
  async frames({
    segment,
    span,
  }: Taken): Promise<readonly { frame: Frame; from: number; to: number }[]> {
    const { disk } = this.#options.world;
    const bytes = segment.recent(span) ?? (await disk.readRange(segment.path, span.from, span.to));
    return readSteps(bytes).frames.map(({ frame, from, to }) => ({
      ...{ frame, from: from + span.from, to: to + span.from },
    }));
  }

  /** Those of them that travel. What is only for us needs no receipt. */
  async toSend(taken: Taken): Promise<readonly { frame: Frame; from: number; to: number }[]> {
    const frames = await this.frames(taken);
    const own = frames.filter(({ frame }) => frame.kind === 'keys');
    if (own.length === 0) return frames;
    this.settle(taken.segment, own);
    return frames.filter(({ frame }) => frame.kind !== 'keys');
  }

  /** The receiver has these frames, or they are declared given up. */
  settle(segment: Segment, frames: readonly { frame: Frame; from: number; to: number }[]): void {
    for (const { frame, from, to } of frames) {
      segment.settle(from, to);
      if (frame.kind === 'given-up' || frame.kind === 'keys') continue;
      const state = this.heads.of(frame.stream);
      state.waiting -= frame.count;
      state.bytes -= to - from;
      if (frame.kind === 'readings') segment.readings -= frame.count;
    }
  }

  /** Deletes segments of which all is settled; after the heads are written down. */
  sweep(): Promise<void> {
    if (this.#sweeping) this.#sweepAgain = true;
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
      if (!this.#sweepAgain) return;
      this.#sweepAgain = false;
      void this.sweep();
    });
    return this.#sweeping;
  }

  /**
   * What the receiver has of the incarnation that is told now. When it knows more than we had at our start, this folder
   * is an old copy: what was written since is told in a new incarnation. True when that happened.
   */
  async compare(standing: ReadonlyMap<string, number>): Promise<boolean> {
    const { bases } = this.incarnation;
    const ahead = [...standing].some(
      ([stream, highest]) => highest > (this.#recovered[stream] ?? 0) - (bases[stream] ?? 0),
    );
    if (!ahead) return false;
    await this.#begin();
    return true;
  }

  async close(): Promise<void> {
    for (const segment of this.#segments) await segment.seal();
  }

  /** From this life on, numbers are told under a new name. */
  async #begin(): Promise<void> {
    await this.#incarnations.begin(this.#firstOfThisLife, this.#recovered);
    this.#options.log.warn('new-incarnation', { incarnation: this.incarnation.name });
  }

  async #newSegment(rank: number, about?: Segment): Promise<Segment> {
    const { world } = this.#options;
    const sequence = ++this.#sequence;
    const governing = about?.name.governing ?? sequence;
    const name = {
      rank,
      sequence,
      governing,
      madeAtMs: Math.max(0, Math.floor(world.clock.now())),
    };
    const path = this.#pathOf(name);
    const segment = new Segment(name, path, await world.disk.openAppend(path));
    this.#segments.push(segment);
    return segment;
  }

  #pathOf(name: SegmentName): string {
    return join(this.#options.folder, 'segments', fileNameOf(name));
  }

  async #recover(): Promise<void> {
    const { disk } = this.#options.world;
    const texts = await disk.list(join(this.#options.folder, 'segments'));
    const names = texts.flatMap((text) => segmentNameOf(text) ?? []);
    names.sort((a, b) => a.sequence - b.sequence);
    let damaged = false;
    for (const name of names) {
      const newest = names.findLast(({ rank }) => rank === name.rank) === name;
      if (await this.#recoverSegment(name, newest)) damaged = true;
      this.#sequence = name.sequence;
    }
    this.#sequence = Math.max(this.#sequence, this.incarnation.since);
    this.#firstOfThisLife = this.#sequence + 1;
    this.#recovered = this.heads.numbers();
    // What was acknowledged and is gone may have had numbers that nobody here knows of.
    if (damaged) await this.#begin();
  }

  /** True when more than the torn end of the last write is missing. */
  async #recoverSegment(name: SegmentName, newest: boolean): Promise<boolean> {
    const { world, log } = this.#options;
    const segment = new Segment(name, this.#pathOf(name));
    const bytes = (await world.disk.read(segment.path)) ?? new Uint8Array(0);
    const { frames, stepEnds, end, damaged } = readSteps(bytes);
    const torn = end < bytes.length;
    if (torn || newest) await this.#cut(segment.path, end);
    if (torn)
      log.warn('tail-cut', { path: segment.path, at: end, bytes: bytes.length - end, damaged });
    for (const { frame } of frames) this.#found(segment, frame);
    for (const stepEnd of stepEnds) segment.mark(stepEnd);
    if (segment.size === 0) await world.disk.remove(segment.path);
    else this.#segments.push(segment);
    return torn && !newest;
  }

  #found(segment: Segment, frame: Frame): void {
    const { kind, stream, count, body, bytes } = frame;
    if (kind === 'given-up') return;
    if (kind === 'keys') {
      const keys = decodeKeys(body, count);
      if (keys.ok) this.heads.keep(stream, keys.value);
      return;
    }
    this.heads.written(frame, bytes.length);
    if (kind === 'readings') segment.readings += count;
  }

  async #cut(path: string, end: number): Promise<void> {
    const file = await this.#options.world.disk.openAppend(path);
    if (file.size > end) await file.truncate(end);
    await file.sync();
    await file.close();
  }

  async #sweep(): Promise<void> {
    for (const segment of this.#segments) {
      if (
        segment.open &&
        segment.idle &&
        segment.settled &&
        segment.size >= markedFull(this.bytesMax)
      )
        await segment.seal();
    }
    const done = this.#segments.filter(
      (segment) => !segment.open && segment.idle && segment.settled,
    );
    if (done.length === 0) return;
    try {
      await this.heads.save();
      for (const segment of done) await this.#options.world.disk.remove(segment.path);
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.#options.log.error('not-swept', { error });
      return; // the next sweep tries again
    }
    const gone = new Set(done);
    this.#segments = this.#segments.filter((segment) => !gone.has(segment));
    this.changed();
  }
}

/** A segment that is still written to is closed for deletion from this size on. */
function markedFull(bytesMax: number): number {
  return Math.min(1024 * 1024, Math.ceil(bytesMax / 64));
}
