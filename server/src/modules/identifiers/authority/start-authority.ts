// Starts an authority node of any tier: its store, its listeners, the children that its settings name,
// and the word to its parent where it listens.
import type { Base, HttpFact, Registrar } from '../../../kernel/module/module.ts';
import type { Address } from '../../../kernel/world/network.ts';
import type { NamesOpener } from '../../../stores/names/names.ts';
import { canonicalKey } from '../../../wire/handle/handle.ts';
import { Administration } from '../administration/administration.ts';
import { readHomed } from '../administration/home-prefixes.ts';
import { keepAdminKey, readAdminKey } from '../administration/admin-key.ts';
import type { Delegations, LocalAuthority, Resolver } from '../api.ts';
import { linkToParent } from '../delegation/link-to-parent.ts';
import { identifiersFailures } from '../failures.ts';
import type { DoorNode } from '../door/door-node.ts';
import { listenerBounds, type MessageHandler } from '../listeners/message-handler.ts';
import { securedExchanges } from '../sessions/secure.ts';
import { openListeners, type OpenListeners } from '../listeners/open-listeners.ts';
import { ResolveTally } from '../listeners/resolve-tally.ts';
import { Responder } from '../listeners/responder.ts';
import { Logins } from '../login/logins.ts';
import { addressIn } from '../model/node-address.ts';
import { nodeKeyIn, type NodeKey } from '../node-key/node-key.ts';
import { siteOf } from '../model/site.ts';
import { readNamespaceFile } from '../templates/namespace-file.ts';
import { PrefixTemplate } from '../templates/prefix-template.ts';
import { openRecordStore, type OpenRecordStore } from '../records/open-record-store.ts';
import { Authority } from './authority.ts';
import { delegate, withdraw, writeNamingRecord } from './delegate.ts';
import { localAuthority } from './local-authority.ts';
import type { AuthoritySettings, Tier } from './tier.ts';

export type StartedAuthority = {
  readonly authority: LocalAuthority;
  readonly delegations: Delegations;
  readonly store: OpenRecordStore;
  /** Canonical. */
  readonly prefix: string;
  readonly address: Address;
  readonly description: string;
  /** For what comes over HTTP. */
  readonly door: DoorNode;
};

type Given = Base<AuthoritySettings> & {
  readonly names: NamesOpener;
  readonly parent?: Delegations | undefined;
  /** Where keys of administrators are found that this node does not hold. */
  readonly resolver?: Resolver | undefined;
};

const tallyPeriodMs = 1_000;
const purgePeriodMs = 60_000;
/** A million or so of changes in one go; other writes come in between. */
const purgeRunsMax = 200;

export async function startAuthority(
  tier: Tier,
  given: Given,
  register: Registrar,
): Promise<StartedAuthority> {
  const { config, world } = given;
  const prefix = canonicalKey(config.prefix);
  const description = config.description || `${tier.label} ${config.prefix}`;
  const store = await openStore(tier, given, register);
  const { namespaceFile: file } = config;
  const setting = `${sectionOf(tier)}.namespaceFile`;
  const fallback = await readNamespaceFile(world.disk, { file, setting });
  const template = await PrefixTemplate.read({ store, prefix, fallback, log: given.log });
  const options = { store, clock: world.clock, prefix };
  for (const child of config.delegations) await delegate(configuredChild(child), options);
  const adminKey = await adminKeyOf(tier, given);
  const nodeKey = await nodeKeyIn(given.folder, world.disk);
  const authority = new Authority(prefix, store, template);
  for (const homed of await readHomed(store)) authority.homed.add(homed);
  const parts = { authority, register, store, nodeKey };
  const { listeners, handler } = await listen(tier, given, parts);
  const { port } = listeners.address;
  const publicKey = nodeKey.record;
  const facts = {
    prefix,
    description,
    host: publicHost(config),
    tcpPort: port,
    udpPort: port,
    ...doorPorts(register.program.http, config.host),
    publicKey,
  };
  authority.site = siteOf({ ...facts, serial: authority.siteSerial });
  const { holdsOwnNaming } = tier;
  if (holdsOwnNaming || adminKey !== undefined) await writeNamingRecord(facts, options);
  await keepAdminKey(adminKey, { ...options, holdsOwnNaming });
  await given.parent?.delegate(facts);
  const parentLink = await linkToParent(
    given,
    { place: facts, nodeKey, adminKey, section: sectionOf(tier) },
    register,
  );
  return {
    authority: localAuthority({ authority, store, clock: world.clock, place: facts, parentLink }),
    delegations: {
      ...{ prefix, description, publicKey },
      delegate: (child) => delegate(child, options),
      withdraw: (child) => withdraw(child, options),
    },
    store,
    prefix,
    address: { host: facts.host, port },
    description,
    door: { prefix, handler, source: authority },
  };
}

async function openStore(
  tier: Tier,
  { names, config, world, log }: Given,
  register: Registrar,
): Promise<OpenRecordStore> {
  const { clock } = world;
  const { historyDays } = config;
  const space = await names.open(tier.name);
  const store = await openRecordStore({ names: space, clock, historyDays, log });
  register.onStop(() => store.close());
  register.job('history', purgePeriodMs, async () => {
    for (let runs = 0; runs < purgeRunsMax && (await store.purge()); runs++);
  });
  return store;
}

async function listen(
  tier: Tier,
  given: Given,
  parts: { authority: Authority; register: Registrar; store: OpenRecordStore; nodeKey: NodeKey },
): Promise<{ listeners: OpenListeners; handler: MessageHandler }> {
  const { config, world, log, resolver } = given;
  const { authority, register, store, nodeKey } = parts;
  const { clock } = world;
  const tally = new ResolveTally(tier.name, given.metrics);
  const secured = securedExchanges({ ...world, authority, resolver, nodeKey });
  const { exchanges, administration } = secured;
  const restricted = new Administration({
    ...world,
    ...administration,
    ...{ authority, store, resolver },
    logins: new Logins(clock, config.loginLifeS * 1000),
    keyLimits: {
      requestsPerDay: config.keyRequestsPerDay,
      registrationsPerDay: config.keyRegistrationsPerDay,
      prefixesPerDay: config.keyPrefixesPerDay,
    },
  });
  const handler = new Responder({ source: authority, clock, tally, log, restricted, exchanges });
  const listeners = await openListeners(
    { host: config.host, port: config.port },
    {
      network: world.network,
      clock: world.clock,
      handler,
      bounds: {
        ...listenerBounds,
        connectionsMax: config.connectionsMax,
        idleMs: config.idleTimeoutS * 1000,
      },
      title: tier.title,
    },
  );
  register.onStop(() => listeners.close());
  register.job('tally', tallyPeriodMs, async () => tally.flush());
  const fact = { name: tier.name, role: tier.role, ...listeners.address };
  register.listener({ ...fact, protocol: 'do-irp/tcp' });
  register.listener({ ...fact, protocol: 'do-irp/udp' });
  return { listeners, handler };
}

/** The door where it can be called at the node's own address. */
function doorPorts(door: HttpFact, nodeHost: string): { httpPort?: number; httpsPort?: number } {
  const { host, port, tls, plain } = door;
  const reached = host === nodeHost || host === '0.0.0.0' || host === '::';
  if (!reached || port === 0) return {};
  return { ...(plain ? { httpPort: port } : {}), ...(tls ? { httpsPort: port } : {}) };
}

/** Read before anything is opened, so that a wrong file stops the start at once. */
function adminKeyOf(tier: Tier, { config, world }: Given): Promise<Uint8Array | undefined> {
  const setting = `${sectionOf(tier)}.adminKeyFile`;
  return readAdminKey(world.disk, { file: config.adminKeyFile, setting });
}

/** The name of a tier's settings: `second-level-node` gives `secondLevelNode`. */
function sectionOf(tier: Tier): string {
  return tier.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A node that listens everywhere is told of as being on this machine. */
function publicHost(config: AuthoritySettings): string {
  if (config.publicHost !== '') return config.publicHost;
  return config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
}

/** `88.118=host:port`. */
function configuredChild(text: string): Parameters<Delegations['delegate']>[0] {
  const equals = text.indexOf('=');
  if (equals < 1) {
    const form = 'prefix=host:port';
    throw identifiersFailures['bad-address']({ setting: 'delegations', text, form });
  }
  const prefix = text.slice(0, equals).trim();
  const { host, port } = addressIn('delegations', text.slice(equals + 1));
  const description = `node ${prefix}`;
  return { prefix, description, host, tcpPort: port, udpPort: port };
}
