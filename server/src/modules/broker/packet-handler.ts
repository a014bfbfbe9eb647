// What each packet of a client that is in means (MQTT 5, chapter 3).
import {
  reason,
  type Ack,
  type Disconnect,
  type Packet,
  type Publish,
  type Subscribe,
  type Subscription,
  type Unsubscribe,
} from '../../wire/mqtt/packet.ts';
import { filterProblem, isSys, sharedOf, topicProblem } from '../../wire/mqtt/topics.ts';
import type { Client } from './client.ts';
import { messageOf } from './message.ts';
import { minQos, type Session } from './session.ts';

export function handlePacket(connection: Client, packet: Packet): void {
  const { session } = connection;
  if (session === undefined) return;
  switch (packet.kind) {
    case 'publish':
      return publish(connection, session, packet);
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return acknowledged(connection, session, packet);
    case 'subscribe':
      return subscribe(connection, session, packet);
    case 'unsubscribe':
      return unsubscribe(connection, session, packet);
    case 'pingreq':
      return connection.send({ kind: 'pingresp' });
    case 'disconnect':
      return disconnect(connection, session, packet);
    default:
      return connection.drop(reason.protocolError);
  }
}

function publish(connection: Client, session: Session, packet: Publish): void {
  const { core, inFlight } = connection;
  const { qos, id } = packet;
  const topic = topicOf(connection, packet);
  if (typeof topic === 'number') return connection.drop(topic);
  if (qos > 0 && !inFlight.has(id)) {
    if (inFlight.size >= core.options.config.receiveMax)
      return connection.drop(reason.receiveMaxExceeded);
    inFlight.add(id);
  }
  // A repetition of what we have taken: its first answer was lost.
  if (qos === 2 && session.inbound.has(id)) return answer(connection, packet, { code: 0 });
  if (!session.scope.mayPublish(topic)) {
    core.options.meters.refused += 1;
    const { tenant, clientId } = session.options;
    core.once('publish-refused', { tenant, client: clientId, topic });
    // MQTT 3.1.1, 3.3.5: there is no word for it but to go.
    if (connection.version === 4) return connection.finish();
    return answer(connection, packet, { code: reason.notAuthorized });
  }
  const nowMs = core.nowMs();
  const message = messageOf(packet, { topic, from: session.key, nowMs });
  const { count, done, notRetained } = core.route(message);
  if (qos === 0) return void done?.catch(() => {});
  const code = notRetained ? reason.quotaExceeded : count === 0 ? reason.noMatchingSubscribers : 0;
  const kept = qos === 2 && code < 0x80 ? session.received(id) : undefined;
  const wait =
    done === undefined || kept === undefined ? (done ?? kept) : Promise.all([done, kept]);
  answer(connection, packet, { code, ...(wait === undefined ? {} : { wait }) });
}

type Answer = { readonly code: number; readonly wait?: Promise<unknown> };

/** In the order of the publications; after what must be durable. */
function answer(connection: Client, { qos, id }: Publish, { code, wait }: Answer): void {
  if (qos === 0) return;
  const { acknowledgements, inFlight, core } = connection;
  const send = () => {
    if (qos === 1 || code >= 0x80) inFlight.delete(id);
    connection.send({ kind: qos === 1 ? 'puback' : 'pubrec', id, code, properties: {} });
    connection.hold();
  };
  if (wait === undefined && acknowledgements.waiting === 0) return send();
  acknowledgements.after(wait ?? Promise.resolve(), send, (error) => {
    core.once('not-durable', { error: (error as Error).message });
    // Not acknowledged, and gone: the client sends it again.
    connection.session?.released(id);
    connection.drop(reason.implementation);
  });
}

/** A number is the code of what is wrong. */
function topicOf({ aliases, core }: Client, { topic, properties }: Publish): string | number {
  const alias = properties.topicAlias;
  if (properties.subscriptionIds !== undefined) return reason.protocolError;
  const { responseTopic } = properties;
  if (responseTopic !== undefined && topicProblem(responseTopic) !== undefined)
    return reason.protocolError;
  if (alias !== undefined && (alias === 0 || alias > core.options.config.topicAliasMax))
    return reason.topicAliasNotValid;
  if (topic === '') {
    if (alias === undefined) return reason.protocolError;
    return aliases.get(alias) ?? reason.protocolError;
  }
  if (topicProblem(topic) !== undefined || isSys(topic) || topic.startsWith('$share/'))
    return reason.topicNotValid;
  if (alias !== undefined) aliases.set(alias, topic);
  return topic;
}

function acknowledged(connection: Client, session: Session, packet: Ack): void {
  const { kind, id, code } = packet;
  if (kind === 'pubrel') {
    const known = session.released(id);
    connection.inFlight.delete(id);
    const found = known || connection.version === 4 ? 0 : reason.idNotFound;
    return connection.send({ kind: 'pubcomp', id, code: found, properties: {} });
  }
  const known = session.acknowledged(id, kind, code);
  if (kind === 'pubrec' && (code < 0x80 || !known)) {
    const found = known || connection.version === 4 ? 0 : reason.idNotFound;
    connection.send({ kind: 'pubrel', id, code: found, properties: {} });
  }
}

function subscribe(connection: Client, session: Session, packet: Subscribe): void {
  const { core } = connection;
  const { id, properties } = packet;
  const subscriptionId = properties.subscriptionIds?.[0] ?? 0;
  const fresh: { one: Subscription; isNew: boolean }[] = [];
  const codes = packet.subscriptions.map((one) => {
    const refused = problemOf(connection, session, one);
    if (refused === undefined) {
      const isNew = core.routing.subscribe(session, { ...one, subscriptionId });
      fresh.push({ one, isNew });
      return one.qos;
    }
    core.options.meters.refused += 1;
    return connection.version === 4 ? reason.unspecified : refused;
  });
  if (codes.includes(misused)) return connection.drop(reason.protocolError);
  const send = () => {
    connection.send({ kind: 'suback', id, codes, properties: {} });
    if (connection.session !== session) return;
    for (const { one, isNew } of fresh)
      sendRetained(connection, session, { one, isNew, subscriptionId });
  };
  whenSaved(connection, session, send);
}

/** Never sent: a protocol error rather than a refusal. */
const misused = -1;

function problemOf(
  connection: Client,
  session: Session,
  { filter, noLocal }: Subscription,
): number | undefined {
  if (filterProblem(filter) !== undefined) return reason.filterNotValid;
  const shared = sharedOf(filter);
  // MQTT 5, 3.8.3.1: no local on a shared subscription is an error of the protocol.
  if (shared !== undefined && noLocal && connection.version === 5) return misused;
  const own = shared === undefined || shared === 'malformed' ? filter : shared.filter;
  if (connection.core.options.config.noSubscribe.includes(own)) return reason.unspecified;
  if (isSys(own))
    return connection.core.sys.isOn && shared === undefined ? undefined : reason.notAuthorized;
  return session.scope.maySubscribe(own) ? undefined : reason.notAuthorized;
}

type Fresh = {
  readonly one: Subscription;
  readonly isNew: boolean;
  readonly subscriptionId: number;
};

/** MQTT 5, 3.3.1.3: by the retain handling; never for shared subscriptions. */
function sendRetained(
  { core }: Client,
  session: Session,
  { one, isNew, subscriptionId }: Fresh,
): void {
  const { filter, qos, retainHandling } = one;
  if (retainHandling === 2 || (retainHandling === 1 && !isNew)) return;
  if (sharedOf(filter) !== undefined) return;
  if (isSys(filter)) return core.sys.greet(session, { ...one, subscriptionId });
  const subscriptionIds = subscriptionId > 0 ? [subscriptionId] : [];
  for (const message of core.retained.match(filter, core.nowMs())) {
    if (!session.scope.sees(message.topic)) continue;
    const delivery = { qos: minQos(qos, message.qos), retain: true, subscriptionIds };
    session.deliver(message, delivery)?.catch(() => {}); // it stays retained
  }
}

function unsubscribe(connection: Client, session: Session, packet: Unsubscribe): void {
  const codes = packet.filters.map((filter) => {
    if (filterProblem(filter) !== undefined) return reason.filterNotValid;
    return connection.core.routing.unsubscribe(session, filter) ? 0 : reason.noSubscriptionExisted;
  });
  whenSaved(connection, session, () => {
    connection.send({ kind: 'unsuback', id: packet.id, codes, properties: {} });
  });
}

function whenSaved(connection: Client, session: Session, send: () => void): void {
  if (!session.isLasting) return send();
  session.save().then(send, (error: unknown) => {
    connection.core.once('not-durable', { error: (error as Error).message });
    connection.drop(reason.implementation);
  });
}

function disconnect(connection: Client, session: Session, packet: Disconnect): void {
  const expiryS = packet.properties.sessionExpiryS;
  if (expiryS !== undefined) {
    if (session.expiryS === 0 && expiryS > 0) return connection.drop(reason.protocolError);
    const { sessionExpiryMaxS } = connection.core.options.config;
    if (expiryS === 0) session.forget();
    session.expiryS = Math.min(expiryS, sessionExpiryMaxS);
  }
  if (packet.code !== reason.disconnectWithWill) session.will = undefined;
  connection.finish();
}
