// Identifiers over HTTP: the Handle JSON API (reference §1.9), and resolutions with the path of nodes
// that led to the answer.
import { defineRoute, Reply, type Route } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { canonicalKey } from '../../wire/handle/handle.ts';
import { registerRight, type LocalAuthority, type Registry } from './api.ts';
import { identifiersFailures } from './failures.ts';
import { historyRoute, resolveAt } from './history-routes.ts';
import { shortened } from './model/question.ts';
import { resolveHere, type ResolveSources } from './resolve-here.ts';
import {
  handleParams,
  handleRecord,
  listQuery,
  listReply,
  newRecord,
  registerReply,
  resolutionReply,
  resolveQuery,
  resolutionQuery,
} from './route-schemas.ts';

/** What this process has to answer with. */
export type RouteSources = ResolveSources & { readonly registry: Registry | undefined };

const httpStatusByCode: Readonly<Record<number, number>> = { 100: 404, 301: 400 };

export function identifierRoutes(sources: RouteSources): Route[] {
  return [
    resolveRoute(sources),
    resolutionRoute(sources),
    registerRoute(sources),
    listRoute(sources),
    historyRoute(sources),
  ];
}

const notFoundReply = {
  400: { en: 'The identifier is malformed', zh: '标识格式错误' },
  404: { en: 'No such identifier', zh: '标识不存在' },
  429: { en: 'Too many questions', zh: '查询过多' },
  503: { en: 'A node on the way does not answer', zh: '途中的节点没有应答' },
  504: { en: 'The nodes on the way are too slow', zh: '途中的节点应答过慢' },
};

function resolveRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/handles/{handle+}',
    operation: 'resolveHandle',
    summary: { en: 'The record of an identifier', zh: '查询标识的记录' },
    access: 'public',
    params: handleParams,
    query: resolveQuery,
    reply: handleRecord,
    otherReplies: notFoundReply,
    async handle({ params, query, peer: client }) {
      const filter = { indexes: query.index ?? [], types: query.type ?? [], client };
      const { responseCode, values } = await resolveHere(sources, params.handle, filter);
      const status = httpStatusByCode[responseCode] ?? 200;
      return new Reply({ responseCode, handle: params.handle, values }, { status });
    },
  });
}

function resolutionRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/resolutions/{handle+}',
    operation: 'resolveWithPath',
    summary: {
      en: 'The record of an identifier, and which nodes were asked for it',
      zh: '查询标识的记录以及解析路径',
    },
    access: 'public',
    params: handleParams,
    query: resolutionQuery,
    reply: resolutionReply,
    otherReplies: notFoundReply,
    async handle({ params, query, peer: client }) {
      const { index: indexes = [], type: types = [], fresh = false, aliases = false, at } = query;
      if (at !== undefined) return resolveAt(sources, params.handle, { ...query, at });
      return resolveHere(sources, params.handle, { indexes, types, fresh, aliases, client });
    },
  });
}

function registerRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'PUT',
    path: '/api/handles/{handle+}',
    operation: 'registerHandle',
    summary: { en: 'Register an identifier', zh: '注册标识' },
    access: { right: registerRight, on: (request) => request.params.handle },
    params: handleParams,
    query: Type.Object({ overwrite: Type.Optional(Type.Boolean()) }),
    body: newRecord,
    reply: registerReply,
    otherReplies: {
      400: { en: 'The identifier or a value is not acceptable', zh: '标识或值不合法' },
      409: { en: 'Already registered with other values', zh: '已注册且内容不同' },
    },
    async handle({ params, query, body }) {
      if (sources.registry === undefined) throw identifiersFailures['no-enterprise-node']();
      const values = body.values.map(({ index, type, data }) => ({
        index,
        type,
        text: data.value,
      }));
      const item = { handle: params.handle, values };
      const overwrite = query.overwrite ?? false;
      const [outcome] = await sources.registry.register([item], { overwrite });
      if (typeof outcome !== 'string') throw outcome ?? new Error('no outcome of a registration');
      if (outcome !== 'conflict') return { responseCode: 1, handle: params.handle, outcome };
      throw identifiersFailures['already-registered']({ handle: shortened(params.handle) });
    },
  });
}

function listRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/handles',
    operation: 'listHandles',
    summary: { en: 'Identifiers under a prefix', zh: '列出某前缀下的标识' },
    access: { right: registerRight, on: (request) => request.query.prefix },
    query: listQuery,
    reply: listReply,
    async handle({ query }) {
      const { prefix, page = 0, pageSize = 100, after } = query;
      const authority = authorityOver(sources, prefix);
      if (authority === undefined) {
        throw identifiersFailures['not-here']({ prefix: shortened(prefix) });
      }
      const from = after === undefined ? { skip: page * pageSize } : { after };
      const [listed, totalCount] = await Promise.all([
        authority.list(prefix, { limit: pageSize, ...from }),
        authority.count(prefix),
      ]);
      return { responseCode: 1, prefix, totalCount, page, pageSize, ...listed };
    },
  });
}

function authorityOver(sources: RouteSources, start: string): LocalAuthority | undefined {
  const prefix = canonicalKey(start.split('/')[0] ?? '');
  return sources.authorities.find((authority) => authority.prefix === prefix);
}
