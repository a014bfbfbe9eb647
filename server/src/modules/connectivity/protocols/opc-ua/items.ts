// The signals of a source as nodes of the server that is connected now, and what the server tells of one made a
// reading: value, quality, time, and a refusal where it does not fit.
import { quality } from '../../../../stores/series/series.ts';
import type { Signal } from '../../../assets/api.ts';
import type { ObservationListener, ObservedReading } from '../protocol.ts';
import type { OpcUaConnection } from './connection.ts';
import { nodeIdText, type NodeAddress } from './node-address.ts';
import { remedies } from './remedies.ts';
import { readValue, timeUsOf } from './values.ts';
import { textOf, type ToldValue } from './variants.ts';

/** A signal with its address, before a server is known. */
export type Addressed = {
  /** Position of the signal. */
  readonly signal: number;
  readonly id: string;
  readonly address: NodeAddress;
  readonly form: Signal['value'];
  readonly intervalMs?: number;
};

export type Item = Addressed & { readonly nodeId: string };

const dayUs = 86_400_000_000;
const excerptMax = 120;

export class ItemReader {
  readonly #listener: ObservationListener;
  readonly #times: NonNullable<OpcUaConnection['times']>;
  readonly #nowMs: () => number;

  constructor(
    listener: ObservationListener,
    times: NonNullable<OpcUaConnection['times']>,
    nowMs: () => number,
  ) {
    this.#listener = listener;
    this.#times = times;
    this.#nowMs = nowMs;
  }

  /** Signals with a place on this server; of the others, a person is told and the value is bad. */
  placed(signals: readonly Addressed[], namespaces: readonly string[]): Item[] {
    const items: Item[] = [];
    for (const one of signals) {
      const nodeId = nodeIdText(one.address, namespaces);
      if (nodeId !== undefined) items.push({ ...one, nodeId });
      else this.missing(one, 'no-namespace', String(one.address.namespace));
    }
    return items;
  }

  missing(
    { signal, id }: Pick<Addressed, 'signal' | 'id'>,
    trouble: 'no-namespace' | 'no-node' | 'not-readable',
    excerpt: string,
  ): void {
    this.#listener.observed(undefined, [{ signal, value: null, quality: quality.bad }]);
    this.refuse(id, trouble, excerpt);
  }

  refuse(key: string, trouble: keyof typeof remedies, excerpt: string): void {
    const remedy = remedies[trouble];
    const what = trouble === 'no-node' || trouble === 'no-namespace' ? 'key' : 'value';
    this.#listener.refused({ what, key, excerpt: excerpt.slice(0, excerptMax), remedy });
  }

  /** Hands on what was told together, those of one moment together and in order. */
  observe(told: readonly { readonly item: Item; readonly value: ToldValue }[]): void {
    let atUs: number | undefined;
    let together: ObservedReading[] = [];
    for (const { item, value } of told) {
      const { timeUs, reading } = this.read(item, value);
      if (together.length > 0 && timeUs !== atUs) {
        this.#listener.observed(atUs, together);
        together = [];
      }
      atUs = timeUs;
      together.push(reading);
    }
    if (together.length > 0) this.#listener.observed(atUs, together);
  }

  read(item: Item, value: ToldValue): { timeUs: number | undefined; reading: ObservedReading } {
    const { refused, ...read } = readValue(value, item.form, item.address.element);
    if (refused) this.refuse(item.id, refused, value.value ? textOf(value.value) : '');
    return { timeUs: this.#timeOf(item, value), reading: { signal: item.signal, ...read } };
  }

  #timeOf(item: Item, value: ToldValue): number | undefined {
    if (this.#times === 'arrival') return undefined;
    const source = timeUsOf(value.sourceTimestamp, value.sourcePicoseconds);
    const server = timeUsOf(value.serverTimestamp, value.serverPicoseconds);
    const timeUs = this.#times === 'server' ? (server ?? source) : (source ?? server);
    if (timeUs === undefined || timeUs <= this.#nowMs() * 1_000 + dayUs) return timeUs;
    this.refuse(item.id, 'future-time', new Date(timeUs / 1_000).toISOString());
    return undefined;
  }
}
