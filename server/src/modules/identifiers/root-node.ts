// The root of a naming system of one's own: refers to the top nodes below it, whatever their prefixes.
// Its prefix is that of every naming record, 0.NA, so its own record is 0.NA/0.NA (reference §1.8).
import { defineModule } from '../../kernel/module/module.ts';
import { namesPort } from '../../stores/ports.ts';
import { rootAuthorityPort, rootDelegationsPort, rootNodePort } from './api.ts';
import { rootAdministrationPort } from './administration/local-administration.ts';
import { startAuthority } from './authority/start-authority.ts';
import { authorityConfig, tiers } from './authority/tier.ts';
import { rootDoorPort } from './door/door-node.ts';
import { identifiersFailures } from './failures.ts';
import { rootReplicationPort } from './replication/ports.ts';

const tier = tiers.root;

export const rootNodeModule = defineModule({
  name: tier.name,
  title: tier.title,
  roles: [tier.role],
  config: authorityConfig('rootNode', tier.title, { prefix: '0.NA', port: 2640 }),
  uses: { names: namesPort },
  offers: {
    root: rootNodePort,
    delegations: rootDelegationsPort,
    authority: rootAuthorityPort,
    administration: rootAdministrationPort,
    door: rootDoorPort,
    replication: rootReplicationPort,
  },
  failures: { identifiers: identifiersFailures.definitions },
  async start(given, register) {
    const started = await startAuthority(tier, given, register);
    const { authority, administration, delegations, door, replication } = started;
    const { address, description, prefix } = started;
    const trust = authority.keys === undefined ? {} : { trust: { prefix, keys: authority.keys } };
    const root = { ...address, description, ...trust };
    return { root, delegations, authority, administration, door, replication };
  },
});
