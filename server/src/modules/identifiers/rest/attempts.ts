// Guessing of keys is slow: failed logins are counted for a name and an address together, for the address,
// and for the name. Many addresses can make a name wait, but not soon, and not from its own machine alone.
import type { Clock } from '../../../kernel/world/clock.ts';
import { networkOf } from '../../../kernel/world/connection-places.ts';
import { restFailures } from './failures.ts';

export type AttemptBounds = {
  readonly windowMs: number;
  /** Failures within a window, of one name from one address, of one address, of one name. */
  readonly bothMax: number;
  readonly hostMax: number;
  readonly nameMax: number;
  /** Attempts under way from one address. */
  readonly underWayMax: number;
  readonly countersMax: number;
};

export const attemptBounds: AttemptBounds = {
  windowMs: 10 * 60_000,
  bothMax: 10,
  hostMax: 100,
  nameMax: 1_000,
  underWayMax: 64,
  countersMax: 30_000,
};

/** Of longer names the beginning is counted: what a stranger invents must not fill memory. */
const nameCharactersMax = 200;

type Counter = { failures: number; readonly sinceMs: number };

export class Attempts {
  readonly #clock: Clock;
  readonly #bounds: AttemptBounds;
  /** The oldest stands in front. */
  readonly #counters = new Map<string, Counter>();
  readonly #underWay = new Map<string, number>();

  constructor(clock: Clock, bounds: AttemptBounds = attemptBounds) {
    this.#clock = clock;
    this.#bounds = bounds;
  }

  get counters(): number {
    return this.#counters.size;
  }

  /** Runs an attempt, whose outcome is undefined when it fails. Fails with `handle-api.too-many-attempts`. */
  async run<T>(
    { name, peer }: { name: string; peer: string },
    attempt: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const { bothMax, hostMax, nameMax, underWayMax } = this.#bounds;
    const host = networkOf(peer);
    const short = name.slice(0, nameCharactersMax);
    const limits: readonly [string, number][] = [
      [`b ${host} ${short}`, bothMax],
      [`h ${host}`, hostMax],
      [`n ${short}`, nameMax],
    ];
    const before = this.#underWay.get(host) ?? 0;
    if (before >= underWayMax || limits.some(([key, max]) => this.#failuresOf(key) >= max)) {
      throw restFailures['too-many-attempts']({ minutes: this.#bounds.windowMs / 60_000 });
    }
    this.#underWay.set(host, before + 1);
    try {
      const outcome = await attempt();
      if (outcome === undefined) for (const [key] of limits) this.#count(key);
      return outcome;
    } finally {
      const left = (this.#underWay.get(host) ?? 1) - 1;
      if (left === 0) this.#underWay.delete(host);
      else this.#underWay.set(host, left);
    }
  }

  #failuresOf(key: string): number {
    const counter = this.#counters.get(key);
    if (counter === undefined) return 0;
    if (this.#clock.monotonicMs() - counter.sinceMs < this.#bounds.windowMs)
      return counter.failures;
    this.#counters.delete(key);
    return 0;
  }

  #count(key: string): void {
    if (this.#failuresOf(key) === 0) {
      this.#counters.set(key, { failures: 0, sinceMs: this.#clock.monotonicMs() });
    }
    const counter = this.#counters.get(key);
    if (counter !== undefined) counter.failures += 1;
    if (this.#counters.size <= this.#bounds.countersMax) return;
    const [oldest] = this.#counters.keys();
    if (oldest !== undefined) this.#counters.delete(oldest);
  }
}
