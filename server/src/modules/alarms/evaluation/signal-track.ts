// One signal that conditions listen to: how far it has been judged, who listens, and what waits while it is behind.
import type { Reading } from '../../../stores/series/series.ts';
import type { ConditionWatch, Turn } from '../model/condition-watch.ts';

/** A condition that is followed, with its signals in the order of its inputs. */
export type Watched = {
  /** Unique; its place in what is kept. */
  readonly key: string;
  readonly watch: ConditionWatch;
  readonly tracks: readonly SignalTrack[];
  readonly memoryMs: number;
  readonly isSilence: boolean;
  /** What it remembers comes from before a restart. */
  readonly isKnown: boolean;
  /** Readings that a crash may have had judged already are told again. */
  isReplay: boolean;
  chunk: Chunk;
  readonly settled: (now: Turn) => void;
};

/** Conditions whose positions are kept in one record. */
export type Chunk = { readonly id: string; readonly members: Set<Watched>; isDirty: boolean };

type Listener = { readonly watched: Watched; readonly input: number };

const heldMax = 1_000;

export class SignalTrack {
  readonly identifier: string;
  listeners: Listener[] = [];
  /** Of the newest reading that was judged; readings before it are late. */
  latestUs = -Infinity;
  latestServerUs = -Infinity;
  /** Present while it is behind: what came meanwhile; more than that is read from the store. */
  held: Reading[] | undefined;
  isHeldOver = false;

  constructor(identifier: string) {
    this.identifier = identifier;
  }

  fallBehind(): void {
    this.held ??= [];
  }

  hold(reading: Reading): void {
    if (!this.held || this.isHeldOver) return;
    if (this.held.length < heldMax) this.held.push(reading);
    else {
      this.isHeldOver = true;
      this.held = [];
    }
  }

  /** A reading that is not older than the newest; conditions that wait for time then are put into `waiting`. */
  judge(reading: Reading, waiting: Set<Watched>): void {
    const { sourceTimeUs: timeUs, value, quality } = reading;
    this.latestUs = timeUs;
    this.latestServerUs = reading.serverTimeUs;
    for (const { watched, input } of this.listeners) {
      watched.watch.hear({ input, timeUs, value, quality });
      watched.chunk.isDirty = true;
      if (watched.watch.isWaiting) waiting.add(watched);
    }
  }

  /** The machine's own time now, as far as it can be known. */
  machineUs(nowUs: number): number {
    if (this.latestUs === -Infinity) return nowUs;
    return this.latestUs + Math.max(0, nowUs - this.latestServerUs);
  }
}
