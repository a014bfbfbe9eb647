// Readings in, durable, then out to the followers: nobody sees live what a crash could still lose.
import {
  latencyBounds,
  type Counter,
  type Histogram,
  type Metrics,
} from '../../kernel/metrics/metrics.ts';
import type { Clock } from '../../kernel/world/clock.ts';
import type {
  AggregateQuery,
  Bucket,
  Delivery,
  RangeQuery,
  Reading,
  ReadingColumns,
  SeriesStore,
} from '../../stores/series/series.ts';
import type { Span } from '../../stores/series/spans.ts';
import type { Telemetry } from './api.ts';

export class StoredTelemetry implements Telemetry {
  readonly #series: SeriesStore;
  readonly #clock: Clock;
  readonly #followers = new Set<(batch: ReadingColumns) => void>();
  #underWay = 0;
  /** What waits for a moment of rest; while something does, no append begins. */
  readonly #atRest: (() => void)[] = [];
  readonly #held: (() => void)[] = [];
  readonly #stored: Counter;
  readonly #seconds: Histogram;

  constructor(options: { series: SeriesStore; clock: Clock; metrics: Metrics }) {
    this.#series = options.series;
    this.#clock = options.clock;
    this.#stored = options.metrics.counter('jingwei_telemetry_readings', 'Readings stored');
    this.#seconds = options.metrics.histogram(
      'jingwei_telemetry_append_seconds',
      'Time from handing in a batch to its being durable',
      latencyBounds,
    );
  }

  async append(batch: ReadingColumns, deliveries: readonly Delivery[] = []): Promise<void> {
    const startedMs = this.#clock.monotonicMs();
    while (this.#atRest.length > 0) await new Promise<void>((resolve) => this.#held.push(resolve));
    this.#underWay++;
    try {
      await this.#series.append(batch, deliveries);
      if (batch.index.length === 0) return;
      this.#stored.add(batch.index.length);
      this.#seconds.observe((this.#clock.monotonicMs() - startedMs) / 1000);
      for (const hear of this.#followers) hear(batch);
    } finally {
      this.#underWay--;
      if (this.#underWay === 0) this.#rest();
    }
  }

  atRest<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#atRest.push(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
      if (this.#underWay === 0) this.#rest();
    });
  }

  #rest(): void {
    for (const work of this.#atRest.splice(0)) work();
    for (const go of this.#held.splice(0)) go();
  }

  delivered(stream: string): Promise<readonly Span[]> {
    return this.#series.delivered(stream);
  }

  last(signals: readonly string[]): Promise<Map<string, Reading>> {
    return this.#series.last(signals);
  }

  range(query: RangeQuery): Promise<Reading[]> {
    return this.#series.range(query);
  }

  aggregate(query: AggregateQuery): Promise<Bucket[]> {
    return this.#series.aggregate(query);
  }

  follow(hear: (batch: ReadingColumns) => void): { cancel(): void } {
    this.#followers.add(hear);
    return { cancel: () => void this.#followers.delete(hear) };
  }
}
