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
type Kept = { value: ReadingValue; quality: Quality; sourceTimeUs: EpochUs };

export class Observations {
  /** By position in the description's signals. */
  readonly #last: (Kept | undefined)[];
  /** As they stood when the connection ended; emptied signal by signal as the machine moves on. */
  #before = new Map<number, Last>();
  /** Machine time minus ours, of the newest arrival. */
  #aheadUs = 0;

  constructor(signals: number) {
    this.#last = Array.from({ length: signals });
  }

  /**
   * `repeated`: told after a reconnect as before, same time, same value. `late`: older than what is known, which stays
   * the last. The outage itself is our own time and makes nothing late.
   */
  note(
    signal: number,
    times: { sourceTimeUs: EpochUs; serverTimeUs: EpochUs },
    told: Told,
  ): 'new' | 'late' | 'repeated' {
    const before = this.#before.get(signal);
    if (before) {
      if (before.sourceTimeUs === times.sourceTimeUs && before.value === told.value)
        return 'repeated';
      if (times.sourceTimeUs > before.sourceTimeUs) this.#before.delete(signal);
    }
    const newest = before ?? this.#last[signal];
    if (newest && times.sourceTimeUs < newest.sourceTimeUs) return 'late';
    this.#aheadUs = times.sourceTimeUs - times.serverTimeUs;
    this.#keep(signal, times.sourceTimeUs, told);
    return 'new';
  }

  /** In place: an object for each reading would live until the next one, long enough to be costly. */
  #keep(signal: number, sourceTimeUs: EpochUs, { value, quality: how }: Told): void {
    const last = this.#last[signal];
    if (last === undefined) {
      this.#last[signal] = { value, quality: how, sourceTimeUs };
      return;
    }
    last.value = value;
    last.quality = how;
    last.sourceTimeUs = sourceTimeUs;
  }

  now(signal: number): Last | undefined {
    const last = this.#last[signal];
    return last && { ...last };
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
