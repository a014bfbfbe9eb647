// The broker's heart: who may come in, what becomes of a message, and what must be durable before its publisher is
// told. Connections bring packets, sessions take messages; in this process others publish and hear without either.
import type { Authenticator } from '../../kernel/access/authenticator.ts';
import type { Log } from '../../kernel/log/log.ts';
import type { World } from '../../kernel/world/world.ts';
import type { NamesStore } from '../../stores/names/names.ts';
import type { Will } from '../../wire/mqtt/packet.ts';
import { filterProblem, topicProblem } from '../../wire/mqtt/topics.ts';
import type { BrokerPublish, HeardMessage } from './api.ts';
import type { BrokerConfig } from './config.ts';
import { BrokerTime } from './broker-time.ts';
import { brokerFailures } from './failures.ts';
import { Message } from './message.ts';
import type { BrokerMeters } from './meters.ts';
import { Retained } from './retained.ts';
import { Routing } from './routing.ts';
import type { Session } from './session.ts';
import { Sessions } from './sessions.ts';
import { SysTopics } from './sys-topics.ts';
import { TopicScope, type Scopes } from './topic-scope.ts';
import { Traffic } from './traffic.ts';
import { WriteBehind } from './write-behind.ts';

export type BrokerOptions = {
  readonly config: BrokerConfig;
  readonly world: World;
  readonly log: Log;
  readonly meters: BrokerMeters;
  readonly names: NamesStore;
  readonly authenticator: Authenticator;
  /** Of this program. */
  readonly version: () => string;
};

export type Routed = {
  readonly count: number;
  /** Absent where nothing has to be waited for. */
  readonly done?: Promise<unknown>;
  /** The retained messages are as many as may be. */
  readonly notRetained: boolean;
};

/** Sessions and topics of which something was given up; each is logged once. */
const loggedMax = 1_000;

export class BrokerCore {
  readonly options: BrokerOptions;
  readonly store: WriteBehind;
  readonly time: BrokerTime;
  readonly routing = new Routing();
  readonly sessions: Sessions;
  readonly retained: Retained;
  readonly traffic = new Traffic();
  readonly sys: SysTopics;
  readonly #logged = new Set<string>();
  #hearers = 0;

  constructor(options: BrokerOptions) {
    this.options = options;
    const { config, names, version, world } = options;
    this.store = new WriteBehind(names);
    this.time = new BrokerTime(world.clock, this.store);
    this.retained = new Retained(this.store, config.retainedMax);
    this.sessions = new Sessions({
      names,
      store: this.store,
      routing: this.routing,
      sessionsMax: config.sessionsMax,
      limits: config,
      nowMs: () => this.nowMs(),
      scopeOf: (scopes) => this.scopeOf(scopes),
      publishWill: (session, will) => this.#publishWill(session, will),
      onDropped: (session, count) => this.#dropped(session, count),
    });
    const { traffic, sessions, retained } = this;
    const { clock } = world;
    const seconds = config.sysSeconds;
    this.sys = new SysTopics({ seconds, clock, traffic, sessions, retained, version });
  }

  async open(): Promise<void> {
    const { names, log } = this.options;
    await this.time.open(names);
    await this.retained.open(names);
    const unreadable = await this.sessions.open();
    if (unreadable > 0) log.error('messages-not-readable', { count: unreadable });
  }

  /** By which sessions and messages end. */
  nowMs(): number {
    return this.time.nowMs();
  }

  scopeOf(scopes: Scopes): TopicScope {
    const { topics, noSubscribe } = this.options.config;
    return new TopicScope(scopes, topics, noSubscribe);
  }

  /** To be called twice a second. */
  sweep(): void {
    this.sessions.sweep();
  }

  route(message: Message): Routed {
    this.options.meters.received += 1;
    let notRetained = false;
    let kept: Promise<void> | undefined;
    if (message.retain) {
      notRetained = !this.retained.keep(message);
      if (notRetained) this.once('retained-full', { topic: message.topic });
      else if (message.qos > 0) kept = this.store.durable();
    }
    const { count, waits } = this.routing.route(message);
    this.options.meters.sent += count;
    const all = kept === undefined ? waits : [...waits, kept];
    const [only] = all;
    if (only === undefined) return { count, notRetained };
    return { count, notRetained, done: all.length === 1 ? only : Promise.all(all) };
  }

  /** As a module of this process. Fails with `broker.bad-topic`, `broker.retained-full`, `broker.not-stored`. */
  async publish(
    topic: string,
    payload: Uint8Array | string,
    options: BrokerPublish = {},
  ): Promise<void> {
    const problem = topicProblem(topic);
    if (problem !== undefined) throw brokerFailures['bad-topic']({ topic, reason: problem });
    const { qos = 0, retain = false, contentType, expiryS, userProperties } = options;
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const nowMs = this.nowMs();
    const message = new Message({
      ...{ topic, payload: bytes, qos, retain },
      properties: {
        ...(contentType === undefined ? {} : { contentType }),
        ...(userProperties === undefined ? {} : { user: userProperties }),
      },
      ...(expiryS === undefined ? {} : { expiresAtMs: nowMs + expiryS * 1_000 }),
    });
    const { done, notRetained } = this.route(message);
    if (notRetained) throw brokerFailures['retained-full']({ count: this.retained.count });
    if (done === undefined) return;
    await done.catch((error: unknown) => {
      throw brokerFailures['not-stored']({ reason: (error as Error).message }, error);
    });
  }

  /** Fails with `broker.bad-filter`. */
  subscribe(
    filter: string,
    hear: (message: HeardMessage) => Promise<void> | void,
  ): { cancel(): void } {
    const problem = filterProblem(filter) ?? (filter.startsWith('$share') ? 'share' : undefined);
    if (problem !== undefined) throw brokerFailures['bad-filter']({ filter, reason: problem });
    const tell = (message: Message, retained: boolean): Promise<void> | undefined => {
      const promise = hear(heardOf(message, retained));
      return message.qos > 0 && promise !== undefined ? promise : undefined;
    };
    this.#hearers += 1;
    const cancel = this.routing.hear(filter, String(this.#hearers), { hear: tell });
    const nowMs = this.nowMs();
    for (const message of this.retained.match(filter, nowMs)) void tell(message, true);
    return { cancel };
  }

  /** Told once for each key, so that a loop of a client does not fill the log. */
  once(event: string, fields: Record<string, unknown>): void {
    const key = `${event} ${Object.values(fields).join(' ')}`;
    if (this.#logged.has(key) || this.#logged.size >= loggedMax) return;
    this.#logged.add(key);
    this.options.log.warn(event, fields);
  }

  #dropped(session: Session, count: number): void {
    this.options.meters.dropped += count;
    const { tenant, clientId } = session.options;
    this.traffic.dropped(tenant, count);
    this.once('messages-given-up', { tenant, client: clientId });
  }

  #publishWill(session: Session, will: Will): void {
    const { topic, payload, qos, retain } = will;
    const { expiryS, willDelayS: _, ...properties } = will.properties;
    const nowMs = this.nowMs();
    const { done } = this.route(
      new Message({
        ...{ topic, payload, qos, retain, properties, from: session.key },
        ...(expiryS === undefined ? {} : { expiresAtMs: nowMs + expiryS * 1_000 }),
      }),
    );
    done?.catch((error: unknown) => this.options.log.error('will-not-stored', { topic, error }));
  }
}

function heardOf(message: Message, retained: boolean): HeardMessage {
  const { topic, payload, qos } = message;
  const { contentType, user = [] } = message.properties;
  return {
    ...{ topic, payload, qos, retained, userProperties: user },
    ...(contentType === undefined ? {} : { contentType }),
  };
}
