// The HTTP routes and the verbs of identifiers, once for a process, whichever of the nodes it runs.
import { defineModule, type ConsolePage, type Suggestion } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import {
  enterpriseAuthorityPort,
  registryPort,
  resolverPort,
  secondLevelAuthorityPort,
  rootAuthorityPort,
  topAuthorityPort,
} from './api.ts';
import { handlesCommand, resolveCommand } from './commands.ts';
import { historyCommand } from './history-command.ts';
import { identifierRoutes } from './routes.ts';

const resolveOwnPrefix = (prefix: string): Suggestion => ({
  order: 20,
  what: { en: 'resolve a prefix', zh: '解析一个前缀' },
  words: `resolve 0.NA/${prefix}`,
});

const resolvePage: ConsolePage = {
  id: 'resolve',
  path: '/resolve',
  title: { en: 'Resolve', zh: '标识解析' },
  order: 10,
};

export const identifierHttpModule = defineModule({
  name: 'identifier-http',
  title: { en: 'identifiers over HTTP', zh: '标识 HTTP 接口' },
  roles: ['root', 'top', 'second-level', 'enterprise', 'resolver'],
  uses: {
    resolver: optional(resolverPort),
    registry: optional(registryPort),
    enterprise: optional(enterpriseAuthorityPort),
    secondLevel: optional(secondLevelAuthorityPort),
    top: optional(topAuthorityPort),
    root: optional(rootAuthorityPort),
  },
  offers: {},
  commands: [resolveCommand, handlesCommand, historyCommand],
  async start({ resolver, registry, enterprise, secondLevel, top, root }, register) {
    const authorities = [enterprise, secondLevel, top, root].filter((one) => one !== undefined);
    register.route(...identifierRoutes({ resolver, registry, authorities }));
    if (resolver) register.page(resolvePage);
    if (resolver && registry) register.suggest(resolveOwnPrefix(registry.prefix));
    return {};
  },
});
