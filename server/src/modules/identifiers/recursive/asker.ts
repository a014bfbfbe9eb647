// Asks one node one question: over UDP, again after a while, then over TCP. Where datagrams get lost but TCP
// is answered, UDP is left out for a while.
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
import { BoundedCache } from './bounded-cache.ts';
import { ConnectionQuestions } from './connection-questions.ts';
import { DatagramQuestions, triesMax } from './datagram-questions.ts';
import type { SentQuestion, Timing } from './sent-question.ts';

/** `address` as in `ResolutionStep`. */
export type AskOutcome =
  | { readonly ok: true; readonly message: Message; readonly address: string }
  | { readonly ok: false; readonly address: string };

export type AskOptions = {
  /** Only values of these types; otherwise the whole record, so that one answer serves every filter. */
  readonly types?: readonly string[];
  /** One datagram and no TCP: for a server that was silent a short while ago. */
  readonly brief?: boolean;
  /** Of the question that made us ask. */
  readonly recursionCount?: number;
};

/** For so long UDP is left out at a server that answers over TCP only. */
const withoutUdpMs = 60_000;
const placesMax = 10_000;

export class Asker {
  readonly #withoutUdp: BoundedCache<true>;
  readonly #clock: Clock;
  readonly #ids: RequestIds;
  readonly #idsInUse = new Set<number>();
  readonly #datagrams: DatagramQuestions;
  readonly #connections: ConnectionQuestions;

  /** Opens the sockets from which all datagrams are sent, one of each family. */
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
    const bytesMax = placesMax * 300;
    this.#withoutUdp = new BoundedCache({ clock: parts.clock, bytesMax });
    this.#ids = new RequestIds(parts.random);
    this.#datagrams = parts.datagrams;
    this.#connections = parts.connections;
  }

  async ask(contact: Contact, question: Question, options: AskOptions = {}): Promise<AskOutcome> {
    const requestId = this.#freeId();
    this.#idsInUse.add(requestId);
    try {
      const { siteSerial = siteInfoSerialUnknown } = contact;
      const request = requestFor(
        question,
        { ...options, requestId, siteSerial },
        this.#clock.now(),
      );
      const sent = { request, requestId, key: question.key };
      return await this.#send(contact, sent, options.brief === true);
    } finally {
      this.#idsInUse.delete(requestId);
    }
  }

  async close(): Promise<void> {
    this.#connections.close();
    await this.#datagrams.close();
  }

  async #send(contact: Contact, sent: SentQuestion, brief: boolean): Promise<AskOutcome> {
    const { host, udpPort, tcpPort } = contact;
    let lost = false;
    if (udpPort !== undefined && this.#datagrams.canReach(host)) {
      const to = { host, port: udpPort };
      const place = hostPortText(to);
      const leaveOut = tcpPort !== undefined && !brief && this.#isWithoutUdp(to, place);
      const tries = brief ? 1 : triesMax;
      const message = leaveOut ? undefined : await this.#datagrams.ask(to, sent, tries);
      if (message !== undefined) return answered(message, place, 'udp');
      if (brief || tcpPort === undefined) return { ok: false, address: `${place}/udp` };
      lost = !leaveOut;
    }
    const to = { host, port: tcpPort ?? udpPort ?? 0 };
    const place = hostPortText(to);
    const message = await this.#connections.ask(to, sent);
    if (message === undefined) return { ok: false, address: `${place}/tcp` };
    if (lost) this.#withoutUdp.set(place, true, { bytes: 0, ttlMs: withoutUdpMs });
    return answered(message, place, 'tcp');
  }

  /** A node that has many of our datagrams to answer is asked over TCP at once, where nothing is lost. */
  #isWithoutUdp(to: Address, place: string): boolean {
    return !this.#datagrams.hasRoomFor(to) || this.#withoutUdp.get(place) === true;
  }

  #freeId(): number {
    for (;;) {
      const id = this.#ids.next();
      if (!this.#idsInUse.has(id)) return id;
    }
  }
}

function answered(message: Message, place: string, protocol: 'udp' | 'tcp'): AskOutcome {
  return { ok: true, message, address: `${place}/${protocol}` };
}

type Given = AskOptions & { readonly requestId: number; readonly siteSerial: number };

function requestFor(question: Question, given: Given, nowMs: number): Uint8Array {
  const { requestId, types = [], siteSerial, recursionCount = 0 } = given;
  return encodeMessage({
    envelope: makeEnvelope({ requestId }),
    header: {
      op: opCode.resolve,
      responseCode: 0,
      flags: opFlag.publicOnly,
      siteInfoSerial: siteSerial,
      recursionCount: Math.min(recursionCount, recursionMax),
      expirationSeconds: expirationSeconds(nowMs),
    },
    body: { kind: 'resolve-request', handle: question.handle, indexes: [], types },
  });
}

/** One byte. */
const recursionMax = 255;

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
