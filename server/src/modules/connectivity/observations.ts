// What a source remembers of its signals while it runs: the last reading of each. From it come the
// readings that mark an outage, and what a machine merely repeats after a reconnect.
import {
  quality,
  type EpochUs,
  type Quality,
  type ReadingValue,
} from '../../stores/series/series.ts';

type Told = { readonly value: ReadingValue; readonly quality: Quality };
type Last = Told & { readonly sourceTimeUs: EpochUs };

export class Observations {
  /** By position in the description's signals. */
  readonly #last: (Last | undefined)[];
  /** As they stood when the connection ended; emptied signal by signal as the machine moves on. */
  #before = new Map<number, Last>();
  /** Machine time minus ours, of the newest arrival. */
  #aheadUs = 0;

  constructor(signals: number) {
    this.#last = Array.from({ length: signals });
  }

  /** False when the machine tells after a reconnect what it told before: same time, same value. */
  note(
    signal: number,
    times: { sourceTimeUs: EpochUs; serverTimeUs: EpochUs },
    told: Told,
  ): boolean {
    this.#aheadUs = times.sourceTimeUs - times.serverTimeUs;
    const before = this.#before.size === 0 ? undefined : this.#before.get(signal);
    if (before) {
      if (before.sourceTimeUs === times.sourceTimeUs && before.value === told.value) return false;
      if (times.sourceTimeUs > before.sourceTimeUs) this.#before.delete(signal);
    }
    const { value, quality: how } = told;
    this.#last[signal] = { value, quality: how, sourceTimeUs: times.sourceTimeUs };
    return true;
  }

  now(signal: number): Last | undefined {
    return this.#last[signal];
  }

  /**
   * The connection ended at `nowUs` of our clock: the signals that were good and now are unknown, each
   * with the time of the outage. That is our time on the machine's clock, so that a machine whose clock
   * is ahead does not seem to know the value any longer than it does.
   */
  outage(nowUs: EpochUs): { signal: number; sourceTimeUs: EpochUs }[] {
    const lost: { signal: number; sourceTimeUs: EpochUs }[] = [];
    this.#last.forEach((last, signal) => {
      if (!last || last.quality === quality.bad) return;
      const sourceTimeUs = Math.max(Math.round(nowUs + this.#aheadUs), last.sourceTimeUs + 1);
      lost.push({ signal, sourceTimeUs });
      this.#before.set(signal, last);
      this.#last[signal] = { value: null, quality: quality.bad, sourceTimeUs };
    });
    return lost;
  }
}
