// The unified namespace: what is durable at the gateway, by topic, and published to a broker in the forms that are switched
// on. Enterprises share a broker and nothing else: each has topics of its own, and an edge node of its own.
import type { Timer } from '../../kernel/world/clock.ts';
import { every } from '../../kernel/world/clock.ts';
import type { World } from '../../kernel/world/world.ts';
import { quality } from '../../stores/series/series.ts';
import type { FlowBatch, Flow, Sources } from '../connectivity/api.ts';
import { deviceOf, Directory, type Entry, type Modelled } from './directory.ts';
import type { EdgeReading } from './edge/edge-device.ts';
import type { EdgePublisher } from './edge/edge-publisher.ts';
import { edgeSignals } from './edge-signals.ts';
import { umhRoot } from './umh/topic.ts';
import type { UmhPublisher, UmhReading } from './umh/umh-publisher.ts';

export type NamespaceOptions = {
  readonly world: World;
  readonly flow: Flow;
  readonly sources: Pick<Sources, 'list'>;
  /** Absent where this form is switched off or there is no broker. */
  readonly umh?: UmhPublisher;
  readonly edge?: (enterprise: string) => EdgePublisher;
};

/** How often machines that came, changed or went are looked for. */
const refreshMs = 1_000;
/** A metric of the edge node itself. */
const machinesMetric = 'Node Info/Machines';

export class Namespace {
  readonly directory = new Directory();
  readonly #options: NamespaceOptions;
  readonly #edges = new Map<string, EdgePublisher>();
  /** What each device was defined with, so that only changes are told. */
  readonly #defined = new Map<string, string>();
  readonly #counted = new Map<string, number>();
  #following: { cancel(): void } | undefined;
  #refreshing: Timer | undefined;
  #models: readonly Modelled[] = [];
  /** The models were looked at again for a signal that nobody knew; not twice between two refreshes. */
  #hasLooked = true;
  /** The same for a topic. */
  #hasLookedForTopic = false;
  /** Readings of signals that no machine model names. */
  unknown = 0;

  constructor(options: NamespaceOptions) {
    this.#options = options;
  }

  get edges(): ReadonlyMap<string, EdgePublisher> {
    return this.#edges;
  }

  get umh(): UmhPublisher | undefined {
    return this.#options.umh;
  }

  /** Something is published there in the form of UMH. */
  publishes(topic: string): boolean {
    if (!this.umh || !topic.startsWith(umhRoot)) return false;
    if (this.directory.hasTopic(topic)) return true;
    if (this.#hasLookedForTopic) return false;
    this.#hasLookedForTopic = true;
    this.#lookAgain();
    return this.directory.hasTopic(topic);
  }

  async start(): Promise<void> {
    const { flow, umh, world } = this.#options;
    this.#following = flow.follow((heard) => this.#hear(heard));
    umh?.start();
    await this.refresh();
    this.#refreshing = every(world.clock, refreshMs, () => this.refresh());
  }

  async stop(): Promise<void> {
    this.#following?.cancel();
    this.#refreshing?.cancel();
    await Promise.all([this.umh?.stop(), ...[...this.#edges.values()].map((edge) => edge.stop())]);
  }

  /** Births of devices that came or changed, deaths of those that went or lost their machine. */
  async refresh(): Promise<void> {
    this.#index();
    const { edge, sources } = this.#options;
    if (!edge) return;
    const lost = new Set<string>();
    for (const enterprise of new Set(this.#models.map((one) => one.enterprise))) {
      for (const { state, machines } of await sources.list(enterprise))
        if (state !== 'connected') for (const machine of machines) lost.add(machine);
    }
    const present = new Set<string>();
    for (const modelled of this.#models) {
      const { identifier, type } = modelled.model.machine;
      if (/^Sparkplug(Node|Device)$/.test(type) || lost.has(identifier)) continue;
      present.add(identifier);
      this.#define(modelled);
    }
    for (const identifier of this.#defined.keys())
      if (!present.has(identifier)) this.#remove(identifier);
    for (const [enterprise, publisher] of this.#edges) this.#count(enterprise, publisher);
  }

  /** How many machines the edge node tells of, when that has changed. */
  #count(enterprise: string, publisher: EdgePublisher): void {
    const prefix = `${enterprise}/`;
    const value = [...this.#defined.keys()].filter((one) => one.startsWith(prefix)).length;
    if (this.#counted.get(enterprise) === value) return;
    this.#counted.set(enterprise, value);
    const timeUs = this.#options.world.clock.now() * 1_000;
    publisher.tellNode([{ name: machinesMetric, value, quality: quality.good, timeUs }]);
  }

  #index(): void {
    const models = this.#options.flow.models();
    const isSame =
      models.length === this.#models.length &&
      models.every(({ model }, i) => model === this.#models[i]?.model);
    this.#hasLooked = this.#hasLookedForTopic = false;
    if (isSame) return;
    this.#models = models;
    this.directory.update(models);
  }

  #define({ enterprise, model }: Modelled): void {
    const { edge } = this.#options;
    if (!edge) return;
    const { identifier } = model.machine;
    const signals = edgeSignals(model);
    const form = JSON.stringify(signals);
    if (this.#defined.get(identifier) === form) return;
    this.#defined.set(identifier, form);
    let publisher = this.#edges.get(enterprise);
    if (!publisher) {
      this.#edges.set(enterprise, (publisher = edge(enterprise)));
      publisher.defineNode([{ name: machinesMetric, value: 'number' }]);
      publisher.start();
    }
    const device = deviceOf(enterprise, model.machine);
    const last = model.signals.flatMap((signal) => {
      const entry = this.directory.find(signal.identifier);
      return entry?.timeUs === undefined ? [] : [readingOf(entry, entry.timeUs)];
    });
    publisher.define(device, signals, last);
  }

  #remove(identifier: string): void {
    this.#defined.delete(identifier);
    for (const [enterprise, publisher] of this.#edges) {
      const prefix = `${enterprise}/`;
      if (!identifier.startsWith(prefix)) continue;
      publisher.remove(identifier.slice(prefix.length).replace(/^M-/, '').replaceAll('/', '_'));
    }
  }

  #hear({ enterprise, batch }: FlowBatch): void {
    this.#know(batch.series);
    const entries = batch.series.map((series) => this.directory.find(series));
    const told: UmhReading[] = [];
    const byDevice = new Map<string, EdgeReading[]>();
    const umh = this.#options.umh;
    batch.values.forEach((value, i) => {
      const entry = entries[batch.index[i] ?? -1];
      if (!entry || entry.enterprise !== enterprise) {
        this.unknown += 1;
        return;
      }
      const timeUs = batch.sourceTimeUs[i] ?? 0;
      const how = (batch.quality[i] ?? 0) as EdgeReading['quality'];
      if (entry.timeUs === undefined || timeUs >= entry.timeUs) {
        entry.value = value;
        entry.quality = how;
        entry.timeUs = timeUs;
      }
      if (umh)
        told.push({ key: entry.topic, value, quality: how, timeMs: Math.floor(timeUs / 1_000) });
      if (entry.device === undefined) return;
      const group = byDevice.get(entry.device);
      const reading = { name: entry.signal.id, value, quality: how, timeUs };
      if (group) group.push(reading);
      else byDevice.set(entry.device, [reading]);
    });
    umh?.tell(told);
    const edge = this.#edges.get(enterprise);
    if (edge) for (const [device, readings] of byDevice) edge.tell(device, readings);
  }

  /** A signal that is not known yet may be of a machine that was just learned. */
  #know(series: readonly string[]): void {
    if (this.#hasLooked || series.every((one) => this.directory.find(one))) return;
    this.#hasLooked = true;
    this.#lookAgain();
  }

  #lookAgain(): void {
    this.#models = this.#options.flow.models();
    this.directory.update(this.#models);
  }
}

function readingOf(entry: Entry, timeUs: number): EdgeReading {
  return { name: entry.signal.id, value: entry.value, quality: entry.quality, timeUs };
}
