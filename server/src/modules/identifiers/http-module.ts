// The HTTP routes and the verbs of identifiers, once for a process, whichever of the nodes it runs.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { defineModule, type ConsolePage, type Suggestion } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { Type } from '../../kernel/schema/schema.ts';
import {
  enterpriseAdministrationPort,
  rootAdministrationPort,
  secondLevelAdministrationPort,
  topAdministrationPort,
} from './administration/local-administration.ts';
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
import { restFailures } from './rest/failures.ts';
import { Logins } from './rest/logins.ts';
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

const config = defineConfig(
  'identifierHttp',
  Type.Object({
    behindTls: setting.flag(false, {
      en: 'A proxy in front of this program speaks HTTPS to everybody, so keys of identifiers are taken over plain HTTP behind it',
      zh: '本程序前置的代理对外一律使用 HTTPS，因此允许其后的 HTTP 请求携带标识密钥',
    }),
  }),
);

export const identifierHttpModule = defineModule({
  name: 'identifier-http',
  title: { en: 'identifiers over HTTP', zh: '标识 HTTP 接口' },
  roles: ['root', 'top', 'second-level', 'enterprise', 'resolver'],
  config,
  uses: {
    resolver: optional(resolverPort),
    registry: optional(registryPort),
    enterprise: optional(enterpriseAuthorityPort),
    secondLevel: optional(secondLevelAuthorityPort),
    top: optional(topAuthorityPort),
    root: optional(rootAuthorityPort),
    enterpriseAdministration: optional(enterpriseAdministrationPort),
    secondLevelAdministration: optional(secondLevelAdministrationPort),
    topAdministration: optional(topAdministrationPort),
    rootAdministration: optional(rootAdministrationPort),
  },
  offers: {},
  failures: { 'handle-api': restFailures.definitions },
  commands: [resolveCommand, handlesCommand, historyCommand],
  async start(given, register) {
    const { resolver, registry, enterprise, secondLevel, top, root, world } = given;
    const authorities = [enterprise, secondLevel, top, root].filter((one) => one !== undefined);
    const administrations = [
      given.enterpriseAdministration,
      given.secondLevelAdministration,
      given.topAdministration,
      given.rootAdministration,
    ].filter((one) => one !== undefined);
    const { behindTls } = given.config;
    const { clock, random } = world;
    const logins = new Logins({ nodes: administrations, clock, random, behindTls });
    register.route(
      ...identifierRoutes({ resolver, registry, authorities, administrations, logins }),
    );
    if (resolver) register.page(resolvePage);
    if (resolver && registry) register.suggest(resolveOwnPrefix(registry.prefix));
    return {};
  },
});
