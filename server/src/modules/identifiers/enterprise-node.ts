// An enterprise's own node: registers and answers for the identifiers of its products and machines.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { namesPort } from '../../stores/ports.ts';
import {
  enterpriseAuthorityPort,
  rangeRegistryPort,
  registerRight,
  registryPort,
  resolverPort,
  secondLevelDelegationsPort,
  type RegistrationResult,
  type Registry,
} from './api.ts';
import { register as registerAll } from './authority/register.ts';
import { enterpriseAdministrationPort } from './administration/local-administration.ts';
import { startAuthority } from './authority/start-authority.ts';
import { authorityConfig, tiers } from './authority/tier.ts';
import { enterpriseDoorPort } from './door/door-node.ts';
import { identifiersFailures } from './failures.ts';
import { enterpriseReplicationPort } from './replication/ports.ts';
import { rangeRegistry } from './ranges/range-registry.ts';

const tier = tiers.enterprise;

export const enterpriseNodeModule = defineModule({
  name: tier.name,
  title: tier.title,
  roles: [tier.role],
  config: authorityConfig('enterpriseNode', tier.title, { prefix: '88.118.8', port: 2643 }),
  uses: {
    names: namesPort,
    parent: optional(secondLevelDelegationsPort),
    resolver: optional(resolverPort),
  },
  offers: {
    registry: registryPort,
    ranges: rangeRegistryPort,
    authority: enterpriseAuthorityPort,
    administration: enterpriseAdministrationPort,
    door: enterpriseDoorPort,
    replication: enterpriseReplicationPort,
  },
  rights: [registerRight],
  failures: { identifiers: identifiersFailures.definitions },
  async start(given, register) {
    const started = await startAuthority(tier, given, register);
    const { authority, administration, store, ranges, prefix, door, replication, split } = started;
    const { clock } = given.world;
    const rangesOfNode = rangeRegistry({
      ...{ store, ranges, clock, prefix },
      checkWritable: () => replication.checkWritable(),
    });
    const registered = given.metrics.counter(
      'jingwei_enterprise_node_registrations',
      'Registrations asked for, by outcome',
    );
    const registry: Registry = {
      prefix: given.config.prefix,
      async register(items, { overwrite = false } = {}) {
        replication.checkWritable();
        const results = await registerAll(items, { store, clock, prefix, overwrite, split });
        for (const [outcome, count] of talliedBy(results)) registered.add(count, { outcome });
        return results;
      },
    };
    return { registry, ranges: rangesOfNode, authority, administration, door, replication };
  },
});

/** One count for each outcome: a batch has thousands of results. */
function talliedBy(results: readonly RegistrationResult[]): Map<string, number> {
  const tally = new Map<string, number>();
  for (const result of results) {
    const outcome = typeof result === 'string' ? result : 'refused';
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
  }
  return tally;
}
