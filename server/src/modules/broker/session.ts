// A client's session (MQTT 5, 4.1): its subscriptions, what waits for it, what is under way, and which packet ids it
// has used. It outlives the connection for as long as its client asked; what waits with QoS 1 and 2 is on disk then.
import type { Qos, Version, Will } from '../../wire/mqtt/packet.ts';
import type { Delivery, Message } from './message.ts';
import {
  inboundKey,
  messageBytes,
  queueKey,
  sessionBytes,
  sessionKey,
  willText,
  type StoredMessage,
  type Subscribed,
} from './stored.ts';
import type { TopicScope } from './topic-scope.ts';
import type { WriteBehind } from './write-behind.ts';

/** The connection of a session, as far as it sends. */
export interface Link {
  /** The receiver takes so many with QoS 1 and 2 at once. */
  readonly window: number;
  /** The socket takes no more for now: what can wait waits. */
  readonly isBusy: boolean;
  /** So much waits for the socket that what cannot wait is given up. */
  readonly isFull: boolean;
  /** False for what is longer than the client takes: it is as if it had been sent (MQTT 5, 3.1.2.11.4). */
  sendMessage(message: Message, delivery: Delivery, id: number, repeated: boolean): boolean;
  sendRelease(id: number): void;
  /** Says why, where the version has words for it, and closes. */
  drop(code: number): void;
}

type Waiting = {
  readonly message: Message;
  readonly delivery: Delivery;
  readonly place: number;
  id: number;
  state: 'waiting' | 'sent' | 'released';
};

export type SessionOptions = {
  readonly number: number;
  readonly tenant: string;
  readonly clientId: string;
  readonly store: WriteBehind;
  readonly nowMs: () => number;
  readonly limits: { readonly queueMessagesMax: number; readonly queueBytesMax: number };
  /** Messages given up, because the queue is full or a slow client gets no QoS 0. */
  readonly onDropped: (session: Session, count: number) => void;
};

export class Session {
  readonly options: SessionOptions;
  version: Version = 5;
  expiryS = 0;
  scope: TopicScope;
  will: Will | undefined;
  goneAtMs: number | undefined;
  link: Link | undefined;
  readonly subscriptions = new Map<string, Subscribed>();
  /** Packet ids with QoS 2 that the client has not released. */
  readonly inbound = new Set<number>();
  readonly #queue: Waiting[] = [];
  /** Where the queue begins: shifting an array of thousands is slow. */
  #first = 0;
  readonly #flight = new Map<number, Waiting>();
  #bytes = 0;
  #nextId = 1;
  #nextPlace = 1;

  constructor(options: SessionOptions, scope: TopicScope) {
    this.options = options;
    this.scope = scope;
  }

  get key(): string {
    return `${this.options.tenant}\n${this.options.clientId}`;
  }

  get isLasting(): boolean {
    return this.expiryS > 0;
  }

  /** Messages with QoS 1 and 2 that the client has not acknowledged. */
  get waiting(): number {
    return this.#queue.length - this.#first + this.#flight.size;
  }

  /** A promise where something must be durable before the publisher is told. */
  deliver(message: Message, delivery: Delivery): Promise<void> | undefined {
    if (delivery.qos === 0) {
      if (this.link === undefined) return undefined;
      if (this.link.isFull) this.options.onDropped(this, 1);
      else this.link.sendMessage(message, delivery, 0, false);
      return undefined;
    }
    const one: Waiting = { message, delivery, place: this.#nextPlace++, id: 0, state: 'waiting' };
    this.#queue.push(one);
    this.#bytes += message.bytes;
    if (this.isLasting)
      this.options.store.add(queueKey(this.options.number, one.place), bytesOf(one));
    this.#makeRoom();
    this.pump();
    return this.isLasting ? this.options.store.durable() : undefined;
  }

  /** From the store, in the order of their places. */
  restore(place: number, stored: StoredMessage): void {
    const { message, qos, retain, subscriptionIds, id, released } = stored;
    const delivery = { qos, retain, subscriptionIds };
    const state = released ? 'released' : id > 0 ? 'sent' : 'waiting';
    const one: Waiting = { message, delivery, place, id, state };
    if (state === 'waiting') this.#queue.push(one);
    else this.#flight.set(id, one);
    this.#bytes += message.bytes;
    this.#nextPlace = Math.max(this.#nextPlace, place + 1);
  }

  /** Sends again what was under way (MQTT 5, 4.4), then what waits. */
  attach(link: Link): void {
    this.link = link;
    for (const one of [...this.#flight.values()].toSorted((a, b) => a.place - b.place)) {
      if (one.state === 'released') link.sendRelease(one.id);
      else if (one.message.isOver(this.options.nowMs()) && one.delivery.qos === 1) this.#done(one);
      else if (!link.sendMessage(one.message, one.delivery, one.id, true)) this.#done(one);
    }
    this.pump();
  }

  pump(): void {
    const nowMs = this.options.nowMs();
    for (;;) {
      const { link } = this;
      if (link === undefined || link.isBusy || this.#flight.size >= link.window) return;
      const one = this.#queue[this.#first];
      if (one === undefined) return;
      this.#shift();
      if (one.message.isOver(nowMs)) this.#done(one);
      else this.#send(one, link);
    }
  }

  /** False where no such packet is under way. */
  acknowledged(id: number, kind: 'puback' | 'pubrec' | 'pubcomp', code: number): boolean {
    const one = this.#flight.get(id);
    const isTwo = one?.delivery.qos === 2;
    if (one === undefined || isTwo !== (kind !== 'puback')) return false;
    if (kind === 'pubrec' && code < 0x80) {
      one.state = 'released';
      if (this.isLasting) this.#keep(one);
      return true;
    }
    this.#done(one);
    this.pump();
    return true;
  }

  /** Of a publish with QoS 2; the promise is there where it must be durable first. */
  received(id: number): Promise<void> | undefined {
    this.inbound.add(id);
    if (!this.isLasting) return undefined;
    this.options.store.add(inboundKey(this.options.number, id), Buffer.of(1));
    return this.options.store.durable();
  }

  released(id: number): boolean {
    if (this.isLasting) this.options.store.put(inboundKey(this.options.number, id), null);
    return this.inbound.delete(id);
  }

  /** Writes what a later process must know; nothing of a session that ends with its connection. */
  save(): Promise<void> {
    const { store, number } = this.options;
    if (!this.isLasting) return Promise.resolve();
    const { tenant, clientId } = this.options;
    const { version, expiryS, scope, will, goneAtMs } = this;
    const subscriptions = [...this.subscriptions.values()];
    store.put(
      sessionKey(number),
      sessionBytes({
        ...{ tenant, clientId, version, expiryS, scopes: scope.scopes, subscriptions },
        ...(will === undefined ? {} : { will: willText(will) }),
        ...(goneAtMs === undefined ? {} : { goneAtMs }),
      }),
    );
    return store.durable();
  }

  /** Takes everything out of the store. */
  forget(): void {
    const { store, number } = this.options;
    store.put(sessionKey(number), null);
    for (const one of [...this.#flight.values(), ...this.#queue.slice(this.#first)])
      store.put(queueKey(number, one.place), null);
    for (const id of this.inbound) store.put(inboundKey(number, id), null);
  }

  #send(one: Waiting, link: Link): void {
    one.id = this.#freeId();
    this.#flight.set(one.id, one);
    one.state = 'sent';
    const send = () => {
      if (this.#flight.get(one.id) !== one || this.link !== link) return;
      if (!link.sendMessage(one.message, one.delivery, one.id, false)) this.#done(one);
    };
    if (one.delivery.qos === 1 || !this.isLasting) return send();
    // Exactly once also over our death: the packet id that the client keeps must not be forgotten here.
    this.#keep(one);
    this.options.store.durable().then(send, () => {});
  }

  #keep(one: Waiting): void {
    this.options.store.put(queueKey(this.options.number, one.place), bytesOf(one));
  }

  #done(one: Waiting): void {
    if (one.id > 0) this.#flight.delete(one.id);
    this.#bytes -= one.message.bytes;
    if (this.isLasting) this.options.store.put(queueKey(this.options.number, one.place), null);
  }

  /** The oldest goes first; what is under way stays. */
  #makeRoom(): void {
    const { queueMessagesMax, queueBytesMax } = this.options.limits;
    let dropped = 0;
    while (this.#queue.length - this.#first > queueMessagesMax || this.#bytes > queueBytesMax) {
      const one = this.#queue[this.#first];
      if (one === undefined) break;
      this.#shift();
      this.#done(one);
      dropped += 1;
    }
    if (dropped > 0) this.options.onDropped(this, dropped);
  }

  #shift(): void {
    this.#first += 1;
    if (this.#first < 1_000 && this.#first < this.#queue.length) return;
    this.#queue.splice(0, this.#first);
    this.#first = 0;
  }

  #freeId(): number {
    while (this.#flight.has(this.#nextId)) this.#step();
    const id = this.#nextId;
    this.#step();
    return id;
  }

  #step(): void {
    this.#nextId = this.#nextId === 65_535 ? 1 : this.#nextId + 1;
  }
}

function bytesOf({ message, delivery, id, state }: Waiting): Uint8Array {
  return messageBytes({ message, ...delivery, id, released: state === 'released' });
}

export function minQos(a: Qos, b: Qos): Qos {
  return a < b ? a : b;
}
