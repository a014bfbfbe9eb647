// An outbox on a world of the test, and readings that can be told apart.
import { silentLog } from '../../../kernel/log/log.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { ReadingColumns } from '../../../stores/series/series.ts';
import type { OutboxConfig } from '../config.ts';
import { TierOutbox } from '../tier-outbox.ts';

export const testConfig: OutboxConfig = {
  gateway: 'hall-3',
  platformUrl: '',
  platformKey: '',
  invitation: '',
  platformAuthority: '',
  diskMiB: 64,
  whenFull: 'drop-oldest',
  parcelKiB: 64,
  timeoutMs: 2_000,
  retryFirstMs: 20,
  retryMaxMs: 200,
};

export function outboxOn(
  world: World,
  folder: string,
  config: Partial<OutboxConfig> = {},
): Promise<TierOutbox> {
  return TierOutbox.open({ config: { ...testConfig, ...config }, world, folder, log: silentLog });
}

export const source = { enterprise: '88.118.8', source: 'press', priority: 'normal' } as const;
export const streamName = 'readings/88.118.8/press';

/** Readings `from`, `from + 1` …, their values the same numbers. */
export function readingsFrom(from: number, count: number): ReadingColumns {
  const timeUs = 1_760_000_000_000_000;
  return {
    series: ['88.118.8/M-1/x'],
    index: new Uint32Array(count),
    sourceTimeUs: Float64Array.from({ length: count }, (_, n) => timeUs + from + n),
    serverTimeUs: Float64Array.from({ length: count }, (_, n) => timeUs + from + n + 500),
    values: Array.from({ length: count }, (_, n) => from + n),
    quality: new Uint8Array(count).fill(2),
  };
}
