// Runs our edge node of one enterprise over a broker: a will before each connection, messages in their order one after the
// other, and readings that wait while the broker is slow.
import type { Log } from '../../../kernel/log/log.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { BrokerLink, OpenLink, Outgoing } from '../link.ts';
import { Linked } from '../linked.ts';
import { NewestQueue } from '../newest-queue.ts';
import type { EdgeReading, EdgeSignal } from './edge-device.ts';
import { EdgeNode, type EdgeMessage, type EdgeNodeOptions } from './edge-node.ts';

export type EdgePublisherOptions = EdgeNodeOptions & {
  readonly open: OpenLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly queueMax: number;
  /** The number of the next CONNECT, durable before it is used. */
  readonly nextBdSeq: () => Promise<number>;
};

type Waiting = { readonly key: string; readonly device: string; readonly reading: EdgeReading };

const burst = 2_000;

export class EdgePublisher {
  readonly #options: EdgePublisherOptions;
  readonly #node: EdgeNode;
  readonly #linked: Linked;
  readonly #queue: NewestQueue<Waiting>;
  /** Births, deaths and answers go before readings that wait. */
  #urgent: EdgeMessage[] = [];
  #isLeaving = false;
  #link: BrokerLink | undefined;
  #wake: () => void = () => {};
  published = 0;
  births = 0;
  /** Writes that came from a host; they are not carried out. */
  writesRefused = 0;

  constructor(options: EdgePublisherOptions) {
    this.#options = options;
    this.#node = new EdgeNode(options);
    this.#linked = new Linked(options.clock, options.log);
    this.#queue = new NewestQueue(options.queueMax);
  }

  get waiting(): number {
    return this.#queue.size + this.#node.waiting;
  }

  get replaced(): number {
    return this.#queue.replaced + this.#node.givenUp;
  }

  get isBorn(): boolean {
    return this.#node.isBorn;
  }

  get trouble() {
    return this.#linked.trouble;
  }

  start(): void {
    this.#linked.start(
      () => this.#open(),
      (link) => this.#serve(link),
    );
  }

  /** `last`: what is known of its signals already. */
  define(device: string, signals: readonly EdgeSignal[], last: readonly EdgeReading[]): void {
    this.#drainInto();
    this.#send(this.#node.define(device, { signals, last }, this.#now()));
  }

  defineNode(signals: readonly EdgeSignal[]): void {
    this.#drainInto();
    this.#send(this.#node.defineNode(signals, this.#now()));
  }

  tellNode(readings: readonly EdgeReading[]): void {
    this.#send(this.#node.tellNode(readings, this.#now()));
  }

  remove(device: string): void {
    this.#drainInto();
    this.#send(this.#node.remove(device, this.#now()));
  }

  tell(device: string, readings: readonly EdgeReading[]): void {
    if (!this.#node.isBorn) this.#node.tell(device, readings, this.#now());
    else
      for (const reading of readings)
        this.#queue.push({ key: `${device}/${reading.name}`, device, reading });
    this.#wake();
  }

  stop(): Promise<void> {
    return this.#linked.stop(async () => {
      const link = this.#link;
      if (!link) return this.#wake();
      this.#drainInto();
      this.#send(this.#node.end(this.#now()));
      this.#isLeaving = true;
      this.#wake();
      await link.closed;
    });
  }

  #now(): number {
    return this.#options.clock.now();
  }

  async #open(): Promise<BrokerLink> {
    const bdSeq = await this.#options.nextBdSeq();
    const { will, filters } = this.#node.connect(bdSeq, this.#now());
    this.#urgent = [];
    this.#isLeaving = false;
    const link = await this.#options.open({
      will: { ...will, qos: 1, retain: false },
      filters,
      hear: (topic, payload) => this.#hear(topic, payload),
    });
    this.#send(this.#node.connected(this.#now()));
    return link;
  }

  #hear(topic: string, payload: Uint8Array): void {
    const { messages, leave, writes } = this.#node.hear(topic, payload, this.#now());
    this.writesRefused += writes.length;
    this.#send(messages);
    if (leave) this.#isLeaving = true;
    this.#wake();
  }

  #send(messages: readonly EdgeMessage[]): void {
    this.#urgent.push(...messages);
    this.births += messages.filter(({ topic }) => topic.includes('/NBIRTH/')).length;
    if (messages.length > 0) this.#wake();
  }

  async #serve(link: BrokerLink): Promise<void> {
    this.#link = link;
    void link.closed.then(() => {
      this.#link = undefined;
      this.#wake();
    });
    try {
      while (this.#link === link) {
        if (this.#urgent.length === 0 && this.#isLeaving) break;
        if (this.#urgent.length === 0) this.#drainInto(burst);
        const messages = this.#urgent.splice(0, 64);
        if (messages.length > 0) await this.#publish(link, messages);
        else await this.#idle();
      }
    } finally {
      this.#node.disconnected();
      await link.close().catch(() => {});
    }
  }

  /** Readings that wait become messages, those of one device together. */
  #drainInto(countMax = Infinity): void {
    const groups = new Map<string, EdgeReading[]>();
    for (const { device, reading } of this.#queue.take(countMax)) {
      const group = groups.get(device);
      if (group) group.push(reading);
      else groups.set(device, [reading]);
    }
    const now = this.#now();
    for (const [device, readings] of groups)
      this.#urgent.push(...this.#node.tell(device, readings, now));
  }

  /** In order; a connection that ends takes the rest with it, and the next birth makes it good. */
  async #publish(link: BrokerLink, messages: readonly EdgeMessage[]): Promise<void> {
    const outgoing = messages.map((message): Outgoing => ({ ...message, qos: 0, retain: false }));
    const outcomes = await Promise.allSettled(outgoing.map((message) => link.publish(message)));
    this.published += outcomes.filter(({ status }) => status === 'fulfilled').length;
  }

  #idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
