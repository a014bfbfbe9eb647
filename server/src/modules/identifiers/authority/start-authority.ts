// Starts an authority node of any tier: its store, its listeners, the children that its settings name,
// and the word to its parent where it listens.
import type { Base, HttpFact, Registrar } from '../../../kernel/module/module.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Address } from '../../../kernel/world/network.ts';
import type { NamesOpener, ReaderPlace } from '../../../stores/names/names.ts';
import { canonicalKey } from '../../../wire/handle/handle.ts';
import { Administration } from '../administration/administration.ts';
import { followHomed } from '../administration/home-prefixes.ts';
import { readAdminKey } from '../administration/admin-key.ts';
import {
  localAdministration,
  type LocalAdministration,
} from '../administration/local-administration.ts';
import type { Delegations, LocalAuthority, Resolver, MirrorSite } from '../api.ts';
import { linkToParent } from '../delegation/link-to-parent.ts';
import type { DoorNode } from '../door/door-node.ts';
import { listenerBounds, type MessageHandler } from '../listeners/message-handler.ts';
import { securedExchanges } from '../sessions/secure.ts';
import { openListeners, type OpenListeners } from '../listeners/open-listeners.ts';
import { ResolveTally } from '../listeners/resolve-tally.ts';
import { Responder } from '../listeners/responder.ts';
import { KeyLedger } from '../login/key-limits.ts';
import { Logins } from '../login/logins.ts';
import { readSplit, type SiteSplit } from '../split/site-split.ts';
import { watchServers } from '../split/watch-servers.ts';
import { readNamespaceFile } from '../templates/namespace-file.ts';
import { PrefixTemplate } from '../templates/prefix-template.ts';
import { openRecordStore, type OpenRecordStore } from '../records/open-record-store.ts';
import { replicationOf } from '../replication/replication-of.ts';
import type { NodeReplication } from '../replication/node-replication.ts';
import { startResolveWorkers, workersOf } from '../resolve-workers/start-resolve-workers.ts';
import { NodeTrust } from '../trust/node-trust.ts';
import { Ranges } from '../ranges/ranges.ts';
import { Authority } from './authority.ts';
import { delegate, holds, withdraw, type DelegationOptions } from './delegate.ts';
import { announce, lead, tellSite } from './lead.ts';
import { localAuthority } from './local-authority.ts';
import type { AuthoritySettings, Tier } from './tier.ts';

export type StartedAuthority = {
  readonly authority: LocalAuthority;
  readonly administration: LocalAdministration;
  readonly delegations: Delegations;
  readonly store: OpenRecordStore;
  readonly ranges: Ranges;
  /** Where its site has several servers. */
  readonly split: SiteSplit | undefined;
  /** Canonical. */
  readonly prefix: string;
  readonly address: Address;
  readonly description: string;
  /** For what comes over HTTP. */
  readonly door: DoorNode;
  readonly replication: NodeReplication;
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
  const { config, world, resolver } = given;
  const prefix = canonicalKey(config.prefix);
  const description = config.description || `${tier.label} ${config.prefix}`;
  const { store, place: readerPlace } = await openStore(tier, given, register);
  const options = { store, clock: world.clock, prefix };
  const section = sectionOf(tier);
  const adminKey = await adminKeyOf(tier, given);
  const trust = await openTrust(tier, given, options);
  const nodeKey = trust.keyOfNow;
  const copied = { prefix, store, key: nodeKey, section, register };
  const replication = await replicationOf(given, copied);
  const split = readSplit(config, { section, maySplit: tier.maySplit });
  const made = await madeRecords(tier, given, { store, prefix });
  const authority = new Authority(prefix, store, { ...made, split });
  await followHomed(store, authority.homed);
  const ledger = ledgerOf(given);
  const answering = { authority, register, store, trust, replication, ledger, split, readerPlace };
  const { listeners, handler } = await listen(tier, given, answering);
  const { port } = listeners.address;
  const doors = doorPorts(register.program.http, config.host);
  const ports = { tcpPort: port, udpPort: port, ...doors };
  const { publicKey } = trust;
  const listed = split?.place(() => authority.site);
  const place = { prefix, description, host: publicHost(config), ...ports, publicKey, ...listed };
  const mirrors = (): readonly MirrorSite[] => replication.mirrorSites;
  const keys = () => trust.childKeys;
  const own = { place, split, nodeKey, keys, mirrors, adminKey, section };
  const parentLink = await linkToParent(given, own, register);
  const parts = { tier, given, authority, trust, place, split, adminKey, options };
  const leading = { ...parts, mirrors, parentLink };
  if (split !== undefined) watchServers(split, { authority, world, log: given.log }, register);
  trust.tendBy(register);
  if (replication.standing === 'primary') await lead(leading);
  else tellSite(leading, false);
  replication.begin(place, { lead: () => lead(leading), told: () => announce(leading) });
  const local = localAuthority({ authority, store, clock: world.clock, place, parentLink });
  const administered = { ...world, authority, store, nodeKey, resolver, replication, ledger };
  const administration = localAdministration(administered);
  const delegations = delegationsOf({ ...options, description, publicKey }, trust, replication);
  const address = { host: place.host, port };
  const keyed = Object.assign(local, { keys: trust });
  const started = { ...{ authority: keyed, administration, delegations }, store, split };
  const door = { prefix, isHome: authority.isHome.bind(authority), handler, source: authority };
  return { ...started, ranges: made.ranges, door, replication, prefix, address, description };
}

function openTrust(
  tier: Tier,
  { config, world, folder }: Given,
  options: { store: OpenRecordStore; clock: Clock; prefix: string },
): Promise<NodeTrust> {
  const { signatureDays, certificateDays } = config;
  const spans = { signatureDays, certificateDays, holdsOwnNaming: tier.holdsOwnNaming };
  return NodeTrust.open({ ...options, ...spans, folder, disk: world.disk });
}

/** What answers for handles without a record of their own. */
async function madeRecords(
  tier: Tier,
  { config, world, log }: Given,
  { store, prefix }: { store: OpenRecordStore; prefix: string },
): Promise<{ template: PrefixTemplate; ranges: Ranges }> {
  const setting = `${sectionOf(tier)}.namespaceFile`;
  const fallback = await readNamespaceFile(world.disk, { file: config.namespaceFile, setting });
  const template = await PrefixTemplate.read({ store, prefix, fallback, log });
  return { template, ranges: await Ranges.load(store) };
}

function delegationsOf(
  own: DelegationOptions & Pick<Delegations, 'description' | 'publicKey'>,
  trust: NodeTrust,
  replication: NodeReplication,
): Delegations {
  const { prefix, description, publicKey } = own;
  return {
    ...{ prefix, description, publicKey },
    async delegate(child) {
      replication.checkWritable();
      await delegate(child, own);
      await trust.certifyChild(child);
    },
    holds: (child) => holds(child, own),
    async withdraw(child) {
      replication.checkWritable();
      await withdraw(child, own);
    },
  };
}

/** One for the wire and for HTTP, so that a key may do no more by coming on both ways. */
function ledgerOf({ config, world }: Given): KeyLedger {
  return new KeyLedger(world.clock, {
    requestsPerDay: config.keyRequestsPerDay,
    registrationsPerDay: config.keyRegistrationsPerDay,
    prefixesPerDay: config.keyPrefixesPerDay,
  });
}

async function openStore(
  tier: Tier,
  { names, config, world, log }: Given,
  register: Registrar,
): Promise<{ store: OpenRecordStore; place: ReaderPlace | undefined }> {
  const { clock } = world;
  const { historyDays } = config;
  const space = await names.open(tier.name);
  const store = await openRecordStore({ names: space, clock, historyDays, log });
  register.onStop(() => store.close());
  register.job('history', purgePeriodMs, async () => {
    for (let runs = 0; runs < purgeRunsMax && (await store.purge()); runs++);
  });
  return { store, place: space.readerPlace };
}

async function listen(
  tier: Tier,
  given: Given,
  parts: {
    authority: Authority;
    register: Registrar;
    store: OpenRecordStore;
    trust: NodeTrust;
    replication: NodeReplication;
    ledger: KeyLedger;
    split: SiteSplit | undefined;
    readerPlace: ReaderPlace | undefined;
  },
): Promise<{ listeners: OpenListeners; handler: MessageHandler }> {
  const { config, world, log, resolver } = given;
  const { authority, register, store, trust, replication, ledger, readerPlace: place } = parts;
  const { clock } = world;
  // Which server of a site holds a record only the main thread knows.
  const count = parts.split === undefined ? config.resolveWorkers : 0;
  const tally = new ResolveTally(tier.name, given.metrics);
  const secured = securedExchanges({ ...world, authority, resolver, nodeKey: trust.keyOfNow });
  const { exchanges, administration } = secured;
  const restricted = new Administration({
    ...world,
    ...administration,
    ...{ authority, store, resolver },
    readOnly: () => (replication.standing === 'primary' ? undefined : 'mirror'),
    logins: new Logins(clock, config.loginLifeS * 1000),
    ledger,
  });
  const source = trust.source(authority);
  const handler = new Responder({ source, clock, tally, log, restricted, exchanges });
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
      shared: workersOf({ count, world, place }) > 0,
      title: tier.title,
    },
  );
  register.onStop(() => listeners.close());
  const { prefix } = authority;
  const beside = { count, world, log, place, prefix, store, source, listeners, tally };
  await startResolveWorkers(beside, register);
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
