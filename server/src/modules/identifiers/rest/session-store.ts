// Sessions of the Handle JSON API: an id, a nonce for the login, and after the login who it is. Anybody may
// open one, so those that wait for a login are few, short-lived, and make room for each other alone.
import type { Clock } from '../../../kernel/world/clock.ts';
import { secretText, type Random } from '../../../kernel/world/random.ts';
import type { Identity } from '../administration/rights.ts';

/** The key that proved itself, so that a session ends with its key. */
export type Login = {
  readonly identity: Identity;
  readonly key: { readonly type: string; readonly data: Uint8Array };
};

export type Session = {
  readonly id: string;
  readonly nonce: Uint8Array;
  login?: Login;
  /** The header that logged in, which clients may send with every request. */
  proof?: string;
};

export type SessionBounds = {
  readonly waitingMax: number;
  readonly waitMs: number;
  readonly openMax: number;
  /** Of one key. */
  readonly openEachMax: number;
  readonly idleMs: number;
  readonly lifeMs: number;
};

export const sessionBounds: SessionBounds = {
  waitingMax: 4_096,
  waitMs: 5 * 60_000,
  openMax: 4_096,
  openEachMax: 64,
  idleMs: 30 * 60_000,
  lifeMs: 8 * 3_600_000,
};

type Kept = { readonly session: Session; readonly sinceMs: number; usedMs: number };

const idBytes = 18;
const nonceBytes = 16;

export class SessionStore {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #bounds: SessionBounds;
  /** In both, the one that was used longest ago stands in front. */
  readonly #waiting = new Map<string, Kept>();
  readonly #open = new Map<string, Kept>();

  constructor(world: { clock: Clock; random: Random }, bounds: SessionBounds = sessionBounds) {
    this.#clock = world.clock;
    this.#random = world.random;
    this.#bounds = bounds;
  }

  get count(): { readonly waiting: number; readonly open: number } {
    return { waiting: this.#waiting.size, open: this.#open.size };
  }

  begin(): Session {
    const nowMs = this.#clock.monotonicMs();
    const id = secretText(this.#random, idBytes);
    const session = { id, nonce: this.#random.bytes(nonceBytes) };
    this.#waiting.set(id, { session, sinceMs: nowMs, usedMs: nowMs });
    dropFirst(this.#waiting, this.#bounds.waitingMax);
    return session;
  }

  find(id: string): Session | undefined {
    const nowMs = this.#clock.monotonicMs();
    const { waitMs, idleMs, lifeMs } = this.#bounds;
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined && nowMs - waiting.sinceMs < waitMs) return waiting.session;
    const kept = this.#open.get(id);
    const isAlive =
      kept !== undefined && nowMs - kept.usedMs < idleMs && nowMs - kept.sinceMs < lifeMs;
    this.end(id);
    if (!isAlive) return undefined;
    kept.usedMs = nowMs;
    this.#open.set(id, kept);
    return kept.session;
  }

  logIn(session: Session, login: Login, proof: string): void {
    const nowMs = this.#clock.monotonicMs();
    this.end(session.id);
    Object.assign(session, { login, proof });
    const own = [...this.#open.values()].filter((kept) => isSame(kept.session.login, login));
    for (const { session: old } of own.slice(
      0,
      Math.max(0, own.length + 1 - this.#bounds.openEachMax),
    )) {
      this.#open.delete(old.id);
    }
    this.#open.set(session.id, { session, sinceMs: nowMs, usedMs: nowMs });
    dropFirst(this.#open, this.#bounds.openMax);
  }

  end(id: string): void {
    this.#waiting.delete(id);
    this.#open.delete(id);
  }
}

function isSame(one: Login | undefined, { identity }: Login): boolean {
  return one?.identity.handle === identity.handle && one.identity.index === identity.index;
}

function dropFirst(map: Map<string, Kept>, countMax: number): void {
  for (const id of map.keys()) {
    if (map.size <= countMax) return;
    map.delete(id);
  }
}
