// What other modules may know of telemetry: hand readings in, ask for them, follow them live.
import { defineRight } from '../../kernel/access/rights.ts';
import { definePort } from '../../kernel/module/port.ts';
import type {
  AggregateQuery,
  Bucket,
  Delivery,
  RangeQuery,
  Reading,
  ReadingColumns,
} from '../../stores/series/series.ts';
import type { Span } from '../../stores/series/spans.ts';

export { timeOf } from './model/time-text.ts';
export { shownReading, shownReadingSchema } from './shown.ts';

export interface Telemetry {
  /**
   * Stores readings; durable when the promise resolves, and only then shown to followers. Deliveries
   * become durable in the same step: which numbers of which streams have arrived.
   */
  append(batch: ReadingColumns, deliveries?: readonly Delivery[]): Promise<void>;
  /** What has been delivered of a stream, in order, as few spans as possible. */
  delivered(stream: string): Promise<readonly Span[]>;
  last(signals: readonly string[]): Promise<Map<string, Reading>>;
  /** As the series store's: by machine time, at most 100,000; who asks has checked the rights. */
  range(query: RangeQuery): Promise<Reading[]>;
  /** As the series store's. */
  aggregate(query: AggregateQuery): Promise<Bucket[]>;
  /**
   * Runs `work` at once or soon, at a moment at which every reading that is stored was told to followers and none
   * is on its way: what `work` begins to read and what it begins to follow meet without gap and without double.
   */
  atRest<T>(work: () => T): Promise<T>;
  /** Calls `hear` with each stored batch until cancelled. A slow follower is the caller's to bound. */
  follow(hear: (batch: ReadingColumns) => void): { cancel(): void };
}
export const telemetryPort = definePort<Telemetry>('telemetry.telemetry');

export const readTelemetryRight = defineRight('telemetry.read', {
  en: 'See readings',
  zh: '查看读数',
});
