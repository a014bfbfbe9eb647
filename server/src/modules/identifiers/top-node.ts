// The national top node: answers for its prefix and refers to the second-level nodes.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { namesPort } from '../../stores/ports.ts';
import { rootDelegationsPort, rootPort, topAuthorityPort, topDelegationsPort } from './api.ts';
import { topAdministrationPort } from './administration/local-administration.ts';
import { startAuthority } from './authority/start-authority.ts';
import { authorityConfig, tiers } from './authority/tier.ts';
import { topDoorPort } from './door/door-node.ts';
import { identifiersFailures } from './failures.ts';
import { topReplicationPort } from './replication/ports.ts';

const tier = tiers.top;

export const topNodeModule = defineModule({
  name: tier.name,
  title: tier.title,
  roles: [tier.role],
  config: authorityConfig('topNode', tier.title, { prefix: '88', port: 2641 }),
  uses: { names: namesPort, parent: optional(rootDelegationsPort) },
  offers: {
    root: rootPort,
    delegations: topDelegationsPort,
    authority: topAuthorityPort,
    administration: topAdministrationPort,
    door: topDoorPort,
    replication: topReplicationPort,
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
