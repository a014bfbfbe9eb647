// A source of any protocol as the gateway runs it, its readings and parts gathered in memory.
import { silentLog, type Log } from '../../../kernel/log/log.ts';
import { MetricsRegistry } from '../../../kernel/metrics/metrics.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { Reading, ReadingColumns } from '../../../stores/series/series.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import type { StepKey } from '../../../wire/tier/facts.ts';
import type { MachineModel } from '../../assets/api.ts';
import type { PartFinished, SourceSettings } from '../api.ts';
import type { GatewayConfig } from '../config.ts';
import { gatewayMeters } from '../meters.ts';
import type { Plant, Protocol, Reach, SourceMemory } from '../protocols/protocol.ts';
import { Source } from '../source.ts';

export const testConfig: GatewayConfig = {
  enterprise: '88.118.8',
  filesFolder: '',
  programsFolder: '',
  sourcesMax: 10,
  connectTimeoutMs: 1_000,
  reconnectFirstMs: 20,
  reconnectMaxMs: 80,
  silenceMs: 60_000,
  clockAheadMaxMs: 600_000,
  learnedMax: 1_000,
  batchWaitMs: 5,
  batchReadingsMax: 100,
  waitingReadingsMax: 1_000,
};

export type SourceUnderTest = {
  readonly source: Source;
  readonly readings: Reading[];
  readonly parts: PartFinished[];
  readonly models: MachineModel[];
  readonly warnings: Record<string, unknown>[];
  readonly metrics: MetricsRegistry;
  readonly memory: SourceMemory & { value: unknown };
  /** As they became durable. */
  readonly keys: StepKey[];
  /** Signal ids with their values, as they were stored. */
  values(): [string | undefined, unknown][];
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
};

export type SourceTestOptions = {
  readonly enterprise?: string;
  readonly config?: Partial<GatewayConfig>;
  readonly world?: World;
  /** What it remembers from before. */
  readonly remembered?: unknown;
  /** Of steps that were durable before. */
  readonly keys?: readonly StepKey[];
  readonly append?: (batch: ReadingColumns, keys: readonly StepKey[]) => Promise<void>;
  readonly plant?: Plant;
};

/** Not started yet: `source.start()`. */
export function sourceUnderTest(
  protocol: Protocol,
  settings: Omit<SourceSettings, 'protocol'>,
  options: SourceTestOptions = {},
): SourceUnderTest {
  const { enterprise = '88.118.8', world = realWorld } = options;
  const asked: SourceSettings = { ...settings, protocol: protocol.name };
  const readings: Reading[] = [];
  const parts: PartFinished[] = [];
  const keys: StepKey[] = [...(options.keys ?? [])];
  const models: MachineModel[] = [];
  const warnings: Record<string, unknown>[] = [];
  const metrics = new MetricsRegistry();
  const { path: folder, remove } = temporaryFolder();
  const memory = memoryOf(options.remembered);
  const source = new Source({
    settings: asked,
    where: protocol.where(asked.connection, asked.name),
    title: protocol.title,
    description: protocol.describe(enterprise, asked),
    config: { ...testConfig, ...options.config },
    allowed: {
      enterprise,
      files: options.config?.filesFolder ?? '',
      programs: options.config?.programsFolder ?? '',
    },
    ...{ world, folder, memory, keys: () => keys },
    plant: options.plant ?? emptyPlant,
    log: logInto(warnings),
    meters: gatewayMeters(metrics),
    store: async ({ readings: batch, parts: told, keys: under }) => {
      if (batch) await options.append?.(batch, under);
      if (batch) readings.push(...rowsOf(batch));
      parts.push(...told);
      for (const [key, value] of under) {
        const kept = keys.findIndex(([known]) => known === key);
        if (kept >= 0) keys.splice(kept, 1);
        if (value !== '') keys.push([key, value]);
      }
    },
    account: { refused() {}, leftOut() {} },
    put: async (model) => void models.push(model),
  });
  return {
    ...{ source, readings, parts, models, warnings, metrics, memory, keys },
    values: () => readings.map(({ series, value }) => [series.split('/').at(-1), value]),
    stop: () => source.stop().finally(remove),
  };
}

/** For `browse`, `discover` and `test`. */
export function reachUnderTest(given: { files?: string; programs?: string } = {}): {
  reach: Reach;
  remove(): void;
} {
  const { path: folder, remove } = temporaryFolder();
  const allowed = { enterprise: '88.118.8', files: '', programs: '', ...given };
  const reach = { world: realWorld, log: silentLog, folder, connectTimeoutMs: 2_000, allowed };
  return { reach, remove };
}

export const emptyPlant: Plant = {
  follow: () => ({ cancel() {} }),
  signal: async () => undefined,
  isOwnTopic: () => false,
};

function logInto(warnings: Record<string, unknown>[]): Log {
  return { ...silentLog, warn: (event, fields) => void warnings.push({ event, ...fields }) };
}

function memoryOf(remembered: unknown): SourceMemory & { value: unknown } {
  const memory = {
    value: remembered,
    read: async () => memory.value,
    write: async (value: unknown) => void (memory.value = value),
  };
  return memory;
}

export function rowsOf(batch: ReadingColumns): Reading[] {
  return batch.values.map((value, i) => ({
    series: batch.series[batch.index[i] ?? -1] ?? '',
    sourceTimeUs: batch.sourceTimeUs[i] ?? 0,
    serverTimeUs: batch.serverTimeUs[i] ?? 0,
    value,
    quality: (batch.quality[i] ?? 0) as Reading['quality'],
  }));
}
