// What people do with gateways: invite, look, block, remove; and what of theirs was refused.
import { allows, prefixPattern } from '../../kernel/access/rights.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { bilingualSchema, Type } from '../../kernel/schema/schema.ts';
import { enrolGatewaysRight, readIntakeRight } from './api.ts';
import { intakeFailures } from './failures.ts';
import type { Gateway, Gateways } from './gateways.ts';
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

const refusalSchema = Type.Object({
  incarnation: Type.String(),
  stream: Type.String(),
  code: Type.String(),
  reason: bilingualSchema,
  numbers: Type.Integer(),
  firstAt: Type.String(),
  lastAt: Type.String(),
});

const ofGateway = Type.Object({ gateway: Type.String({ minLength: 1, maxLength: 200 }) });
const daysMax = 90;

type Given = { readonly gateways: Gateways; readonly streams: StreamsStore };

export function gatewayRoutes(given: Given): Route[] {
  return [invite(given), list(given), block(given), remove(given), refusals(given)];
}

function invite({ gateways }: Given): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/gateways/invitations',
    operation: 'inviteGateway',
    summary: {
      en: 'A code, good once, with which a gateway enrols for these enterprises',
      zh: '生成一次性邀请码，供网关登记并服务所列企业',
    },
    access: 'signed-in',
    body: Type.Object({
      enterprises: Type.Array(Type.String({ pattern: prefixPattern, maxLength: 200 }), {
        minItems: 1,
        maxItems: 100,
      }),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: daysMax })),
    }),
    reply: Type.Object({ code: Type.String(), expiresAt: Type.String(), platform: Type.String() }),
    async handle({ body, principal, origin }) {
      for (const enterprise of body.enterprises) {
        if (allows(principal, enrolGatewaysRight, enterprise)) continue;
        throw intakeFailures['not-yours']({ enterprise });
      }
      const given = { days: body.days ?? 7, by: principal.id };
      const { code, expiresAtMs } = await gateways.invite(body.enterprises, given);
      return { code, expiresAt: new Date(expiresAtMs).toISOString(), platform: origin };
    },
  });
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
