// How much one key may do in a day (reference §1.4, codes 603 to 605): requests, registrations, and the
// prefixes that it registers under. Counted in memory, for the current day in UTC, and by key, not by login
// or connection: whoever logs in again, or answers challenges instead, gets no more.
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  canonicalKey,
  opCode,
  responseCode,
  type Body,
  type Message,
  type Reference,
} from '../../../wire/handle/handle.ts';

/** 0 is no limit. */
export type KeyLimits = {
  readonly requestsPerDay: number;
  readonly registrationsPerDay: number;
  readonly prefixesPerDay: number;
};

export const noLimits: KeyLimits = {
  requestsPerDay: 0,
  registrationsPerDay: 0,
  prefixesPerDay: 0,
};

type Asked = Pick<Message, 'header' | 'body'>;

export type Admitted =
  /** To be told what became of the request. */
  | { readonly ok: true; readonly end: (code: number) => void }
  | { readonly ok: false; readonly code: number; readonly message: string };

/** Keys counted in a day; as many that prove themselves would be no accident. */
const keysMax = 100_000;

export type Outcome = { readonly code: number; readonly bodies: readonly Body[] };

type Used = { requests: number; registrations: number; readonly prefixes: Map<string, number> };

export class KeyLedger {
  readonly #clock: Clock;
  readonly #limits: KeyLimits;
  readonly #keysMax: number;
  readonly #used = new Map<string, Used>();
  #day = 0;

  constructor(clock: Clock, limits: KeyLimits, bounds: { keysMax?: number } = {}) {
    this.#clock = clock;
    this.#limits = limits;
    this.#keysMax = bounds.keysMax ?? keysMax;
  }

  /** Keys counted today. */
  get size(): number {
    return this.#used.size;
  }

  /** Counts a request that a key made, or says which limit it would pass. */
  admit(identity: Reference, { header, body }: Asked): Admitted {
    if (Object.values(this.#limits).every((limit) => limit === 0)) return unlimited;
    const used = this.#usedBy(identity);
    if (used === undefined) return refused('busy', 'too many keys are at work today');
    const { requestsPerDay, registrationsPerDay, prefixesPerDay } = this.#limits;
    if (isReached(used.requests, requestsPerDay)) {
      return refused('dailyRequestLimit', `${requestsPerDay} requests`);
    }
    used.requests += 1;
    if (header.op !== opCode.create || body.kind !== 'values-request') return unlimited;
    const prefix = prefixIn(body.handle);
    if (isReached(used.registrations, registrationsPerDay)) {
      return refused('registrationLimit', `${registrationsPerDay} registrations`);
    }
    if (!used.prefixes.has(prefix) && isReached(used.prefixes.size, prefixesPerDay)) {
      return refused('prefixLimit', `registrations under ${prefixesPerDay} prefixes`);
    }
    count(used, prefix, 1);
    return {
      ok: true,
      end: (code) => {
        if (code !== responseCode.ok) count(used, prefix, -1);
      },
    };
  }

  /** Carries out what a key asks for, within its limits. */
  async within(
    identity: Reference,
    request: Asked,
    deed: () => Promise<Outcome>,
  ): Promise<Outcome> {
    const admitted = this.admit(identity, request);
    if (!admitted.ok) {
      return { code: admitted.code, bodies: [{ kind: 'error', message: admitted.message }] };
    }
    let code: number = responseCode.error;
    try {
      const done = await deed();
      ({ code } = done);
      return done;
    } finally {
      admitted.end(code);
    }
  }

  #usedBy({ handle, index }: Reference): Used | undefined {
    const day = Math.floor(this.#clock.now() / dayMs);
    if (day !== this.#day) this.#used.clear();
    this.#day = day;
    const key = `${index}:${canonicalKey(handle)}`;
    const known = this.#used.get(key);
    if (known !== undefined || this.#used.size >= this.#keysMax) return known;
    const fresh: Used = { requests: 0, registrations: 0, prefixes: new Map() };
    this.#used.set(key, fresh);
    return fresh;
  }
}

const dayMs = 24 * 60 * 60 * 1000;

const unlimited: Admitted = { ok: true, end: () => undefined };

function refused(name: keyof typeof responseCode, limit: string): Admitted {
  return {
    ok: false,
    code: responseCode[name],
    message: `This key may do no more today: ${limit}`,
  };
}

function isReached(count: number, limit: number): boolean {
  return limit > 0 && count >= limit;
}

/** A registration that is refused later gives back what it took. */
function count(used: Used, prefix: string, by: 1 | -1): void {
  used.registrations += by;
  const under = (used.prefixes.get(prefix) ?? 0) + by;
  if (under > 0) used.prefixes.set(prefix, under);
  else used.prefixes.delete(prefix);
}

function prefixIn(handle: string): string {
  const key = canonicalKey(handle);
  const slash = key.indexOf('/');
  return slash < 0 ? key : key.slice(0, slash);
}
