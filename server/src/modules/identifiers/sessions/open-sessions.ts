// All sessions of a node, by id, within bounds: anybody may set one up, so their number in all and from one
// host is bounded, and those that nobody proved himself in go first, the longest unused of them.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import { Session } from './session.ts';

export type SessionBounds = {
  readonly countMax: number;
  readonly perHostMax: number;
  /** Where the client asks for no time, and the longest that it gets; also the longest life of a session. */
  readonly idleMsMax: number;
  readonly idleMsMin: number;
};

const dayMs = 24 * 60 * 60 * 1000;

export const sessionBounds: SessionBounds = {
  countMax: 10_000,
  perHostMax: 256,
  idleMsMax: dayMs,
  idleMsMin: 1_000,
};

export type OpenSessionsOptions = {
  readonly clock: Clock;
  readonly random: Random;
  readonly bounds?: SessionBounds;
  /** Ids that something else uses. */
  readonly isTaken?: (id: number) => boolean;
};

export class OpenSessions {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #bounds: SessionBounds;
  readonly #isTaken: (id: number) => boolean;
  readonly #byId = new Map<number, Session>();
  /** Each in the order of use, the longest unused in front. */
  readonly #byHost = new Map<string, Set<Session>>();
  readonly #unproved = new Set<Session>();
  readonly #proved = new Set<Session>();

  constructor({
    clock,
    random,
    bounds = sessionBounds,
    isTaken = () => false,
  }: OpenSessionsOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#bounds = bounds;
    this.#isTaken = isTaken;
  }

  get count(): number {
    return this.#byId.size;
  }

  has(id: number): boolean {
    return this.#byId.has(id);
  }

  /** A new session; `timeoutSeconds` is what the client asked for, bounded here. */
  open(
    host: string,
    { timeoutSeconds, key }: { timeoutSeconds: number; key?: Uint8Array },
  ): Session {
    const nowMs = this.#clock.monotonicMs();
    const { idleMsMax, idleMsMin } = this.#bounds;
    const asked = timeoutSeconds > 0 ? timeoutSeconds * 1000 : idleMsMax;
    const idleMs = Math.min(idleMsMax, Math.max(idleMsMin, asked));
    const id = this.#freeId();
    const parts = { id, host, nowMs, idleMs, ...(key === undefined ? {} : { key }) };
    const session = new Session(parts);
    this.#makeRoom(host);
    this.#byId.set(id, session);
    this.#use(session, nowMs);
    return session;
  }

  /** The session of an id if it is this host's and not over; looking is not using. */
  find(id: number, host: string): Session | undefined {
    const session = this.#byId.get(id);
    if (session === undefined || session.host !== host) return undefined;
    const nowMs = this.#clock.monotonicMs();
    const over =
      nowMs - session.usedMs > session.idleMs || nowMs - session.createdMs > this.#bounds.idleMsMax;
    if (!over) return session;
    this.end(session);
    return undefined;
  }

  /** Its client showed that it holds the key. */
  used(session: Session): void {
    if (this.#byId.get(session.id) === session) this.#use(session, this.#clock.monotonicMs());
  }

  end(session: Session): void {
    if (!this.#byId.delete(session.id)) return;
    this.#unproved.delete(session);
    this.#proved.delete(session);
    const ofHost = this.#byHost.get(session.host);
    ofHost?.delete(session);
    if (ofHost?.size === 0) this.#byHost.delete(session.host);
  }

  #use(session: Session, nowMs: number): void {
    session.usedMs = nowMs;
    this.#unproved.delete(session);
    this.#proved.delete(session);
    (session.identity === undefined ? this.#unproved : this.#proved).add(session);
    const ofHost = this.#byHost.get(session.host) ?? new Set();
    ofHost.delete(session);
    this.#byHost.set(session.host, ofHost.add(session));
  }

  #makeRoom(host: string): void {
    const ofHost = this.#byHost.get(host);
    if (ofHost !== undefined && ofHost.size >= this.#bounds.perHostMax) {
      const idle = firstUnproved(ofHost) ?? first(ofHost);
      if (idle !== undefined) this.end(idle);
    }
    if (this.#byId.size < this.#bounds.countMax) return;
    const idle = first(this.#unproved) ?? first(this.#proved);
    if (idle !== undefined) this.end(idle);
  }

  /** Positive, since Handle clients take no other; and nobody can guess it. */
  #freeId(): number {
    for (;;) {
      const bytes = this.#random.bytes(4);
      const id = new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0) & 0x7fff_ffff;
      if (id !== 0 && !this.#byId.has(id) && !this.#isTaken(id)) return id;
    }
  }
}

function first(sessions: Iterable<Session>): Session | undefined {
  for (const session of sessions) return session;
  return undefined;
}

function firstUnproved(sessions: Iterable<Session>): Session | undefined {
  for (const session of sessions) if (session.identity === undefined) return session;
  return undefined;
}
