// What other modules may know of telemetry: hand readings in, ask for them, follow them live.
import { defineRight } from '../../kernel/access/rights.ts';
import { definePort } from '../../kernel/module/port.ts';
import type { Reading, ReadingColumns } from '../../stores/series/series.ts';

export interface Telemetry {
  /** Stores readings; durable when the promise resolves, and only then shown to followers. */
  append(batch: ReadingColumns): Promise<void>;
  last(signals: readonly string[]): Promise<Map<string, Reading>>;
  /** Calls `hear` with each stored batch until cancelled. A slow follower is the caller's to bound. */
  follow(hear: (batch: ReadingColumns) => void): { cancel(): void };
}
export const telemetryPort = definePort<Telemetry>('telemetry.telemetry');

export const readTelemetryRight = defineRight('telemetry.read', {
  en: 'See readings',
  zh: '查看读数',
});
