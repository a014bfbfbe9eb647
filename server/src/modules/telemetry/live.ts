// One caller's live view of a machine: the last values first, then everything stored since, gathered
// into a few messages a second. A caller that reads too slowly keeps the newest value of each signal
// and is told how many readings it missed; memory stays bounded.
import type { StreamMessage } from '../../kernel/http/route.ts';
import { sleep, type Clock } from '../../kernel/world/clock.ts';
import type { Reading, ReadingColumns } from '../../stores/series/series.ts';
import type { Telemetry } from './api.ts';
import { shownReading } from './shown.ts';

const gatherMs = 50;
const waitingMax = 5_000;

export async function* liveReadings(
  telemetry: Telemetry,
  given: { signals: readonly string[]; clock: Clock; signal: AbortSignal },
): AsyncGenerator<StreamMessage> {
  const waiting = new Waiting(new Set(given.signals));
  const following = telemetry.follow((batch) => waiting.take(batch));
  try {
    const last = await telemetry.last(given.signals);
    yield message([...last.values()], 0);
    let sentMs = given.clock.monotonicMs();
    while (!given.signal.aborted) {
      await waiting.some(given.signal);
      // After a silence a reading goes out at once; in a stream, messages keep their distance.
      const early = sentMs + gatherMs - given.clock.monotonicMs();
      if (early > 0) await sleep(given.clock, early, given.signal);
      const { readings, missed } = waiting.drain();
      sentMs = given.clock.monotonicMs();
      if (readings.length > 0) yield message(readings, missed);
    }
  } finally {
    following.cancel();
  }
}

function message(readings: readonly Reading[], missed: number): StreamMessage {
  return { event: 'readings', data: { readings: readings.map(shownReading), missed } };
}

class Waiting {
  readonly #signals: ReadonlySet<string>;
  #readings: Reading[] = [];
  #missed = 0;
  #wake: (() => void) | undefined;

  constructor(signals: ReadonlySet<string>) {
    this.#signals = signals;
  }

  take(batch: ReadingColumns): void {
    const wanted = batch.series.map((series) => this.#signals.has(series));
    if (!wanted.includes(true)) return;
    for (let i = 0; i < batch.index.length; i++) {
      const position = batch.index[i] ?? 0;
      if (!wanted[position]) continue;
      this.#readings.push({
        series: batch.series[position] ?? '',
        sourceTimeUs: batch.sourceTimeUs[i] ?? 0,
        serverTimeUs: batch.serverTimeUs[i] ?? 0,
        value: batch.values[i] ?? null,
        quality: (batch.quality[i] ?? 0) as Reading['quality'],
      });
    }
    if (this.#readings.length > waitingMax) this.#keepNewest();
    this.#wake?.();
  }

  some(signal: AbortSignal): Promise<void> {
    if (this.#readings.length > 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      // Taken off again: a page that stays open for days waits a million times.
      const wake = () => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wake = wake;
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  drain(): { readings: Reading[]; missed: number } {
    const drained = { readings: this.#readings, missed: this.#missed };
    this.#readings = [];
    this.#missed = 0;
    return drained;
  }

  #keepNewest(): void {
    const newest = new Map(this.#readings.map((reading) => [reading.series, reading]));
    this.#missed += this.#readings.length - newest.size;
    this.#readings = [...newest.values()];
  }
}
