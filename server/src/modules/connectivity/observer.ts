// What a source makes of what its machines say: values are treated, repetitions recognised, readings
// gathered for the store, parts followed, and what cannot be taken is counted and named once.
import type { Log } from '../../kernel/log/log.ts';
import type { World } from '../../kernel/world/world.ts';
import {
  quality,
  type EpochUs,
  type Quality,
  type ReadingValue,
} from '../../stores/series/series.ts';
import type { StepKey } from '../../wire/tier/facts.ts';
import type { MachineModel, Signal } from '../assets/api.ts';
import type { OutboxStream } from '../outbox/api.ts';
import type { SignalNow, SignalSettings } from './api.ts';
import type { GatewayConfig } from './config.ts';
import { Ingest, type StoreStep } from './ingest/ingest.ts';
import type { Meters } from './meters.ts';
import { BelievableTime, type Disbelief } from './model/believable-time.ts';
import { keepWhen } from './model/keep-when.ts';
import { PartCycle, type SignalReading } from './model/part-cycle.ts';
import { Treatment, type Misfit } from './model/treatment.ts';
import { Observations } from './observations.ts';
import type { ObservationListener, ObservedReading, Refusal } from './protocols/protocol.ts';
import { remedies } from './remedies.ts';

export type ObserverOptions = {
  readonly source: string;
  readonly models: readonly MachineModel[];
  readonly signals: readonly Signal[];
  readonly settings: readonly SignalSettings[];
  readonly config: GatewayConfig;
  readonly world: World;
  readonly log: Log;
  readonly meters: Meters;
  readonly store: StoreStep;
  /** For the ledger. */
  readonly account: Account;
  /** Makes a machine known, durably. */
  readonly put: (model: MachineModel) => Promise<void>;
  /** More is waiting to be stored than may wait, or no longer. */
  readonly onHold: (hold: boolean) => void;
};

/** What was heard and is not stored, by reason. */
export type Account = Pick<OutboxStream, 'refused' | 'leftOut'>;

/** Different things refused, of each kind, of which a log line is written; beyond, they are only counted. */
const refusalsLoggedMax = 100;

export class Observer implements ObservationListener {
  readonly #options: ObserverOptions;
  readonly #labels: { readonly source: string };
  readonly #models = new Map<string, MachineModel>();
  readonly #signals: Signal[] = [];
  readonly #identifiers: string[] = [];
  readonly #positions = new Map<string, number>();
  readonly #treatments: Treatment[] = [];
  /** By position, whether a number that is told is stored as it is. */
  readonly #isPlain: boolean[] = [];
  readonly #cycles: (PartCycle | undefined)[] = [];
  readonly #observations: Observations;
  readonly #ingest: Ingest;
  readonly #rules: ReadonlyMap<string, SignalSettings>;
  /** By kind: names that a peer invents do not hide what is wrong with its values. */
  readonly #logged = new Map<Refusal['what'], Set<string>>();
  /** A machine of it tells of parts. */
  #hasCycles = false;
  readonly #time: BelievableTime;
  /** Machines and signals learned, those on their way too. */
  #learned = 0;
  #isOver = false;
  #unchanged = 0;
  #repeated = 0;
  #late = 0;
  readings = 0;
  refusals = 0;
  lastReadingAt: number | undefined;

  constructor(options: ObserverOptions) {
    this.#options = options;
    this.#labels = { source: options.source };
    this.#time = new BelievableTime(options.config.clockAheadMaxMs);
    this.#rules = new Map(options.settings.map((signal) => [signal.id, signal]));
    for (const model of options.models) this.#take(model);
    // Positions are those of the description, also where it names a signal twice.
    this.#observations = new Observations(this.#signals.length);
    this.#ingest = this.#newIngest();
  }

  get machines(): readonly string[] {
    return [...this.#models.keys()];
  }

  get models(): readonly MachineModel[] {
    return [...this.#models.values()];
  }

  get signals(): readonly Signal[] {
    return this.#signals;
  }

  observed(timeUs: EpochUs | undefined, readings: readonly ObservedReading[]): void {
    if (this.#isOver) return; // of a session that ends too late: another source may have its name by now
    const { clock } = this.#options.world;
    const now = clock.now();
    const nowMs = clock.monotonicMs();
    if (timeUs !== undefined) {
      const why = this.#time.against(timeUs, { ms: now, monotonicMs: nowMs });
      if (why !== undefined) return this.#disbelieve({ timeUs, why }, readings);
    }
    const nowUs = Math.floor(now * 1_000);
    const times = {
      sourceTimeUs: timeUs === undefined ? nowUs : Math.trunc(timeUs),
      serverTimeUs: nowUs,
    };
    for (const told of readings) this.#observe(told, times, nowMs);
    this.#leaveOut();
    this.lastReadingAt = now;
    this.#followParts(times.sourceTimeUs, readings);
  }

  /** Ours is stored instead; that the value belongs to it nobody knows. */
  #disbelieve(
    { timeUs, why }: { timeUs: EpochUs; why: Disbelief },
    readings: readonly ObservedReading[],
  ): void {
    const date = new Date(timeUs / 1_000);
    const excerpt = Number.isNaN(date.getTime()) ? String(timeUs) : date.toISOString();
    this.refused({ what: 'time', key: why, excerpt, remedy: remedies.time });
    const doubtful = (how: Quality): Quality => (how === quality.good ? quality.uncertain : how);
    const told = readings.map((one) => ({ ...one, quality: doubtful(one.quality) }));
    this.observed(undefined, told);
  }

  refused({ what, key, excerpt, remedy }: Refusal): void {
    this.refusals += 1;
    this.#options.meters.refused.add(1, { ...this.#labels, what });
    // A value or a time that is not believed is stored, marked: it has a number, and counts as read already.
    if (what === 'line' || what === 'key') this.#options.account.refused(what);
    const logged = this.#logged.get(what) ?? new Set();
    if (logged.has(key) || logged.size >= refusalsLoggedMax) return;
    this.#logged.set(what, logged.add(key));
    this.#options.log.warn('refused', {
      ...this.#labels,
      what,
      key,
      told: excerpt,
      remedy: remedy.en,
    });
  }

  together(keys: readonly StepKey[], tell: () => void): void {
    this.#ingest.together(keys, tell);
  }

  durable(): Promise<void> {
    return this.#ingest.durable();
  }

  /** What a peer names without end is neither kept here nor made known to others: -1 for what was not taken. */
  async learned(model: MachineModel): Promise<readonly number[]> {
    if (this.#isOver) throw new Error('the source stopped');
    const { taken, fresh } = this.#withinBounds(model);
    if (taken !== undefined) {
      this.#learned += fresh;
      try {
        await this.#options.put(taken);
      } catch (error) {
        this.#learned -= fresh;
        throw error;
      }
      this.#take(taken);
    }
    return model.signals.map(({ identifier }) => this.positionOf(identifier) ?? -1);
  }

  /** What a person writes, as the machine counts. */
  untreated(signal: number, value: number | string | boolean): number | string | boolean {
    return this.#treatments[signal]?.untreated(value) ?? value;
  }

  /** What was stored last of a signal. */
  now(signal: number): SignalNow | undefined {
    const last = this.#observations.now(signal);
    return last && { ...last, timeMs: last.sourceTimeUs / 1_000 };
  }

  /** Something read beside the stream, in the unit of its signal. */
  treated({ signal, value, quality: how }: ObservedReading, timeMs: number): SignalNow {
    const scaled = this.#treatments[signal]?.scaled({ value, quality: how });
    return { ...(scaled ?? { value, quality: how }), timeMs };
  }

  positionOf(identifier: string): number | undefined {
    return this.#positions.get(identifier.toLowerCase());
  }

  /** Marks as unknown what a lost machine said last. */
  outage(): void {
    if (this.#isOver) return;
    const nowUs = this.#options.world.clock.now() * 1_000;
    for (const { signal, sourceTimeUs } of this.#observations.outage(nowUs)) {
      const times = { sourceTimeUs, serverTimeUs: nowUs };
      this.#ingest.add(signal, times, { value: null, quality: quality.bad });
    }
  }

  /** Returns how many readings were given up. */
  stop(withinMs: number): Promise<number> {
    this.#isOver = true;
    return this.#ingest.stop(withinMs);
  }

  #observe(
    told: ObservedReading,
    times: { sourceTimeUs: EpochUs; serverTimeUs: EpochUs },
    nowMs: number,
  ): void {
    const { signal, value } = told;
    if (this.#isPlain[signal] === true && Number.isFinite(value)) {
      this.#keep(signal, times, told);
      return;
    }
    const treatment = this.#treatments[signal];
    if (!treatment) return this.#notTaken(String(value));
    const treated = treatment.treat(told, nowMs, (why) => this.#strange(told, why));
    if (!treated.keep) this.#unchanged += 1;
    else this.#keep(signal, times, treated);
  }

  #keep(
    signal: number,
    times: { sourceTimeUs: EpochUs; serverTimeUs: EpochUs },
    told: { readonly value: ReadingValue; readonly quality: Quality },
  ): void {
    const kept = this.#storable(signal, told);
    const noted = this.#observations.note(signal, times, kept);
    if (noted === 'repeated') {
      this.#repeated += 1;
      return;
    }
    this.#ingest.add(signal, times, kept);
    this.readings += 1;
    if (noted === 'late') this.#late += 1;
  }

  /** One text that no store takes must not cost the readings beside it. */
  #storable(
    signal: number,
    told: { readonly value: ReadingValue; readonly quality: Quality },
  ): { readonly value: ReadingValue; readonly quality: Quality } {
    const { value, quality: how } = told;
    if (typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'))) return told;
    const key = this.#signals[signal]?.id ?? String(signal);
    const text = value.toWellFormed().replaceAll('\0', '\uFFFD');
    const remedy = remedies['not-a-text'];
    this.refused({ what: 'value', key, excerpt: text.slice(0, 120), remedy });
    return { value: text, quality: how === quality.good ? quality.uncertain : how };
  }

  /** Counted once for all that was told together. */
  #leaveOut(): void {
    const { meters, account } = this.#options;
    if (this.#unchanged > 0) {
      meters.unchanged.add(this.#unchanged, this.#labels);
      account.leftOut('unchanged', this.#unchanged);
    }
    if (this.#repeated > 0) {
      meters.repeated.add(this.#repeated, this.#labels);
      account.leftOut('repeated', this.#repeated);
    }
    if (this.#late > 0) meters.late.add(this.#late, this.#labels);
    this.#unchanged = this.#repeated = this.#late = 0;
  }

  #strange({ signal, value }: ObservedReading, why: Misfit): void {
    const key = this.#signals[signal]?.id ?? String(signal);
    const excerpt = String(value).slice(0, 120);
    this.refused({ what: 'value', key, excerpt, remedy: remedies[why] });
  }

  #notTaken(excerpt: string): void {
    const remedy = remedies['too-many-learned'];
    this.refused({ what: 'key', key: 'too-many-learned', excerpt: excerpt.slice(0, 120), remedy });
  }

  /** The part of a model that there is room for, and how much of it is new. */
  #withinBounds(model: MachineModel): { taken: MachineModel | undefined; fresh: number } {
    const left = this.#options.config.learnedMax - this.#learned;
    let fresh = this.#models.has(model.machine.identifier) ? 0 : 1;
    const isIn = ({ identifier }: Signal) => {
      if (this.positionOf(identifier) !== undefined) return true;
      if (fresh >= left) return false;
      fresh += 1;
      return true;
    };
    const signals = fresh > left ? [] : model.signals.filter(isIn);
    if (signals.length === model.signals.length && fresh <= left) return { taken: model, fresh };
    this.#notTaken(model.machine.identifier);
    return { taken: signals.length === 0 ? undefined : { ...model, signals }, fresh };
  }

  #followParts(timeUs: EpochUs, readings: readonly ObservedReading[]): void {
    if (!this.#hasCycles) return;
    const perMachine = new Map<PartCycle, SignalReading[]>();
    for (const { signal, ...told } of readings) {
      const cycle = this.#cycles[signal];
      const known = this.#signals[signal];
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

  /** What is known keeps its position. */
  #take(model: MachineModel): void {
    const { identifier } = model.machine;
    this.#models.set(identifier, model);
    const cycle = PartCycle.follows(model.signals) ? new PartCycle(identifier) : undefined;
    if (cycle) this.#hasCycles = true;
    for (const signal of model.signals) {
      const key = signal.identifier.toLowerCase();
      if (this.#positions.has(key)) continue;
      const position = this.#signals.push(signal) - 1;
      this.#identifiers.push(signal.identifier);
      const treatment = treatmentOf(signal, this.#rules.get(signal.id));
      this.#treatments.push(treatment);
      this.#isPlain.push(treatment.isPlain);
      this.#cycles.push(cycle);
      this.#positions.set(key, position);
    }
  }

  #newIngest(): Ingest {
    const { world, config, store, meters, log, onHold } = this.#options;
    return new Ingest({
      clock: world.clock,
      limits: config,
      identifiers: this.#identifiers,
      store,
      onFull: () => onHold(true),
      onRoom: () => onHold(false),
      onStored: ({ readings, parts, tookMs }) => {
        meters.readings.add(readings, this.#labels);
        if (parts > 0) meters.parts.add(parts, this.#labels);
        meters.batchSeconds.observe(tookMs / 1_000, this.#labels);
      },
      onLost: (count) => this.#options.account.refused('not-storable', count),
      onTrouble: (error, tries) => log.error('not-stored', { ...this.#labels, error, tries }),
    });
  }
}

function treatmentOf(signal: Signal, rules: SignalSettings | undefined): Treatment {
  if (!rules) return new Treatment(signal, {});
  const keep = keepWhen(rules);
  return new Treatment(signal, { ...rules, ...(keep === undefined ? {} : { keep }) });
}
