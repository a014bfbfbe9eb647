// Handle messages over TCP: connections stay open, questions are pipelined, answers of one read leave
// in one write, and nobody can make us hold more than the bounds allow (reference §1.1, §1.8).
import type { Clock } from '../../../kernel/world/clock.ts';
import { every } from '../../../kernel/world/clock.ts';
import { ConnectionPlaces } from '../../../kernel/world/connection-places.ts';
import type { Address, Listener, Network, TcpConnection } from '../../../kernel/world/network.ts';
import { Framer } from '../../../wire/handle/handle.ts';
import { AnswerBuffer } from './answer-buffer.ts';
import { HeldBytes } from './held-bytes.ts';
import type { ListenerBounds, MessageHandler } from './message-handler.ts';
import type { Peer } from './peer.ts';
import { Turns } from './turns.ts';

export type TcpListenerOptions = {
  readonly network: Network;
  readonly clock: Clock;
  readonly handler: MessageHandler;
  readonly bounds: ListenerBounds;
};

/** What was used so recently is closed for no newcomer, unless its host has very many. */
const quietMs = 10_000;
/** As long may a newcomer take for its first message, which usually comes along with it. */
const freshMs = 300;

export async function listenTcp(address: Address, options: TcpListenerOptions): Promise<Listener> {
  const { network, clock, bounds } = options;
  const open = new Set<Conversation>();
  const places = new ConnectionPlaces<Conversation>({
    countMax: bounds.connectionsMax,
    quietMs,
    freshMs,
  });
  const held = new HeldBytes<Conversation>(bounds.heldBytesMax);
  const leave = (conversation: Conversation): void => {
    open.delete(conversation);
    places.leave(conversation);
    held.tell(conversation, 0);
  };
  const drained = new Turns<Conversation>(clock, (one) => one.goOn());
  const shared = {
    ...options,
    drained: (one: Conversation) => drained.queue(one),
    used: (one: Conversation) => places.used(one, clock.monotonicMs()),
    holds(one: Conversation, bytes: number) {
      for (const other of held.tell(one, bytes)) other.close();
    },
  };
  const listener = await network.listenTcp(address, (connection) => {
    const { host } = connection.remote;
    const room = places.roomFor(host, clock.monotonicMs());
    if (!room.ok) return connection.destroy();
    if (room.instead !== undefined) {
      leave(room.instead);
      room.instead.close();
    }
    const conversation = new Conversation(connection, shared);
    open.add(conversation);
    places.enter(conversation, host, clock.monotonicMs());
    connection.onClose(() => {
      leave(conversation);
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

type Shared = TcpListenerOptions & {
  readonly used: (conversation: Conversation) => void;
  /** Its answers were taken: it goes on when it is its turn. */
  readonly drained: (conversation: Conversation) => void;
  /** Bytes that a conversation holds now. */
  readonly holds: (conversation: Conversation, bytes: number) => void;
};

/** Room that a connection gets at once for the answers of its next read. */
const usualBytesMax = 256 * 1024;

/** One connection: framing, the answers under way, and the brakes in both directions. */
class Conversation {
  readonly #connection: TcpConnection;
  readonly #peer: Peer;
  readonly #options: Shared;
  readonly #framer = new Framer();
  /** Whole messages read but not yet begun, from one chunk at most. */
  #waiting: readonly Uint8Array[] = [];
  #next = 0;
  #waitingBytes = 0;
  /** Written, and not yet taken by the peer. */
  #unreadBytes = 0;
  #inFlight = 0;
  #late: AnswerBuffer | undefined;
  #blocked = false;
  #paused = false;
  #ending = false;
  #over = false;
  #lastMessageMs: number;
  #usualBytes = 0;

  constructor(connection: TcpConnection, options: Shared) {
    this.#connection = connection;
    this.#peer = { transport: 'tcp', ...connection.remote };
    this.#options = options;
    this.#lastMessageMs = options.clock.monotonicMs();
    connection.onData((chunk) => this.#read(chunk));
    connection.onDrain(() => {
      this.#blocked = false;
      this.#unreadBytes = 0;
      options.holds(this, 0); // what it holds from now on it holds since now
      options.drained(this);
    });
  }

  goOn(): void {
    if (!this.#over) this.#work();
  }

  /** Somebody else needs its place, or what it holds. */
  close(): void {
    this.over();
    this.#connection.destroy();
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
    this.#waitingBytes = (begun ? this.#waitingBytes : 0) + chunk.length;
    if (outcome.messages.length > 0) {
      this.#lastMessageMs = this.#options.clock.monotonicMs();
      this.#options.used(this);
    }
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
    if (!this.#over) this.#options.holds(this, this.#heldBytes());
  }

  #heldBytes(): number {
    const waiting = this.#next < this.#waiting.length ? this.#waitingBytes : 0;
    return this.#framer.pendingBytes + this.#unreadBytes + waiting;
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
    const { length } = out;
    if (this.#connection.write(out.take())) return;
    this.#blocked = true;
    this.#unreadBytes += length;
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
