// Questions over TCP: all to one node share a connection; a node that cuts it before it has answered
// all is asked the rest on connections of their own, a few at a time.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Address, Network } from '../../../kernel/world/network.ts';
import type { Message } from '../../../wire/handle/handle.ts';
import { hostPortText } from '../../../kernel/world/host-port.ts';
import { NodeConnection, type ConnectionOutcome } from './node-connection.ts';
import type { SentQuestion, Timing } from './sent-question.ts';

const idleMs = 10_000;
const aloneMax = 32;

export class ConnectionQuestions {
  readonly #network: Network;
  readonly #clock: Clock;
  readonly #timing: Timing;
  readonly #shared = new Map<string, NodeConnection>();
  readonly #alone = new Map<string, { count: number; queue: (() => void)[] }>();

  constructor(network: Network, clock: Clock, timing: Timing) {
    this.#network = network;
    this.#clock = clock;
    this.#timing = timing;
  }

  /** Undefined when no answer came. */
  async ask(to: Address, question: SentQuestion): Promise<Message | undefined> {
    const place = hostPortText(to);
    let outcome = await this.#sharedTo(to, place).ask(question);
    if (outcome === 'again') outcome = await this.#sharedTo(to, place).ask(question);
    if (outcome === 'cut') outcome = await this.#askAlone(to, place, question);
    return typeof outcome === 'string' ? undefined : outcome;
  }

  close(): void {
    for (const connection of this.#shared.values()) connection.close();
  }

  #sharedTo(to: Address, place: string): NodeConnection {
    const known = this.#shared.get(place);
    if (known !== undefined) return known;
    const connection = this.#connect(to, () => {
      if (this.#shared.get(place) === connection) this.#shared.delete(place);
    });
    this.#shared.set(place, connection);
    return connection;
  }

  #connect(to: Address, onOver: () => void): NodeConnection {
    const { timeoutMs } = this.#timing;
    const network = this.#network;
    return new NodeConnection({ network, clock: this.#clock, to, timeoutMs, idleMs, onOver });
  }

  async #askAlone(to: Address, place: string, question: SentQuestion): Promise<ConnectionOutcome> {
    const lane = this.#alone.get(place) ?? { count: 0, queue: [] };
    this.#alone.set(place, lane);
    if (lane.count >= aloneMax) await new Promise<void>((go) => lane.queue.push(go));
    lane.count += 1;
    const connection = this.#connect(to, () => {});
    try {
      return await connection.ask(question);
    } finally {
      connection.close();
      lane.count -= 1;
      lane.queue.shift()?.();
      if (lane.count === 0 && lane.queue.length === 0) this.#alone.delete(place);
    }
  }
}
