// Sets up the replication of a node from its settings.
import type { Registrar } from '../../../kernel/module/module.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { AuthoritySettings } from '../authority/tier.ts';
import { authorityIn } from '../delegation/link-to-parent.ts';
import type { NodeKey } from '../node-key/node-key.ts';
import type { RecordStore } from '../records/record-store.ts';
import { NodeReplication } from './node-replication.ts';

type Given = {
  readonly config: AuthoritySettings;
  readonly world: World;
  readonly log: Log;
  readonly folder: string;
};

const tellEveryMs = 15_000;

/** Fails with `identifiers.bad-authority-file`, `replication.unsafe-primary`. */
export async function replicationOf(
  { config, world, log, folder }: Given,
  own: {
    /** Canonical. */
    readonly prefix: string;
    readonly store: RecordStore;
    readonly key: NodeKey;
    /** The name of the node's settings, for failures. */
    readonly section: string;
    readonly register: Registrar;
  },
): Promise<NodeReplication> {
  const { prefix, store, key, section, register } = own;
  const { mirrorOf, mirrorAuthorityFile, mirrors } = config;
  const setting = `${section}.mirrorAuthorityFile`;
  const authority = await authorityIn(mirrorAuthorityFile, setting, world.disk);
  const replication = await NodeReplication.start({
    ...{ prefix, store, key, world, log, folder, mirrorOf, authority },
    mirrors: mirrors.map((fingerprint) => fingerprint.toLowerCase()),
    ownUrl: () => register.program.publicUrl,
  });
  register.onStop(() => replication.stop());
  register.job('replication', tellEveryMs, () => replication.tend());
  return replication;
}
