// DELETE /api/handles/{handle}: the identifier, or those of its values that are named.
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { asHandle, opCode, type Body } from '../../../wire/handle/handle.ts';
import { administratorFor, administrators, carryOutAt } from './administered.ts';
import { failedOf } from './failed.ts';
import { refuseFailed } from './outcomes.ts';
import { changeReply, deleteQuery, handleParams } from './schemas.ts';
import { shown } from './shown.ts';
import type { RouteSources } from './sources.ts';

export function deleteHandleRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/handles/{handle+}',
    operation: 'removeHandle',
    summary: { en: 'Remove an identifier, or some of its values', zh: '删除标识或其部分值' },
    access: { ...administrators, on: ({ params }) => asHandle(params.handle) },
    params: handleParams,
    query: deleteQuery,
    reply: changeReply,
    otherReplies: {
      300: { en: 'Another node has it; its site is told', zh: '由其他节点持有，返回其站点' },
      400: { en: 'Not all of the values are there', zh: '所指定的值不全存在' },
      404: { en: 'No such identifier', zh: '标识不存在' },
    },
    failed: failedOf(sources.logins),
    async handle(request) {
      const { params, query } = request;
      const handle = asHandle(params.handle);
      const by = await administratorFor(sources, request, handle);
      const indexes = (query.index ?? []).map(Number);
      const body: Body =
        indexes.length === 0
          ? { kind: 'handle-request', handle }
          : { kind: 'remove-request', handle, indexes };
      const op = indexes.length === 0 ? opCode.delete : opCode.removeValues;
      const outcome = await carryOutAt(sources, { handle, node: query.node, by }, { op, body });
      refuseFailed(outcome, params.handle);
      return shown({ responseCode: 1, handle: params.handle }, query);
    },
  });
}
