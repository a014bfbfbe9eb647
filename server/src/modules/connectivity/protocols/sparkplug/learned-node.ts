// An edge node with its signals: effects of the protocol become readings, machines and requests. While a machine is being
// made known, what comes after it waits, so that nothing is told of a signal that nobody knows.
import { createHash } from 'node:crypto';
import { quality } from '../../../../stores/series/series.ts';
import type { Wide } from '../../../../wire/sparkplug/payload.ts';
import type { ObservationListener, ObservedReading } from '../protocol.ts';
import type { Birth, Told } from './birth.ts';
import type { HostedNode, HostEffect, NodeMessage, RebirthReason } from './hosted-node.ts';
import { machineOf, type LearnedMachine, type Place } from './machine-model.ts';
import { remedies } from './remedies.ts';
import { epochUsOf, readMetric } from './values.ts';

export type LearnedNodeOptions = {
  readonly place: Pick<Place, 'group' | 'node'>;
  readonly hosted: HostedNode;
  readonly listener: ObservationListener;
  readonly machine: { readonly enterprise: string; readonly location?: readonly string[] };
  readonly nowMs: () => number;
  readonly rebirth: (why: RebirthReason) => void;
  /** A machine's identifier belongs to one node or device, and to no other that differs by case. Why it is refused. */
  readonly claim: (
    identifier: string,
    place: Place,
  ) => 'same-machine' | 'too-many-nodes' | undefined;
  /** Which metric a signal is, for writing. */
  readonly learned: (place: Place, learned: LearnedMachine) => void;
};

type Known = { readonly model: string; readonly positions: readonly number[] };

export class LearnedNode {
  readonly #options: LearnedNodeOptions;
  readonly #known = new Map<string, Known>();
  readonly #waiting: HostEffect[] = [];
  #isLearning = false;

  constructor(options: LearnedNodeOptions) {
    this.#options = options;
  }

  get hosted(): HostedNode {
    return this.#options.hosted;
  }

  /** Messages and parts of them that wait for a machine to be known. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Rejects when a machine could not be made known. */
  take(message: NodeMessage): Promise<void> | undefined {
    return this.#apply(this.hosted.take(message, this.#options.nowMs()));
  }

  tick(): Promise<void> | undefined {
    return this.#apply(this.hosted.tick(this.#options.nowMs()));
  }

  #apply(effects: readonly HostEffect[]): Promise<void> | undefined {
    if (this.#isLearning) {
      this.#waiting.push(...effects);
      return undefined;
    }
    for (const [i, effect] of effects.entries()) {
      const learning = this.#act(effect);
      if (learning === undefined) continue;
      this.#isLearning = true;
      this.#waiting.push(...effects.slice(i + 1));
      return this.#goOn(learning);
    }
    return undefined;
  }

  async #goOn(learning: Promise<void>): Promise<void> {
    await learning;
    for (let effect = this.#waiting.shift(); effect; effect = this.#waiting.shift())
      await this.#act(effect);
    this.#isLearning = false;
  }

  #act(effect: HostEffect): Promise<void> | undefined {
    switch (effect.kind) {
      case 'told':
        this.#tell(effect.sent, effect.told);
        return undefined;
      case 'born':
        return this.#learn(effect.device, effect.birth);
      case 'dead':
        this.#stale(effect.at, signalsOf(effect.birth));
        return undefined;
      case 'rebirth':
        this.#options.rebirth(effect.why);
        return undefined;
      case 'misfit': {
        const { trouble, key } = effect.misfit;
        this.#refuse('key', this.#nameOf(effect.device, key), remedies[trouble], key);
      }
    }
    return undefined;
  }

  #tell(sent: Wide | undefined, told: readonly Told[]): void {
    const { listener } = this.#options;
    let readings: ObservedReading[] = [];
    let at: Wide | undefined;
    const flush = () => {
      const timeUs = epochUsOf(at);
      if (readings.length > 0) listener.observed(timeUs, readings);
      readings = [];
    };
    for (const { definition, metric } of told) {
      if (definition.signal < 0) continue;
      const time = metric.timestamp ?? sent;
      if (time !== at) {
        flush();
        at = time;
        if (time !== undefined && time !== 0 && epochUsOf(time) === undefined)
          this.#refuse('value', definition.path, remedies['bad-time'], String(time));
      }
      const { trouble, ...reading } = readMetric(definition.datatype, metric);
      if (trouble !== undefined)
        this.#refuse('value', definition.path, remedies[trouble], String(metric.value));
      readings.push({ signal: definition.signal, ...reading });
    }
    flush();
  }

  #learn(device: string | undefined, birth: Birth): Promise<void> | undefined {
    const { machine, place, claim, learned } = this.#options;
    const here: Place = device === undefined ? place : { ...place, device };
    const made = machineOf(machine, here, birth);
    const key = device ?? '';
    const shown = this.#nameOf(device, '');
    if (!made) {
      this.#refuse('key', shown, remedies['name-too-long'], shown);
      return undefined;
    }
    const refused = claim(made.model.machine.identifier, here);
    if (refused !== undefined) {
      this.#refuse('key', shown, remedies[refused], shown);
      return undefined;
    }
    for (const { path, trouble } of made.refused)
      this.#refuse('key', this.#nameOf(device, path), remedies[trouble], path);
    const before = this.#known.get(key);
    const model = digestOf(made.model);
    const take = (positions: readonly number[]) => {
      made.definitions.forEach((definition, i) => (definition.signal = positions[i] ?? -1));
      // A machine of which nothing is taken any more is not kept either.
      const isTaken = positions.length === 0 || positions.some((position) => position >= 0);
      if (isTaken) this.#known.set(key, { model, positions });
      learned(here, made);
      const now = new Set(positions);
      const gone =
        before?.positions.filter((position) => position >= 0 && !now.has(position)) ?? [];
      if (gone.length > 0) this.#stale(undefined, gone);
    };
    if (before?.model === model) {
      take(before.positions);
      return undefined;
    }
    return this.#options.listener.learned(made.model).then(take);
  }

  #stale(at: Wide | undefined, signals: readonly number[]): void {
    const readings = signals.map((signal) => ({ signal, value: null, quality: quality.bad }));
    if (readings.length > 0) this.#options.listener.observed(epochUsOf(at), readings);
  }

  #nameOf(device: string | undefined, key: string): string {
    const { group, node } = this.#options.place;
    return [
      group,
      node,
      ...(device === undefined ? [] : [device]),
      ...(key === '' ? [] : [key]),
    ].join('/');
  }

  #refuse(
    what: 'key' | 'value',
    key: string,
    ...[remedy, told]: readonly [(typeof remedies)['no-type'], string]
  ): void {
    this.#options.listener.refused({ what, key, excerpt: told.slice(0, 120), remedy });
  }
}

/** Births are long, and there may be many: whether one is as before is all that must be known. */
function digestOf(model: unknown): string {
  return createHash('sha256').update(JSON.stringify(model)).digest('base64url');
}

function signalsOf({ definitions }: Birth): number[] {
  return [...definitions.values()].flatMap(({ signal }) => (signal < 0 ? [] : [signal]));
}
