// What one host may ask of us that costs more than an answer: a bucket of tokens for each, refilled as time
// goes. Datagrams have buckets of their own, since their sender can be anybody. Hosts remembered are bounded;
// the one longest silent is forgotten, which gives it a full bucket.
import type { Clock } from '../../../kernel/world/clock.ts';
import { networkOf } from '../../../kernel/world/connection-places.ts';
import type { Peer } from './peer.ts';

export type Budget = {
  /** Tokens of a full bucket. */
  readonly burst: number;
  readonly perSecond: number;
};

type Bucket = { tokens: number; sinceMs: number };

const hostsMax = 4_096;

export class HostBudget {
  readonly #clock: Clock;
  readonly #budget: Budget;
  /** The longest silent in front. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, budget: Budget) {
    this.#clock = clock;
    this.#budget = budget;
  }

  /** Takes a token of the peer's host; false where none is left. */
  takes({ transport, host }: Peer): boolean {
    const name = transport === 'udp' ? `udp ${networkOf(host)}` : networkOf(host);
    const nowMs = this.#clock.monotonicMs();
    const { burst, perSecond } = this.#budget;
    const bucket = this.#buckets.get(name) ?? { tokens: burst, sinceMs: nowMs };
    const refilled = bucket.tokens + ((nowMs - bucket.sinceMs) * perSecond) / 1000;
    bucket.tokens = Math.min(burst, refilled);
    bucket.sinceMs = nowMs;
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    this.#forgetOne();
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #forgetOne(): void {
    if (this.#buckets.size <= hostsMax) return;
    for (const name of this.#buckets.keys()) {
      this.#buckets.delete(name);
      return;
    }
  }
}
