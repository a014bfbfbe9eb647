// Trust over HTTP: proofs of records, the keys of the nodes of this process, and their roll-over.
import { defineRight } from '../../../kernel/access/rights.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { oneOf, Type } from '../../../kernel/schema/schema.ts';
import { canonicalKey } from '../../../wire/handle/handle.ts';
import type { LocalAuthority, NodeKeys, Proofs } from '../api.ts';
import { trustFailures } from './failures.ts';
import { shortened } from '../model/question.ts';

export const nodeKeysRight = defineRight('identifiers.node-keys', {
  en: 'Change the keys of nodes and certify those of their children',
  zh: '更换节点密钥并为下级节点的密钥签发证书',
});

export type TrustSources = {
  readonly proofs: Proofs | undefined;
  readonly authorities: readonly LocalAuthority[];
};

const reference = Type.Object({ handle: Type.String(), index: Type.Integer() });
const proofReply = Type.Object({
  format: Type.Literal('jingwei-proof/1'),
  handle: Type.String(),
  values: Type.Array(
    Type.Object({
      index: Type.Integer(),
      type: Type.String(),
      data: Type.Object({ format: oneOf(['string', 'base64']), value: Type.String() }),
      ttl: Type.Integer(),
      ttlIsAbsolute: Type.Boolean(),
      permissions: Type.String(),
      references: Type.Array(reference),
    }),
  ),
  signature: Type.String(),
  certificates: Type.Array(Type.String()),
  root: Type.Object({
    prefix: Type.String(),
    publicKey: Type.Record(Type.String(), Type.String()),
  }),
});

const keysReply = Type.Object({
  prefix: Type.String(),
  keys: Type.Array(
    Type.Object({
      signer: Type.String(),
      stage: oneOf(['next', 'current', 'previous']),
      since: Type.Optional(Type.String({ description: 'ISO 8601, UTC' })),
      thumbprint: Type.String({ description: 'SHA-256 of the public key, RFC 7638' }),
      text: Type.String({ description: 'The public key in PEM, for the parent' }),
    }),
  ),
  nextStepAt: Type.Optional(Type.String({ description: 'ISO 8601, UTC' })),
});

const prefixParams = Type.Object({ prefix: Type.String({ minLength: 1 }) });
const onPrefix = {
  right: nodeKeysRight,
  on: (request: { params: { prefix: string } }) => request.params.prefix,
};

export function trustRoutes(sources: TrustSources): Route[] {
  return [
    proofRoute(sources),
    keysRoute(sources),
    rollRoute(sources),
    confirmRoute(sources),
    certifyRoute(sources),
  ];
}

function proofRoute({ proofs }: TrustSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/proofs/{handle+}',
    operation: 'proveHandle',
    summary: {
      en: 'A record with all that proves it without any network',
      zh: '导出记录及其离线验证所需的全部证明',
    },
    access: 'public',
    params: Type.Object({ handle: Type.String({ minLength: 1 }) }),
    reply: proofReply,
    otherReplies: {
      400: { en: 'The identifier is malformed', zh: '标识格式错误' },
      404: { en: 'No such identifier', zh: '标识不存在' },
      503: { en: 'It cannot be proven', zh: '无法证明' },
    },
    async handle({ params }) {
      if (proofs === undefined) throw trustFailures['no-recursive-node']();
      return proofs.proofOf(params.handle);
    },
  });
}

function keysRoute(sources: TrustSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/node-keys/{prefix}',
    operation: 'listNodeKeys',
    summary: { en: 'The public keys of a node', zh: '节点的公钥' },
    access: 'public',
    params: prefixParams,
    reply: keysReply,
    otherReplies: { 404: { en: 'No node of this process', zh: '本进程没有该节点' } },
    handle: async ({ params }) => factsOf(sources, params.prefix),
  });
}

function rollRoute(sources: TrustSources): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/node-keys/{prefix}/roll-over',
    operation: 'rollNodeKey',
    summary: { en: 'Begin to replace the key of a node', zh: '开始更换节点的密钥' },
    access: onPrefix,
    params: prefixParams,
    reply: keysReply,
    otherReplies: { 409: { en: 'Under way already', zh: '已在进行中' } },
    async handle({ params }) {
      await keysOf(sources, params.prefix).roll();
      return factsOf(sources, params.prefix);
    },
  });
}

function confirmRoute(sources: TrustSources): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/node-keys/{prefix}/confirmation',
    operation: 'confirmNodeKey',
    summary: {
      en: 'Tell a node that its parent, in another program, has certified its next key',
      zh: '告知节点：其上级（在另一程序中）已为新密钥签发证书',
    },
    access: onPrefix,
    params: prefixParams,
    reply: keysReply,
    otherReplies: { 409: { en: 'Nothing waits', zh: '没有等待确认的密钥' } },
    async handle({ params }) {
      await keysOf(sources, params.prefix).confirm();
      return factsOf(sources, params.prefix);
    },
  });
}

function certifyRoute({ authorities }: TrustSources): Route {
  return defineRoute({
    method: 'PUT',
    path: '/api/node-keys/{prefix}/certificates',
    operation: 'certifyNodeKeys',
    summary: {
      en: 'Certify just these keys of a child prefix',
      zh: '仅为下级前缀的这些密钥签发证书',
    },
    access: { right: nodeKeysRight, on: ({ params }) => parentOf(params.prefix) },
    params: prefixParams,
    body: Type.Object({
      text: Type.String({ description: 'Public keys in PEM, as the child shows them' }),
    }),
    reply: Type.Object({ prefix: Type.String() }),
    otherReplies: {
      400: { en: 'No fit key, or not a child', zh: '密钥不合格，或不是下级前缀' },
      404: { en: 'Not delegated here', zh: '未在此委托' },
    },
    async handle({ params, body }) {
      const prefix = canonicalKey(params.prefix);
      const parent = authorities.find((one) => prefix.startsWith(`${one.prefix}.`));
      if (parent?.keys === undefined) throw notHere(params.prefix);
      await parent.keys.certify(prefix, body.text);
      return { prefix };
    },
  });
}

/** Whoever certifies needs the right on the parent: a child may not certify itself. */
function parentOf(prefix: string): string {
  const dot = prefix.lastIndexOf('.');
  return dot < 0 ? '*' : prefix.slice(0, dot);
}

function factsOf(sources: TrustSources, prefix: string) {
  const keys = keysOf(sources, prefix);
  const nextStepAt = keys.nextStepAt();
  const next = nextStepAt === undefined ? {} : { nextStepAt };
  return { prefix: canonicalKey(prefix), keys: [...keys.list()], ...next };
}

function keysOf({ authorities }: TrustSources, prefix: string): NodeKeys {
  const authority = authorities.find((one) => one.prefix === canonicalKey(prefix));
  if (authority?.keys === undefined) throw notHere(prefix);
  return authority.keys;
}

function notHere(prefix: string): Error {
  return trustFailures['no-such-node']({ prefix: shortened(prefix) });
}
