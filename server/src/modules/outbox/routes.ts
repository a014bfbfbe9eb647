// The outbox over HTTP.
import { enterpriseOr, ofEnterprise } from '../../kernel/http/of-enterprise.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { outboxStatus, readOutboxRight, type Outbox } from './api.ts';

/** Without `enterprise`, the whole gateway is meant. */
export function outboxRoutes(outbox: Outbox): Route[] {
  const enterpriseOf = enterpriseOr('*');
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
      query: Type.Object(ofEnterprise),
      reply: outboxStatus,
      handle: async (request) => outbox.status(enterpriseOf(request)),
    }),
  ];
}
