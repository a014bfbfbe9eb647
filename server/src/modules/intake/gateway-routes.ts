// What people do with gateways: look, block, remove; what they send, and what of it was refused.
import { allows } from '../../kernel/access/rights.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { nextPage, pageOf, pageQuery } from '../../kernel/http/page.ts';
import { bilingualSchema, oneOf, Type } from '../../kernel/schema/schema.ts';
import { enrolGatewaysRight, readIntakeRight } from './api.ts';
import type { Gateway, Gateways } from './gateways.ts';
import { streamKinds } from './model/streams.ts';
import type { StreamsStore } from './streams-store.ts';

export const gatewaySchema = Type.Object({
  gateway: Type.String(),
  enterprises: Type.Array(Type.String()),
  /** In the process of the platform itself. */
  own: Type.Boolean(),
  blocked: Type.Boolean(),
  enrolledAt: Type.String(),
  enrolledBy: Type.String(),
  heardAt: Type.Optional(Type.String()),
});

export const refusalSchema = Type.Object({
  incarnation: Type.String(),
  stream: Type.String(),
  code: Type.String(),
  reason: bilingualSchema,
  numbers: Type.Integer(),
  firstAt: Type.String(),
  lastAt: Type.String(),
});

export const streamPage = Type.Object({
  streams: Type.Array(
    Type.Object({
      stream: Type.String(),
      kind: oneOf(streamKinds),
      enterprise: Type.String(),
      source: Type.String(),
      incarnation: Type.String(),
    }),
  ),
  ...nextPage,
});

const ofGateway = Type.Object({ gateway: Type.String({ minLength: 1, maxLength: 200 }) });
const streamsPageMax = 1_000;

type Given = { readonly gateways: Gateways; readonly streams: StreamsStore };

export function gatewayRoutes(given: Given): Route[] {
  return [list(given), block(given), remove(given), refusals(given), streamsOf(given)];
}

function list({ gateways }: Given): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/gateways',
    operation: 'listGateways',
    summary: { en: 'Gateways that serve your enterprises', zh: '服务于您企业的网关' },
    access: 'signed-in',
    reply: Type.Object({ gateways: Type.Array(gatewaySchema) }),
    async handle({ principal }) {
      const seen = gateways.listFor(principal, readIntakeRight);
      return {
        gateways: seen.map((gateway) => ({
          ...shown(gateway),
          enterprises: gateway.enterprises.filter((one) => allows(principal, readIntakeRight, one)),
        })),
      };
    },
  });
}

function block({ gateways }: Given): Route {
  return defineRoute({
    method: 'PUT',
    path: '/api/gateways/{gateway}/blocked',
    operation: 'blockGateway',
    summary: {
      en: 'Take nothing from a gateway any more, or let it in again',
      zh: '停用网关或恢复接收',
    },
    access: 'signed-in',
    params: ofGateway,
    body: Type.Object({ blocked: Type.Boolean() }),
    reply: gatewaySchema,
    async handle({ params, body, principal }) {
      const { gateway } = gateways.ownedBy(principal, enrolGatewaysRight, params.gateway);
      return shown(await gateways.block(gateway, body.blocked ? principal.id : undefined));
    },
  });
}

function remove({ gateways }: Given): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/gateways/{gateway}',
    operation: 'removeGateway',
    summary: {
      en: 'Forget the key of a gateway; what it sent stays',
      zh: '移除网关密钥，已有数据保留',
    },
    access: 'signed-in',
    params: ofGateway,
    reply: Type.Object({}),
    async handle({ params, principal }) {
      await gateways.remove(gateways.ownedBy(principal, enrolGatewaysRight, params.gateway));
      return {};
    },
  });
}

function refusals({ gateways, streams }: Given): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/gateways/{gateway}/refusals',
    operation: 'listGatewayRefusals',
    summary: {
      en: 'What a gateway sent and was not stored, by stream and reason',
      zh: '网关发送但未存储的内容（按数据流与原因）',
    },
    access: 'signed-in',
    params: ofGateway,
    reply: Type.Object({ refusals: Type.Array(refusalSchema) }),
    async handle({ params, principal }) {
      const { gateway } = gateways.ownedBy(principal, readIntakeRight, params.gateway);
      const found = await streams.refusalsOf(gateway);
      return {
        refusals: found.map(({ gateway: _gateway, firstAtMs, lastAtMs, ...refusal }) => ({
          ...refusal,
          firstAt: new Date(firstAtMs).toISOString(),
          lastAt: new Date(lastAtMs).toISOString(),
        })),
      };
    },
  });
}

function streamsOf({ gateways, streams }: Given): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/gateways/{gateway}/streams',
    operation: 'listGatewayStreams',
    summary: { en: 'What a gateway sends, source by source', zh: '网关发送的数据流（按数据源）' },
    access: 'signed-in',
    params: ofGateway,
    query: Type.Object(pageQuery(streamsPageMax)),
    reply: streamPage,
    async handle({ params, query, principal }) {
      const { gateway } = gateways.ownedBy(principal, readIntakeRight, params.gateway);
      const { streams: found, ...rest } = await streams.ofGateway(gateway, pageOf(query));
      return {
        streams: found.map(({ stream, kind, enterprise, source, incarnation }) => ({
          ...{ stream, kind, enterprise, source, incarnation },
        })),
        ...rest,
      };
    },
  });
}

function shown(given: Gateway) {
  const { gateway, enterprises, enrolledAtMs, enrolledBy, heardAtMs } = given;
  return {
    gateway,
    enterprises,
    enrolledBy,
    own: given.publicKey === undefined,
    blocked: given.blockedAtMs !== undefined,
    enrolledAt: new Date(enrolledAtMs).toISOString(),
    ...(heardAtMs === undefined ? {} : { heardAt: new Date(heardAtMs).toISOString() }),
  };
}
