// One source while it runs: connects, reads, connects again with growing pauses, and marks as unknown
// what a lost machine said last.
import type { Log } from '../../kernel/log/log.ts';
import { isFailure } from '../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../kernel/schema/bilingual.ts';
import { sleep } from '../../kernel/world/clock.ts';
import type { World } from '../../kernel/world/world.ts';
import { quality, type EpochUs, type ReadingColumns } from '../../stores/series/series.ts';
import type { PartFinished, SourceSettings, SourceState, SourceStatus } from './api.ts';
import type { GatewayConfig } from './config.ts';
import { Ingest } from './ingest/ingest.ts';
import type { Meters } from './meters.ts';
import { PartCycle, type SignalReading } from './model/part-cycle.ts';
import { Observations } from './observations.ts';
import type { Description, ObservedReading, Refusal, Session } from './protocols/protocol.ts';

export type SourceOptions = {
  readonly settings: SourceSettings;
  readonly description: Description;
  readonly config: GatewayConfig;
  readonly world: World;
  readonly log: Log;
  readonly meters: Meters;
  readonly append: (batch: ReadingColumns) => Promise<void>;
  readonly tell: (parts: readonly PartFinished[]) => Promise<void>;
};

/** Different things refused of which a log line is written; beyond, they are only counted. */
const refusalsLoggedMax = 100;
const stopWithinMs = 5_000;

export class Source {
  readonly settings: SourceSettings;
  readonly #options: SourceOptions;
  readonly #description: Description;
  readonly #ingest: Ingest;
  readonly #cycles: readonly (PartCycle | undefined)[];
  readonly #observations: Observations;
  readonly #labels: { readonly source: string };
  readonly #logged = new Set<string>();
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #session: Session | undefined;
  #state: SourceState = 'stopped';
  #trouble: Bilingual | undefined;
  #readings = 0;
  #refused = 0;
  #lastReadingAt: number | undefined;
  #full = false;

  constructor(options: SourceOptions) {
    this.#options = options;
    this.settings = options.settings;
    this.#description = options.description;
    this.#labels = { source: options.settings.name };
    const { signals, models } = options.description;
    this.#observations = new Observations(signals.length);
    const cycles = new Map(
      models
        .filter((model) => PartCycle.follows(model.signals))
        .map(({ machine }) => [machine.identifier, new PartCycle(machine.identifier)]),
    );
    this.#cycles = signals.map((signal) => cycles.get(signal.machine));
    this.#ingest = this.#newIngest();
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#session?.close();
    await this.#running;
    const lost = await this.#ingest.stop(stopWithinMs);
    if (lost > 0) this.#options.log.error('readings-lost', { ...this.#labels, readings: lost });
  }

  status(): SourceStatus {
    const { name, protocol, host, port } = this.settings;
    return {
      name,
      protocol,
      host,
      port,
      state: this.#state,
      machines: this.#description.models.map(({ machine }) => machine.identifier),
      readings: this.#readings,
      refused: this.#refused,
      ...(this.#lastReadingAt === undefined
        ? {}
        : { lastReadingAt: new Date(this.#lastReadingAt).toISOString() }),
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
    };
  }

  async #run(): Promise<void> {
    const { config, world, meters } = this.#options;
    let pauseMs = config.reconnectFirstMs;
    for (let tries = 1; !this.#stopping.signal.aborted; tries += 1) {
      if (tries > 1) meters.reconnects.add(1, this.#labels);
      const before = this.#readings;
      await this.#readUntilClosed();
      if (this.#stopping.signal.aborted) break;
      if (this.#readings > before) pauseMs = config.reconnectFirstMs;
      this.#state = 'waiting';
      await sleep(world.clock, pauseMs, this.#stopping.signal);
      pauseMs = Math.min(pauseMs * 2, config.reconnectMaxMs);
    }
    this.#state = 'stopped';
  }

  async #readUntilClosed(): Promise<void> {
    const { log, world } = this.#options;
    this.#state = 'connecting';
    try {
      this.#session = await this.#connect();
    } catch (error) {
      this.#note(troubleOf(error));
      return;
    }
    if (this.#stopping.signal.aborted) this.#session.close();
    if (this.#full) this.#session.pause();
    this.#state = 'connected';
    this.#trouble = undefined;
    log.info('connected', { ...this.#labels, host: this.settings.host, port: this.settings.port });
    const reason = await this.#session.closed;
    this.#session = undefined;
    this.#markOutage(world.clock.now() * 1_000);
    if (!this.#stopping.signal.aborted) this.#note(reason);
  }

  #connect(): Promise<Session> {
    const { world, config } = this.#options;
    const { host, port } = this.settings;
    const { connectTimeoutMs, silenceMs } = config;
    return this.#description.connect({
      world,
      host,
      port,
      connectTimeoutMs,
      silenceMs,
      listener: {
        observed: (timeUs, readings) => this.#observed(timeUs, readings),
        refused: (refusal) => this.#refuse(refusal),
      },
    });
  }

  #observed(timeUs: EpochUs | undefined, readings: readonly ObservedReading[]): void {
    const now = this.#options.world.clock.now();
    const times = { sourceTimeUs: timeUs ?? now * 1_000, serverTimeUs: now * 1_000 };
    for (const { signal, ...told } of readings) {
      if (this.#observations.note(signal, times, told)) this.#store(signal, times, told);
      else this.#options.meters.repeated.add(1, this.#labels);
    }
    this.#lastReadingAt = now;
    this.#followParts(times.sourceTimeUs, readings);
  }

  #followParts(timeUs: EpochUs, readings: readonly ObservedReading[]): void {
    const perMachine = new Map<PartCycle, SignalReading[]>();
    for (const { signal, ...told } of readings) {
      const cycle = this.#cycles[signal];
      const known = this.#description.signals[signal];
      if (!cycle || !known) continue;
      const group = perMachine.get(cycle);
      if (group) group.push({ signal: known, ...told });
      else perMachine.set(cycle, [{ signal: known, ...told }]);
    }
    for (const [cycle, group] of perMachine) {
      const part = cycle.observe(timeUs, group);
      if (part) this.#ingest.finished(part);
    }
  }

  #store(
    signal: number,
    times: { sourceTimeUs: EpochUs; serverTimeUs: EpochUs },
    told: Pick<ObservedReading, 'value' | 'quality'>,
  ): void {
    this.#ingest.add(signal, times, told);
    this.#readings += 1;
  }

  #markOutage(nowUs: EpochUs): void {
    for (const { signal, sourceTimeUs } of this.#observations.outage(nowUs)) {
      const times = { sourceTimeUs, serverTimeUs: nowUs };
      this.#ingest.add(signal, times, { value: null, quality: quality.bad });
    }
  }

  #refuse({ what, key, excerpt, remedy }: Refusal): void {
    this.#refused += 1;
    this.#options.meters.refused.add(1, { ...this.#labels, what });
    const once = `${what} ${key}`;
    if (this.#logged.has(once) || this.#logged.size >= refusalsLoggedMax) return;
    this.#logged.add(once);
    this.#options.log.warn('refused', {
      ...this.#labels,
      what,
      key,
      told: excerpt,
      remedy: remedy.en,
    });
  }

  #note(trouble: Bilingual): void {
    if (this.#trouble?.en !== trouble.en)
      this.#options.log.warn('not-connected', { ...this.#labels, trouble: trouble.en });
    this.#trouble = trouble;
  }

  #newIngest(): Ingest {
    const { world, config, append, tell, meters, log, description } = this.#options;
    return new Ingest({
      clock: world.clock,
      limits: config,
      identifiers: description.signals.map(({ identifier }) => identifier),
      append,
      tell: async (parts) => {
        await tell(parts);
        meters.parts.add(parts.length, this.#labels);
      },
      onFull: () => this.#hold(true),
      onRoom: () => this.#hold(false),
      onStored: (readings, tookMs) => {
        meters.readings.add(readings, this.#labels);
        meters.batchSeconds.observe(tookMs / 1_000, this.#labels);
      },
      onTrouble: (error, tries) => log.error('not-stored', { ...this.#labels, error, tries }),
    });
  }

  #hold(full: boolean): void {
    this.#full = full;
    if (full) this.#session?.pause();
    else this.#session?.resume();
  }
}

/** Why a source does not read, in words. */
export function troubleOf(error: unknown): Bilingual {
  if (isFailure(error)) return error.publicMessage;
  return same(error instanceof Error ? error.message : String(error));
}
