// What other modules may know of telemetry: hand readings in, ask for them, follow them live.
import { defineRight } from '../../kernel/access/rights.ts';
import { definePort } from '../../kernel/module/port.ts';
import type { Delivery, Reading, ReadingColumns } from '../../stores/series/series.ts';
import type { Span } from '../../stores/series/spans.ts';

export interface Telemetry {
  /**
   * Stores readings; durable when the promise resolves, and only then shown to followers. Deliveries
   * become durable in the same step: which numbers of which streams have arrived.
   */
  append(batch: ReadingColumns, deliveries?: readonly Delivery[]): Promise<void>;
  /** What has been delivered of a stream, in order, as few spans as possible. */
  delivered(stream: string): Promise<readonly Span[]>;
  last(signals: readonly string[]): Promise<Map<string, Reading>>;
  /** Calls `hear` with each stored batch until cancelled. A slow follower is the caller's to bound. */
  follow(hear: (batch: ReadingColumns) => void): { cancel(): void };
}
export const telemetryPort = definePort<Telemetry>('telemetry.telemetry');

export const readTelemetryRight = defineRight('telemetry.read', {
  en: 'See readings',
  zh: '查看读数',
});
