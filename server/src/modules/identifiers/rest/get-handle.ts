// GET /api/handles/{handle}: the record, of the nodes of this process as it stands, of others by resolution.
import { defineRoute, type Reply, type Route } from '../../../kernel/http/route.ts';
import { asHandle, responseCode } from '../../../wire/handle/handle.ts';
import type { Found } from '../administration/local-administration.ts';
import { trusted, type Administrator } from '../administration/operations.ts';
import type { Filter } from '../model/value-block.ts';
import { exactValueJson } from '../model/value-json.ts';
import { failedOf, statusOf } from './failed.ts';
import { restFailures } from './failures.ts';
import { otherServerFailure } from '../split/site-split.ts';
import { heldElsewhere } from './outcomes.ts';
import { getQuery, handleParams, handleRecord } from './schemas.ts';
import { isSet, refuseBadCallback, shown, type Dress } from './shown.ts';
import { candidates, firstResponsible, refers, type RouteSources } from './sources.ts';

export const lookupReplies = {
  400: { en: 'The identifier is malformed', zh: '标识格式错误' },
  404: { en: 'No such identifier', zh: '标识不存在' },
  429: { en: 'Too many questions', zh: '查询过多' },
  503: { en: 'A node on the way does not answer', zh: '途中的节点没有应答' },
  504: { en: 'The nodes on the way are too slow', zh: '途中的节点应答过慢' },
};

export function getHandleRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/handles/{handle+}',
    operation: 'resolveHandle',
    summary: { en: 'The record of an identifier', zh: '查询标识的记录' },
    access: 'public',
    params: handleParams,
    query: getQuery,
    reply: handleRecord,
    otherReplies: {
      300: { en: 'Another node has it; its site is told', zh: '由其他节点持有，返回其站点' },
      ...lookupReplies,
    },
    failed: failedOf(sources.logins),
    async handle(request) {
      const { params, query } = request;
      refuseBadCallback(query);
      const filter = { indexes: (query.index ?? []).map(Number), types: query.type ?? [] };
      const { handle } = params;
      // A page of another site may call a script, so a script is told what everybody is told.
      const isScript = query.callback !== undefined;
      const by = isScript
        ? undefined
        : await sources.logins.administrator(request, asHandle(handle));
      const wantsAll = !isScript && query.publicOnly !== undefined && !isSet(query.publicOnly);
      if (wantsAll && by === undefined) {
        throw restFailures['log-in-first']({ responseCode: responseCode.authenticationNeeded });
      }
      const reader = readerOf(by, { wantsAll, publicOnly: isSet(query.publicOnly) });
      const { node, fresh } = { node: query.node, fresh: isSet(query.auth) };
      const found = await findHere(sources, { handle, node, filter, reader, wantsAll });
      if (found !== undefined && !isElsewhere(found)) return replyTo(handle, found, query);
      if (sources.resolver === undefined || node !== undefined) throw notHere(handle, found);
      const resolved = await sources.resolver.resolve(handle, {
        ...filter,
        fresh,
        client: request.peer,
      });
      return dressed(handle, resolved, query);
    },
  });
}

/** With our own login, restricted values are shown on demand alone: secret keys are among them. */
function readerOf(
  by: Administrator | undefined,
  { wantsAll, publicOnly }: { wantsAll: boolean; publicOnly: boolean },
): Administrator | undefined {
  return publicOnly || (by === trusted && !wantsAll) ? undefined : by;
}

/** The answer of the node of this process that is responsible, or a referral; undefined where none is. */
async function findHere(
  sources: RouteSources,
  asked: {
    handle: string;
    node: string | undefined;
    filter: Filter;
    reader: Administrator | undefined;
    wantsAll: boolean;
  },
): Promise<Found | undefined> {
  const { handle, filter, reader, wantsAll } = asked;
  const nodes = candidates(sources, handle, asked.node);
  const { node, answer } = await firstResponsible(nodes, (one) => one.find(handle, filter));
  if (node === undefined || reader === undefined) return answer;
  const all = await node.read(handle, filter, reader);
  if (all.code !== responseCode.invalidAdmin) return all;
  if (!wantsAll) return answer;
  throw restFailures['not-an-administrator']({ handle, responseCode: all.code });
}

function replyTo(handle: string, { code, values }: Found, dress: Dress): Reply {
  return dressed(handle, { responseCode: code, values: values.map(exactValueJson) }, dress);
}

/** Values that are not there are no failure of a question. */
function dressed(
  handle: string,
  { responseCode: code, values }: { responseCode: number; values: readonly object[] },
  dress: Dress,
): Reply {
  const status = code === responseCode.valuesNotFound ? 200 : statusOf(code);
  return shown({ responseCode: code, handle, values }, dress, { status });
}

function isElsewhere(found: Found): boolean {
  return refers(found.code) || found.otherServer !== undefined;
}

function notHere(handle: string, referral: Found | undefined) {
  if (referral?.otherServer !== undefined) return otherServerFailure(handle, referral.otherServer);
  if (referral !== undefined) return heldElsewhere(referral.code, handle, referral.values);
  return restFailures['not-of-these-nodes']({ handle, responseCode: responseCode.notResponsible });
}
