// GET /api/resolutions/{handle}: our own, a record with the path of nodes that led to it.
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import type { Resolution } from '../api.ts';
import { resolutionReply } from '../route-schemas.ts';
import { lookupReplies } from './get-handle.ts';
import { handleParams, resolutionQuery } from './schemas.ts';
import type { RouteSources } from './sources.ts';

type Filter = { indexes?: readonly number[]; types?: readonly string[]; fresh?: boolean };

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
    async handle({ params, query }) {
      const { index = [], type: types = [], fresh = false } = query;
      return resolve(sources, params.handle, { indexes: index.map(Number), types, fresh });
    },
  });
}

/** Through the resolver where there is one; otherwise the first node of this process that is responsible. */
async function resolve(sources: RouteSources, handle: string, filter: Filter): Promise<Resolution> {
  if (sources.resolver !== undefined) return sources.resolver.resolve(handle, filter);
  let last: Resolution | undefined;
  for (const authority of sources.authorities) {
    last = await authority.resolve(handle, filter);
    if (last.responseCode !== 301) return last;
  }
  return last ?? { handle, responseCode: 301, values: [], cached: false, tookMs: 0, path: [] };
}
