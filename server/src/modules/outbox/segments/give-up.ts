// What happens when the disk space of the settings, or the disk itself, is full. `hold`: writers wait until receipts have
// made room. `drop-oldest`: segments of the lowest priority go, the oldest first, and each of their numbers is declared
// given up: the declaration is durable before the segment is deleted, and travels like readings do.
import { join } from 'node:path';
import type { Log } from '../../../kernel/log/log.ts';
import { isFailure } from '../../../kernel/failure/failure.ts';
import type { World } from '../../../kernel/world/world.ts';
import { encodeGivenUp } from '../../../wire/tier/facts.ts';
import { encodeFrame, type Frame } from '../../../wire/tier/frame.ts';
import { declarationRank, type Depot } from './depot.ts';
import type { Segment } from './segment.ts';
import type { Room } from './step-writer.ts';

export type RoomOptions = {
  readonly depot: Depot;
  readonly whenFull: 'drop-oldest' | 'hold';
  readonly folder: string;
  readonly world: World;
  readonly log: Log;
  readonly onGivenUp: (stream: string, count: number) => void;
};

/** Given back to a full disk, so that declarations can be written there. */
const reserveBytes = 256 * 1024;

export class DiskRoom implements Room {
  readonly #options: RoomOptions;
  #turn: Promise<unknown> = Promise.resolve();
  #reserved = false;

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  /** One writer after the other, so that two do not make room for the same bytes. */
  make(bytes: number, diskFull: boolean): Promise<boolean> {
    const { depot } = this.#options;
    if (!diskFull && this.#reserved && depot.bytes + bytes <= depot.bytesMax)
      return Promise.resolve(true);
    const result = this.#turn.then(() => this.#make(bytes, diskFull));
    this.#turn = result.catch(() => undefined); // the caller has the failure; the next turn starts anyway
    return result;
  }

  async #make(bytes: number, diskFull: boolean): Promise<boolean> {
    const { depot, whenFull } = this.#options;
    if (!diskFull) await this.#reserve();
    const fits = (): boolean => depot.bytes + bytes <= depot.bytesMax;
    const begun = depot.bytes;
    await depot.sweep();
    if (fits() && (!diskFull || depot.bytes < begun)) return true;
    if (whenFull === 'hold') return fits() && diskFull;
    if (diskFull) await this.#release();
    for (let gone = 0; gone === 0 || !fits(); gone += 1) {
      const victim = this.#victim();
      if (victim === undefined) return fits();
      await this.#giveUp(victim);
    }
    return true;
  }

  /** The lowest rank first, of that the oldest; nothing that is on its way, and no declarations. */
  #victim(): Segment | undefined {
    const left = this.#options.depot.segments.filter(
      (segment) => segment.name.rank < declarationRank && segment.idle && segment.size > 0,
    );
    return left.toSorted(
      (a, b) => a.name.rank - b.name.rank || a.name.sequence - b.name.sequence,
    )[0];
  }

  async #giveUp(victim: Segment): Promise<void> {
    victim.claim().leaving = true;
    try {
      await victim.seal();
      await this.#declare(victim);
    } catch (error) {
      victim.leaving = false;
      throw error;
    } finally {
      victim.release();
    }
    await this.#options.depot.sweep();
  }

  async #declare(victim: Segment): Promise<void> {
    const { depot, world, log, onGivenUp } = this.#options;
    const placed = (
      await Promise.all(victim.unsettled.map((span) => depot.frames({ segment: victim, span })))
    ).flat();
    const spans = spansOf(placed.map(({ frame }) => frame));
    const body = encodeGivenUp({ reason: 'disk-full', atMs: Math.floor(world.clock.now()) });
    const frames = [
      ...spans.map((span) => encodeFrame({ kind: 'given-up', ...span }, body)),
      // What was declared before is still to be told.
      ...placed.flatMap(({ frame }) => (frame.kind === 'given-up' ? [frame.bytes.slice()] : [])),
    ];
    if (frames.length > 0) {
      const bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
      const segment = await depot.toWrite(declarationRank, bytes, victim);
      await segment.write(frames, endsOf(frames));
    }
    depot.settle(victim, placed);
    for (const { stream, count } of spans) onGivenUp(stream, count);
    log.warn('given-up', {
      segment: victim.path,
      bytes: victim.size,
      numbers: spans.reduce((sum, { count }) => sum + count, 0),
      remedy: 'Let the gateway reach the platform, or give outbox.diskMiB more space.',
    });
  }

  async #reserve(): Promise<void> {
    if (this.#reserved) return;
    this.#reserved = true;
    try {
      await this.#options.world.disk.write(this.#file, new Uint8Array(reserveBytes).fill(1));
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.#reserved = false; // the write that follows meets the same disk, and tells
    }
  }

  async #release(): Promise<void> {
    this.#reserved = false;
    await this.#options.world.disk.remove(this.#file);
  }

  get #file(): string {
    return join(this.#options.folder, 'reserve');
  }
}

type StreamSpan = { readonly stream: string; readonly first: number; readonly count: number };

/** Numbers of each stream, as few spans as they make. */
function spansOf(frames: readonly Frame[]): StreamSpan[] {
  const spans: StreamSpan[] = [];
  const lasts = new Map<string, number>();
  for (const { kind, stream, first, count } of frames) {
    if (kind === 'given-up' || kind === 'keys') continue;
    const at = lasts.get(stream);
    const last = at === undefined ? undefined : spans[at];
    if (at !== undefined && last !== undefined && last.first + last.count === first) {
      spans[at] = { ...last, count: last.count + count };
      continue;
    }
    lasts.set(stream, spans.length);
    spans.push({ stream, first, count });
  }
  return spans;
}

function endsOf(frames: readonly Uint8Array[]): number[] {
  const ends: number[] = [];
  let end = 0;
  for (const frame of frames) ends.push((end += frame.length));
  return ends;
}
