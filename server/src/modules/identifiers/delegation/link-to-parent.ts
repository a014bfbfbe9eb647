// Sets up the link of a node to a parent that runs elsewhere, from the node's settings.
import type { Registrar } from '../../../kernel/module/module.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Disk } from '../../../kernel/world/disk.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { ChildKey, NodePlace, MirrorSite } from '../api.ts';
import type { AuthoritySettings } from '../authority/tier.ts';
import { identifiersFailures } from '../failures.ts';
import type { NodeKey } from '../node-key/node-key.ts';
import type { SiteSplit } from '../split/site-split.ts';
import { ParentLink, parentLinkPeriodMs } from './parent-link.ts';
import type { DelegationFacts } from './request.ts';

export type OwnFacts = {
  readonly place: NodePlace & { readonly prefix: string };
  readonly nodeKey: NodeKey;
  /** All its keys, as they are when it asks. */
  readonly keys: () => readonly ChildKey[];
  /** Its copies, as they are when it asks. */
  readonly mirrors: () => readonly MirrorSite[];
  /** Where its site has several servers. */
  readonly split: SiteSplit | undefined;
  readonly adminKey: Uint8Array | undefined;
  /** The name of the node's settings, for failures. */
  readonly section: string;
};

type Given = {
  readonly config: AuthoritySettings;
  readonly world: World;
  readonly log: Log;
};

/**
 * The parent is asked once the listeners are open, and again until it grants. Undefined where none is
 * configured. Fails with `identifiers.bad-authority-file`.
 */
export async function linkToParent(
  { config, world, log }: Given,
  own: OwnFacts,
  register: Registrar,
): Promise<ParentLink | undefined> {
  if (config.parent === '' || own.split?.tellsParent === false) return undefined;
  const { prefix, description, host, tcpPort, udpPort } = own.place;
  const { organisation, contact, invitation } = config;
  const adminKey = own.adminKey && base64(own.adminKey);
  const facts = (): DelegationFacts => ({
    ...{ prefix, description, host, tcpPort, udpPort, organisation, contact },
    ...(invitation === '' ? {} : { invitation }),
    ...(adminKey === undefined ? {} : { adminKey }),
    ...siteIn(own),
    keys: own.keys().map(({ slot, record }) => ({ slot, record: base64(record) })),
    ...mirrorsIn(own),
  });
  const setting = `${own.section}.parentAuthorityFile`;
  const authority = await authorityIn(config.parentAuthorityFile, setting, world.disk);
  const parent = {
    url: config.parent,
    setting: `${own.section}.parent`,
    ...(authority === undefined ? {} : { authority }),
  };
  const link = new ParentLink({ parent, facts, key: own.nodeKey, clock: world.clock, log });
  register.onReady(() => void link.tend());
  register.job('parent', parentLinkPeriodMs, () => link.tend());
  return link;
}

/** Without any the parent keeps those that it knows: after a start they have not told of themselves yet. */
function mirrorsIn({ mirrors }: OwnFacts): Pick<DelegationFacts, 'mirrors'> {
  const told = mirrors().map(({ publicKey, ...place }) => ({
    ...place,
    ...(publicKey === undefined ? {} : { publicKey: base64(publicKey) }),
  }));
  return told.length === 0 ? {} : { mirrors: told };
}

function siteIn({ split, nodeKey }: OwnFacts): Pick<DelegationFacts, 'servers' | 'hashOption'> {
  if (split === undefined) return {};
  const { servers, hashOption } = split.facts(nodeKey.record);
  const publicKey = base64(nodeKey.record);
  return { servers: servers.map((server) => ({ ...server, publicKey })), hashOption };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** The PEM text of a file; undefined for no file. Fails with `identifiers.bad-authority-file`. */
export async function authorityIn(
  file: string,
  setting: string,
  disk: Disk,
): Promise<string | undefined> {
  if (file === '') return undefined;
  const bytes = await disk.read(file);
  const text = bytes === undefined ? '' : Buffer.from(bytes).toString('latin1');
  if (text.includes('BEGIN CERTIFICATE')) return text;
  throw identifiersFailures['bad-authority-file']({ setting, file });
}
