// All sessions of the broker: found or made when a client connects, kept while it is away, ended when their time is
// over, and read from disk at the start. Wills are published here, since they hang on the life of a session.
import type { NamesStore } from '../../stores/names/names.ts';
import type { Will } from '../../wire/mqtt/packet.ts';
import type { Routing } from './routing.ts';
import { Session, type SessionOptions } from './session.ts';
import {
  inboundPrefix,
  messageOfBytes,
  numberOf,
  queuePrefix,
  sessionOf,
  willOf,
} from './stored.ts';
import type { Scopes, TopicScope } from './topic-scope.ts';
import type { WriteBehind } from './write-behind.ts';

export type SessionsOptions = Omit<SessionOptions, 'number' | 'tenant' | 'clientId'> & {
  readonly names: NamesStore;
  readonly store: WriteBehind;
  readonly routing: Routing;
  readonly sessionsMax: number;
  readonly scopeOf: (scopes: Scopes) => TopicScope;
  readonly publishWill: (session: Session, will: Will) => void;
};

export type Asked = {
  readonly tenant: string;
  readonly clientId: string;
  readonly scope: TopicScope;
  readonly cleanStart: boolean;
};

const scanMax = 10_000;

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #byKey = new Map<string, Session>();
  /** Away, and those with a will that waits. */
  readonly #gone = new Set<Session>();
  #nextNumber = 1;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#byKey.size;
  }

  all(): Iterable<Session> {
    return this.#byKey.values();
  }

  /** Reads what an earlier process left. */
  async open(): Promise<number> {
    let refused = 0;
    for await (const { key, value } of everyEntry(this.#options.names, 's/')) {
      const number = numberOf(key.slice(2));
      this.#nextNumber = Math.max(this.#nextNumber, number + 1);
      refused += await this.#restore(number, value);
    }
    return refused;
  }

  async #restore(number: number, bytes: Uint8Array): Promise<number> {
    const { names, routing, scopeOf, nowMs } = this.#options;
    const stored = sessionOf(bytes);
    const { tenant, clientId, version, expiryS, subscriptions } = stored;
    const session = new Session(
      { ...this.#options, number, tenant, clientId },
      scopeOf(stored.scopes),
    );
    session.version = version;
    session.expiryS = expiryS;
    session.will = willOf(stored.will);
    session.goneAtMs = stored.goneAtMs ?? nowMs();
    for (const subscribed of subscriptions) routing.subscribe(session, subscribed);
    let refused = 0;
    for await (const { key, value } of everyEntry(names, queuePrefix(number))) {
      const message = messageOfBytes(value);
      if (message) session.restore(numberOf(key.slice(key.lastIndexOf('/') + 1)), message);
      else refused += 1;
    }
    for await (const { key } of everyEntry(names, inboundPrefix(number)))
      session.inbound.add(Number(key.slice(key.lastIndexOf('/') + 1)));
    this.#byKey.set(session.key, session);
    this.#gone.add(session);
    return refused;
  }

  find(tenant: string, clientId: string): Session | undefined {
    return this.#byKey.get(`${tenant}\n${clientId}`);
  }

  /** Undefined when there are as many as may be. The connection of before, if any, is gone already. */
  take(asked: Asked): { session: Session; present: boolean } | undefined {
    const { tenant, clientId, scope, cleanStart } = asked;
    const known = this.find(tenant, clientId);
    if (known && !cleanStart) {
      this.#gone.delete(known);
      known.goneAtMs = undefined;
      known.will = undefined;
      known.scope = scope;
      this.#options.routing.changed();
      return { session: known, present: true };
    }
    if (known) this.end(known);
    if (this.#byKey.size >= this.#options.sessionsMax) return undefined;
    const number = this.#nextNumber++;
    const session = new Session({ ...this.#options, number, tenant, clientId }, scope);
    this.#byKey.set(session.key, session);
    return { session, present: false };
  }

  /** Its connection is over; a will that is still there is published when its time comes. */
  leave(session: Session): void {
    session.link = undefined;
    this.#options.routing.changed();
    session.goneAtMs = this.#options.nowMs();
    if (!session.isLasting) return this.end(session);
    this.#gone.add(session);
    if ((session.will?.properties.willDelayS ?? 0) === 0) this.#publishWill(session);
    session.save().catch(() => {}); // what is lost by it is only when the client went
  }

  end(session: Session): void {
    this.#publishWill(session);
    this.#options.routing.leave(session);
    if (session.isLasting) session.forget();
    this.#byKey.delete(session.key);
    this.#gone.delete(session);
  }

  /** To be called twice a second: ends sessions and publishes wills whose time has come. */
  sweep(): void {
    const nowMs = this.#options.nowMs();
    for (const session of this.#gone) {
      const awayS = (nowMs - (session.goneAtMs ?? nowMs)) / 1_000;
      if (awayS >= session.expiryS) this.end(session);
      else if (session.will && awayS >= (session.will.properties.willDelayS ?? 0)) {
        this.#publishWill(session);
        session.save().catch(() => {}); // published twice at worst, after a crash
      }
    }
  }

  #publishWill(session: Session): void {
    const { will } = session;
    session.will = undefined;
    if (will !== undefined) this.#options.publishWill(session, will);
  }
}

export async function* everyEntry(
  names: NamesStore,
  prefix: string,
): AsyncGenerator<{ key: string; value: Uint8Array }> {
  let after: string | undefined;
  for (;;) {
    const page = await names.scan({
      ...{ prefix, limit: scanMax },
      ...(after === undefined ? {} : { after }),
    });
    yield* page;
    after = page.at(-1)?.key;
    if (page.length < scanMax) return;
  }
}
