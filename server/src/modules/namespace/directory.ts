// Which topic and which metric every signal is, and its last value: made from the machine models of the gateway, and made
// anew when a signal comes that it does not know.
import { quality, type Quality, type ReadingValue } from '../../stores/series/series.ts';
import type { Asset, MachineModel, Signal } from '../assets/api.ts';
import { umhTopic, umhTopicWithoutLevels } from './umh/topic.ts';

export type Entry = {
  readonly enterprise: string;
  readonly machine: Asset;
  readonly signal: Signal;
  /** Of the UMH form. */
  readonly topic: string;
  /** Device of the edge node; absent for what is in the namespace of Sparkplug already. */
  readonly device: string | undefined;
  value: ReadingValue;
  quality: Quality;
  timeUs: number | undefined;
};

export type Modelled = { readonly enterprise: string; readonly model: MachineModel };

/** Machines of this kind came over Sparkplug; publishing them there again would make ever longer names. */
const ownTypes = /^Sparkplug(Node|Device)$/;

export class Directory {
  readonly #entries = new Map<string, Entry>();
  #sorted: readonly Entry[] = [];
  #topics: ReadonlySet<string> = new Set();

  get size(): number {
    return this.#entries.size;
  }

  /** A signal is published on it. */
  hasTopic(topic: string): boolean {
    return this.#topics.has(topic);
  }

  find(series: string): Entry | undefined {
    return this.#entries.get(series);
  }

  /** Values of signals that stay are kept. */
  update(models: readonly Modelled[]): void {
    const before = new Map(this.#entries);
    const topics = new Set<string>();
    this.#entries.clear();
    for (const { enterprise, model } of models) {
      for (const signal of model.signals) {
        if (this.#entries.has(signal.identifier)) continue;
        const { machine } = model;
        const plain = umhTopic(enterprise, machine, signal);
        const topic = topics.has(plain)
          ? umhTopicWithoutLevels(enterprise, machine, signal)
          : plain;
        topics.add(topic);
        const known = before.get(signal.identifier);
        this.#entries.set(signal.identifier, {
          ...{ enterprise, machine, signal, topic },
          device: ownTypes.test(machine.type) ? undefined : deviceOf(enterprise, machine),
          value: known?.value ?? null,
          quality: known?.quality ?? quality.bad,
          timeUs: known?.timeUs,
        });
      }
    }
    this.#topics = topics;
    this.#sorted = [...this.#entries.values()].toSorted((a, b) => compare(a.topic, b.topic));
  }

  /** Entries of an enterprise in the order of their topics. */
  page(
    enterprise: string,
    { limit, after, below = '' }: { limit: number; after?: string; below?: string },
  ): { entries: Entry[]; next?: string } {
    const entries: Entry[] = [];
    for (const entry of this.#sorted) {
      if (entry.enterprise !== enterprise || !entry.topic.startsWith(below)) continue;
      if (after !== undefined && entry.topic <= after) continue;
      if (entries.length === limit) return { entries, next: entries.at(-1)?.topic ?? '' };
      entries.push(entry);
    }
    return { entries };
  }
}

/** `press` of `88.118.8/M-press`. */
export function deviceOf(enterprise: string, machine: Asset): string {
  return machine.identifier
    .slice(enterprise.length + 1)
    .replace(/^M-/, '')
    .replaceAll('/', '_');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
