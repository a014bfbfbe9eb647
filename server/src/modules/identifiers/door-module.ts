// What identifiers add to the HTTP door of the process, whichever nodes it runs: quick JSON resolution and
// the tunnel for Handle messages.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import {
  enterpriseDoorPort,
  recursiveDoorPort,
  rootDoorPort,
  secondLevelDoorPort,
  topDoorPort,
} from './door/door-node.ts';
import { quickRecord } from './door/quick-record.ts';
import { tunnelRoute } from './door/tunnel.ts';

export const identifierDoorModule = defineModule({
  name: 'identifier-door',
  title: { en: 'quick and tunnelled identifiers', zh: '标识快速查询与隧道' },
  roles: ['root', 'top', 'second-level', 'enterprise', 'resolver'],
  uses: {
    recursive: optional(recursiveDoorPort),
    enterprise: optional(enterpriseDoorPort),
    secondLevel: optional(secondLevelDoorPort),
    top: optional(topDoorPort),
    root: optional(rootDoorPort),
  },
  offers: {},
  async start({ recursive, enterprise, secondLevel, top, root }, register) {
    const authorities = [enterprise, secondLevel, top, root].filter((one) => one !== undefined);
    const nodes = { authorities, recursive };
    register.route(tunnelRoute(nodes));
    register.quick({
      prefix: '/api/handles/',
      operation: 'resolveHandle',
      answer: (handle, peer) => quickRecord(handle, nodes, peer),
    });
    return {};
  },
});
