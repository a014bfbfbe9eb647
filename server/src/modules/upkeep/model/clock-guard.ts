// Whether the clock may be believed when readings are to be forgotten: a clock that somebody set years ahead would have
// everything removed. Within a run of the program it is compared with time that never steps, across runs with when it was
// last believed, at first with the newest reading; further ahead than that, a person must say that it is right.
import type { Clock } from '../../../kernel/world/clock.ts';

const hourMs = 3_600_000;
/** A machine that slept, or summer time set by hand. */
const withinRunMs = 26 * hourMs;
/** Off over the holidays. */
const acrossRunsMs = 14 * 24 * hourMs;

export type Belief =
  | { readonly believed: true; readonly nowMs: number }
  | { readonly believed: false; readonly nowMs: number; readonly aheadMs: number };

export class ClockGuard {
  readonly #clock: Pick<Clock, 'now' | 'monotonicMs'>;
  #last: { readonly nowMs: number; readonly monotonicMs?: number } | undefined;

  /** `believedMs`: when it was last believed, in a run before. */
  constructor(clock: Pick<Clock, 'now' | 'monotonicMs'>, believedMs: number | undefined) {
    this.#clock = clock;
    this.#last = believedMs === undefined ? undefined : { nowMs: believedMs };
  }

  /** To be asked often: each time that it is believed is what the next is compared with. */
  look(newestMs: number | undefined): Belief {
    const nowMs = this.#clock.now();
    const monotonicMs = this.#clock.monotonicMs();
    // Without readings there is nothing to lose, and nothing to compare with.
    if (this.#last === undefined && newestMs === undefined) return { believed: true, nowMs };
    const last = this.#last ?? { nowMs: newestMs ?? nowMs };
    const passedMs = last.monotonicMs === undefined ? 0 : monotonicMs - last.monotonicMs;
    const aheadMs = nowMs - (last.nowMs + passedMs);
    const most = last.monotonicMs === undefined ? acrossRunsMs : withinRunMs;
    if (aheadMs > most) return { believed: false, nowMs, aheadMs };
    this.#last = { nowMs, monotonicMs };
    return { believed: true, nowMs };
  }

  /** A person says that the clock is right. */
  confirm(): void {
    this.#last = { nowMs: this.#clock.now(), monotonicMs: this.#clock.monotonicMs() };
  }
}
