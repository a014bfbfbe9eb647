// The desk over HTTP: anybody may ask for a prefix; who has the right decides and invites.
import { allows } from '../../../kernel/access/rights.ts';
import { nextPage, pageOf, pageQuery } from '../../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { oneOf, Type } from '../../../kernel/schema/schema.ts';
import { delegateRight } from '../api.ts';
import type { KeptRequest } from './desk-store.ts';
import type { DelegationDesk } from './desk.ts';
import { delegationReplySchema, delegationRequestSchema, delegationStates } from './request.ts';

const keptSchema = Type.Object({
  prefix: Type.String(),
  parent: Type.String(),
  state: oneOf(delegationStates),
  description: Type.String(),
  host: Type.String(),
  tcpPort: Type.Integer(),
  udpPort: Type.Integer(),
  /** Of its site, where it has several. */
  servers: Type.Optional(Type.Integer()),
  /** SHA-256 of the child's key record, in hex. */
  fingerprint: Type.String(),
  organisation: Type.String(),
  contact: Type.String(),
  /** ISO 8601. */
  askedAt: Type.String(),
  askedFrom: Type.String(),
  decidedAt: Type.Optional(Type.String()),
  decidedBy: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
});

const perPageMax = 1_000;
const ofPrefix = Type.Object({ prefix: Type.String({ minLength: 1, maxLength: 200 }) });
const onPrefix = {
  right: delegateRight,
  on: ({ params }: { params: { prefix: string } }) => params.prefix,
};

/** Where children reach this program, and whose certificate it shows there. */
export type DoorFacts = {
  readonly parent: string;
  /** SHA-256 of the own root, where that vouches for it. */
  readonly authority?: string;
};

export function delegationRoutes(desk: DelegationDesk, door: () => Promise<DoorFacts>): Route[] {
  return [ask(desk), list(desk), decide(desk), invite(desk, door)];
}

function ask(desk: DelegationDesk): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/delegations',
    operation: 'askForPrefix',
    summary: {
      en: 'A node asks for a prefix below ours, or tells where it listens now',
      zh: '下级节点申请前缀，或告知其新地址',
    },
    access: 'public',
    body: delegationRequestSchema,
    bodyBytesMax: 32 * 1024,
    reply: delegationReplySchema,
    otherReplies: {
      400: {
        en: 'The request is not signed, or the clocks differ',
        zh: '申请未正确签名或时钟不一致',
      },
      409: { en: 'Another node holds the prefix', zh: '前缀已由其他节点占用' },
      429: { en: 'Too many requests wait', zh: '等待审批的申请过多' },
    },
    handle: ({ body, peer }) => desk.ask(body, peer),
  });
}

function list(desk: DelegationDesk): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/delegations',
    operation: 'listDelegations',
    summary: { en: 'Requests for prefixes below ours', zh: '列出下级前缀申请' },
    access: 'signed-in',
    query: Type.Object({ ...pageQuery(perPageMax), state: Type.Optional(oneOf(delegationStates)) }),
    reply: Type.Object({ delegations: Type.Array(keptSchema), ...nextPage }),
    async handle({ query, principal }) {
      const { state } = query;
      const filter = state === undefined ? {} : { state };
      const { items, ...rest } = await desk.list({ ...pageOf(query), ...filter });
      const visible = items.filter(({ prefix }) => allows(principal, delegateRight, prefix));
      return { delegations: visible.map(shown), ...rest };
    },
  });
}

function decide(desk: DelegationDesk): Route {
  return defineRoute({
    method: 'PUT',
    path: '/api/delegations/{prefix}',
    operation: 'decideDelegation',
    summary: {
      en: 'Grant or refuse a prefix; refusing one that was granted takes it back',
      zh: '批准或拒绝前缀申请；拒绝已批准的前缀即收回',
    },
    access: onPrefix,
    params: ofPrefix,
    body: Type.Object({
      grant: Type.Boolean(),
      /** The beginning of the key's fingerprint, where several ask for the prefix. */
      fingerprint: Type.Optional(Type.String({ maxLength: 64, pattern: '^[0-9a-fA-F]*$' })),
      reason: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    reply: keptSchema,
    otherReplies: { 404: { en: 'No such request', zh: '没有这样的申请' } },
    async handle({ params, body, principal }) {
      return shown(await desk.decide(params.prefix, { ...body, by: principal.id }));
    },
  });
}

function invite(desk: DelegationDesk, door: () => Promise<DoorFacts>): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/delegations/{prefix}/invitations',
    operation: 'inviteNode',
    summary: {
      en: 'A code that grants the prefix at once to the node that brings it',
      zh: '生成邀请码，持码节点可立即获得该前缀',
    },
    access: onPrefix,
    params: ofPrefix,
    body: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })) }),
    reply: Type.Object({
      prefix: Type.String(),
      code: Type.String(),
      expiresAt: Type.String(),
      parent: Type.String({ description: 'Where the new node asks' }),
      authority: Type.Optional(
        Type.String({
          description: 'SHA-256 of the root that vouches for it, where it is our own',
        }),
      ),
    }),
    async handle({ params, body, principal }) {
      const options = { days: body.days ?? 7, givenBy: principal.id };
      const { code, expiresAt } = await desk.invite(params.prefix, options);
      const made = { prefix: params.prefix, code, expiresAt: new Date(expiresAt).toISOString() };
      return { ...made, ...(await door()) };
    },
  });
}

function shown(kept: KeptRequest) {
  const { publicKey: _key, adminKey: _admin, keys: _keys, network: _network, ...others } = kept;
  const { time: _time, mirrors: _mirrors, hashOption: _option, ...known } = others;
  const { askedAt, decidedAt, servers, ...rest } = known;
  return {
    ...rest,
    ...(servers === undefined ? {} : { servers: servers.length }),
    askedAt: new Date(askedAt).toISOString(),
    ...(decidedAt === undefined ? {} : { decidedAt: new Date(decidedAt).toISOString() }),
  };
}
