// What identifiers add to the HTTP door of the process, whichever nodes it runs: quick JSON resolution and
// the tunnel for Handle messages.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import {
  enterpriseDoorPort,
  recursiveDoorPort,
  secondLevelDoorPort,
  topDoorPort,
} from './door/door-node.ts';
import { quickRecord } from './door/quick-record.ts';
import { tunnelRoute } from './door/tunnel.ts';

export const identifierDoorModule = defineModule({
  name: 'identifier-door',
  title: { en: 'quick and tunnelled identifiers', zh: '标识快速查询与隧道' },
  roles: ['top', 'second-level', 'enterprise', 'resolver'],
  uses: {
    recursive: optional(recursiveDoorPort),
    enterprise: optional(enterpriseDoorPort),
    secondLevel: optional(secondLevelDoorPort),
    top: optional(topDoorPort),
  },
  offers: {},
  async start({ recursive, enterprise, secondLevel, top, world }, register) {
    const authorities = [enterprise, secondLevel, top].filter((one) => one !== undefined);
    const nodes = { authorities, recursive };
    register.route(tunnelRoute(nodes));
    register.quick({
      prefix: '/api/handles/',
      operation: 'resolveHandle',
      answer: (handle) => quickRecord(handle, nodes, world.clock.now()),
    });
    return {};
  },
});
