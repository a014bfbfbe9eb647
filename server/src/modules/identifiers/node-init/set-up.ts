// Sets a node up on disk: its own key, the key of its administrator, its settings; and asks the parent for
// the prefix. Nothing is contacted but the parent that was named.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { join, resolve } from 'node:path';
import { settingsFileName } from '../../../kernel/data-folder/data-folder.ts';
import type { World } from '../../../kernel/world/world.ts';
import { keyRecordOf } from '../administration/key-records.ts';
import type { ParentState } from '../api.ts';
import { authorityByFingerprint, isFingerprint } from '../delegation/authority-of-parent.ts';
import { authorityIn } from '../delegation/link-to-parent.ts';
import { ParentLink } from '../delegation/parent-link.ts';
import { fingerprintOf } from '../node-key/fingerprint.ts';
import { identifiersFailures } from '../failures.ts';
import { nodeKeyIn, type NodeKey } from '../node-key/node-key.ts';
import { silentLog } from '../../../kernel/log/log.ts';
import { tierOfPlan, type NodePlan } from './plan.ts';
import { settingsOf } from './settings.ts';

export type NewNode = {
  readonly folder: string;
  readonly settingsFile: string;
  /** The private key of the administrator, to be kept with whoever administers. */
  readonly adminKeyFile: string;
  /** SHA-256 of the node's key record, in hex. */
  readonly fingerprint: string;
  /** Absent where no parent was named. */
  readonly parent?: ParentState;
};

const rsaBits = 3072;

/**
 * Fails with `identifiers.folder-in-use` where a node, or its settings, are there already, with
 * `identifiers.bad-authority-file`, and as `authorityByFingerprint` does.
 */
export async function setUpNode(
  plan: NodePlan,
  dataFolder: string,
  world: World,
): Promise<NewNode> {
  const folder = resolve(dataFolder);
  const settingsFile = join(folder, settingsFileName);
  const nodeFolder = join(folder, tierOfPlan(plan).name);
  if ((await world.disk.read(settingsFile)) !== undefined) {
    throw identifiersFailures['folder-in-use']({ folder, file: settingsFile });
  }
  const named = plan.parentAuthorityFile;
  const fetched = isFingerprint(named)
    ? await authorityByFingerprint(plan.parent, named)
    : undefined;
  const authority = fetched ?? (await authorityIn(named, '--parent-authority', world.disk));
  await world.disk.makeFolder(nodeFolder);
  await world.disk.makeFolder(join(folder, 'keys'));
  const parentAuthorityFile = named === '' ? '' : join(folder, 'keys', 'parent-authority.pem');
  if (authority !== undefined) await world.disk.write(parentAuthorityFile, Buffer.from(authority));
  const key = await nodeKeyIn(nodeFolder, world.disk);
  const admin = await adminKeyIn(join(folder, 'keys'), world);
  const text = `${JSON.stringify(settingsOf({ ...plan, parentAuthorityFile }, admin.publicFile), undefined, 2)}\n`;
  await world.disk.write(settingsFile, Buffer.from(text), { privateToOwner: true });
  const parent = await askFor(plan, { key, adminKey: admin.record, authority, world });
  const fingerprint = fingerprintOf(key.record);
  const known = { folder, settingsFile, adminKeyFile: admin.privateFile, fingerprint };
  return { ...known, ...(parent === undefined ? {} : { parent }) };
}

/** A key of one's own, since whoever administers identifiers is not the machine that serves them. */
async function adminKeyIn(
  folder: string,
  { disk }: World,
): Promise<{ privateFile: string; publicFile: string; record: Uint8Array }> {
  const privateFile = join(folder, 'admin.key');
  const publicFile = join(folder, 'admin.pem');
  await disk.makeFolder(folder);
  const kept = await disk.read(privateFile);
  const privateText =
    kept === undefined
      ? generateKeyPairSync('rsa', { modulusLength: rsaBits })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString()
      : Buffer.from(kept).toString('latin1');
  if (kept === undefined) {
    await disk.write(privateFile, Buffer.from(privateText), { privateToOwner: true });
  }
  const publicText = createPublicKey(privateText)
    .export({ type: 'spki', format: 'pem' })
    .toString();
  await disk.write(publicFile, Buffer.from(publicText));
  const record = keyRecordOf(publicText);
  if (record === undefined) {
    const setting = 'adminKeyFile';
    throw identifiersFailures['bad-admin-key']({ setting, file: privateFile });
  }
  return { privateFile, publicFile, record };
}

async function askFor(
  plan: NodePlan,
  own: { key: NodeKey; adminKey: Uint8Array; authority: string | undefined; world: World },
): Promise<ParentState | undefined> {
  if (plan.parent === '') return undefined;
  const { key, adminKey, authority, world } = own;
  const { prefix, publicHost: host, port, organisation, contact, invitation, parent: url } = plan;
  const { label } = tierOfPlan(plan);
  const link = new ParentLink({
    parent: { url, setting: '--parent', ...(authority === undefined ? {} : { authority }) },
    facts: () => ({
      ...{ prefix, description: `${label} ${prefix}`, host, tcpPort: port, udpPort: port },
      ...{ organisation, contact, adminKey: Buffer.from(adminKey).toString('base64') },
      ...(invitation === '' ? {} : { invitation }),
    }),
    key,
    clock: world.clock,
    log: silentLog,
  });
  return link.ask();
}
