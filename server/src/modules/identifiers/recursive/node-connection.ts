// A TCP connection to one node, shared by many questions at once and matched by request id.
import type { Clock, Timer } from '../../../kernel/world/clock.ts';
import type { Address, Network, TcpConnection } from '../../../kernel/world/network.ts';
import { Framer, resolveRequestId, type Message } from '../../../wire/handle/handle.ts';
import { answerTo, type SentQuestion } from './sent-question.ts';

/**
 * `cut`: the node closed before it answered, as servers do that answer one question per connection.
 * `again`: the connection proved dead, but was older than the question, which deserves a new one.
 */
export type ConnectionOutcome = Message | 'no-answer' | 'cut' | 'again';

export type NodeConnectionOptions = {
  readonly network: Network;
  readonly clock: Clock;
  readonly to: Address;
  readonly timeoutMs: number;
  readonly idleMs: number;
  readonly onOver: () => void;
};

type Waiting = {
  readonly question: SentQuestion;
  readonly settle: (outcome: ConnectionOutcome) => void;
  readonly sentMs: number;
};

export class NodeConnection {
  readonly #options: NodeConnectionOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #framer = new Framer();
  readonly #opening: Promise<TcpConnection | undefined>;
  #connection: TcpConnection | undefined;
  #joined = false;
  #idle: Timer | undefined;
  #heardMs = 0;
  #over = false;

  constructor(options: NodeConnectionOptions) {
    this.#options = options;
    const { network, to, timeoutMs } = options;
    this.#opening = network.connectTcp(to, timeoutMs).then(
      (connection) => this.#opened(connection),
      () => this.#end(() => 'no-answer'),
    );
  }

  async ask(question: SentQuestion): Promise<ConnectionOutcome> {
    const first = !this.#joined;
    this.#joined = true;
    const connection = this.#connection ?? (await this.#opening);
    if (connection === undefined) return first ? 'no-answer' : 'again';
    if (this.#over) return 'cut';
    this.#idle?.cancel();
    const { clock, timeoutMs } = this.#options;
    return new Promise((resolve) => {
      const timer = clock.after(timeoutMs, () => this.#silent(question.requestId));
      const settle = (outcome: ConnectionOutcome): void => {
        timer.cancel();
        this.#waiting.delete(question.requestId);
        if (this.#waiting.size === 0) this.#rest();
        resolve(outcome);
      };
      const sentMs = clock.monotonicMs();
      this.#waiting.set(question.requestId, { question, settle, sentMs });
      connection.write(question.request);
    });
  }

  close(): void {
    this.#end(() => 'no-answer');
  }

  #opened(connection: TcpConnection): TcpConnection {
    this.#connection = connection;
    connection.onData((chunk) => this.#hear(chunk));
    connection.onClose(() => this.#end(() => 'cut'));
    if (this.#over) connection.destroy();
    return connection;
  }

  #hear(chunk: Uint8Array): void {
    this.#heardMs = this.#options.clock.monotonicMs();
    const read = this.#framer.push(chunk);
    for (const bytes of read.messages) {
      const waiting = this.#waiting.get(resolveRequestId(bytes));
      const answer = waiting === undefined ? undefined : answerTo(waiting.question, bytes);
      if (answer !== undefined) waiting?.settle(answer);
    }
    if (!read.ok) this.#end(() => 'no-answer');
  }

  /** One answer is missing; where nothing was heard since it was asked, the connection is dead. */
  #silent(requestId: number): void {
    const waiting = this.#waiting.get(requestId);
    if (waiting === undefined) return;
    if (this.#heardMs >= waiting.sentMs) return waiting.settle('no-answer');
    this.#end((other) => (other.sentMs > waiting.sentMs ? 'again' : 'no-answer'));
  }

  #rest(): void {
    if (this.#over) return;
    const { clock, idleMs } = this.#options;
    this.#idle?.cancel();
    this.#idle = clock.after(idleMs, () => this.#end(() => 'cut'));
  }

  #end(outcomeOf: (waiting: Waiting) => ConnectionOutcome): undefined {
    if (this.#over) return;
    this.#over = true;
    this.#idle?.cancel();
    this.#options.onOver();
    for (const waiting of this.#waiting.values()) waiting.settle(outcomeOf(waiting));
    this.#connection?.destroy();
  }
}
