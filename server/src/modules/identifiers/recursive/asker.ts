// Asks one node one question: over UDP, again after a while, then over TCP.
import type { Address } from '../../../kernel/world/network.ts';
import type { Random } from '../../../kernel/world/random.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { World } from '../../../kernel/world/world.ts';
import {
  encodeMessage,
  makeEnvelope,
  opCode,
  opFlag,
  siteInfoSerialUnknown,
  type Message,
} from '../../../wire/handle/handle.ts';
import { expirationSeconds } from '../listeners/reply.ts';
import { hostPortText } from '../../../kernel/world/host-port.ts';
import type { Question } from '../model/question.ts';
import type { Contact } from '../model/site.ts';
import { ConnectionQuestions } from './connection-questions.ts';
import { DatagramQuestions } from './datagram-questions.ts';
import type { SentQuestion, Timing } from './sent-question.ts';

/** `address` as in `ResolutionStep`. */
export type AskOutcome =
  | { readonly ok: true; readonly message: Message; readonly address: string }
  | { readonly ok: false; readonly address: string };

export class Asker {
  readonly #clock: Clock;
  readonly #ids: RequestIds;
  readonly #idsInUse = new Set<number>();
  readonly #datagrams: DatagramQuestions;
  readonly #connections: ConnectionQuestions;

  /** Opens the one socket from which all datagrams are sent. */
  static async open({ network, clock, random }: World, timing: Timing): Promise<Asker> {
    const datagrams = await DatagramQuestions.open(network, clock, timing);
    const connections = new ConnectionQuestions(network, clock, timing);
    return new Asker({ clock, random, datagrams, connections });
  }

  private constructor(parts: {
    clock: Clock;
    random: Random;
    datagrams: DatagramQuestions;
    connections: ConnectionQuestions;
  }) {
    this.#clock = parts.clock;
    this.#ids = new RequestIds(parts.random);
    this.#datagrams = parts.datagrams;
    this.#connections = parts.connections;
  }

  async ask(contact: Contact, question: Question): Promise<AskOutcome> {
    const requestId = this.#freeId();
    this.#idsInUse.add(requestId);
    try {
      const request = requestFor(question, requestId, this.#clock);
      return await this.#send(contact, { request, requestId, key: question.key });
    } finally {
      this.#idsInUse.delete(requestId);
    }
  }

  async close(): Promise<void> {
    this.#connections.close();
    await this.#datagrams.close();
  }

  async #send({ host, udpPort, tcpPort }: Contact, sent: SentQuestion): Promise<AskOutcome> {
    if (udpPort !== undefined && ipv4.test(host)) {
      const to = { host, port: udpPort };
      const message = await this.#askByDatagram(to, sent, tcpPort !== undefined);
      if (message !== undefined) return answered(message, to, 'udp');
    }
    const to = { host, port: tcpPort ?? udpPort ?? 0 };
    if (tcpPort === undefined) return { ok: false, address: `${hostPortText(to)}/udp` };
    const message = await this.#connections.ask(to, sent);
    if (message !== undefined) return answered(message, to, 'tcp');
    return { ok: false, address: `${hostPortText(to)}/tcp` };
  }

  /** A node that has many of our datagrams to answer is asked over TCP at once, where nothing is lost. */
  async #askByDatagram(
    to: Address,
    sent: SentQuestion,
    hasOtherWay: boolean,
  ): Promise<Message | undefined> {
    if (hasOtherWay && !this.#datagrams.hasRoomFor(to)) return undefined;
    return this.#datagrams.ask(to, sent);
  }

  #freeId(): number {
    for (;;) {
      const id = this.#ids.next();
      if (!this.#idsInUse.has(id)) return id;
    }
  }
}

/** The socket is an IPv4 one; names and IPv6 addresses are asked over TCP. */
const ipv4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

function answered(message: Message, to: Address, protocol: 'udp' | 'tcp'): AskOutcome {
  return { ok: true, message, address: `${hostPortText(to)}/${protocol}` };
}

/** Always for the whole record, so that one answer serves every filter. */
function requestFor(question: Question, requestId: number, clock: Clock): Uint8Array {
  return encodeMessage({
    envelope: makeEnvelope({ requestId }),
    header: {
      op: opCode.resolve,
      responseCode: 0,
      flags: opFlag.publicOnly,
      siteInfoSerial: siteInfoSerialUnknown,
      recursionCount: 0,
      expirationSeconds: expirationSeconds(clock.now()),
    },
    body: { kind: 'resolve-request', handle: question.handle, indexes: [], types: [] },
  });
}

const idsAtOnce = 256;

/** Ids that nobody can guess who does not see our datagrams; drawn many at a time, which is cheaper. */
class RequestIds {
  readonly #random: Random;
  #drawn: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): number {
    if (this.#at >= this.#drawn.byteLength) {
      const bytes = this.#random.bytes(idsAtOnce * 4);
      this.#drawn = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.#at = 0;
    }
    const id = this.#drawn.getInt32(this.#at);
    this.#at += 4;
    return id === 0 || id === -1 ? this.next() : id;
  }
}
