// What the chart draws: the condensed past from the server, then live readings added in place.
import type { Client, JingweiFailure, Reading } from '@jingwei/sdk';
import {
  asFailure,
  epochMs,
  isoTime,
  nowMs,
  type ChartSource,
  type Columns,
} from '@jingwei/console/kit';
import { liveSpan, pointsMax, type Span } from './chart-window.ts';
import { History } from './history.ts';
import type { MachineLive } from './machine-live.ts';

/** A fixed span, or the last minutes. */
export type Shown = { readonly fixed: Span } | { readonly minutes: number };

export type TrendState = {
  readonly loading: boolean;
  /** Loaded, and no signal has a reading in the span. */
  readonly empty?: boolean;
  readonly failure?: JingweiFailure;
};

/** Buckets further apart than this many are taken as a value that held. */
const heldBuckets = 3;
const heldMsMin = 2_000;

export class TrendModel implements ChartSource {
  readonly #client: Client;
  readonly #live: MachineLive;
  readonly #signals: readonly string[];
  readonly #shown: Shown;
  readonly #bucketMs: number;
  readonly #histories: Map<string, History>;
  readonly #listeners = new Set<() => void>();
  readonly #stateListeners = new Set<() => void>();
  #state: TrendState = { loading: true };
  #newestMs: number | undefined;
  #abort = new AbortController();

  constructor(parts: {
    client: Client;
    live: MachineLive;
    signals: readonly string[];
    shown: Shown;
  }) {
    this.#client = parts.client;
    this.#live = parts.live;
    this.#signals = parts.signals;
    this.#shown = parts.shown;
    this.#newestMs = epochMs(parts.live.newestTime() ?? '');
    const { fromMs, toMs } = this.#span();
    this.#bucketMs = (toMs - fromMs) / pointsMax;
    this.#histories = new Map(this.#signals.map((signal) => [signal, new History(this.#bucketMs)]));
  }

  /** Loads, and keeps up with the machine until the returned function is called. */
  start(): () => void {
    this.#abort = new AbortController();
    void this.load();
    if ('fixed' in this.#shown) return () => this.#abort.abort();
    const stops = [
      this.#live.onReadings((readings) => this.#take(readings)),
      this.#live.onShown(() => this.#tell()),
    ];
    return () => {
      this.#abort.abort();
      for (const stop of stops) stop();
    };
  }

  async load(): Promise<void> {
    const { signal } = this.#abort;
    const { fromMs, toMs } = this.#span();
    if (this.#signals.length === 0) return this.#enter({ loading: false });
    try {
      const query = {
        signals: this.#signals,
        from: isoTime(fromMs),
        to: isoTime(toMs),
        points: pointsMax,
      };
      const series = await this.#client.chart(query, { signal });
      for (const { signal: name, points } of series) this.#histories.get(name)?.load(points);
      if (!('fixed' in this.#shown)) this.#seed(fromMs);
      const empty = [...this.#histories.values()].every((history) => history.size === 0);
      this.#enter({ loading: false, empty });
      this.#tell();
    } catch (error) {
      if (!signal.aborted) this.#enter({ loading: false, failure: asFailure(error) });
    }
  }

  readonly state = (): TrendState => this.#state;
  readonly onState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  read(): { fromMs: number; toMs: number; columns: ReadonlyMap<string, Columns> } {
    const { fromMs, toMs } = this.#span();
    const heldMs = Math.max(heldMsMin, this.#bucketMs * heldBuckets);
    const columns = new Map<string, Columns>();
    for (const [signal, history] of this.#histories) {
      if (!('fixed' in this.#shown)) history.trim(fromMs);
      columns.set(signal, history.columns(fromMs, toMs, heldMs));
    }
    return { fromMs, toMs, columns };
  }

  /** A signal that has not changed within the window still has a value: its last. */
  #seed(fromMs: number): void {
    for (const [signal, history] of this.#histories) {
      const reading = this.#live.values.get(signal)?.reading;
      const ms = reading && epochMs(reading.sourceTime);
      if (typeof reading?.value === 'number' && ms !== undefined && ms < fromMs)
        history.add(ms, reading.value);
    }
  }

  #take(readings: readonly Reading[]): void {
    for (const { signal, value, quality, sourceTime } of readings) {
      const ms = epochMs(sourceTime);
      if (ms === undefined) continue;
      if (this.#newestMs === undefined || ms > this.#newestMs) this.#newestMs = ms;
      if (quality !== 'bad' && typeof value === 'number')
        this.#histories.get(signal)?.add(ms, value);
    }
  }

  #span(): Span {
    if ('fixed' in this.#shown) return this.#shown.fixed;
    return liveSpan(this.#shown.minutes, this.#newestMs, nowMs());
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #enter(state: TrendState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) listener();
  }
}
