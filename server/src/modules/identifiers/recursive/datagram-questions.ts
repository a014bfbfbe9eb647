// Questions over UDP: one socket for all, each asked twice, and no more of them under way to one node
// than its receive buffer holds, since what overflows is lost and waited for in vain.
import type { Clock, Timer } from '../../../kernel/world/clock.ts';
import type { Address, Network, UdpSocket } from '../../../kernel/world/network.ts';
import {
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

const triesMax = 2;
const underWayMax = 64;

export class DatagramQuestions {
  readonly #socket: UdpSocket;
  readonly #clock: Clock;
  readonly #timing: Timing;
  readonly #pending = new Map<number, Pending>();
  readonly #underWay = new Map<string, number>();
  readonly #reassembly = new Reassembly();

  static async open(network: Network, clock: Clock, timing: Timing): Promise<DatagramQuestions> {
    const socket = await network.openUdp({ host: '0.0.0.0', port: 0 });
    return new DatagramQuestions(socket, clock, timing);
  }

  private constructor(socket: UdpSocket, clock: Clock, timing: Timing) {
    this.#socket = socket;
    this.#clock = clock;
    this.#timing = timing;
    socket.onMessage((packet, from) => this.#hear(packet, from));
  }

  /** Whether one more question to this node is likely to arrive. */
  hasRoomFor(to: Address): boolean {
    return (this.#underWay.get(hostPortText(to)) ?? 0) < underWayMax;
  }

  /** Undefined when no answer came. */
  ask(to: Address, question: SentQuestion): Promise<Message | undefined> {
    const packets = splitDatagrams(question.request);
    const place = hostPortText(to);
    this.#count(place, 1);
    return new Promise((resolve) => {
      let tries = 0;
      let timer: Timer | undefined;
      const end = (answer?: Message): void => {
        timer?.cancel();
        this.#pending.delete(question.requestId);
        this.#count(place, -1);
        resolve(answer);
      };
      const send = (): void => {
        if (tries === triesMax) return end();
        timer = this.#clock.after(this.#timing.retryMs * 2 ** tries++, send);
        for (const packet of packets) this.#socket.send(packet, to);
      };
      this.#pending.set(question.requestId, { to, question, take: end });
      send();
    });
  }

  close(): Promise<void> {
    return this.#socket.close();
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
    if (pending.to.port !== from.port || pending.to.host !== from.host) return;
    const peer = hostPortText(from);
    const arrived = this.#reassembly.push(peer, packet, this.#clock.monotonicMs());
    if (!arrived.ok || arrived.message === undefined) return;
    const answer = answerTo(pending.question, arrived.message);
    if (answer === undefined) return;
    pending.take(isTooLongForDatagrams(answer) ? undefined : answer);
  }
}

/** So says a node whose answer would be long, since our address might be forged. */
function isTooLongForDatagrams({ envelope, header }: Message): boolean {
  return envelope.truncated && header.responseCode === responseCode.error;
}
