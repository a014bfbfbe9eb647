// Questions over UDP: one socket of each family for all, each asked twice, and no more of them under way to one node
// than its receive buffer holds, since what overflows is lost and waited for in vain.
import type { Clock, Timer } from '../../../kernel/world/clock.ts';
import type { Address, Network, UdpSocket } from '../../../kernel/world/network.ts';
import {
  addressBytes,
  addressText,
  envelopeBytes,
  Reassembly,
  resolveRequestId,
  responseCode,
  splitDatagrams,
  type Message,
} from '../../../wire/handle/handle.ts';
import { hostPortText } from '../../../kernel/world/host-port.ts';
import { answerTo, type SentQuestion, type Timing } from './sent-question.ts';

type Pending = {
  readonly to: Address;
  readonly question: SentQuestion;
  /** Undefined: there is an answer, but not over UDP. */
  readonly take: (answer: Message | undefined) => void;
};

export const triesMax = 2;
const underWayMax = 64;

export class DatagramQuestions {
  readonly #ipv4: UdpSocket;
  /** None on a machine without IPv6. */
  readonly #ipv6: UdpSocket | undefined;
  readonly #clock: Clock;
  readonly #timing: Timing;
  readonly #pending = new Map<number, Pending>();
  readonly #underWay = new Map<string, number>();
  readonly #reassembly = new Reassembly();

  static async open(network: Network, clock: Clock, timing: Timing): Promise<DatagramQuestions> {
    const ipv4 = await network.openUdp({ host: '0.0.0.0', port: 0 });
    const ipv6 = await network.openUdp({ host: '::', port: 0 }).catch(() => undefined);
    return new DatagramQuestions({ ipv4, ipv6 }, clock, timing);
  }

  private constructor(
    sockets: { ipv4: UdpSocket; ipv6: UdpSocket | undefined },
    clock: Clock,
    timing: Timing,
  ) {
    this.#ipv4 = sockets.ipv4;
    this.#ipv6 = sockets.ipv6;
    this.#clock = clock;
    this.#timing = timing;
    for (const socket of [this.#ipv4, this.#ipv6]) {
      socket?.onMessage((packet, from) => this.#hear(packet, from));
    }
  }

  /** Datagrams go to addresses only; a host name is asked over TCP, where the system looks it up. */
  canReach(host: string): boolean {
    return this.#socketFor(host) !== undefined;
  }

  #socketFor(host: string): UdpSocket | undefined {
    if (host.includes(':')) return this.#ipv6;
    return ipv4Form.test(host) ? this.#ipv4 : undefined;
  }

  /** Whether one more question to this node is likely to arrive. */
  hasRoomFor(to: Address): boolean {
    return (this.#underWay.get(hostPortText(to)) ?? 0) < underWayMax;
  }

  /** Undefined when no answer came. */
  ask(to: Address, question: SentQuestion, tries: number = triesMax): Promise<Message | undefined> {
    const socket = this.#socketFor(to.host);
    if (socket === undefined) return Promise.resolve(undefined);
    const packets = splitDatagrams(question.request);
    const place = hostPortText(to);
    this.#count(place, 1);
    return new Promise((resolve) => {
      let sent = 0;
      let timer: Timer | undefined;
      const end = (answer?: Message): void => {
        timer?.cancel();
        this.#pending.delete(question.requestId);
        this.#count(place, -1);
        resolve(answer);
      };
      const send = (): void => {
        if (sent === tries) return end();
        timer = this.#clock.after(this.#timing.retryMs * 2 ** sent++, send);
        for (const packet of packets) socket.send(packet, to);
      };
      this.#pending.set(question.requestId, { to, question, take: end });
      send();
    });
  }

  async close(): Promise<void> {
    await this.#ipv4.close();
    await this.#ipv6?.close();
  }

  #count(place: string, by: number): void {
    const count = (this.#underWay.get(place) ?? 0) + by;
    if (count === 0) this.#underWay.delete(place);
    else this.#underWay.set(place, count);
  }

  #hear(packet: Uint8Array, from: Address): void {
    if (packet.length < envelopeBytes) return;
    const pending = this.#pending.get(resolveRequestId(packet));
    if (pending === undefined) return;
    if (pending.to.port !== from.port || !isSameHost(pending.to.host, from.host)) return;
    const peer = hostPortText(from);
    const arrived = this.#reassembly.push(peer, packet, this.#clock.monotonicMs());
    if (!arrived.ok || arrived.message === undefined) return;
    const answer = answerTo(pending.question, arrived.message);
    if (answer === undefined) return;
    pending.take(isTooLongForDatagrams(answer) ? undefined : answer);
  }
}

const ipv4Form = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/** IPv6 addresses have many spellings. */
function isSameHost(asked: string, heard: string): boolean {
  if (asked === heard) return true;
  const [one, other] = [addressBytes(asked), addressBytes(heard)];
  return one !== undefined && other !== undefined && addressText(one) === addressText(other);
}

/** So says a node whose answer would be long, since our address might be forged. */
function isTooLongForDatagrams({ envelope, header }: Message): boolean {
  return envelope.truncated && header.responseCode === responseCode.error;
}
