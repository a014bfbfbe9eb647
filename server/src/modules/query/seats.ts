// Places for work under way, shared so that nobody takes them all: one caller has at most half of them and one enterprise
// leaves one to others, and where all are taken, whoever has fewest goes on next. A full line of those who wait gives up
// the latest of whoever has most in it.
import type { Principal } from '../../kernel/access/rights.ts';
import { queryFailures } from './failures.ts';

type Caller = Pick<Principal, 'id' | 'tenant'>;
type Waiting = {
  readonly caller: Caller;
  readonly go: () => void;
  readonly refuse: (why: Error) => void;
};

export class Seats {
  readonly #most: number;
  readonly #taken: Caller[] = [];
  readonly #waiting: Waiting[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  get taken(): number {
    return this.#taken.length;
  }

  /** Its end, to be called once; undefined where this caller gets none now. */
  take(caller: Caller): (() => void) | undefined {
    if (!this.#mayHave(caller)) return undefined;
    this.#taken.push(caller);
    return () => this.#leave(caller);
  }

  /** Waits for its turn. Fails with `query.busy` and, where the caller goes away meanwhile, `query.left`. */
  async during<T>(
    { principal, signal }: { readonly principal: Caller; readonly signal: AbortSignal },
    work: () => Promise<T>,
  ): Promise<T> {
    const leave = this.take(principal) ?? (await this.#turn(principal, signal));
    try {
      return await work();
    } finally {
      leave();
    }
  }

  #mayHave(caller: Caller): boolean {
    if (this.#taken.length >= this.#most) return false;
    const [ofTenant, own] = sharesOf(this.#taken, caller);
    return own < Math.ceil(this.#most / 2) && ofTenant < Math.max(1, this.#most - 1);
  }

  async #turn(caller: Caller, signal: AbortSignal): Promise<() => void> {
    this.#makeRoom(caller);
    const turn = Promise.withResolvers<void>();
    const waiting: Waiting = { caller, go: turn.resolve, refuse: turn.reject };
    this.#waiting.push(waiting);
    const away = () => {
      this.#leaveLine(waiting);
      turn.reject(queryFailures.left());
    };
    signal.addEventListener('abort', away, { once: true });
    if (signal.aborted) away();
    try {
      await turn.promise;
    } finally {
      signal.removeEventListener('abort', away);
    }
    return () => this.#leave(caller);
  }

  #makeRoom(caller: Caller): void {
    if (this.#waiting.length < this.#most * 4) return;
    const callers = this.#waiting.map((one) => one.caller);
    const busy = queryFailures.busy({ most: this.#most });
    const most = this.#waiting.toSorted((a, b) => isMore(callers, a.caller, b.caller)).at(-1);
    const [ofTenant, own] = sharesOf(callers, caller);
    const [mostOfTenant, mostOwn] = most ? sharesOf(callers, most.caller) : [0, 0];
    const hasLess =
      ofTenant + 1 < mostOfTenant || (most?.caller.tenant === caller.tenant && own + 1 < mostOwn);
    if (!most || !hasLess) throw busy;
    this.#leaveLine(most);
    most.refuse(busy);
  }

  #leaveLine(waiting: Waiting): void {
    const at = this.#waiting.indexOf(waiting);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  #leave(caller: Caller): void {
    this.#taken.splice(this.#taken.indexOf(caller), 1);
    for (;;) {
      const next = this.#waiting
        .filter(({ caller }) => this.#mayHave(caller))
        .toSorted((a, b) => isMore(this.#taken, a.caller, b.caller))[0];
      if (!next) return;
      this.#leaveLine(next);
      this.#taken.push(next.caller);
      next.go();
    }
  }
}

/** How many of them are of the same enterprise, and of the same caller. */
function sharesOf(callers: readonly Caller[], { id, tenant }: Caller): [number, number] {
  const ofTenant = callers.filter((one) => one.tenant === tenant);
  return [ofTenant.length, ofTenant.filter((one) => one.id === id).length];
}

function isMore(callers: readonly Caller[], a: Caller, b: Caller): number {
  const [ofTenantA, ownA] = sharesOf(callers, a);
  const [ofTenantB, ownB] = sharesOf(callers, b);
  return ofTenantA - ofTenantB || ownA - ownB;
}
