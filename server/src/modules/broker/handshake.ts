// How a client comes in (MQTT 5, 3.1 and 3.2): who it is, which topics are its own, which session it gets, and what
// it is told about limits. A token of the access module is the password; the user name is free.
import { anonymous, type Principal } from '../../kernel/access/rights.ts';
import { isFailure } from '../../kernel/failure/failure.ts';
import { reason, type Connect, type Properties } from '../../wire/mqtt/packet.ts';
import { isSys, topicProblem } from '../../wire/mqtt/topics.ts';
import type { BrokerCore } from './broker.ts';
import type { Client } from './client.ts';
import { isLoopback } from '../../kernel/http/admit.ts';
import { isSomebody, scopesFor, type Scopes, type TopicScope } from './topic-scope.ts';

const clientIdBytesMax = 512;
/** What `keepAliveMs` is of the keep-alive (MQTT 5, 3.1.2.10). */
const patience = 1_500;

type Known = { readonly tenant: string; readonly scope: TopicScope };

export async function admit(connection: Client, packet: Connect): Promise<void> {
  const { version, properties } = packet;
  const { core } = connection;
  const refuse = (code: number, more: Properties = {}) => connection.refuse(version, code, more);
  if (properties.authenticationMethod !== undefined) return refuse(reason.badAuthenticationMethod);
  if (properties.authenticationData !== undefined) return refuse(reason.protocolError);
  const { clientId } = packet;
  if (clientId === '' && version === 4 && !packet.cleanStart)
    return refuse(reason.clientIdNotValid);
  if (Buffer.byteLength(clientId) > clientIdBytesMax) return refuse(reason.clientIdNotValid);
  if (packet.will && (topicProblem(packet.will.topic) !== undefined || isSys(packet.will.topic)))
    return refuse(reason.topicNotValid);
  const known = await whoIs(core, connection, packet);
  if (typeof known === 'number') return refuse(known);
  if (connection.isOver) return;
  if (packet.will && !known.scope.mayPublish(packet.will.topic))
    return refuse(reason.notAuthorized);
  await enter(connection, packet, known);
}

async function enter(connection: Client, packet: Connect, { tenant, scope }: Known): Promise<void> {
  const { core } = connection;
  const { config, world } = core.options;
  const assigned = packet.clientId === '' ? `auto-${world.random.uuid()}` : undefined;
  const clientId = assigned ?? packet.clientId;
  const before = core.sessions.find(tenant, clientId)?.link;
  before?.drop(reason.takenOver);
  const taken = core.sessions.take({ tenant, clientId, scope, cleanStart: packet.cleanStart });
  if (taken === undefined) return connection.refuse(packet.version, reason.quotaExceeded);
  const { session, present } = taken;
  const expiryS = expiryOf(packet, config.sessionExpiryMaxS);
  if (present && expiryS === 0) session.forget();
  session.expiryS = expiryS;
  session.version = packet.version;
  session.will = packet.will;
  const keepAliveS = keepAliveOf(packet, config.keepAliveMaxS);
  connection.connect = packet;
  connection.session = session;
  connection.tenant = tenant;
  connection.keepAliveMs = keepAliveS * patience;
  connection.window = Math.min(packet.properties.receiveMax ?? 65_535, config.receiveMax);
  for (const id of session.inbound) connection.inFlight.add(id);
  // Until it is attached nothing is sent to it; what comes meanwhile waits in its queue.
  await session.save();
  if (connection.isOver || connection.session !== session) {
    if (session.link === undefined && connection.isOver) core.sessions.leave(session);
    return;
  }
  connection.send({
    kind: 'connack',
    sessionPresent: present,
    code: 0,
    properties: packet.version === 5 ? told(core, packet, { assigned, keepAliveS, expiryS }) : {},
  });
  session.attach(connection);
  core.routing.changed();
}

type Told = {
  readonly assigned: string | undefined;
  readonly keepAliveS: number;
  readonly expiryS: number;
};

function told(
  { options }: BrokerCore,
  packet: Connect,
  { assigned, keepAliveS, expiryS }: Told,
): Properties {
  const { receiveMax, topicAliasMax, packetBytesMax } = options.config;
  const asked = packet.properties.sessionExpiryS ?? 0;
  return {
    ...(receiveMax < 65_535 ? { receiveMax } : {}),
    ...{ topicAliasMax, packetBytesMax },
    ...(assigned === undefined ? {} : { assignedClientId: assigned }),
    ...(keepAliveS === packet.keepAliveS ? {} : { serverKeepAliveS: keepAliveS }),
    ...(asked === expiryS ? {} : { sessionExpiryS: expiryS }),
  };
}

/** MQTT 3.1.1 has no time: a session that is not clean waits as long as the settings allow. */
function expiryOf({ version, cleanStart, properties }: Connect, maxS: number): number {
  if (version === 4) return cleanStart ? 0 : maxS;
  return Math.min(properties.sessionExpiryS ?? 0, maxS);
}

function keepAliveOf({ version, keepAliveS }: Connect, maxS: number): number {
  if (version === 4) return keepAliveS;
  return keepAliveS === 0 || keepAliveS > maxS ? maxS : keepAliveS;
}

/** A number is the code of a refusal. */
async function whoIs(
  core: BrokerCore,
  { socket }: Client,
  { username, password }: Connect,
): Promise<Known | number> {
  const { authenticator, config } = core.options;
  if (password === undefined) {
    const isHere = isLoopback(socket.remote.host) && !socket.isFromPage;
    const open = config.anonymous !== '' && isHere;
    if (!open) return username === undefined ? reason.notAuthorized : reason.badCredentials;
    return knownBy(core, config.anonymous, {
      publish: [config.anonymous],
      subscribe: [config.anonymous],
    });
  }
  let principal: Principal = anonymous;
  try {
    principal = await authenticator.principalOf({ bearer: Buffer.from(password).toString() });
  } catch (error) {
    if (isFailure(error) && error.kind === 'unauthenticated') return reason.badCredentials;
    throw error;
  }
  const scopes = scopesFor(principal);
  return isSomebody(scopes) ? knownBy(core, principal.tenant, scopes) : reason.notAuthorized;
}

function knownBy(core: BrokerCore, tenant: string, scopes: Scopes): Known {
  return { tenant, scope: core.scopeOf(scopes) };
}
