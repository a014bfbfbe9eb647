// The connection as clause 5 of IEC 60870-5-104 wants it: numbered frames, windows k and w, timers t1, t2, t3. What we
// acknowledge is what is durable, nothing more: the number in our S frames, and in the I frames that carry commands, is that
// of the last durable frame, so that a station keeps for us what we could still lose.
import type { Clock } from '../../../../kernel/world/clock.ts';
import type { TcpConnection } from '../../../../kernel/world/network.ts';
import { fill, same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import {
  encodeApdu,
  sequenceModulus,
  type Apdu,
  type UFunction,
} from '../../../../wire/iec104/apci.ts';
import { ApduSplitter } from '../../../../wire/iec104/apdu-splitter.ts';
import { Alarm } from './alarm.ts';
import { endings } from './remedies.ts';

export type LinkTimes = {
  /** Most of our I frames that the station has not acknowledged. */
  readonly k: number;
  /** At the latest after so many of its frames we acknowledge. */
  readonly w: number;
  readonly t1Ms: number;
  readonly t2Ms: number;
  readonly t3Ms: number;
};

export type ApciLinkOptions = {
  readonly connection: TcpConnection;
  readonly clock: Clock;
  readonly times: LinkTimes;
  /** A view of the frame: what outlives the call is copied. */
  readonly onAsdu: (bytes: Uint8Array) => void;
  /** Resolves when all that `onAsdu` was given is durable; rejects when it never will be. */
  readonly durable: () => Promise<void>;
};

/** Frames that wait for room in the window. */
const waitingMax = 1_000;

const distance = (from: number, to: number) => (to - from + sequenceModulus) % sequenceModulus;

export class ApciLink {
  readonly closed: Promise<Bilingual>;
  readonly #options: ApciLinkOptions;
  readonly #splitter = new ApduSplitter();
  readonly #t1: Alarm;
  readonly #t2: Alarm;
  readonly #t3: Alarm;
  readonly #testing: Alarm;
  readonly #waiting: Uint8Array[] = [];
  #starting: PromiseWithResolvers<void> | undefined;
  /** V(S): number of the next frame that we send; the station acknowledged up to `#theirs`. */
  #sent = 0;
  #theirs = 0;
  /** V(R): number of the next frame that we expect; we acknowledged up to `#ours`. */
  #received = 0;
  #ours = 0;
  #acknowledging = false;
  #reason: Bilingual | undefined;
  #over = false;
  #paused = false;
  #testedAtMs = 0;
  /** Of the last test frame; -1 before. */
  roundTripMs = -1;
  framesIn = 0;
  framesOut = 0;

  constructor(options: ApciLinkOptions) {
    this.#options = options;
    const { connection, clock, times } = options;
    const noAnswer = () => this.close(fill(endings.t1, { seconds: times.t1Ms / 1_000 }));
    this.#t1 = new Alarm(clock, times.t1Ms, noAnswer);
    this.#testing = new Alarm(clock, times.t1Ms, noAnswer);
    this.#t2 = new Alarm(clock, times.t2Ms, () => void this.#acknowledge());
    this.#t3 = new Alarm(clock, times.t3Ms, () => this.#test());
    this.closed = new Promise((resolve) => {
      connection.onClose((error) => {
        this.#over = true;
        this.#quiet();
        this.#t2.cancel();
        const reason = this.#reason ?? (error ? same(error.message) : endings.station);
        this.#starting?.reject(new Error(reason.en));
        resolve(reason);
      });
    });
    connection.onData((chunk) => this.#hear(chunk));
  }

  /** Frames of the station that are not acknowledged yet. */
  get unacknowledged(): number {
    return distance(this.#ours, this.#received);
  }

  /** STARTDT; rejects when it is not confirmed within t1. */
  start(): Promise<void> {
    this.#starting = Promise.withResolvers();
    this.#t1.set();
    this.#tell('start-act');
    this.#t3.set();
    return this.#starting.promise;
  }

  /** False when too much waits already, or the connection is over. */
  send(asdu: Uint8Array): boolean {
    if (this.#over || this.#waiting.length >= waitingMax) return false;
    this.#waiting.push(asdu);
    this.#pump();
    return true;
  }

  pause(): void {
    this.#paused = true;
    this.#quiet();
    this.#options.connection.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#t3.set();
    if (this.#theirs !== this.#sent) this.#t1.set();
    this.#options.connection.resume();
  }

  close(reason: Bilingual): void {
    this.#reason ??= reason;
    this.#over = true;
    this.#options.connection.destroy();
  }

  #quiet(): void {
    for (const alarm of [this.#t1, this.#t3, this.#testing]) alarm.cancel();
  }

  #hear(chunk: Uint8Array): void {
    if (!this.#paused) this.#t3.set();
    for (const outcome of this.#splitter.push(chunk)) {
      if (this.#over) return;
      if (outcome.ok) this.#take(outcome.apdu);
      else this.close(endings[outcome.trouble]);
    }
  }

  #take(apdu: Apdu): void {
    this.framesIn += 1;
    if (apdu.kind === 'U') return this.#steered(apdu.function);
    if (distance(this.#theirs, apdu.receive) > distance(this.#theirs, this.#sent))
      return this.close(fill(endings.acknowledged, { number: apdu.receive, sent: this.#sent }));
    if (apdu.receive !== this.#theirs) this.#heardOf(apdu.receive);
    if (apdu.kind === 'S') return;
    if (apdu.send !== this.#received)
      return this.close(fill(endings.sequence, { number: apdu.send, expected: this.#received }));
    this.#received = (this.#received + 1) % sequenceModulus;
    this.#options.onAsdu(apdu.asdu);
    if (this.unacknowledged >= this.#options.times.w) void this.#acknowledge();
    else if (!this.#t2.isSet) this.#t2.set();
  }

  #steered(name: UFunction): void {
    if (name === 'test-act') this.#tell('test-con');
    else if (name === 'test-con' && this.#testing.isSet) {
      this.#testing.cancel();
      this.roundTripMs = this.#options.clock.monotonicMs() - this.#testedAtMs;
    } else if (name === 'start-con' && this.#starting) {
      this.#t1.cancel();
      this.#starting.resolve();
    }
  }

  #heardOf(acknowledged: number): void {
    this.#theirs = acknowledged;
    if (acknowledged === this.#sent) this.#t1.cancel();
    else this.#t1.set();
    this.#pump();
  }

  #pump(): void {
    const { k } = this.#options.times;
    while (this.#waiting.length > 0 && distance(this.#theirs, this.#sent) < k) {
      const asdu = this.#waiting.shift();
      if (asdu === undefined) return;
      if (!this.#t1.isSet && !this.#paused) this.#t1.set();
      this.#write({ kind: 'I', send: this.#sent, receive: this.#ours, asdu });
      this.#sent = (this.#sent + 1) % sequenceModulus;
    }
  }

  async #acknowledge(): Promise<void> {
    this.#t2.cancel();
    if (this.#acknowledging) return;
    this.#acknowledging = true;
    do {
      const upTo = this.#received;
      try {
        await this.#options.durable();
      } catch {
        return this.close(endings.gateway); // not durable, so not acknowledged: the station keeps it
      }
      if (this.#over) return;
      this.#ours = upTo;
      this.#write({ kind: 'S', receive: upTo });
    } while (this.unacknowledged >= this.#options.times.w);
    this.#acknowledging = false;
    if (this.unacknowledged > 0) this.#t2.set();
  }

  #test(): void {
    this.#testedAtMs = this.#options.clock.monotonicMs();
    this.#testing.set();
    this.#tell('test-act');
  }

  #tell(name: UFunction): void {
    this.#write({ kind: 'U', function: name });
  }

  #write(apdu: Apdu): void {
    this.framesOut += 1;
    this.#options.connection.write(encodeApdu(apdu));
  }
}
