// Readings that machines and programs send, over HTTP: answered with yes only when they are durable.
import { enterpriseOr, ofEnterprise } from '../../../kernel/http/of-enterprise.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { bilingualSchema, oneOf, Type } from '../../../kernel/schema/schema.ts';
import { pushReadingsRight } from '../api.ts';
import type { Pushed, PushTaken } from '../protocols/protocol.ts';

const bodyBytesMax = 8 * 1024 * 1024;

export const pushReply = Type.Object({
  /** Readings that are durable now. */
  taken: Type.Integer(),
  /** The same key was sent before; nothing was stored again. */
  repeated: Type.Boolean(),
  /** With `partial=true`, what was left out. */
  problems: Type.Array(
    Type.Object({
      line: Type.Integer(),
      key: Type.String(),
      trouble: Type.String(),
      excerpt: Type.String(),
      remedy: bilingualSchema,
    }),
  ),
});

type Pushable = { push(enterprise: string, name: string, pushed: Pushed): Promise<PushTaken> };

export function pushRoute(sources: Pushable, ownEnterprise: string): Route {
  const enterpriseOf = enterpriseOr(ownEnterprise);
  return defineRoute({
    method: 'POST',
    path: '/api/sources/{name}/readings',
    operation: 'pushReadings',
    summary: {
      en: 'Send readings to a source of the protocol webhook',
      zh: '向 webhook 数据源推送读数',
    },
    access: { right: pushReadingsRight, on: enterpriseOf },
    params: Type.Object({ name: Type.String({ maxLength: 64 }) }),
    query: Type.Object({
      ...ofEnterprise,
      partial: Type.Optional(Type.Boolean()),
      precision: Type.Optional(oneOf(['ns', 'us', 'ms', 's'])),
    }),
    bodyTypes: [
      'application/json',
      'application/x-ndjson',
      'application/jsonl',
      'text/csv',
      'text/plain',
    ],
    body: Type.Unsafe<Uint8Array>({ description: 'Readings, in the type that the request names' }),
    bodyBytesMax,
    reply: pushReply,
    otherReplies: {
      409: { en: 'The idempotency key was used for other readings', zh: '幂等键已用于其他读数' },
      429: {
        en: 'Too much waits to be stored; send again later',
        zh: '等待入库的读数过多，请稍后重发',
      },
    },
    handle: (request) => {
      const { partial = false, precision } = request.query;
      const key = request.headers['idempotency-key'];
      const type =
        String(request.headers['content-type'] ?? '')
          .split(';')[0]
          ?.trim()
          .toLowerCase() ?? '';
      return sources.push(enterpriseOf(request), request.params.name, {
        ...{ type, body: request.body, partial },
        ...(typeof key === 'string' ? { key } : {}),
        ...(precision === undefined ? {} : { precision }),
      });
    },
  });
}
