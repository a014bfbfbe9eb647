// Handle messages over TCP: connections stay open, questions are pipelined, answers of one read leave
// in one write, and nobody can make us hold more than the bounds allow (reference §1.1, §1.8).
import type { Clock } from '../../../kernel/world/clock.ts';
import { every } from '../../../kernel/world/clock.ts';
import type { Address, Listener, Network, TcpConnection } from '../../../kernel/world/network.ts';
import { Framer } from '../../../wire/handle/handle.ts';
import { AnswerBuffer } from './answer-buffer.ts';
import type { ListenerBounds, MessageHandler } from './message-handler.ts';
import type { Peer } from './peer.ts';

export type TcpListenerOptions = {
  readonly network: Network;
  readonly clock: Clock;
  readonly handler: MessageHandler;
  readonly bounds: ListenerBounds;
};

export async function listenTcp(address: Address, options: TcpListenerOptions): Promise<Listener> {
  const { network, clock, bounds } = options;
  const open = new Set<Conversation>();
  const listener = await network.listenTcp(address, (connection) => {
    if (open.size >= bounds.connectionsMax) return connection.destroy();
    const conversation = new Conversation(connection, options);
    open.add(conversation);
    connection.onClose(() => {
      open.delete(conversation);
      conversation.over();
    });
  });
  const sweep = every(clock, bounds.idleMs / 4, () => {
    const oldest = clock.monotonicMs() - bounds.idleMs;
    for (const conversation of open) conversation.endIfIdleSince(oldest);
  });
  return {
    address: listener.address,
    close() {
      sweep.cancel();
      return listener.close();
    },
  };
}

/** Room that a connection gets at once for the answers of its next read. */
const usualBytesMax = 256 * 1024;

/** One connection: framing, the answers under way, and the brakes in both directions. */
class Conversation {
  readonly #connection: TcpConnection;
  readonly #peer: Peer;
  readonly #options: TcpListenerOptions;
  readonly #framer = new Framer();
  /** Whole messages read but not yet begun, from one chunk at most. */
  #waiting: readonly Uint8Array[] = [];
  #next = 0;
  #inFlight = 0;
  #late: AnswerBuffer | undefined;
  #blocked = false;
  #paused = false;
  #ending = false;
  #over = false;
  #lastMessageMs: number;
  #usualBytes = 0;

  constructor(connection: TcpConnection, options: TcpListenerOptions) {
    this.#connection = connection;
    this.#peer = { transport: 'tcp', ...connection.remote };
    this.#options = options;
    this.#lastMessageMs = options.clock.monotonicMs();
    connection.onData((chunk) => this.#read(chunk));
    connection.onDrain(() => {
      this.#blocked = false;
      this.#work();
    });
  }

  /** The connection is closed; late answers go nowhere. */
  over(): void {
    this.#over = true;
    this.#waiting = [];
  }

  /** A connection that brings only pieces of messages, or reads none of our answers, is idle too. */
  endIfIdleSince(monotonicMs: number): void {
    if (this.#lastMessageMs < monotonicMs && this.#inFlight === 0) this.#connection.destroy();
  }

  #read(chunk: Uint8Array): void {
    if (this.#ending || this.#over) return;
    const outcome = this.#framer.push(chunk);
    const begun = this.#next < this.#waiting.length;
    this.#waiting = begun
      ? [...this.#waiting.slice(this.#next), ...outcome.messages]
      : outcome.messages;
    this.#next = 0;
    if (outcome.messages.length > 0) this.#lastMessageMs = this.#options.clock.monotonicMs();
    if (!outcome.ok) this.#ending = true;
    this.#work();
  }

  /** Begins what waits, as far as the bounds allow, and writes the answers that were there at once. */
  #work(): void {
    const { handler, bounds } = this.#options;
    while (this.#mayBegin()) {
      const out = new AnswerBuffer(this.#usualBytes);
      while (this.#mayBegin() && out.length < bounds.outBytesMax) {
        const message = this.#waiting[this.#next++] as Uint8Array;
        const later = handler.handle(message, out, this.#peer);
        if (later !== undefined) this.#await(later);
      }
      if (out.length > 0) this.#write(out);
    }
    if (this.#next >= this.#waiting.length) this.#allBegun();
    this.#brake();
  }

  #mayBegin(): boolean {
    return (
      this.#next < this.#waiting.length &&
      this.#inFlight < this.#options.bounds.inFlightMax &&
      !this.#blocked &&
      !this.#over
    );
  }

  #allBegun(): void {
    this.#waiting = [];
    this.#next = 0;
    if (!this.#ending || this.#inFlight > 0 || this.#over) return;
    this.#over = true;
    this.#connection.write(this.#options.handler.refuseFrame());
    this.#connection.end();
  }

  #await(later: Promise<Uint8Array | undefined>): void {
    this.#inFlight += 1;
    void later.then((answer) => {
      this.#inFlight -= 1;
      if (this.#over) return;
      if (answer !== undefined) {
        if (this.#late === undefined) queueMicrotask(() => this.#writeLate());
        this.#late ??= new AnswerBuffer();
        this.#late.append(answer);
      } else this.#work();
    });
  }

  #writeLate(): void {
    const late = this.#late;
    this.#late = undefined;
    if (late !== undefined && !this.#over) this.#write(late);
    this.#work();
  }

  #write(out: AnswerBuffer): void {
    this.#usualBytes = Math.min(usualBytesMax, Math.ceil(out.length * 1.25));
    if (!this.#connection.write(out.take())) this.#blocked = true;
  }

  /** Reads on only while nothing waits and the peer takes what it asked for. */
  #brake(): void {
    const shouldPause = this.#blocked || this.#next < this.#waiting.length;
    if (shouldPause === this.#paused || this.#over) return;
    this.#paused = shouldPause;
    if (shouldPause) this.#connection.pause();
    else this.#connection.resume();
  }
}
