// One session at the server's end: its key, who proved himself in it, the counters of both directions, and
// the challenges in it that wait for their answer (reference §1.6, §8.16).
import { ReplayWindow } from '../../../wire/handle/handle.ts';
import type { Identity } from '../administration/rights.ts';

/** Challenges that may wait in one session; a new one takes the place of the oldest. */
const challengesMax = 4;

export type SessionParts = {
  readonly id: number;
  /** The only host that may use the session. */
  readonly host: string;
  readonly nowMs: number;
  /** Unused for so long, the session ends. */
  readonly idleMs: number;
  /** Undefined until the client sends it, in mode 2. */
  readonly key?: Uint8Array;
};

export class Session {
  readonly id: number;
  readonly host: string;
  readonly createdMs: number;
  readonly idleMs: number;
  usedMs: number;
  #key: Uint8Array | undefined;
  #identity: Identity | undefined;
  readonly #heard = new ReplayWindow();
  #sent = 0;
  #challenges: readonly number[] = [];

  constructor({ id, host, nowMs, idleMs, key }: SessionParts) {
    this.id = id;
    this.host = host;
    this.createdMs = nowMs;
    this.usedMs = nowMs;
    this.idleMs = idleMs;
    this.#key = key;
  }

  get key(): Uint8Array | undefined {
    return this.#key;
  }

  /** The key that its client proved to hold. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** Gives a session of mode 2 its key; a session has one key in its life. */
  agree(key: Uint8Array): boolean {
    if (this.#key !== undefined) return false;
    this.#key = key;
    return true;
  }

  /** Whoever proved himself first stays: a session has one owner. */
  proved(identity: Identity): void {
    this.#identity ??= identity;
  }

  /** Uses up a counter of the client; false for one that was used or is too old. */
  hears(counter: number): boolean {
    return this.#heard.accept(counter);
  }

  /** The counter of the next answer. */
  nextCounter(): number {
    return ++this.#sent;
  }

  /** Challenges that wait, the newest first, by the ids under which their requests are kept. */
  get challenges(): readonly number[] {
    return this.#challenges;
  }

  /** Adds a challenge; returns those that had to go for it. */
  challenged(id: number): readonly number[] {
    const all = [id, ...this.#challenges];
    this.#challenges = all.slice(0, challengesMax);
    return all.slice(challengesMax);
  }

  answered(ids: readonly number[]): void {
    this.#challenges = this.#challenges.filter((id) => !ids.includes(id));
  }
}
