// Signals that no person configured: found in the messages that the filters bring, made known once, bounded.
import { createHash } from 'node:crypto';
import type { SignalSettings } from '../../api.ts';
import { configuredMachine } from '../../model/configured-machine.ts';
import type { ObservationListener } from '../protocol.ts';
import { isScalar, leavesOf, type Leaf, type Path, type Scalar } from './payload.ts';
import type { SessionGiven } from './given.ts';
import { learnedSignal, pathText } from './topic-map.ts';

type Keyed = { readonly key: string; readonly value: Scalar };
type Fresh = {
  readonly key: string;
  readonly topic: string;
  readonly path: Path;
  readonly signal: SignalSettings;
};

export type Found = {
  readonly leaves: readonly Keyed[];
  /** Those that are not known yet. */
  readonly fresh: readonly Fresh[];
  readonly tooMany: boolean;
};

/** Values of one message; more is a table, not a message. */
const leavesMax = 2_000;

export class Learning {
  readonly #listener: ObservationListener;
  readonly #given: Pick<SessionGiven, 'enterprise' | 'settings'>;
  readonly #positions = new Map<string, number>();
  /** Of each topic, the signals of members of the object itself: what most messages are. */
  readonly #members = new Map<string, Map<string, number>>();
  readonly #addresses = new Map<number, string>();
  readonly #signals: SignalSettings[] = [];
  readonly #ids = new Set<string>();

  constructor(listener: ObservationListener, given: Pick<SessionGiven, 'enterprise' | 'settings'>) {
    this.#listener = listener;
    this.#given = given;
    for (const { id } of given.settings.signals ?? []) this.#ids.add(id.toLowerCase());
  }

  get count(): number {
    return this.#signals.length;
  }

  position(key: string): number | undefined {
    return this.#positions.get(key);
  }

  addressOf(position: number): string | undefined {
    return this.#addresses.get(position);
  }

  /** Something was learned from messages of the topic. */
  knows(topic: string): boolean {
    return this.#members.has(topic);
  }

  /** What an object tells all of whose members are known signals; undefined where `find` has to look. */
  known(
    topic: string,
    value: unknown,
    timePath: Path | undefined,
  ): { signal: number; value: Scalar }[] | undefined {
    const members = this.#members.get(topic);
    if (members === undefined || typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value) || (timePath !== undefined && timePath.length > 1)) return undefined;
    const known: { signal: number; value: Scalar }[] = [];
    for (const [name, told] of Object.entries(value)) {
      if (name === timePath?.[0]) continue;
      const signal = members.get(name);
      if (signal === undefined || !isScalar(told)) return undefined;
      known.push({ signal, value: told });
    }
    return known.length <= leavesMax ? known : undefined;
  }

  find(topic: string, value: unknown, timePath: Path | undefined): Found {
    const { filters = [], learnMax = 1_000 } = this.#given.settings.connection;
    const time = timePath === undefined ? undefined : pathText(timePath);
    const leaves: Keyed[] = [];
    const fresh: Fresh[] = [];
    let tooMany = false;
    for (const leaf of leavesOf(value, leavesMax)) {
      const path = pathText(leaf.path);
      if (path === time) continue;
      const key = `${topic}#${path}`;
      leaves.push({ key, value: leaf.value });
      if (this.#positions.has(key)) continue;
      if (this.#signals.length + fresh.length >= learnMax) tooMany = true;
      // What is nothing yet does not say what it will be.
      else if (leaf.value !== null)
        fresh.push({
          ...{ key, topic, path: leaf.path },
          signal: this.#signalOf(topic, filters, leaf),
        });
    }
    return { leaves, fresh, tooMany };
  }

  async learn(fresh: readonly Fresh[]): Promise<void> {
    const { enterprise, settings } = this.#given;
    const signals = [
      ...(settings.signals ?? []),
      ...this.#signals,
      ...fresh.map((one) => one.signal),
    ];
    const positions = await this.#listener.learned(
      configuredMachine(enterprise, { ...settings, signals }),
    );
    const first = signals.length - fresh.length;
    for (const [i, { key, topic, path, signal }] of fresh.entries()) {
      const position = positions[first + i];
      if (position === undefined) continue;
      this.#signals.push(signal);
      this.#positions.set(key, position);
      this.#addresses.set(position, signal.address);
      const [name] = path;
      if (path.length !== 1 || typeof name !== 'string') continue;
      const members = this.#members.get(topic) ?? new Map<string, number>();
      this.#members.set(topic, members.set(name, position));
    }
  }

  /** Two topics that give the same id are told apart by a hash, the same after a restart. */
  #signalOf(topic: string, filters: readonly string[], leaf: Leaf): SignalSettings {
    const signal = learnedSignal(topic, filters, leaf);
    const lower = signal.id.toLowerCase();
    if (!this.#ids.has(lower)) {
      this.#ids.add(lower);
      return signal;
    }
    const hash = createHash('sha256').update(signal.address).digest('hex').slice(0, 8);
    const id = `${signal.id.slice(0, 119)}-${hash}`;
    this.#ids.add(id.toLowerCase());
    return { ...signal, id };
  }
}
