// Trust over HTTP and on the command line, once for a process, whichever of the nodes it runs.
import { defineModule } from '../../../kernel/module/module.ts';
import { optional } from '../../../kernel/module/port.ts';
import {
  enterpriseAuthorityPort,
  proofsPort,
  secondLevelAuthorityPort,
  topAuthorityPort,
} from '../api.ts';
import {
  certifyCommand,
  confirmKeyCommand,
  nodeKeysCommand,
  rollKeyCommand,
  verifyCommand,
} from './commands.ts';
import { trustFailures } from './failures.ts';
import { nodeKeysRight, trustRoutes } from './routes.ts';

export const trustHttpModule = defineModule({
  name: 'trust-http',
  title: { en: 'trust over HTTP', zh: '信任 HTTP 接口' },
  roles: ['top', 'second-level', 'enterprise', 'resolver'],
  uses: {
    proofs: optional(proofsPort),
    enterprise: optional(enterpriseAuthorityPort),
    secondLevel: optional(secondLevelAuthorityPort),
    top: optional(topAuthorityPort),
  },
  offers: {},
  rights: [nodeKeysRight],
  failures: { trust: trustFailures.definitions },
  commands: [verifyCommand, nodeKeysCommand, rollKeyCommand, confirmKeyCommand, certifyCommand],
  async start({ proofs, enterprise, secondLevel, top }, register) {
    const authorities = [enterprise, secondLevel, top].filter((one) => one !== undefined);
    register.route(...trustRoutes({ proofs, authorities }));
    return {};
  },
});
