// Looks at the nodes of this process from outside when somebody asks, and sets up new ones on disk.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { defineRoute } from '../../kernel/http/route.ts';
import { bilingualSchema, oneOf, Type } from '../../kernel/schema/schema.ts';
import {
  enterpriseAuthorityPort,
  resolverPort,
  rootAuthorityPort,
  secondLevelAuthorityPort,
  topAuthorityPort,
} from './api.ts';
import { certificateCheck, secureAddress } from './delegation/own-certificate.ts';
import { checkNode, checkStates } from './delegation/check-node.ts';
import { identifiersFailures } from './failures.ts';
import { nodeCheckCommand, nodeInitCommand } from './node-init/commands.ts';

const checksReply = Type.Object({
  nodes: Type.Array(
    Type.Object({
      prefix: Type.String(),
      checks: Type.Array(
        Type.Object({ what: bilingualSchema, state: oneOf(checkStates), found: bilingualSchema }),
      ),
    }),
  ),
});

export const nodeCheckModule = defineModule({
  name: 'node-check',
  title: { en: 'checks of nodes', zh: '节点检查' },
  roles: ['root', 'top', 'second-level', 'enterprise'],
  uses: {
    resolver: optional(resolverPort),
    root: optional(rootAuthorityPort),
    top: optional(topAuthorityPort),
    secondLevel: optional(secondLevelAuthorityPort),
    enterprise: optional(enterpriseAuthorityPort),
  },
  offers: {},
  failures: { identifiers: identifiersFailures.definitions },
  commands: [nodeInitCommand, nodeCheckCommand],
  async start({ resolver, root, top, secondLevel, enterprise, world }, register) {
    const nodes = [root, top, secondLevel, enterprise].filter((one) => one !== undefined);
    register.route(
      defineRoute({
        method: 'POST',
        path: '/api/node/checks',
        operation: 'checkNodes',
        summary: {
          en: 'Look at the nodes of this process from outside, end to end',
          zh: '从外部端到端检查本进程的节点',
        },
        access: 'local-or-whole',
        reply: checksReply,
        async handle() {
          const checked = nodes.map(async (node) => ({
            prefix: node.prefix,
            checks: [
              ...(await checkNode(node, { resolver, world })),
              await certificateCheck(
                secureAddress(register.program, node.place.host),
                world.clock.now(),
              ),
            ],
          }));
          return { nodes: await Promise.all(checked) };
        },
      }),
    );
    return {};
  },
});
