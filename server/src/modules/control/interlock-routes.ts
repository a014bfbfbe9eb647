// The limits for writing to signals over HTTP.
import { prefixPattern } from '../../kernel/access/rights.ts';
import { nextPage, pageOf, pageQuery } from '../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { interlockRight, interlockSchema, readOrdersRight } from './api.ts';
import { controlFailures } from './failures.ts';
import type { Interlocks } from './interlocks.ts';

const params = Type.Object({ signal: Type.String({ minLength: 3, maxLength: 1_000 }) });

export const interlockPage = Type.Object({
  interlocks: Type.Array(Type.Object({ signal: Type.String(), interlock: interlockSchema })),
  ...nextPage,
});

export function interlockRoutes(interlocks: Interlocks): Route[] {
  const list = defineRoute({
    method: 'GET',
    path: '/api/interlocks',
    operation: 'listInterlocks',
    summary: { en: 'Limits for writing to signals', zh: '测点写入联锁' },
    access: { right: readOrdersRight, on: ({ query }) => query.enterprise },
    query: Type.Object({
      ...pageQuery(500),
      enterprise: Type.String({ pattern: prefixPattern, maxLength: 200 }),
    }),
    reply: interlockPage,
    handle: ({ query }) => interlocks.list(query.enterprise, pageOf(query)),
  });
  const read = defineRoute({
    method: 'GET',
    path: '/api/interlocks/{signal+}',
    operation: 'readInterlock',
    summary: { en: 'Limits for writing to a signal', zh: '某测点的写入联锁' },
    access: { right: readOrdersRight, on: (request) => request.params.signal },
    params,
    reply: interlockSchema,
    handle: async (request) => {
      const { signal } = request.params;
      const interlock = await interlocks.read(signal);
      if (interlock) return interlock;
      throw controlFailures['no-interlock']({ signal });
    },
  });
  const put = defineRoute({
    method: 'PUT',
    path: '/api/interlocks/{signal+}',
    operation: 'putInterlock',
    summary: { en: 'Set the limits for writing to a signal', zh: '设置某测点的写入联锁' },
    access: { right: interlockRight, on: (request) => request.params.signal },
    params,
    body: interlockSchema,
    reply: interlockSchema,
    handle: async ({ params: { signal }, body }) => {
      await interlocks.put(signal, body);
      return body;
    },
  });
  return [list, read, put, removeRoute(interlocks)];
}

function removeRoute(interlocks: Interlocks): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/interlocks/{signal+}',
    operation: 'removeInterlock',
    summary: {
      en: 'Remove the limits: the signal can no longer be written',
      zh: '删除联锁：该测点将不可再写入',
    },
    access: { right: interlockRight, on: (request) => request.params.signal },
    params,
    reply: Type.Object({ removed: Type.Boolean() }),
    handle: async ({ params: { signal } }) => {
      if (await interlocks.remove(signal)) return { removed: true };
      throw controlFailures['no-interlock']({ signal });
    },
  });
}
