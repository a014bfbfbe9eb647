// Is the time that a source tells one that it can be? A machine whose clock is years ahead would hide every later
// reading behind one; such a time is not stored. Judged against our clock as far as that itself can be believed. Pure.
import type { EpochUs } from '../../../stores/series/series.ts';

/** Before any machine with a clock spoke to a gateway. */
const earliestUs = Date.UTC(1990, 0, 1) * 1_000;
/** A gateway without a clock of its own starts in 1970: until somebody told it the time, it judges nobody's. */
const ownEarliestMs = Date.UTC(2020, 0, 1);

export type Disbelief = 'ahead' | 'before-1990' | 'no-time';

export class BelievableTime {
  readonly #aheadMaxMs: number;
  /** Our time minus that of the clock that never goes back, at its highest. */
  #offsetMs = -Infinity;

  constructor(aheadMaxMs: number) {
    this.#aheadMaxMs = aheadMaxMs;
  }

  /**
   * Why not; undefined when it can be believed. Our own clock may be set back: how far it had come is kept, so that
   * times that were good do not look ahead from then on.
   */
  against(
    timeUs: EpochUs,
    now: { readonly ms: number; readonly monotonicMs: number },
  ): Disbelief | undefined {
    this.#offsetMs = Math.max(this.#offsetMs, now.ms - now.monotonicMs);
    if (!Number.isSafeInteger(Math.trunc(timeUs))) return 'no-time';
    if (timeUs < earliestUs) return 'before-1990';
    const farthestMs = now.monotonicMs + this.#offsetMs;
    if (farthestMs < ownEarliestMs) return undefined;
    return timeUs / 1_000 > farthestMs + this.#aheadMaxMs ? 'ahead' : undefined;
  }
}
