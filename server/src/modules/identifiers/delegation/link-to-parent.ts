// Sets up the link of a node to a parent that runs elsewhere, from the node's settings.
import type { Registrar } from '../../../kernel/module/module.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Disk } from '../../../kernel/world/disk.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { NodePlace } from '../api.ts';
import type { AuthoritySettings } from '../authority/tier.ts';
import { identifiersFailures } from '../failures.ts';
import type { NodeKey } from '../node-key/node-key.ts';
import { ParentLink, parentLinkPeriodMs } from './parent-link.ts';

export type OwnFacts = {
  readonly place: NodePlace & { readonly prefix: string };
  readonly nodeKey: NodeKey;
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
  if (config.parent === '') return undefined;
  const { prefix, description, host, tcpPort, udpPort } = own.place;
  const { organisation, contact, invitation } = config;
  const adminKey = own.adminKey && Buffer.from(own.adminKey).toString('base64');
  const facts = {
    ...{ prefix, description, host, tcpPort, udpPort, organisation, contact },
    ...(invitation === '' ? {} : { invitation }),
    ...(adminKey === undefined ? {} : { adminKey }),
  };
  const setting = `${own.section}.parentAuthorityFile`;
  const authority = await authorityIn(config.parentAuthorityFile, setting, world.disk);
  const parent = { url: config.parent, ...(authority === undefined ? {} : { authority }) };
  const link = new ParentLink({ parent, facts, key: own.nodeKey, clock: world.clock, log });
  register.onReady(() => void link.tend());
  register.job('parent', parentLinkPeriodMs, () => link.tend());
  return link;
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
