// A message on its way through the broker: received once, encoded once for all who get it alike.
import { encodePublish } from '../../wire/mqtt/encode.ts';
import type { Properties, Publish, Qos, Version } from '../../wire/mqtt/packet.ts';

export type MessageParts = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
  /** Those that go on to the receivers. */
  readonly properties: Properties;
  /** Milliseconds of the clock; absent for never. */
  readonly expiresAtMs?: number;
  /** Key of the session that published it. */
  readonly from?: string;
};

/** How a receiver gets it. */
export type Delivery = {
  readonly qos: Qos;
  readonly retain: boolean;
  readonly subscriptionIds: readonly number[];
};

export class Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly properties: Properties;
  readonly expiresAtMs: number | undefined;
  readonly from: string | undefined;
  /** By version and retain flag, for QoS 0. */
  readonly #encoded: (Buffer | undefined)[] = [];
  /** By version and retain flag, for QoS 1. */
  readonly #withId: (Buffer | undefined)[] = [];

  constructor(parts: MessageParts) {
    this.topic = parts.topic;
    this.payload = parts.payload;
    this.qos = parts.qos;
    this.retain = parts.retain;
    this.properties = parts.properties;
    this.expiresAtMs = parts.expiresAtMs;
    this.from = parts.from;
  }

  /** What it costs to keep. */
  get bytes(): number {
    return this.payload.length + this.topic.length + 200;
  }

  isOver(nowMs: number): boolean {
    return this.expiresAtMs !== undefined && this.expiresAtMs <= nowMs;
  }

  /** Shared by all receivers; only for what has no time to live. */
  plain(version: Version, retain: boolean): Buffer {
    const at = version * 2 + (retain ? 1 : 0);
    return (this.#encoded[at] ??= encodePublish(
      this.packet({ qos: 0, retain, subscriptionIds: [] }, 0, 0),
      version,
    ));
  }

  /** Shared: copy it and write the packet id. Only for what has no time to live. */
  withId(version: Version, retain: boolean): Buffer {
    const at = version * 2 + (retain ? 1 : 0);
    return (this.#withId[at] ??= encodePublish(
      this.packet({ qos: 1, retain, subscriptionIds: [] }, 0, 0),
      version,
    ));
  }

  packet({ qos, retain, subscriptionIds }: Delivery, id: number, nowMs: number): Publish {
    const { topic, payload, expiresAtMs } = this;
    const properties: Properties = { ...this.properties };
    if (expiresAtMs !== undefined)
      properties.expiryS = Math.max(1, Math.ceil((expiresAtMs - nowMs) / 1_000));
    if (subscriptionIds.length > 0) properties.subscriptionIds = subscriptionIds;
    return { kind: 'publish', topic, payload, qos, retain, repeated: false, id, properties };
  }
}

/** What was received, as it goes on; `properties` without those that are for us. */
export function messageOf(
  publish: Publish,
  { topic, from, nowMs }: { topic: string; from: string; nowMs: number },
): Message {
  const { payload, qos, retain } = publish;
  const { expiryS, topicAlias: _, subscriptionIds: __, ...properties } = publish.properties;
  return new Message({
    ...{ topic, qos, retain, properties, from },
    // The bytes of a read are shared by all its packets: keeping one would keep them all.
    payload: qos === 0 && !retain ? payload : Buffer.from(payload),
    ...(expiryS === undefined ? {} : { expiresAtMs: nowMs + expiryS * 1_000 }),
  });
}
