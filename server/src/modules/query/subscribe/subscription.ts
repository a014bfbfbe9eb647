// One reader's view of signals: what the store has from a point on, then what arrives, each reading once. A signal turns
// from history to arrivals at a moment of rest, when all that is stored was told, so nothing is lost or doubled in
// between. A reader that falls behind what is kept of arrivals goes on from the store in the same way.
import type { StreamMessage } from '../../../kernel/http/route.ts';
import { sleep, type Clock } from '../../../kernel/world/clock.ts';
import type { Reading, ReadingColumns, SeriesStore } from '../../../stores/series/series.ts';
import { isoTime } from '../../../wire/iso-time.ts';
import { shownReading, type Telemetry } from '../../telemetry/api.ts';
import type { Arrivals } from './arrivals.ts';
import { allOfThem, cursorText, listOf, type Cursor, type SignalPlace } from './cursor.ts';

const gatherMs = 50;
const messageReadings = 1_000;
/** Then the reader connects again, goes on where it was, and its rights are looked at anew. */
const lifeMs = 600_000;
const noReading: SignalPlace = { timeUs: 0, given: 0 };

export type SubscriptionParts = {
  readonly telemetry: Telemetry;
  readonly series: SeriesStore;
  readonly arrivals: Arrivals;
  readonly clock: Clock;
};

/** From a machine time on, from where a cursor says, or only what is new. */
export type Start = { readonly fromUs: number } | { readonly cursor: Cursor } | 'now';

type Place = SignalPlace & {
  /** Arrivals up to this number are in what was sent from history. */
  arrival: number;
};

export class Subscription {
  readonly #parts: SubscriptionParts;
  readonly #signals: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #list: number;
  readonly #signal: AbortSignal;
  #places: Place[] = [];
  #arrival = 0;
  #isLive = false;

  constructor(parts: SubscriptionParts, signals: readonly string[], signal: AbortSignal) {
    this.#parts = parts;
    this.#signals = signals;
    this.#numbers = new Map(signals.map((name, n) => [name, n]));
    this.#list = listOf(signals);
    this.#signal = signal;
  }

  async *messages(start: Start): AsyncGenerator<StreamMessage> {
    const { arrivals, clock } = this.#parts;
    const endMs = clock.monotonicMs() + lifeMs;
    if (start === 'now') {
      await this.#beginNow();
      yield this.#told('live', { exact: true });
    } else if ('fromUs' in start) {
      const place = { timeUs: start.fromUs, given: 0, arrival: 0 };
      this.#places = this.#signals.map(() => ({ ...place }));
      yield* this.#replay('replay');
    } else if (this.#goesOn(start.cursor)) yield this.#told('live', { exact: true });
    else yield* this.#replay('resumed');
    while (!this.#signal.aborted && clock.monotonicMs() < endMs) {
      const fresh = arrivals.after(this.#arrival);
      if (!fresh) yield* this.#replay('resumed');
      else yield* this.#live(fresh);
    }
  }

  /** The places are good after a restart too: what there was before is not asked for again. */
  async #beginNow(): Promise<void> {
    const { telemetry, arrivals, series } = this.#parts;
    const { reading } = await telemetry.atRest(() => {
      this.#arrival = arrivals.last;
      return { reading: series.last(this.#signals) };
    });
    const last = await reading;
    this.#isLive = true;
    this.#places = this.#signals.map((signal) => {
      const newest = last.get(signal);
      const place = newest ? { timeUs: newest.sourceTimeUs, given: allOfThem } : noReading;
      return { ...place, arrival: this.#arrival };
    });
  }

  /** Whether arrivals alone are enough to go on; otherwise the places are set and history is needed. */
  #goesOn({ run, arrival, list, places }: Cursor): boolean {
    const { arrivals } = this.#parts;
    const isSame = list === this.#list && places.length === this.#signals.length;
    const oldestUs = Math.min(...places.map(({ timeUs }) => timeUs));
    this.#places = this.#signals.map((_, n) => ({
      ...((isSame ? places[n] : undefined) ?? { timeUs: oldestUs, given: 0 }),
      arrival,
    }));
    this.#arrival = arrival;
    this.#isLive = isSame && run === arrivals.run && arrival > 0 && arrivals.has(arrival);
    return this.#isLive;
  }

  /** Everything from each signal's place on, until arrivals go on from there. */
  async *#replay(event: 'replay' | 'resumed'): AsyncGenerator<StreamMessage> {
    const { arrivals, telemetry, series } = this.#parts;
    this.#isLive = false;
    const oldestUs = Math.min(...this.#places.map(({ timeUs }) => timeUs));
    yield this.#told(event, { from: isoTime(oldestUs) });
    for (const [n, name] of this.#signals.entries()) {
      if (this.#signal.aborted) return;
      const place = this.#places[n];
      if (!place) continue;
      const span = { series: [name], fromUs: place.timeUs, toUs: Number.MAX_SAFE_INTEGER };
      const batches = series.scan(span)[Symbol.asyncIterator]();
      // The first batch is asked for at rest: it has all that arrived before, and nothing after.
      const { first } = await telemetry.atRest(() => {
        place.arrival = arrivals.last;
        return { first: batches.next() };
      });
      yield* this.#history(place, first, batches);
    }
    this.#arrival = Math.min(...this.#places.map(({ arrival }) => arrival));
    if (!arrivals.has(this.#arrival)) return; // took so long that it begins again from where it stands
    this.#isLive = true;
    // Those that turned earlier have more to come; it is sent with the next arrivals.
    yield this.#told('live', { exact: event === 'replay' });
  }

  async *#history(
    place: Place,
    first: Promise<IteratorResult<ReadingColumns>>,
    batches: AsyncIterator<ReadingColumns>,
  ): AsyncGenerator<StreamMessage> {
    const { timeUs: fromUs, given } = place;
    let skip = given;
    try {
      for (let next = await first; next.done !== true; next = await batches.next()) {
        let readings: Reading[] = [];
        for (let n = 0; n < next.value.index.length; n++) {
          const reading = readingAt(next.value, n);
          if (reading.sourceTimeUs === fromUs && skip-- > 0) continue;
          this.#count(place, reading);
          readings.push(reading);
          if (readings.length < messageReadings) continue;
          yield this.#message(readings);
          readings = [];
        }
        if (readings.length > 0) yield this.#message(readings);
        if (this.#signal.aborted) return;
      }
    } finally {
      await batches.return?.();
    }
  }

  async *#live(fresh: readonly { number: number; batch: ReadingColumns }[]) {
    const { arrivals, clock } = this.#parts;
    let readings: Reading[] = [];
    for (const { number, batch } of fresh) {
      // A message ends with a whole arrival, so that its cursor says all.
      for (const reading of this.#ofBatch(batch, number)) readings.push(reading);
      this.#arrival = number;
      if (readings.length < messageReadings) continue;
      yield this.#message(readings);
      readings = [];
    }
    if (readings.length > 0) yield this.#message(readings);
    // After a silence a reading goes out at once; in a stream, messages keep their distance.
    if (fresh.length > 0) await sleep(clock, gatherMs, this.#signal);
    else await arrivals.some(this.#arrival, this.#signal);
  }

  *#ofBatch(batch: ReadingColumns, arrival: number): Generator<Reading> {
    const places = batch.series.map((name) => this.#places[this.#numbers.get(name) ?? -1]);
    if (places.every((place) => place === undefined)) return;
    for (let n = 0; n < batch.index.length; n++) {
      const place = places[batch.index[n] ?? 0];
      if (!place || place.arrival >= arrival) continue;
      const reading = readingAt(batch, n);
      this.#count(place, reading);
      yield reading;
    }
  }

  #count(place: Place, { sourceTimeUs }: Reading): void {
    if (sourceTimeUs < place.timeUs) return; // late
    if (sourceTimeUs === place.timeUs) place.given++;
    else [place.timeUs, place.given] = [sourceTimeUs, 1];
  }

  get #cursor(): string {
    const { run } = this.#parts.arrivals;
    // Until all signals have turned to arrivals, no one number says where they stand.
    const hasTurned = this.#places.every(({ arrival }) => arrival <= this.#arrival);
    const arrival = this.#isLive && hasTurned ? this.#arrival : 0;
    return cursorText({ run, arrival, list: this.#list, places: this.#places });
  }

  #message(readings: readonly Reading[]): StreamMessage {
    const data = { readings: readings.map(shownReading) };
    return { event: 'readings', id: this.#cursor, data };
  }

  #told(event: string, data: object): StreamMessage {
    return { event, id: this.#cursor, data: { readings: [], ...data } };
  }
}

function readingAt(batch: ReadingColumns, n: number): Reading {
  return {
    series: batch.series[batch.index[n] ?? 0] ?? '',
    sourceTimeUs: batch.sourceTimeUs[n] ?? 0,
    serverTimeUs: batch.serverTimeUs[n] ?? 0,
    value: batch.values[n] ?? null,
    quality: (batch.quality[n] ?? 0) as Reading['quality'],
  };
}
