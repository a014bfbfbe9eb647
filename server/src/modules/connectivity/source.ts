// One source while it runs: connects, reads, connects again with growing pauses, and marks as unknown
// what a lost machine said last.
import type { Log } from '../../kernel/log/log.ts';
import { isFailure } from '../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../kernel/schema/bilingual.ts';
import { sleep } from '../../kernel/world/clock.ts';
import type { World } from '../../kernel/world/world.ts';
import type { StepKey } from '../../wire/tier/facts.ts';
import type { MachineModel } from '../assets/api.ts';
import type { SourceSettings, SourceState, SourceStatus } from './api.ts';
import type { GatewayConfig } from './config.ts';
import type { StoreStep } from './ingest/ingest.ts';
import type { Meters } from './meters.ts';
import { Observer, type Account } from './observer.ts';
import type { Allowed, Description, Plant, Session, SourceMemory } from './protocols/protocol.ts';

export type SourceOptions = {
  readonly settings: SourceSettings;
  /** Where the machine is, for a person to read. */
  readonly where: string;
  /** Of its protocol. */
  readonly title: Bilingual;
  readonly description: Description;
  readonly config: GatewayConfig;
  readonly world: World;
  readonly log: Log;
  readonly meters: Meters;
  /** Of its protocol. */
  readonly folder: string;
  readonly allowed: Allowed;
  readonly memory: SourceMemory;
  readonly plant: Plant;
  readonly store: StoreStep;
  readonly account: Account;
  /** Under which earlier steps were sent. */
  readonly keys: () => Iterable<StepKey>;
  readonly put: (model: MachineModel) => Promise<void>;
};

const stopWithinMs = 5_000;
/** A connection that neither begins nor ends within this is left behind: nobody waits for a machine that says nothing. */
const endWithinMs = 5_000;

export class Source {
  readonly settings: SourceSettings;
  readonly observer: Observer;
  readonly #options: SourceOptions;
  readonly #labels: { readonly source: string };
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #session: Session | undefined;
  #state: SourceState = 'stopped';
  #trouble: Bilingual | undefined;
  #full = false;

  constructor(options: SourceOptions) {
    this.#options = options;
    this.settings = options.settings;
    this.#labels = { source: options.settings.name };
    this.observer = new Observer({
      ...options,
      source: options.settings.name,
      models: options.description.models,
      signals: options.description.signals,
      settings: options.settings.signals ?? [],
      onHold: (hold) => this.#hold(hold),
    });
  }

  /** While it is connected. */
  get session(): Session | undefined {
    return this.#session;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#session?.close();
    const ended = new AbortController();
    const late = sleep(this.#options.world.clock, endWithinMs, ended.signal);
    await Promise.race([this.#running, late]);
    if (this.#state !== 'stopped') this.#options.log.warn('left-behind', this.#labels);
    this.#state = 'stopped';
    ended.abort();
    const lost = await this.observer.stop(stopWithinMs);
    if (lost > 0) this.#options.log.error('readings-lost', { ...this.#labels, readings: lost });
  }

  status(): SourceStatus {
    const { name, protocol } = this.settings;
    const { lastReadingAt, machines, signals, readings, refusals } = this.observer;
    return {
      ...{ name, protocol, protocolTitle: this.#options.title },
      address: this.#options.where,
      state: this.#state,
      machines: [...machines],
      signals: signals.length,
      readings,
      refused: refusals,
      ...(lastReadingAt === undefined
        ? {}
        : { lastReadingAt: new Date(lastReadingAt).toISOString() }),
      figures: [...(this.#session?.figures?.() ?? [])],
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
    };
  }

  async #run(): Promise<void> {
    const { config, world, meters } = this.#options;
    const { clock } = world;
    let pauseMs = config.reconnectFirstMs;
    for (let tries = 1; !this.#stopping.signal.aborted; tries += 1) {
      if (tries > 1) meters.reconnects.add(1, this.#labels);
      const before = this.observer.readings;
      const begunMs = clock.monotonicMs();
      await this.#readUntilClosed();
      if (this.#stopping.signal.aborted) break;
      // A machine that tells one reading and hangs up, again and again, has not come back.
      const hasLasted = clock.monotonicMs() - begunMs > pauseMs;
      if (hasLasted && this.observer.readings > before) pauseMs = config.reconnectFirstMs;
      this.#state = 'waiting';
      // Not all at once: the sources of one server lose it in the same moment.
      const spread = 0.75 + world.random.number() / 2;
      await sleep(clock, pauseMs * spread, this.#stopping.signal);
      pauseMs = Math.min(pauseMs * 2, config.reconnectMaxMs);
    }
    this.#state = 'stopped';
  }

  async #readUntilClosed(): Promise<void> {
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
    this.#options.log.info('connected', { ...this.#labels, address: this.#options.where });
    const reason = await this.#session.closed;
    this.#session = undefined;
    this.observer.outage();
    if (!this.#stopping.signal.aborted) this.#note(reason);
  }

  #connect(): Promise<Session> {
    const { world, log, folder, allowed, memory, plant, keys, config, description } = this.#options;
    const { connectTimeoutMs, silenceMs } = config;
    const listener = this.observer;
    const reach = { world, log, folder, connectTimeoutMs, allowed };
    const stopping = this.#stopping.signal;
    return description.connect({ ...reach, silenceMs, listener, memory, keys, plant, stopping });
  }

  #note(trouble: Bilingual): void {
    if (this.#trouble?.en !== trouble.en)
      this.#options.log.warn('not-connected', { ...this.#labels, trouble: trouble.en });
    this.#trouble = trouble;
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
