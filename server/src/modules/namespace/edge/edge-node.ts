// Our edge node (Sparkplug 3.0, clauses 5.4 to 5.7 and 6.4): will, births, sequence numbers, rebirths, commands, a primary
// host to wait for, and what was read while nobody listened, told later as historical. Pure: readings, messages and time
// in, messages to publish out.
import { decodePayload } from '../../../wire/sparkplug/decode.ts';
import { dataTypes } from '../../../wire/sparkplug/data-types.ts';
import { encodePayload } from '../../../wire/sparkplug/encode.ts';
import type { Metric, Payload } from '../../../wire/sparkplug/payload.ts';
import { decodeState } from '../../../wire/sparkplug/state.ts';
import { formatTopic, parseTopic, type MessageType } from '../../../wire/sparkplug/topic.ts';
import { EdgeDevice, type EdgeReading, type EdgeSignal } from './edge-device.ts';
import { PrimaryHost } from './primary-host.ts';

export type EdgeNodeOptions = {
  readonly group: string;
  readonly node: string;
  /** Only while this host application is online, anything is published. */
  readonly primaryHost?: string;
  /** Readings kept while nobody listens; the oldest go first. */
  readonly historyMax: number;
  readonly metricsPerMessage: number;
};

/** With QoS 0 and not retained, unless it is the will. */
export type EdgeMessage = { readonly topic: string; readonly payload: Uint8Array };

export type EdgeAnswer = {
  readonly messages: readonly EdgeMessage[];
  /** The primary host is gone: disconnect when the messages are sent, and connect anew. */
  readonly leave: boolean;
  /** Metrics that somebody wanted to write. */
  readonly writes: readonly { readonly device: string | undefined; readonly metric: Metric }[];
};

const rebirth = 'Node Control/Rebirth';
const nothing: EdgeAnswer = { messages: [], leave: false, writes: [] };

type Away = { readonly device: string; readonly reading: EdgeReading };

export class EdgeNode {
  readonly #options: EdgeNodeOptions;
  readonly #devices = new Map<string, EdgeDevice>();
  readonly #primary: PrimaryHost | undefined;
  #own = new EdgeDevice([], () => 0);
  #bdSeq = 0;
  #seq = 0;
  #lastAlias = 0;
  #isConnected = false;
  #isBorn = false;
  #history: Away[] = [];
  /** Readings that were given up because more was read while nobody listened than is kept. */
  givenUp = 0;

  constructor(options: EdgeNodeOptions) {
    this.#options = options;
    this.#primary = options.primaryHost === undefined ? undefined : new PrimaryHost();
  }

  /** Between its birth and its death. */
  get isBorn(): boolean {
    return this.#isBorn;
  }

  get waiting(): number {
    return this.#history.length;
  }

  get devices(): number {
    return this.#devices.size;
  }

  /** `bdSeq`: one more than with the CONNECT before, 0 after 255. The will is sent with QoS 1, not retained. */
  connect(bdSeq: number, nowMs: number): { will: EdgeMessage; filters: readonly string[] } {
    this.#bdSeq = bdSeq & 255;
    this.#isConnected = false;
    this.#isBorn = false;
    this.#primary?.forget();
    const { group, node, primaryHost } = this.#options;
    const filters = [`spBv1.0/${group}/NCMD/${node}`, `spBv1.0/${group}/DCMD/${node}/+`];
    if (primaryHost !== undefined) filters.push(formatTopic({ kind: 'state', host: primaryHost }));
    return { will: this.#death(nowMs), filters };
  }

  /** After the subscriptions. */
  connected(nowMs: number): EdgeMessage[] {
    this.#isConnected = true;
    return this.#primary ? [] : this.#bear(nowMs);
  }

  disconnected(): void {
    this.#isConnected = false;
    this.#isBorn = false;
  }

  /** The death that is published before a disconnect that is meant. */
  end(nowMs: number): EdgeMessage[] {
    const messages = this.#isBorn ? [this.#death(nowMs)] : [];
    this.disconnected();
    return messages;
  }

  hear(topic: string, payload: Uint8Array, nowMs: number): EdgeAnswer {
    const parsed = parseTopic(topic);
    if (parsed?.kind === 'state') return this.#hearState(parsed.host, payload, nowMs);
    if (parsed?.type !== 'NCMD' && parsed?.type !== 'DCMD') return nothing;
    const decoded = decodePayload(payload);
    if (!decoded.ok) return nothing;
    const { metrics } = decoded.payload;
    const { device } = parsed;
    const asks = (metric: Metric) => metric.name === rebirth && metric.value === true;
    const wantsBirth = device === undefined && metrics.some(asks);
    return {
      messages: wantsBirth && this.#isBorn ? this.#bear(nowMs) : [],
      leave: false,
      writes: metrics
        .filter((metric) => metric.name !== rebirth)
        .map((metric) => ({ device, metric })),
    };
  }

  /** Metrics of the node itself, which are in its birth: all of it comes anew. */
  defineNode(signals: readonly EdgeSignal[], nowMs: number): EdgeMessage[] {
    this.#own = new EdgeDevice(signals, () => (this.#lastAlias += 1), this.#own);
    return this.#isBorn ? this.#bear(nowMs) : [];
  }

  /** Of the present only: nobody needs to know later how the node was. */
  tellNode(readings: readonly EdgeReading[], nowMs: number): EdgeMessage[] {
    for (const reading of readings) this.#own.keep(reading);
    if (!this.#isBorn) return [];
    return this.#data(undefined, this.#own, { readings, isHistorical: false, nowMs });
  }

  /** A device with these signals, and what is known of them already. */
  define(
    device: string,
    what: { readonly signals: readonly EdgeSignal[]; readonly last?: readonly EdgeReading[] },
    nowMs: number,
  ): EdgeMessage[] {
    const before = this.#devices.get(device);
    const made = new EdgeDevice(what.signals, () => (this.#lastAlias += 1), before);
    for (const reading of what.last ?? []) made.keep(reading);
    this.#devices.set(device, made);
    return this.#isBorn ? [this.#deviceBirth(device, made, nowMs)] : [];
  }

  remove(device: string, nowMs: number): EdgeMessage[] {
    if (!this.#devices.delete(device) || !this.#isBorn) return [];
    return [this.#message('DDEATH', device, { timestamp: nowMs, metrics: [] })];
  }

  tell(device: string, readings: readonly EdgeReading[], nowMs: number): EdgeMessage[] {
    const known = this.#devices.get(device);
    if (!known) return [];
    for (const reading of readings) known.keep(reading);
    if (!this.#isBorn) {
      this.#keepAway(device, readings);
      return [];
    }
    return this.#data(device, known, { readings, isHistorical: false, nowMs });
  }

  #hearState(host: string, payload: Uint8Array, nowMs: number): EdgeAnswer {
    const state = decodeState(payload);
    const primary = this.#primary;
    if (!primary || !state || host !== this.#options.primaryHost || !primary.hear(state))
      return nothing;
    if (state.online) {
      const messages = this.#isConnected && !this.#isBorn ? this.#bear(nowMs) : [];
      return { ...nothing, messages };
    }
    if (!this.#isBorn) return nothing;
    return { ...nothing, messages: this.end(nowMs), leave: true };
  }

  /** The whole birth sequence, and behind it what nobody heard. */
  #bear(nowMs: number): EdgeMessage[] {
    this.#seq = 0;
    this.#isBorn = true;
    const metrics: Metric[] = [
      { ...this.#bdSeqMetric(), timestamp: nowMs },
      {
        name: rebirth,
        timestamp: nowMs,
        datatype: dataTypes.Boolean,
        field: 'boolean',
        value: false,
      },
      ...this.#own.birth(nowMs),
    ];
    const births = [...this.#devices].map(
      ([id, device]) =>
        () =>
          this.#deviceBirth(id, device, nowMs),
    );
    const node = this.#message('NBIRTH', undefined, { timestamp: nowMs, metrics });
    return [node, ...births.map((make) => make()), ...this.#flushHistory(nowMs)];
  }

  #deviceBirth(id: string, device: EdgeDevice, nowMs: number): EdgeMessage {
    return this.#message('DBIRTH', id, { timestamp: nowMs, metrics: device.birth(nowMs) });
  }

  #flushHistory(nowMs: number): EdgeMessage[] {
    const byDevice = new Map<string, EdgeReading[]>();
    for (const { device, reading } of this.#history) {
      // The newest of each signal is in the birth.
      if (this.#devices.get(device)?.isLast(reading) !== false) continue;
      const group = byDevice.get(device);
      if (group) group.push(reading);
      else byDevice.set(device, [reading]);
    }
    this.#history = [];
    return [...byDevice].flatMap(([id, readings]) => {
      const device = this.#devices.get(id);
      return device ? this.#data(id, device, { readings, isHistorical: true, nowMs }) : [];
    });
  }

  #data(
    id: string | undefined,
    device: EdgeDevice,
    what: { readings: readonly EdgeReading[]; isHistorical: boolean; nowMs: number },
  ): EdgeMessage[] {
    const messages: EdgeMessage[] = [];
    let metrics: Metric[] = [];
    const flush = () => {
      if (metrics.length === 0) return;
      messages.push(
        this.#message(id === undefined ? 'NDATA' : 'DDATA', id, { timestamp: what.nowMs, metrics }),
      );
      metrics = [];
    };
    for (const reading of what.readings) {
      const metric = device.data(reading, what.isHistorical);
      if (metric) metrics.push(metric);
      if (metrics.length >= this.#options.metricsPerMessage) flush();
    }
    flush();
    return messages;
  }

  #keepAway(device: string, readings: readonly EdgeReading[]): void {
    for (const reading of readings) this.#history.push({ device, reading });
    const { historyMax } = this.#options;
    // Cut in blocks, since cutting moves all that stays.
    if (this.#history.length <= historyMax + Math.max(1_000, historyMax / 8)) return;
    this.givenUp += this.#history.length - historyMax;
    this.#history = this.#history.slice(-historyMax);
  }

  #death(nowMs: number): EdgeMessage {
    const { group, node } = this.#options;
    const topic = formatTopic({ kind: 'message', type: 'NDEATH', group, node });
    // Nothing but bdSeq, and no sequence number (clause 6.4.25).
    return { topic, payload: encodePayload({ timestamp: nowMs, metrics: [this.#bdSeqMetric()] }) };
  }

  #bdSeqMetric(): Metric {
    return { name: 'bdSeq', datatype: dataTypes.Int64, field: 'long', value: this.#bdSeq };
  }

  #message(type: MessageType, device: string | undefined, payload: Payload): EdgeMessage {
    const { group, node } = this.#options;
    const seq = this.#seq;
    this.#seq = (seq + 1) & 255;
    const topic = formatTopic({
      ...{ kind: 'message', type, group, node },
      ...(device === undefined ? {} : { device }),
    });
    return { topic, payload: encodePayload({ ...payload, seq }) };
  }
}
