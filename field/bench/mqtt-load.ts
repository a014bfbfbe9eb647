// A publisher and a subscriber over bare sockets, so that what is measured is the broker between them: packets are
// encoded beforehand, and of what arrives only headers are read.
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { encodePacket } from '../../server/src/wire/mqtt/encode.ts';
import { Framer } from '../../server/src/wire/mqtt/framer.ts';
import type { Packet } from '../../server/src/wire/mqtt/packet.ts';

export type Load = {
  readonly port: number;
  readonly password?: string;
  readonly qos: 0 | 1;
  readonly count: number;
  /** Publications with QoS 1 under way. */
  readonly window: number;
  /** The subscriber's session outlives it, so that a broker that means it must write. */
  readonly lasting: boolean;
};

const payload = Buffer.alloc(100, 'x');
const topics = 100;
const none = { properties: {} };

class Peer {
  readonly socket: Socket;
  readonly #framer = new Framer(1 << 20);
  onPacket: (first: number, body: Uint8Array) => void = () => {};

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk) =>
      this.#framer.push(chunk, ({ first, body }) => {
        this.onPacket(first, body);
        return true;
      }),
    );
  }

  send(packet: Packet): void {
    this.socket.write(encodePacket(packet, 4));
  }

  next(type: number): Promise<void> {
    return new Promise((resolve) => {
      this.onPacket = (first) => {
        if (first >> 4 === type) resolve();
      };
    });
  }
}

async function open({ port, password }: Load, clientId: string, clean: boolean): Promise<Peer> {
  const peer = new Peer(port);
  const login = password === undefined ? {} : { username: 'x', password: Buffer.from(password) };
  const answer = peer.next(2);
  peer.send({
    kind: 'connect',
    version: 4,
    cleanStart: clean,
    keepAliveS: 0,
    clientId,
    ...none,
    ...login,
  });
  await answer;
  return peer;
}

/** Messages a second, from the first publication to the last arrival. */
export async function messagesPerSecond(load: Load): Promise<number> {
  const { qos, count, lasting } = load;
  const reader = await open(load, 'bench-reader', !lasting);
  const subscribed = reader.next(9);
  const subscription = {
    filter: 'bench/#',
    qos,
    noLocal: false,
    retainAsPublished: false,
    retainHandling: 0 as const,
  };
  reader.send({ kind: 'subscribe', id: 1, subscriptions: [subscription], ...none });
  await subscribed;
  let heard = 0;
  const all = new Promise<void>((resolve) => {
    let acks: Buffer[] = [];
    reader.onPacket = (first, body) => {
      if (first >> 4 !== 3) return;
      heard += 1;
      if (qos === 1) {
        const at = 2 + (((body[0] ?? 0) << 8) | (body[1] ?? 0));
        if (acks.length === 0)
          queueMicrotask(() => {
            reader.socket.write(Buffer.concat(acks));
            acks = [];
          });
        acks.push(Buffer.of(0x40, 2, body[at] ?? 0, body[at + 1] ?? 0));
      }
      if (heard === count) resolve();
    };
  });
  const writer = await open(load, 'bench-writer', true);
  const started = performance.now();
  await Promise.all([publishAll(writer, load), all]);
  const tookMs = performance.now() - started;
  reader.socket.destroy();
  writer.socket.destroy();
  return (count / tookMs) * 1_000;
}

async function publishAll(writer: Peer, { qos, count, window }: Load): Promise<void> {
  let confirmed = 0;
  let wake = () => {};
  writer.onPacket = (first) => {
    if (first >> 4 === 4) confirmed += 1;
    wake();
  };
  const packets = Array.from({ length: topics }, (_, i) =>
    encodePacket(
      {
        kind: 'publish',
        topic: `bench/machine-${i}/value`,
        payload,
        qos,
        retain: false,
        repeated: false,
        id: 1,
        ...none,
      },
      4,
    ),
  );
  const perWrite = qos === 0 ? 400 : 100;
  for (let sent = 0; sent < count;) {
    const room = qos === 0 ? perWrite : Math.min(perWrite, window - (sent - confirmed));
    if (room <= 0) {
      await new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    const parts: Buffer[] = [];
    for (let i = 0; i < room && sent < count; i += 1, sent += 1) {
      const bytes = packets[sent % topics] ?? Buffer.alloc(0);
      parts.push(qos === 0 ? bytes : withId(bytes, (sent % 60_000) + 1));
    }
    if (!writer.socket.write(Buffer.concat(parts))) await once(writer.socket, 'drain');
  }
}

function withId(bytes: Buffer, id: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.length - payload.length - 2;
  copy.writeUInt16BE(id, at);
  return copy;
}
