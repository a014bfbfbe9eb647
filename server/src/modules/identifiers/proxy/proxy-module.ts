// The web proxy in front of the resolver: identifiers as web addresses.
import { defineConfig, setting } from '../../../kernel/config/section.ts';
import { defineModule } from '../../../kernel/module/module.ts';
import { optional } from '../../../kernel/module/port.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import {
  enterpriseAuthorityPort,
  resolverPort,
  rootAuthorityPort,
  secondLevelAuthorityPort,
  topAuthorityPort,
} from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { proxyRoutes } from './routes.ts';

const config = defineConfig(
  'identifierProxy',
  Type.Object({
    countryHeader: setting.text('', {
      en: 'Header in which a trusted proxy tells the two letters of the country that a request comes from, e.g. x-country; it must remove what clients send; empty: none',
      zh: '受信任的前置代理用来告知请求来源国家（两个字母）的请求头，例如 x-country；该代理必须去除客户端自带的同名请求头；留空表示没有',
    }),
  }),
);

export const identifierProxyModule = defineModule({
  name: 'identifier-proxy',
  title: { en: 'web proxy for identifiers', zh: '标识网页代理' },
  roles: ['root', 'top', 'second-level', 'enterprise', 'resolver'],
  config,
  uses: {
    resolver: optional(resolverPort),
    enterprise: optional(enterpriseAuthorityPort),
    secondLevel: optional(secondLevelAuthorityPort),
    top: optional(topAuthorityPort),
    root: optional(rootAuthorityPort),
  },
  offers: {},
  failures: { identifiers: identifiersFailures.definitions },
  async start({ config: settings, resolver, enterprise, secondLevel, top, root, world }, register) {
    const authorities = [enterprise, secondLevel, top, root].filter((one) => one !== undefined);
    const { clock, random } = world;
    const base = () => asciiAddress(register.program.publicUrl);
    const { countryHeader } = settings;
    const sources = { resolver, authorities };
    register.route(...proxyRoutes({ ...sources, clock, random, base, countryHeader }));
    return {};
  },
});

/** As headers can hold it. */
function asciiAddress(url: string): string {
  return URL.parse(url)?.href.replace(/\/+$/, '') ?? '';
}
