// Opens a session at a server: hello, endpoints, security, certificate, session (Part 4, 5.5 to 5.7). The library's
// own endless retries are off; whoever reads the source connects again.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type {
  ClientSession,
  OPCUAClient,
  OPCUAClientOptions,
  UserIdentityInfo,
} from 'node-opcua-client';
import { fill, same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { sleep, type Clock } from '../../../../kernel/world/clock.ts';
import type { Reach } from '../protocol.ts';
import { addressOf, endpointUrl, whereOf, type OpcUaConnection } from './connection.ts';
import { chosenEndpoint, loginWords, offerText, policyName } from './endpoints.ts';
import type { LoginKind, Offer } from './endpoints.ts';
import { opcUaFailures } from './failures.ts';
import { identityOf, type Identity } from './identity.ts';
import { library, type Library } from './library.ts';
import { untold, type Progress } from './progress.ts';
import { distrust, firstCertificate, shownCertificate } from './server-certificate.ts';
import { failureOf, firstLine, statusNameOf } from './troubles.ts';
import { worldConnections } from './world-socket.ts';

export type Caller = {
  readonly reach: Reach;
  /** Of the source, for what a person is told. */
  readonly name: string;
  readonly connection: OpcUaConnection;
};

export type Dialled = {
  readonly library: Library;
  readonly client: OPCUAClient;
  readonly session: ClientSession;
};

/** While connecting, answers later than this are no answers; afterwards a server may need longer, to browse 100,000 nodes. */
const answerMs = 15_000;
const transactionMs = 60_000;
const sessionMs = 60_000;
/** What a server may send at most: bounded before it is kept. */
const messageBytesMax = 64 * 1024 * 1024;
const chunksMax = 4_096;

const steps = {
  endpoints: { en: 'Endpoints', zh: '端点' },
  security: { en: 'Security', zh: '安全方式' },
  certificate: { en: 'Certificate of the server', zh: '服务器证书' },
  session: { en: 'Session', zh: '会话' },
} satisfies Record<string, Bilingual>;

/** Fails with `world.cannot-connect` or one of `opc-ua.…`. */
export async function dial(caller: Caller, progress: Progress = untold): Promise<Dialled> {
  const { reach, connection } = caller;
  const loaded = await library();
  const identity = await identityOf(loaded, reach);
  const where = whereOf(connection);
  const offers = await progress(
    steps.endpoints,
    () => offersOf(loaded, caller, identity),
    (found) => same([...new Set(found.map(offerText))].join(', ')),
  );
  const offer = await progress(
    steps.security,
    async () => choice(offers, connection),
    (chosen) => same(offerText(chosen)),
  );
  const secured = policyName(offer.securityPolicyUri) !== 'None';
  const certificate = secured
    ? await progress(
        steps.certificate,
        async () => trustedCertificate(offer, caller),
        (der) => same(shownCertificate(der, where).subject),
      )
    : undefined;
  return progress(
    steps.session,
    () => openSession({ loaded, caller, identity, offer, ...(certificate ? { certificate } : {}) }),
    ({ session }) =>
      fill(sessionWords, { user: userWords(connection), seconds: session.timeout / 1_000 }),
  );
}

const sessionWords = {
  en: 'signed in: {user}; it ends after {seconds} s of silence',
  zh: '已登录：{user}；静默 {seconds} 秒后失效',
};

/** Never waits long for a server that does not answer any more. */
export async function hangUp({ client, session }: Dialled, clock: Clock): Promise<void> {
  const soon = sleep(clock, farewellMs);
  const closed = session.close(true).catch(() => undefined); // the server forgets it by itself
  await Promise.race([closed, soon]);
  const disconnected = client.disconnect().catch(() => undefined); // it may be closed already
  await Promise.race([disconnected, sleep(clock, farewellMs)]);
}

const farewellMs = 2_000;

/** What the server offers, asked without protection, as everybody may. */
export async function offersOf(
  loaded: Library,
  caller: Caller,
  identity: Identity,
): Promise<readonly Offer[]> {
  return withOpenClient(loaded, caller, identity, (client) => client.getEndpoints());
}

/** A client without session and protection, closed after its work. */
export async function withOpenClient<T>(
  loaded: Library,
  caller: Caller,
  identity: Identity,
  work: (client: OPCUAClient) => Promise<T>,
): Promise<T> {
  const { connection, reach } = caller;
  const client = newClient(loaded, caller, identity, {});
  try {
    await connect(client, caller);
    return await inTime(reach, work(client));
  } catch (error) {
    throw failureOf(error, {
      where: whereOf(connection),
      nowMs: reach.world.clock.now(),
      what: { en: 'the list of endpoints', zh: '端点列表' },
    });
  } finally {
    await client.disconnect().catch(() => undefined); // it may be closed already
  }
}

function choice(offers: readonly Offer[], connection: OpcUaConnection): Offer {
  const chosen = chosenEndpoint(offers, connection, loginOf(connection));
  const plain = policyName(chosen.securityPolicyUri) === 'None';
  const { password, allowPlainPassword = false } = connection;
  if (plain && password !== undefined && !allowPlainPassword)
    throw opcUaFailures['password-in-clear']({ where: whereOf(connection) });
  return chosen;
}

function trustedCertificate(offer: Offer, { reach, name, connection }: Caller): Buffer {
  const where = whereOf(connection);
  const der = firstCertificate(offer.serverCertificate, where);
  const nowMs = reach.world.clock.now();
  const trouble = distrust(shownCertificate(der, where), { name, connection, nowMs });
  if (trouble) throw trouble;
  return der;
}

async function openSession(given: {
  readonly loaded: Library;
  readonly caller: Caller;
  readonly identity: Identity;
  readonly offer: Offer;
  readonly certificate?: Buffer;
}): Promise<Dialled> {
  const { loaded, caller, identity, offer, certificate } = given;
  const { connection, reach } = caller;
  const client = newClient(loaded, caller, identity, {
    securityMode: offer.securityMode,
    securityPolicy: offer.securityPolicyUri ?? loaded.SecurityPolicy.None,
    ...(certificate ? { serverCertificate: certificate } : {}),
  });
  try {
    const user = userIdentityOf(loaded, connection);
    await connect(client, caller, identity);
    const session = await inTime(reach, client.createSession(user));
    return { library: loaded, client, session };
  } catch (error) {
    await client.disconnect().catch(() => undefined); // the failure below says what happened
    throw failureOf(error, {
      where: whereOf(connection),
      nowMs: reach.world.clock.now(),
      identity,
      user: userWords(connection),
      what: { en: 'the session', zh: '会话' },
    });
  }
}

/** Fails with `world.cannot-connect` where nobody listens, and with what the server said where somebody does. */
async function connect(client: OPCUAClient, caller: Caller, identity?: Identity): Promise<void> {
  const { reach, connection } = caller;
  let unreachable: Error | undefined;
  const connections = worldConnections({
    network: reach.world.network,
    clock: reach.world.clock,
    address: addressOf(connection),
    url: endpointUrl(connection),
    timeoutMs: reach.connectTimeoutMs,
    failed: (error) => (unreachable = error),
  });
  try {
    await inTime(reach, client.connectReverse(connections));
  } catch (error) {
    if (unreachable) throw unreachable;
    const where = whereOf(connection);
    const told = identity && isHungUp(error) ? hungUp : error;
    if (statusNameOf(told) === undefined)
      throw opcUaFailures['no-answer']({ where, reason: firstLine(error) }, error);
    throw failureOf(told, {
      ...{ where, nowMs: reach.world.clock.now() },
      what: { en: 'the secure channel', zh: '安全通道' },
      ...(identity ? { identity } : {}),
    });
  }
}

/** Many servers hang up without a word when they do not trust the certificate of a client. */
function isHungUp(error: unknown): boolean {
  return (
    statusNameOf(error) === undefined &&
    /disconnect|closed|ECONNRESET|socket/i.test(firstLine(error))
  );
}
const hungUp = new Error('BadSecurityChecksFailed');

async function inTime<T>(reach: Reach, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(reach.world.clock, reach.connectTimeoutMs + answerMs, timer.signal).then(() =>
    Promise.reject(new Error('BadTimeout')),
  );
  late.catch(() => undefined); // told by the race below
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    work.catch(() => undefined); // it may fail later, when nobody waits any more
  }
}

function newClient(
  loaded: Library,
  { reach, name }: Caller,
  identity: Identity,
  security: Pick<OPCUAClientOptions, 'securityMode' | 'securityPolicy' | 'serverCertificate'>,
): OPCUAClient {
  const key = loaded.crypto_utils.makePrivateKeyFromPem(identity.keyPem);
  return loaded.OPCUAClient.create({
    applicationName: 'Jingwei gateway',
    applicationUri: identity.applicationUri,
    clientName: `jingwei ${name} `,
    certificateKeyPairProvider: {
      getCertificate: () => identity.certificate,
      getCertificateChain: () => [identity.certificate],
      getPrivateKey: () => key,
    },
    clientCertificateManager: checkedBefore(loaded),
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 1_000 },
    keepSessionAlive: false,
    requestedSessionTimeout: sessionMs,
    transportTimeout: reach.connectTimeoutMs,
    defaultTransactionTimeout: transactionMs,
    transportSettings: { maxMessageSize: messageBytesMax, maxChunkCount: chunksMax },
    ...security,
  });
}

/** The library's store of certificates: nothing is kept, since `distrust` has looked at the server already. */
function checkedBefore(
  loaded: Library,
): NonNullable<OPCUAClientOptions['clientCertificateManager']> {
  const { Good } = loaded.StatusCodes;
  const nothing = async () => undefined;
  return {
    referenceCounter: 0,
    initialize: nothing,
    dispose: nothing,
    checkCertificate: async () => Good,
    verifyCertificate: async () => 'Good',
    trustCertificate: nothing,
    rejectCertificate: nothing,
    getTrustStatus: async () => Good,
    addIssuer: nothing,
    addRevocationList: nothing,
  };
}

export function loginOf({ user, userCertificate }: OpcUaConnection): LoginKind {
  if (userCertificate !== undefined) return 'certificate';
  return user === undefined ? 'anonymous' : 'password';
}

function userWords(connection: OpcUaConnection): Bilingual | string {
  return connection.user ?? loginWords[loginOf(connection)];
}

/** Fails with `opc-ua.user-certificate`. */
function userIdentityOf(loaded: Library, connection: OpcUaConnection): UserIdentityInfo {
  const { user, password = '', userCertificate, userKey = '' } = connection;
  const { UserTokenType } = loaded;
  if (userCertificate !== undefined) {
    try {
      const certificate = new X509Certificate(userCertificate);
      if (!certificate.checkPrivateKey(createPrivateKey(userKey))) throw new Error('they differ');
      return {
        type: UserTokenType.Certificate,
        certificateData: certificate.raw,
        privateKey: userKey,
      };
    } catch (error) {
      const reason = (error as Error).message;
      throw opcUaFailures['user-certificate']({ where: whereOf(connection), reason }, error);
    }
  }
  if (user === undefined) return { type: UserTokenType.Anonymous };
  return { type: UserTokenType.UserName, userName: user, password };
}
