// From a message to those who get it: subscriptions of sessions and of this process, overlapping ones joined, shared
// ones to one of their group in turn. What was found for a topic is kept until anything changes.
import type { Qos } from '../../wire/mqtt/packet.ts';
import { sharedOf } from '../../wire/mqtt/topics.ts';
import type { Message } from './message.ts';
import { minQos, type Session } from './session.ts';
import type { Subscribed } from './stored.ts';
import { SubscriptionTree } from './subscription-tree.ts';

/** Someone of this process who hears. */
export type Hearer = { hear(message: Message, retained: boolean): Promise<void> | undefined };

type Entry =
  | { readonly kind: 'session'; readonly session: Session; readonly subscribed: Subscribed }
  | { readonly kind: 'hearer'; readonly hearer: Hearer }
  | { readonly kind: 'group'; readonly group: Group };

/** Members of a shared subscription; `turn` goes round. */
class Group {
  readonly members = new Map<string, { session: Session; subscribed: Subscribed }>();
  #turn = 0;

  /** Those who are here before those who are away (MQTT 5, 4.8.2). */
  next(topic: string): { session: Session; subscribed: Subscribed } | undefined {
    const all = [...this.members.values()].filter(({ session }) => session.scope.sees(topic));
    const here = all.filter(({ session }) => session.link?.isBusy === false);
    const choice = here.length > 0 ? here : all;
    this.#turn += 1;
    return choice[this.#turn % Math.max(1, choice.length)];
  }
}

type Target = { readonly session: Session; readonly all: readonly Subscribed[] };
type Found = {
  readonly targets: readonly Target[];
  readonly groups: readonly Group[];
  readonly hearers: readonly Hearer[];
};

const foundMax = 10_000;

export class Routing {
  readonly #tree = new SubscriptionTree<Entry>();
  readonly #groups = new Map<string, Group>();
  readonly #found = new Map<string, Found>();

  /** True for a subscription that the session did not have. */
  subscribe(session: Session, subscribed: Subscribed): boolean {
    this.changed();
    const { filter } = subscribed;
    const isNew = !session.subscriptions.has(filter);
    session.subscriptions.set(filter, subscribed);
    const shared = sharedOf(filter);
    if (shared === undefined || shared === 'malformed') {
      this.#tree.set(filter, session.key, { kind: 'session', session, subscribed });
      return isNew;
    }
    // A group belongs to its enterprise: others that choose the same name take nothing from it.
    const key = `${session.options.tenant}\n${filter}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      this.#groups.set(key, (group = new Group()));
      this.#tree.set(shared.filter, `\n${key}`, { kind: 'group', group });
    }
    group.members.set(session.key, { session, subscribed });
    return isNew;
  }

  unsubscribe(session: Session, filter: string): boolean {
    if (!session.subscriptions.delete(filter)) return false;
    this.changed();
    const shared = sharedOf(filter);
    if (shared === undefined || shared === 'malformed')
      return this.#tree.remove(filter, session.key);
    const key = `${session.options.tenant}\n${filter}`;
    const group = this.#groups.get(key);
    group?.members.delete(session.key);
    if (group?.members.size === 0) {
      this.#groups.delete(key);
      this.#tree.remove(shared.filter, `\n${key}`);
    }
    return true;
  }

  leave(session: Session): void {
    for (const filter of [...session.subscriptions.keys()]) this.unsubscribe(session, filter);
  }

  hear(filter: string, who: string, hearer: Hearer): () => void {
    this.changed();
    this.#tree.set(filter, `\n\n${who}`, { kind: 'hearer', hearer });
    return () => {
      this.changed();
      this.#tree.remove(filter, `\n\n${who}`);
    };
  }

  /** What was found before may be wrong now: also when a scope changes. */
  changed(): void {
    if (this.#found.size > 0) this.#found.clear();
  }

  /** How many got it, and what must have happened before the publisher is told. */
  route(message: Message): { readonly count: number; readonly waits: readonly Promise<void>[] } {
    const { targets, groups, hearers } = this.#find(message.topic);
    const waits: Promise<void>[] = [];
    let count = hearers.length;
    for (const hearer of hearers) keep(waits, hearer.hear(message, false));
    for (const { session, all } of targets) {
      const mine = message.from === session.key ? all.filter(({ noLocal }) => !noLocal) : all;
      if (mine.length === 0) continue;
      count += 1;
      keep(waits, session.deliver(message, deliveryOf(message, mine)));
    }
    for (const group of groups) {
      const member = group.next(message.topic);
      if (member === undefined) continue;
      count += 1;
      const delivery = deliveryOf(message, [member.subscribed]);
      keep(waits, member.session.deliver(message, delivery));
    }
    return { count, waits };
  }

  #find(topic: string): Found {
    const before = this.#found.get(topic);
    if (before !== undefined) return before;
    const sessions = new Map<Session, Subscribed[]>();
    const groups: Group[] = [];
    const hearers: Hearer[] = [];
    for (const entry of this.#tree.match(topic)) {
      if (entry.kind === 'hearer') hearers.push(entry.hearer);
      else if (entry.kind === 'group') groups.push(entry.group);
      else if (entry.session.scope.sees(topic)) {
        const all = sessions.get(entry.session);
        if (all) all.push(entry.subscribed);
        else sessions.set(entry.session, [entry.subscribed]);
      }
    }
    const targets = [...sessions].map(([session, all]) => ({ session, all }));
    const found = { targets, groups, hearers };
    if (this.#found.size >= foundMax) this.#found.clear();
    this.#found.set(topic, found);
    return found;
  }
}

/** Overlapping subscriptions give one message with the best QoS and all identifiers (MQTT 5, 3.3.4). */
export function deliveryOf(
  { qos, retain }: Message,
  all: readonly Subscribed[],
): { qos: Qos; retain: boolean; subscriptionIds: readonly number[] } {
  let best: Qos = 0;
  let asPublished = false;
  let subscriptionIds: number[] = none;
  for (const one of all) {
    if (one.qos > best) best = one.qos;
    asPublished ||= one.retainAsPublished;
    if (one.subscriptionId > 0) subscriptionIds = [...subscriptionIds, one.subscriptionId];
  }
  return { qos: minQos(qos, best), retain: asPublished && retain, subscriptionIds };
}

const none: number[] = [];

function keep(waits: Promise<void>[], wait: Promise<void> | undefined): void {
  if (wait !== undefined) waits.push(wait);
}
