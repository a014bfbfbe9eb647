// Ranges over HTTP.
import { nextPage, pageOf, pageQuery } from '../../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { oneOf, Type } from '../../../kernel/schema/schema.ts';
import { registerRight, type RangeRegistry } from '../api.ts';
import { rangeFailures } from './failures.ts';
import { shortened } from '../model/question.ts';
import { newTexts, valueJson } from '../route-schemas.ts';

const perPageMax = 1_000;
const ofPattern = Type.Object({ pattern: Type.String({ minLength: 1, maxLength: 2_048 }) });

export function rangeRoutes(ranges: RangeRegistry): Route[] {
  return [list(ranges), put(ranges), remove(ranges)];
}

/** A pattern is no identifier; the right must hold for all that it stands for, so for the whole prefix. */
const onOwnPrefix = ({ prefix }: RangeRegistry) => ({ right: registerRight, on: () => prefix });

function list(ranges: RangeRegistry): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/ranges',
    operation: 'listRanges',
    summary: { en: 'Ranges of identifiers', zh: '列出标识区间' },
    access: onOwnPrefix(ranges),
    query: Type.Object(pageQuery(perPageMax)),
    reply: Type.Object({
      ranges: Type.Array(
        Type.Object({
          pattern: Type.String(),
          size: Type.Integer({ description: 'Identifiers that it stands for' }),
          since: Type.String({ description: 'ISO 8601, UTC' }),
          values: Type.Array(valueJson),
        }),
      ),
      ...nextPage,
    }),
    handle: ({ query }) => ranges.list(pageOf(query)),
  });
}

function put(ranges: RangeRegistry): Route {
  return defineRoute({
    method: 'PUT',
    path: '/api/ranges/{pattern+}',
    operation: 'registerRange',
    summary: {
      en: 'Register a range: one entry for thousands or billions of identifiers',
      zh: '注册标识区间：一条记录代表成千上万乃至数十亿个标识',
    },
    access: onOwnPrefix(ranges),
    params: ofPattern,
    query: Type.Object({ overwrite: Type.Optional(Type.Boolean()) }),
    body: newTexts,
    reply: Type.Object({
      pattern: Type.String(),
      outcome: oneOf(['registered', 'unchanged', 'updated']),
    }),
    otherReplies: {
      400: { en: 'The pattern or a value is not acceptable', zh: '区间格式或值不合法' },
      409: { en: 'Registered otherwise, or overlapping', zh: '已注册且内容不同，或与其他区间重叠' },
    },
    async handle({ params, query, body }) {
      const { pattern } = params;
      const values = body.values.map(({ index, type, data }) => ({
        index,
        type,
        text: data.value,
      }));
      const overwrite = query.overwrite ?? false;
      const outcome = await ranges.register({ pattern, values }, { overwrite });
      if (outcome !== 'conflict') return { pattern, outcome };
      throw rangeFailures['range-differs']({ pattern: shortened(pattern) });
    },
  });
}

function remove(ranges: RangeRegistry): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/ranges/{pattern+}',
    operation: 'removeRange',
    summary: {
      en: 'Remove a range; single registrations within it stay',
      zh: '删除标识区间；其中单独注册的标识保留',
    },
    access: onOwnPrefix(ranges),
    params: ofPattern,
    reply: Type.Object({ pattern: Type.String() }),
    otherReplies: { 404: { en: 'No such range', zh: '没有这样的区间' } },
    async handle({ params: { pattern } }) {
      if (await ranges.remove(pattern)) return { pattern };
      throw rangeFailures['no-such-range']({ pattern: shortened(pattern) });
    },
  });
}
