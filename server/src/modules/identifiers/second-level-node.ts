// A second-level node, of an industry or a region: refers to the enterprise nodes below it.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { namesPort } from '../../stores/ports.ts';
import {
  resolverPort,
  secondLevelAuthorityPort,
  secondLevelDelegationsPort,
  topDelegationsPort,
} from './api.ts';
import { secondLevelAdministrationPort } from './administration/local-administration.ts';
import { startAuthority } from './authority/start-authority.ts';
import { authorityConfig, tiers } from './authority/tier.ts';
import { secondLevelDoorPort } from './door/door-node.ts';
import { identifiersFailures } from './failures.ts';
import { secondLevelReplicationPort } from './replication/ports.ts';

const tier = tiers.secondLevel;

export const secondLevelNodeModule = defineModule({
  name: tier.name,
  title: tier.title,
  roles: [tier.role],
  config: authorityConfig('secondLevelNode', tier.title, { prefix: '88.118', port: 2642 }),
  uses: {
    names: namesPort,
    parent: optional(topDelegationsPort),
    resolver: optional(resolverPort),
  },
  offers: {
    delegations: secondLevelDelegationsPort,
    authority: secondLevelAuthorityPort,
    administration: secondLevelAdministrationPort,
    door: secondLevelDoorPort,
    replication: secondLevelReplicationPort,
  },
  failures: { identifiers: identifiersFailures.definitions },
  async start(given, register) {
    const started = await startAuthority(tier, given, register);
    const { authority, administration, delegations, door, replication } = started;
    return { delegations, authority, administration, door, replication };
  },
});
