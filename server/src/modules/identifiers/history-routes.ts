// What identifiers were: the record at a time, and the list of its versions. Values that not everybody may
// read are in neither.
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { registerRight, type LocalAuthority, type Resolution } from './api.ts';
import { identifiersFailures } from './failures.ts';
import { momentOf } from './model/moment.ts';
import { shortened } from './model/question.ts';
import { handleParams, valueJson } from './route-schemas.ts';

export type HistorySources = { readonly authorities: readonly LocalAuthority[] };

const responsibleElsewhere: ReadonlySet<number> = new Set([301, 302, 303]);

/** The record at a time, by the node of this process that holds it; no resolver knows the past. */
export async function resolveAt(
  { authorities }: HistorySources,
  handle: string,
  query: {
    readonly at: string;
    readonly indexes: readonly number[];
    readonly types: readonly string[];
  },
): Promise<Resolution> {
  const atMs = momentOf(query.at);
  if (atMs === undefined) throw identifiersFailures['bad-time']({ time: shortened(query.at) });
  if (atMs === 'no-zone') throw identifiersFailures['no-zone']({ time: query.at });
  const filter = { indexes: query.indexes, types: query.types, atMs };
  for (const authority of authorities) {
    const resolution = await authority.resolve(handle, filter);
    if (!responsibleElsewhere.has(resolution.responseCode)) return resolution;
  }
  throw identifiersFailures['history-not-here']({ handle: shortened(handle) });
}

const historyReply = Type.Object({
  handle: Type.String(),
  versions: Type.Array(
    Type.Object({
      handle: Type.String({ description: 'As it was registered' }),
      revision: Type.Integer({ description: 'Position of the change in the log of the node' }),
      since: Type.String({ description: 'ISO 8601, UTC' }),
      until: Type.Optional(Type.String({ description: 'ISO 8601, UTC; none for the present one' })),
      values: Type.Array(valueJson),
    }),
    { description: 'Oldest first' },
  ),
  next: Type.Optional(Type.Integer({ description: '`after` of the next page' })),
});

export function historyRoute({ authorities }: HistorySources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/history/{handle+}',
    operation: 'handleHistory',
    summary: { en: 'The versions of a record', zh: '标识记录的历史版本' },
    access: { right: registerRight, on: (request) => request.params.handle },
    params: handleParams,
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
      after: Type.Optional(
        Type.Integer({ minimum: 0, description: 'The `next` of the page before' }),
      ),
    }),
    reply: historyReply,
    otherReplies: {
      400: { en: 'The identifier is malformed', zh: '标识格式错误' },
      404: { en: 'No node of this process holds it', zh: '本进程的节点不持有该标识' },
    },
    async handle({ params, query }) {
      const { limit = 100, after } = query;
      const page = { limit, ...(after === undefined ? {} : { after }) };
      for (const authority of authorities) {
        const history = await authority.history(params.handle, page);
        if (history !== undefined) return { handle: params.handle, ...history };
      }
      throw identifiersFailures['history-not-here']({ handle: shortened(params.handle) });
    },
  });
}
