// What the primary of a prefix does at its start, and a mirror when it is made the primary: writes the records
// of its own prefix and of configured children, and tells its parent where it listens.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { World } from '../../../kernel/world/world.ts';
import { keepAdminKey } from '../administration/admin-key.ts';
import type { Delegations, NodePlace, MirrorSite } from '../api.ts';
import type { ParentLink } from '../delegation/parent-link.ts';
import { identifiersFailures } from '../failures.ts';
import { addressIn } from '../model/node-address.ts';
import { siteOf } from '../model/site.ts';
import type { SiteSplit } from '../split/site-split.ts';
import type { RecordStore } from '../records/record-store.ts';
import { certifyConfigured } from '../trust/configured-keys.ts';
import type { NodeTrust } from '../trust/node-trust.ts';
import type { Authority } from './authority.ts';
import { delegate, writeNamingRecord } from './delegate.ts';
import type { AuthoritySettings, Tier } from './tier.ts';

export type Leading = {
  readonly tier: Tier;
  readonly given: {
    readonly config: AuthoritySettings;
    readonly world: World;
    /** In the same process. */
    readonly parent?: Delegations | undefined;
  };
  readonly authority: Authority;
  readonly trust: NodeTrust;
  readonly place: NodePlace & { readonly prefix: string };
  /** Where its site has several servers. */
  readonly split: SiteSplit | undefined;
  readonly adminKey: Uint8Array | undefined;
  readonly options: { readonly store: RecordStore; readonly clock: Clock; readonly prefix: string };
  /** Copies of the node that told of themselves. */
  readonly mirrors: () => readonly MirrorSite[];
  /** To a parent elsewhere. */
  readonly parentLink: ParentLink | undefined;
};

/** Fails as delegating does, and with `identifiers.bad-address` for a configured child. */
export async function lead(leading: Leading): Promise<void> {
  const { tier, given, trust, adminKey, options, parentLink } = leading;
  const { config, world } = given;
  for (const child of config.delegations) await delegate(configuredChild(child), options);
  await trust.begin(() => announce(leading));
  await keepAdminKey(adminKey, { ...options, holdsOwnNaming: tier.holdsOwnNaming });
  await certifyConfigured(trust, config.delegationKeys, world.disk);
  parentLink?.begin();
}

/** What op 2 answers. */
export function tellSite(leading: Leading, primary: boolean): void {
  const { authority } = leading;
  const facts = { ...siteFacts(leading), primary };
  authority.site = siteOf({ ...facts, serial: authority.siteSerial });
}

/** False where the parent cannot be told from here. */
export async function announce(leading: Leading): Promise<boolean> {
  const { tier, given, trust, split, adminKey, options, parentLink } = leading;
  const facts = siteFacts(leading);
  tellSite(leading, true);
  if (tier.holdsOwnNaming || adminKey !== undefined) await writeNamingRecord(facts, options);
  if (split !== undefined && !split.tellsParent) return false;
  const mirrors = leading.mirrors();
  // Without any the parent keeps those that it knows: after a start they have not told of themselves yet.
  const told = mirrors.length === 0 ? {} : { mirrors };
  await given.parent?.delegate({ ...facts, ...told, keys: trust.childKeys });
  return given.parent !== undefined || (await parentLink?.tell()) === true;
}

function siteFacts({ trust, place: { site: _site, ...place }, split }: Leading) {
  const { publicKey } = trust;
  return { ...place, publicKey, ...split?.facts(publicKey) };
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
