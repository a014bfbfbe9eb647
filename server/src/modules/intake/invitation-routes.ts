// Invitations of gateways: made, seen while they are good, and revoked before somebody uses them.
import { allows } from '../../kernel/access/rights.ts';
import { nextPage, pageOf, pageQuery } from '../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { enrolGatewaysRight } from './api.ts';
import { intakeFailures } from './failures.ts';
import type { Gateways } from './gateways.ts';

const daysMax = 90;
/** A number first, and a dot: what has none is a slip of the hand, and its invitation would let nobody in. */
const enterpriseForm = /^[0-9]+(\.[0-9A-Za-z]+)+$/;
const pageMax = 1_000;

export const invitationReply = Type.Object({
  code: Type.String(),
  expiresAt: Type.String(),
  platform: Type.String(),
});

export const invitationPage = Type.Object({
  invitations: Type.Array(
    Type.Object({
      /** Names the invitation; it is not its code. */
      id: Type.String(),
      enterprises: Type.Array(Type.String()),
      expiresAt: Type.String(),
      givenBy: Type.String(),
    }),
  ),
  ...nextPage,
});

type Given = { readonly gateways: Gateways };

export function invitationRoutes(given: Given): Route[] {
  return [invite(given), list(given), revoke(given)];
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
      enterprises: Type.Array(Type.String({ maxLength: 200 }), {
        minItems: 1,
        maxItems: 100,
      }),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: daysMax })),
    }),
    reply: invitationReply,
    async handle({ body, principal, origin }) {
      for (const enterprise of body.enterprises) {
        if (!enterpriseForm.test(enterprise)) throw intakeFailures['no-prefix']({ enterprise });
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
    path: '/api/gateways/invitations',
    operation: 'listGatewayInvitations',
    summary: {
      en: 'Invitations for your enterprises that are still good, without their codes',
      zh: '您企业仍有效的网关邀请（不含邀请码）',
    },
    access: 'signed-in',
    query: Type.Object(pageQuery(pageMax)),
    reply: invitationPage,
    async handle({ query, principal }) {
      const page = await gateways.invitationsFor(principal, pageOf(query));
      const { invitations, ...rest } = page;
      return {
        invitations: invitations.map(({ id, enterprises, expiresAtMs, givenBy }) => ({
          ...{ id, givenBy, expiresAt: new Date(expiresAtMs).toISOString() },
          enterprises: enterprises.filter((one) => allows(principal, enrolGatewaysRight, one)),
        })),
        ...rest,
      };
    },
  });
}

function revoke({ gateways }: Given): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/gateways/invitations/{id}',
    operation: 'revokeGatewayInvitation',
    summary: { en: 'Make an invitation good no more', zh: '撤销网关邀请' },
    access: 'signed-in',
    params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
    reply: Type.Object({}),
    async handle({ params, principal }) {
      await gateways.revoke(principal, params.id);
      return {};
    },
  });
}
