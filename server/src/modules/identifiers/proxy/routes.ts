// The proxy's routes: `/hdl/<handle>` always, `/<handle>` where the first part looks like a prefix, so that
// an identifier printed on a product is an address as it stands. No page of the console begins so.
import { defineRoute, Reply, type Route } from '../../../kernel/http/route.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import { handleParams, handleRecord } from '../route-schemas.ts';
import { answer, type Proxy } from './answer.ts';
import { contextPath, linksetContext } from './linkset.ts';
import { proxyQuery } from './proxy-question.ts';
import { corsHeaders } from './reply-headers.ts';

/** Digits and dots, and the capitals of `0.NA` and of prefixes such as `21.T11148`. */
const prefixShape = '^\\d[\\d.A-Z]*$';

const rootParams = Type.Object({ prefix: Type.String(), suffix: Type.String() });

export function proxyRoutes(proxy: Proxy): Route[] {
  return [hdlRoute(proxy), rootRoute(proxy), ...preflightRoutes(), contextRoute()];
}

const summary = {
  en: 'Lead to the address of an identifier, or show its record as a page, JSON or a link set',
  zh: '跳转到标识所指的网址，或以网页、JSON、链接集的形式显示其记录',
};

function hdlRoute(proxy: Proxy): Route {
  return defineRoute({
    method: 'GET',
    path: '/hdl/{handle+}',
    operation: 'openHandle',
    summary,
    access: 'public',
    params: handleParams,
    query: proxyQuery,
    reply: handleRecord,
    otherReplies: {
      302: { en: 'To the address of the identifier', zh: '跳转到标识所指的网址' },
      400: { en: 'The identifier or a parameter is malformed', zh: '标识或参数格式错误' },
      404: { en: 'No such identifier', zh: '标识不存在' },
      406: { en: 'No form of the record is acceptable', zh: '没有可接受的格式' },
      503: { en: 'A node on the way does not answer', zh: '途中的节点没有应答' },
    },
    handle: ({ params, query, headers, peer }) =>
      answer({ handle: params.handle, query, headers, peer }, proxy),
  });
}

function rootRoute(proxy: Proxy): Route {
  return defineRoute({
    method: 'GET',
    path: '/{prefix}/{suffix+}',
    shapes: { prefix: prefixShape },
    operation: 'openHandleAtRoot',
    undocumented: true,
    summary,
    access: 'public',
    params: rootParams,
    query: proxyQuery,
    reply: handleRecord,
    handle: ({ params, query, headers, peer }) =>
      answer({ handle: `${params.prefix}/${params.suffix}`, query, headers, peer }, proxy),
  });
}

/** A page of another site asks first when it sends headers of its own. */
function preflightRoutes(): Route[] {
  const about = {
    method: 'OPTIONS',
    undocumented: true,
    summary: { en: 'What other sites may ask', zh: '跨站请求许可' },
    access: 'public',
    reply: Type.String(),
    handle: async () => new Reply('', { status: 204, headers: preflightHeaders }),
  } as const;
  return [
    defineRoute({ ...about, path: '/hdl/{handle+}', operation: 'askOpenHandle' }),
    defineRoute({
      ...about,
      path: '/{prefix}/{suffix+}',
      shapes: { prefix: prefixShape },
      operation: 'askOpenHandleAtRoot',
    }),
  ];
}

const preflightHeaders = {
  ...corsHeaders,
  allow: 'GET, HEAD, OPTIONS',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'Accept, Accept-Language, Content-Type, X-Requested-With',
  'access-control-max-age': '86400',
};

function contextRoute(): Route {
  return defineRoute({
    method: 'GET',
    path: contextPath,
    operation: 'linksetContext',
    summary: { en: 'The JSON-LD context of link sets', zh: '链接集的 JSON-LD 上下文' },
    access: 'public',
    reply: Type.Object({ '@context': Type.Unknown() }),
    async handle() {
      const headers = {
        ...corsHeaders,
        'content-type': 'application/ld+json',
        'cache-control': 'public, max-age=86400',
      };
      return new Reply(Buffer.from(JSON.stringify(linksetContext)), { headers });
    },
  });
}
