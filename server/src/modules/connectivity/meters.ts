// What the gateway counts, by source.
import {
  latencyBounds,
  type Counter,
  type Histogram,
  type Metrics,
} from '../../kernel/metrics/metrics.ts';

export type Meters = {
  readonly readings: Counter;
  readonly refused: Counter;
  readonly repeated: Counter;
  readonly late: Counter;
  readonly unchanged: Counter;
  readonly reconnects: Counter;
  readonly parts: Counter;
  readonly batchSeconds: Histogram;
};

export function gatewayMeters(metrics: Metrics): Meters {
  return {
    readings: metrics.counter('jingwei_gateway_readings', 'Readings stored'),
    refused: metrics.counter(
      'jingwei_gateway_refused',
      'Lines, keys and values that could not be taken',
    ),
    repeated: metrics.counter(
      'jingwei_gateway_repeated',
      'Readings told again after a reconnect, the same as before, and not stored twice',
    ),
    late: metrics.counter(
      'jingwei_gateway_late',
      'Readings stored whose time is before that of the last one of their signal',
    ),
    unchanged: metrics.counter(
      'jingwei_gateway_unchanged',
      'Readings within the dead band of their signal, and not stored',
    ),
    reconnects: metrics.counter('jingwei_gateway_reconnects', 'Connections after the first'),
    parts: metrics.counter('jingwei_gateway_parts', 'Finished parts told'),
    batchSeconds: metrics.histogram(
      'jingwei_gateway_batch_seconds',
      'From the closing of a batch to its durability',
      latencyBounds,
    ),
  };
}
