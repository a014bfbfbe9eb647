// `$SYS/broker/…` as mosquitto names it, for the monitors that people have: told to whoever subscribes, at once and then
// every few seconds, with QoS 0. The figures are those of the enterprises whose topics the client may hear; of all for the
// operator. They are made when they are told: nothing of it is kept, and nobody publishes there.
import type { Clock } from '../../kernel/world/clock.ts';
import { fits, isSys, sysRoot } from '../../wire/mqtt/topics.ts';
import { Message } from './message.ts';
import type { Retained } from './retained.ts';
import { deliveryOf } from './routing.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import type { Subscribed } from './stored.ts';
import type { TopicScope } from './topic-scope.ts';
import type { Traffic } from './traffic.ts';

export type SysOptions = {
  /** 0 for never. */
  readonly seconds: number;
  readonly clock: Clock;
  readonly traffic: Traffic;
  readonly sessions: Sessions;
  readonly retained: Retained;
  /** Of this program. */
  readonly version: () => string;
};

const sameMs = 500;

export class SysTopics {
  readonly #options: SysOptions;
  readonly #startedMs: number;
  /** By who may hear what. */
  readonly #made = new Map<string, readonly Message[]>();
  #madeMs = 0;

  constructor(options: SysOptions) {
    this.#options = options;
    this.#startedMs = options.clock.monotonicMs();
  }

  get isOn(): boolean {
    return this.#options.seconds > 0;
  }

  /** To be called every `broker.sysSeconds`. */
  tell(): void {
    this.#made.clear();
    for (const session of this.#options.sessions.all()) {
      if (session.link === undefined) continue;
      const wanted = [...session.subscriptions.values()].filter(({ filter }) => isSys(filter));
      if (wanted.length === 0) continue;
      for (const message of this.#messages(session.scope)) deliver(session, message, wanted);
    }
  }

  /** What a new subscription begins with, as if it had been retained. */
  greet(session: Session, subscribed: Subscribed): void {
    if (!this.isOn) return;
    for (const message of this.#messages(session.scope))
      deliver(session, message, [{ ...subscribed, retainAsPublished: true }]);
  }

  /** The same for a while: whoever subscribes again and again makes nothing be counted again and again. */
  #messages(scope: TopicScope): readonly Message[] {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#madeMs > sameMs) this.#made.clear();
    if (this.#made.size === 0) this.#madeMs = nowMs;
    const view = scope.scopes.subscribe.join('\n');
    const made = this.#made.get(view) ?? this.#make(scope);
    this.#made.set(view, made);
    return made;
  }

  #make(scope: TopicScope): readonly Message[] {
    return this.#figures(scope).map(([name, told]) => {
      const payload = Buffer.from(String(told));
      const topic = `${sysRoot}/broker/${name}`;
      return new Message({ topic, payload, qos: 0, retain: true, properties: {} });
    });
  }

  #figures(scope: TopicScope): [name: string, told: string | number][] {
    const { traffic, sessions, retained, clock, version } = this.#options;
    const takes = (tenant: string) => scope.hears(tenant);
    const counts = traffic.sum(takes);
    let [total, subscriptions] = [0, 0];
    for (const session of sessions.all()) {
      if (!takes(session.options.tenant)) continue;
      total += 1;
      subscriptions += session.subscriptions.size;
    }
    const upMs = clock.monotonicMs() - this.#startedMs;
    return [
      ['version', `jingwei version ${version()}`],
      ['uptime', `${Math.floor(upMs / 1_000)} seconds`],
      ['clients/connected', counts.connected],
      ['clients/disconnected', Math.max(0, total - counts.connected)],
      ['clients/total', total],
      ['subscriptions/count', subscriptions],
      ['retained messages/count', retained.countOf(scope)],
      ['messages/received', counts.packetsIn],
      ['messages/sent', counts.packetsOut],
      ['publish/messages/received', counts.publishedIn],
      ['publish/messages/sent', counts.publishedOut],
      ['publish/messages/dropped', counts.dropped],
      ['bytes/received', counts.bytesIn],
      ['bytes/sent', counts.bytesOut],
    ];
  }
}

function deliver(session: Session, message: Message, wanted: readonly Subscribed[]): void {
  if (session.scope.isDenied(message.topic)) return;
  const fitting = wanted.filter(({ filter }) => fits(filter, message.topic));
  if (fitting.length > 0) void session.deliver(message, deliveryOf(message, fitting));
}
