// The TCP connection to a device: one request at a time, its answer found again by context or count. A device that does not
// answer in time is given up, since nobody could tell its late answer from the next.
import type { Clock } from '../../../../kernel/world/clock.ts';
import type { TcpConnection } from '../../../../kernel/world/network.ts';
import { fill, same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { encodeEip, EipSplitter, type EipMessage } from '../../../../wire/cip/encapsulation.ts';
import { endings } from './remedies.ts';

export type Exchange = {
  readonly command: number;
  readonly data: Uint8Array;
  /** Whether a message answers this one. */
  readonly answers: (message: EipMessage) => boolean;
};

type Waiting = { readonly answers: Exchange['answers']; resolve(message: EipMessage): void };

const queuedMax = 10_000;

export class EipLink {
  readonly closed: Promise<Bilingual>;
  readonly #connection: TcpConnection;
  readonly #clock: Clock;
  readonly #answerMs: number;
  readonly #splitter = new EipSplitter();
  #turn: Promise<unknown> = Promise.resolve();
  #queued = 0;
  #waiting: Waiting | undefined;
  #reason: Bilingual | undefined;
  #over = false;
  /** Given by the device; 0 before. */
  session = 0;
  #context = 0;
  requests = 0;

  constructor(connection: TcpConnection, clock: Clock, answerMs: number) {
    this.#connection = connection;
    this.#clock = clock;
    this.#answerMs = answerMs;
    this.closed = new Promise((resolve) => {
      connection.onClose((error) => {
        this.#over = true;
        resolve(this.#reason ?? (error ? same(error.message) : endings.device));
      });
    });
    connection.onData((chunk) => {
      const messages = this.#splitter.push(chunk);
      if (!messages) this.close(endings.nonsense);
      for (const message of messages ?? []) this.#take(message);
    });
  }

  /** Rejects when the connection ends before the answer. */
  exchange(asked: Exchange): Promise<EipMessage> {
    if (this.#queued >= queuedMax) return Promise.reject(new Error(endings.full.en));
    this.#queued += 1;
    const result = this.#turn.then(() => this.#ask(asked));
    this.#turn = result.catch(() => undefined); // the caller has it; the next turn finds the end itself
    return result.finally(() => (this.#queued -= 1));
  }

  /** With a context of its own, given back with the answer. */
  exchangeByContext(command: number, data: Uint8Array): Promise<EipMessage> {
    const context = (this.#context = (this.#context + 1) % 0x1_00_00_00_00);
    const answers = (message: EipMessage) =>
      message.command === command && message.context === context;
    return this.exchange({ command, data, answers });
  }

  tell(command: number, data: Uint8Array): void {
    const { session } = this;
    const message = { command, session, status: 0, context: this.#context, data };
    this.#connection.write(encodeEip(message));
  }

  close(reason: Bilingual): void {
    this.#reason ??= reason;
    this.#over = true;
    this.#connection.destroy();
  }

  async #ask({ command, data, answers }: Exchange): Promise<EipMessage> {
    if (this.#over) throw new Error((await this.closed).en);
    const { promise, resolve } = Promise.withResolvers<EipMessage>();
    const silence = fill(endings.silence, { seconds: this.#answerMs / 1_000 });
    const timer = this.#clock.after(this.#answerMs, () => this.close(silence));
    this.#waiting = { answers, resolve };
    this.requests += 1;
    this.tell(command, data);
    const ended = this.closed.then((reason) => {
      throw new Error(reason.en);
    });
    try {
      return await Promise.race([promise, ended]);
    } finally {
      timer.cancel();
      this.#waiting = undefined;
    }
  }

  #take(message: EipMessage): void {
    if (this.#waiting?.answers(message) === true) this.#waiting.resolve(message);
  }
}
