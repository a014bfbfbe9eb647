// Copies of nodes over HTTP and on the command line.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { replicateRight } from './api.ts';
import { mirrorCommands } from './replication/commands.ts';
import { replicationFailures } from './replication/failures.ts';
import {
  enterpriseReplicationPort,
  rootReplicationPort,
  secondLevelReplicationPort,
  topReplicationPort,
} from './replication/ports.ts';
import { replicationRoutes } from './replication/routes.ts';

export const replicationHttpModule = defineModule({
  name: 'replication-http',
  title: { en: 'copies of nodes', zh: '节点镜像' },
  roles: ['root', 'top', 'second-level', 'enterprise'],
  uses: {
    root: optional(rootReplicationPort),
    top: optional(topReplicationPort),
    secondLevel: optional(secondLevelReplicationPort),
    enterprise: optional(enterpriseReplicationPort),
  },
  offers: {},
  rights: [replicateRight],
  failures: { replication: replicationFailures.definitions },
  commands: mirrorCommands,
  async start({ root, top, secondLevel, enterprise }, register) {
    const nodes = [enterprise, secondLevel, top, root].filter((one) => one !== undefined);
    register.route(...replicationRoutes(nodes));
    return {};
  },
});
