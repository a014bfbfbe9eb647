// GET /api/resolutions/{handle}: our own, a record with the path of nodes that led to it.
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { resolveAt } from '../history-routes.ts';
import { resolveHere } from '../resolve-here.ts';
import { resolutionReply } from '../route-schemas.ts';
import { lookupReplies } from './get-handle.ts';
import { handleParams, resolutionQuery } from './schemas.ts';
import type { RouteSources } from './sources.ts';

export function resolutionRoute(sources: RouteSources): Route {
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
    otherReplies: lookupReplies,
    async handle({ params, query, peer: client }) {
      const { index = [], type: types = [], fresh = false, aliases = false, at } = query;
      const indexes = index.map(Number);
      if (at !== undefined) return resolveAt(sources, params.handle, { at, indexes, types });
      return resolveHere(sources, params.handle, { indexes, types, fresh, aliases, client });
    },
  });
}
