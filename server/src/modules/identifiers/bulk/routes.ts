// Many registrations in one call: each by itself, so that a bad one fails alone; the same call again changes
// nothing, so that whoever did not get the answer sends it again.
import { Failure } from '../../../kernel/failure/failure.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { bilingualSchema, oneOf, Type } from '../../../kernel/schema/schema.ts';
import { registerRight, type Registration, type Registry } from '../api.ts';

/** Items of one call. */
export const bulkItemsMax = 10_000;
const bodyBytesMax = 16 * 1024 * 1024;

const bulkItem = Type.Object({
  handle: Type.String(),
  values: Type.Array(
    Type.Object({ index: Type.Integer(), type: Type.String(), text: Type.String() }),
    { maxItems: 2_048 },
  ),
});

export const bulkOutcomes = ['registered', 'unchanged', 'updated', 'conflict', 'refused'] as const;

const bulkReply = Type.Object({
  outcomes: Type.Array(oneOf(bulkOutcomes), { description: 'One for each item, in their order' }),
  failures: Type.Array(
    Type.Object({ at: Type.Integer(), code: Type.String(), message: bilingualSchema }),
    { description: 'Why items were refused, by their place from 0' },
  ),
});

export function bulkRoute(registry: Registry): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/registrations',
    operation: 'registerMany',
    summary: {
      en: 'Register many identifiers; durable when answered, an outcome for each',
      zh: '批量注册标识；应答即已持久化，逐条给出结果',
    },
    access: { right: registerRight, on: () => registry.prefix },
    query: Type.Object({ overwrite: Type.Optional(Type.Boolean()) }),
    body: Type.Object({ items: Type.Array(bulkItem, { maxItems: bulkItemsMax }) }),
    bodyBytesMax,
    reply: bulkReply,
    otherReplies: { 400: { en: 'Not a list of items', zh: '不是有效的条目列表' } },
    async handle({ query, body }) {
      const overwrite = query.overwrite ?? false;
      const results = await registry.register(body.items as Registration[], { overwrite });
      const outcomes = results.map((result) => (typeof result === 'string' ? result : 'refused'));
      const failures = results.flatMap((result, at) =>
        result instanceof Failure ? [{ at, code: result.code, message: result.publicMessage }] : [],
      );
      return { outcomes, failures };
    },
  });
}
