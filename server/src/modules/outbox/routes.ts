// The outbox over HTTP.
import { prefixPattern } from '../../kernel/access/rights.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { outboxStatus, readOutboxRight, type Outbox } from './api.ts';

const ofEnterprise = Type.Object({
  enterprise: Type.Optional(Type.String({ pattern: prefixPattern, maxLength: 200 })),
});

/** Without `enterprise`, the whole gateway is meant. */
export function outboxRoutes(outbox: Outbox): Route[] {
  const enterpriseOf = (request: { query: { enterprise?: string } }): string =>
    request.query.enterprise ?? '*';
  return [
    defineRoute({
      method: 'GET',
      path: '/api/outbox',
      operation: 'readOutbox',
      summary: {
        en: 'What the gateway has still to send, by stream, and how fast it is',
        zh: '网关待发送的数据（按流）及其速度',
      },
      access: { right: readOutboxRight, on: enterpriseOf },
      query: ofEnterprise,
      reply: outboxStatus,
      handle: async (request) => outbox.status(enterpriseOf(request)),
    }),
  ];
}
