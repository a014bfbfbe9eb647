// One connection of a client: bytes to packets, the order of the protocol (MQTT 5, chapter 4), answers, keep-alive,
// and the end. What a packet means is in `packet-handler.ts`; how a client comes in, in `handshake.ts`.
import { Acknowledgements } from '../../wire/mqtt/acknowledgements.ts';
import { decodePacket } from '../../wire/mqtt/decode.ts';
import { encodePacket, encodePublish, idOffset } from '../../wire/mqtt/encode.ts';
import { Framer, type Frame } from '../../wire/mqtt/framer.ts';
import { reason, type Connect, type Packet, type Properties } from '../../wire/mqtt/packet.ts';
import type { BrokerCore } from './broker.ts';
import type { Client } from './client.ts';
import type { EitherSocket } from './either-socket.ts';
import { admit } from './handshake.ts';
import type { Delivery, Message } from './message.ts';
import { Output } from './output.ts';
import { handlePacket } from './packet-handler.ts';
import type { Session } from './session.ts';
import { noCounts } from './traffic.ts';

export type ConnectionOptions = {
  readonly core: BrokerCore;
  readonly socket: EitherSocket;
  readonly onClose: (connection: ClientConnection) => void;
};

const firstPacketMs = 10_000;
/** How long a client may take to read why it is sent away. */
const goodbyeMs = 1_000;

export class ClientConnection implements Client {
  readonly core: BrokerCore;
  readonly socket: EitherSocket;
  readonly acknowledgements = new Acknowledgements();
  /** Topics by the alias that the client gave them. */
  readonly aliases = new Map<number, string>();
  /** Packets with QoS 1 and 2 of the client that are not answered to the end. */
  readonly inFlight = new Set<number>();
  readonly counts = noCounts();
  tenant: string | undefined;
  session: Session | undefined;
  /** Once it is accepted. */
  connect: Connect | undefined;
  window = 65_535;
  keepAliveMs = firstPacketMs;
  readonly #onClose: (connection: ClientConnection) => void;
  readonly #framer: Framer;
  readonly #output: Output;
  readonly #ownAliases = new Map<string, number>();
  #heardMs: number;
  #busy = false;
  #held = false;
  #over = false;

  constructor({ core, socket, onClose }: ConnectionOptions) {
    this.core = core;
    this.socket = socket;
    this.#onClose = onClose;
    this.#heardMs = core.options.world.clock.monotonicMs();
    this.#framer = new Framer(core.options.config.packetBytesMax);
    this.#output = new Output(socket, () => this.#drained());
    core.traffic.begin(this);
    socket.onData((chunk) => this.#read(chunk));
    socket.onClose(() => this.#closed());
  }

  get version(): 4 | 5 {
    return this.connect?.version ?? 4;
  }

  get isFull(): boolean {
    return this.#output.isFull;
  }

  get isBusy(): boolean {
    return this.#output.isBlocked;
  }

  get isOver(): boolean {
    return this.#over;
  }

  send(packet: Packet): void {
    if (!this.#over) this.#write(encodePacket(packet, this.version));
  }

  sendMessage(message: Message, delivery: Delivery, id: number, repeated: boolean): boolean {
    const bytes = this.#bytesOf(message, delivery, id);
    const bytesMax = this.connect?.properties.packetBytesMax;
    if (bytesMax !== undefined && bytes.length > bytesMax) {
      this.core.options.meters.dropped += 1;
      this.counts.dropped += 1;
      return false;
    }
    if (repeated) bytes[0] = (bytes[0] ?? 0) | 8;
    this.counts.publishedOut += 1;
    this.#write(bytes);
    return true;
  }

  #write(bytes: Uint8Array): void {
    this.counts.packetsOut += 1;
    this.counts.bytesOut += bytes.length;
    this.#output.write(bytes);
  }

  sendRelease(id: number): void {
    this.send({ kind: 'pubrel', id, code: 0, properties: {} });
  }

  /** MQTT 5, 4.13: says why, where the version has words for it, and closes. */
  drop(code: number, properties: Properties = {}): void {
    if (this.#over) return;
    if (this.connect?.version === 5) this.send({ kind: 'disconnect', code, properties });
    this.finish();
  }

  /** Sends what is written, then closes. */
  finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#output.end();
    this.core.options.world.clock.after(goodbyeMs, () => this.socket.destroy());
    this.#leave();
  }

  /** To be called twice a second. */
  sweep(nowMs: number): void {
    if (this.keepAliveMs > 0 && nowMs - this.#heardMs > this.keepAliveMs && !this.#held)
      this.drop(reason.keepAliveTimeout);
  }

  /** Reads nothing more while too much waits: of acknowledgements, or for the client to read. */
  hold(): void {
    const full =
      this.#output.isBlocked || this.acknowledgements.waiting > this.core.options.config.receiveMax;
    if (full === this.#held) return;
    this.#held = full;
    if (full) this.socket.pause();
    else {
      this.#heardMs = this.core.options.world.clock.monotonicMs();
      this.socket.resume();
      this.#read(nothing);
    }
  }

  #drained(): void {
    this.session?.pump();
    this.hold();
  }

  #read(chunk: Uint8Array): void {
    if (this.#over) return;
    this.counts.bytesIn += chunk.length;
    this.#heardMs = this.core.options.world.clock.monotonicMs();
    const fault = this.#framer.push(chunk, (frame) => this.#take(frame));
    if (fault === 'too-long') this.drop(reason.tooLarge);
    else if (fault === 'malformed') this.drop(reason.malformed);
  }

  /** False to be asked again later. */
  #take({ first, body }: Frame): boolean {
    this.counts.packetsIn += 1;
    const outcome = decodePacket(first, body, this.version);
    if (!outcome.ok) {
      this.core.options.meters.refused += 1;
      if (this.connect === undefined && first >> 4 === 1) this.refuse(4, outcome.code);
      this.drop(outcome.code);
      return false;
    }
    const { packet } = outcome;
    if (this.connect !== undefined) {
      if (packet.kind === 'publish') this.counts.publishedIn += 1;
      handlePacket(this, packet);
      this.hold();
      return !this.#over && !this.#held;
    }
    if (packet.kind !== 'connect') {
      this.finish();
      return false;
    }
    this.#comeIn(packet);
    return false;
  }

  #comeIn(packet: Connect): void {
    if (this.#busy) return;
    this.#busy = true;
    this.socket.pause();
    admit(this, packet).then(
      () => {
        this.#busy = false;
        if (this.#over) return;
        this.socket.resume();
        this.#read(nothing);
      },
      (error: unknown) => {
        this.core.options.log.error('client-not-admitted', { error });
        this.finish();
      },
    );
  }

  /** A CONNACK that says no, and the end. MQTT 3.1.1 has five reasons for all. */
  refuse(version: 4 | 5, code: number, properties: Properties = {}): void {
    const told = version === 5 ? code : (oldCodes.get(code) ?? 3);
    const packet = { kind: 'connack', sessionPresent: false, code: told, properties } as const;
    this.#write(encodePacket(packet, version));
    this.core.options.meters.refused += 1;
    this.finish();
  }

  #bytesOf(message: Message, delivery: Delivery, id: number): Buffer {
    const { version } = this;
    const { qos, retain, subscriptionIds } = delivery;
    const aliasMax = version === 5 ? (this.connect?.properties.topicAliasMax ?? 0) : 0;
    const isCommon =
      message.expiresAtMs === undefined && subscriptionIds.length === 0 && aliasMax === 0;
    if (isCommon && qos === 0) return message.plain(version, retain);
    if (isCommon) {
      const bytes = Buffer.from(message.withId(version, retain));
      bytes[0] = 0x30 | (qos << 1) | (retain ? 1 : 0);
      bytes.writeUInt16BE(id, idOffset(bytes));
      return bytes;
    }
    const packet = message.packet(delivery, id, this.core.nowMs());
    if (aliasMax === 0) return encodePublish(packet, version);
    const { topic } = message;
    const known = this.#ownAliases.get(topic);
    if (known === undefined && this.#ownAliases.size >= aliasMax)
      return encodePublish(packet, version);
    const topicAlias = known ?? this.#ownAliases.size + 1;
    this.#ownAliases.set(topic, topicAlias);
    const properties = { ...packet.properties, topicAlias };
    return encodePublish(
      { ...packet, properties, topic: known === undefined ? topic : '' },
      version,
    );
  }

  #closed(): void {
    const first = !this.#over;
    this.#over = true;
    if (first) this.#leave();
    this.core.traffic.end(this);
    this.#onClose(this);
  }

  #leave(): void {
    const { session } = this;
    this.session = undefined;
    if (session?.link === this) this.core.sessions.leave(session);
  }
}

const nothing = new Uint8Array(0);

/** MQTT 3.1.1, table 3.1. */
const oldCodes: ReadonlyMap<number, number> = new Map([
  [reason.unsupportedVersion, 1],
  [reason.clientIdNotValid, 2],
  [reason.badCredentials, 4],
  [reason.notAuthorized, 5],
]);
