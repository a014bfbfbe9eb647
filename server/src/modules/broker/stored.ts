// How sessions, waiting messages and retained messages lie in the store of names, and back. Keys: `s/<session>`,
// `q/<session>/<place>`, `i/<session>/<packet id>`, `r/<hash of the topic>`; sessions and places are numbers that
// sort as texts.
import { createHash } from 'node:crypto';
import { decodePacket } from '../../wire/mqtt/decode.ts';
import { encodePacket } from '../../wire/mqtt/encode.ts';
import { Framer } from '../../wire/mqtt/framer.ts';
import type {
  Connect,
  Packet,
  Publish,
  Qos,
  Subscription,
  Version,
  Will,
} from '../../wire/mqtt/packet.ts';
import { Message } from './message.ts';
import type { Scopes } from './topic-scope.ts';

export type Subscribed = Subscription & { readonly subscriptionId: number };

/** A session that outlives its connection. */
export type StoredSession = {
  readonly tenant: string;
  readonly clientId: string;
  readonly version: Version;
  readonly expiryS: number;
  readonly scopes: Scopes;
  readonly subscriptions: readonly Subscribed[];
  /** A connect packet in base64 that carries the will; absent without one. */
  readonly will?: string;
  /** When its client went, in milliseconds; absent while it is here. */
  readonly goneAtMs?: number;
};

export const sessionKey = (session: number): string => `s/${sortable(session)}`;
export const queueKey = (session: number, place: number): string =>
  `q/${sortable(session)}/${sortable(place)}`;
export const queuePrefix = (session: number): string => `q/${sortable(session)}/`;
export const inboundKey = (session: number, id: number): string => `i/${sortable(session)}/${id}`;
export const inboundPrefix = (session: number): string => `i/${sortable(session)}/`;
export const retainedKey = (topic: string): string =>
  `r/${createHash('sha256').update(topic).digest('base64url')}`;

const digits = 11;
function sortable(number: number): string {
  return number.toString(36).padStart(digits, '0');
}
export function numberOf(text: string): number {
  return Number.parseInt(text, 36);
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export function sessionBytes(session: StoredSession): Uint8Array {
  return json(session);
}

export function sessionOf(bytes: Uint8Array): StoredSession {
  return JSON.parse(Buffer.from(bytes).toString()) as StoredSession;
}

/** `id`: the packet id that its receiver knows it by already; `released`: the receiver has it and waits for the rest. */
export type StoredMessage = {
  readonly message: Message;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly subscriptionIds: readonly number[];
  readonly id: number;
  readonly released: boolean;
};

const headBytes = 16;

export function messageBytes(stored: StoredMessage): Uint8Array {
  const { message, qos, retain, subscriptionIds, id, released } = stored;
  const head = Buffer.alloc(headBytes);
  head[0] = 1; // the form
  head[1] = qos | (retain ? 4 : 0) | (released ? 8 : 0);
  head.writeUInt16BE(id, 2);
  head.writeDoubleBE(message.expiresAtMs ?? 0, 8);
  const { expiryS: _, ...properties } = message.properties;
  const packet: Publish = {
    ...{ kind: 'publish', topic: message.topic, payload: message.payload, qos: message.qos },
    ...{ retain: message.retain, repeated: false, id: 1 },
    properties: { ...properties, ...(subscriptionIds.length > 0 ? { subscriptionIds } : {}) },
  };
  return Buffer.concat([head, encodePacket(packet, 5)]);
}

/** Undefined for what this version cannot read. */
export function messageOfBytes(bytes: Uint8Array): StoredMessage | undefined {
  const view = Buffer.from(bytes);
  if (view.length <= headBytes || view[0] !== 1) return undefined;
  const packet = packetOf(view.subarray(headBytes));
  if (packet?.kind !== 'publish') return undefined;
  const flags = view[1] ?? 0;
  const expiresAtMs = view.readDoubleBE(8);
  const { topic, payload, qos, retain } = packet;
  const { subscriptionIds = [], ...properties } = packet.properties;
  return {
    message: new Message({
      ...{ topic, payload, qos, retain, properties },
      ...(expiresAtMs === 0 ? {} : { expiresAtMs }),
    }),
    qos: Math.min(flags & 3, 2) as Qos,
    retain: (flags & 4) !== 0,
    released: (flags & 8) !== 0,
    subscriptionIds,
    id: view.readUInt16BE(2),
  };
}

/** A will travels as the connect packet that brought it. */
export function willText(will: Will): string {
  const packet: Connect = {
    ...{ kind: 'connect', version: 5, cleanStart: true, keepAliveS: 0, clientId: '' },
    ...{ properties: {}, will },
  };
  return encodePacket(packet, 5).toString('base64');
}

export function willOf(text: string | undefined): Will | undefined {
  const packet = packetOf(Buffer.from(text ?? '', 'base64'));
  return packet?.kind === 'connect' ? packet.will : undefined;
}

function packetOf(bytes: Uint8Array): Packet | undefined {
  let packet: Packet | undefined;
  new Framer(Number.MAX_SAFE_INTEGER).push(bytes, ({ first, body }) => {
    const outcome = decodePacket(first, body, 5);
    if (outcome.ok) packet = outcome.packet;
    return false;
  });
  return packet;
}
