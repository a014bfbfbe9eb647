// Replication over HTTP: what mirrors call, signed with their keys; and what people look at.
import { defineRoute, type Route, type RouteRequest } from '../../../kernel/http/route.ts';
import { bilingualSchema, oneOf, Type } from '../../../kernel/schema/schema.ts';
import { canonicalKey } from '../../../wire/handle/handle.ts';
import { replicateRight } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { shortened } from '../model/question.ts';
import type { NodeReplication } from './node-replication.ts';
import { changesPage, copyPage, digestPage, mirrorPlace, replicationState } from './pages.ts';

const ofPrefix = Type.Object({ prefix: Type.String({ minLength: 1, maxLength: 200 }) });
const behind = Type.Object({
  after: Type.Optional(Type.String({ maxLength: 4_096, description: 'The last key before' })),
});
const waitMsMax = 25_000;

const forMirrors = {
  401: { en: 'Not signed with a node key', zh: '未用节点密钥签名' },
  403: { en: 'Not a mirror of this node', zh: '不是本节点的镜像' },
  404: { en: 'No such node here', zh: '此处没有该节点' },
};

type Request = RouteRequest<{ prefix: string }, unknown, unknown>;

export function replicationRoutes(nodes: readonly NodeReplication[]): Route[] {
  const nodeOf = (prefix: string): NodeReplication => {
    const key = canonicalKey(prefix);
    const node = nodes.find((one) => one.prefix === key);
    if (node === undefined) throw identifiersFailures['not-here']({ prefix: shortened(prefix) });
    return node;
  };
  /** Not by a person's rights: the proof is the signature of a key that the operator named. */
  const admitted = (request: Request): NodeReplication => {
    const node = nodeOf(request.params.prefix);
    node.feed.admit({ method: 'GET', path: request.url }, request.headers);
    return node;
  };
  return [...readRoutes(admitted), tellRoute(nodeOf), ...peopleRoutes(nodeOf)];
}

type NodeOf = (prefix: string) => NodeReplication;

/** What mirrors read. */
function readRoutes(admitted: (request: Request) => NodeReplication): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/replication/{prefix}/changes',
      operation: 'replicatedChanges',
      summary: {
        en: 'Changes behind a position, for mirrors',
        zh: '某位置之后的变更（供镜像使用）',
      },
      access: 'public',
      params: ofPrefix,
      query: Type.Object({
        after: Type.Integer({ minimum: 0 }),
        waitMs: Type.Optional(Type.Integer({ minimum: 0, maximum: waitMsMax })),
      }),
      reply: changesPage,
      otherReplies: forMirrors,
      handle: async (request) => {
        const { feed } = admitted(request);
        const { after, waitMs = 0 } = request.query;
        return feed.changes(after, { waitMs, signal: request.signal });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/replication/{prefix}/copy',
      operation: 'replicatedRecords',
      summary: { en: 'All records in pages, for mirrors', zh: '分页取得全部记录（供镜像使用）' },
      access: 'public',
      params: ofPrefix,
      query: behind,
      reply: copyPage,
      otherReplies: forMirrors,
      handle: async (request) => admitted(request).feed.copy(request.query.after),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/replication/{prefix}/digest',
      operation: 'replicatedDigest',
      summary: {
        en: 'The digest of a run of records, for mirrors',
        zh: '一段记录的摘要（供镜像使用）',
      },
      access: 'public',
      params: ofPrefix,
      query: behind,
      reply: digestPage,
      otherReplies: forMirrors,
      handle: async (request) => admitted(request).feed.digest(request.query.after),
    }),
  ];
}

function tellRoute(nodeOf: NodeOf): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/replication/{prefix}/mirrors',
    operation: 'tellPrimary',
    summary: { en: 'A mirror tells where it is', zh: '镜像告知其位置' },
    access: 'public',
    params: ofPrefix,
    body: mirrorPlace,
    bodyBytesMax: 32 * 1024,
    reply: replicationState,
    otherReplies: forMirrors,
    handle: async (request) => {
      const node = nodeOf(request.params.prefix);
      const asked = { method: 'POST', path: request.url, body: request.body };
      const fingerprint = node.feed.admit(asked, request.headers);
      await node.heard(fingerprint, request.body);
      return node.state();
    },
  });
}

const onPrefix = {
  right: replicateRight,
  on: ({ params }: { params: { prefix: string } }) => params.prefix,
};

/** What people look at and decide. */
function peopleRoutes(nodeOf: NodeOf): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/replication/{prefix}',
      operation: 'replicationStatus',
      summary: { en: 'Primary or mirror, and how far', zh: '主节点或镜像，以及同步进度' },
      access: onPrefix,
      params: ofPrefix,
      reply: statusReply,
      handle: async ({ params }) => nodeOf(params.prefix).status(),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/replication/{prefix}/comparisons',
      operation: 'compareMirror',
      summary: {
        en: 'Compare a mirror with its primary, record by record, by digests',
        zh: '以摘要逐段比对镜像与主节点的全部记录',
      },
      access: onPrefix,
      params: ofPrefix,
      reply: comparisonReply,
      handle: async ({ params, signal }) => nodeOf(params.prefix).compare(signal),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/replication/{prefix}/promotion',
      operation: 'promoteMirror',
      summary: { en: 'Make a mirror the primary', zh: '将镜像提升为主节点' },
      access: onPrefix,
      params: ofPrefix,
      body: Type.Object({
        incomplete: Type.Optional(
          Type.Boolean({ description: 'With what there is of a copy that is not whole' }),
        ),
      }),
      reply: replicationState,
      otherReplies: {
        409: { en: 'The copy of the primary is not whole', zh: '主节点的记录尚未复制完整' },
      },
      handle: async ({ params, body }) => {
        const node = nodeOf(params.prefix);
        await node.promote(body);
        return node.state();
      },
    }),
  ];
}

const comparisonReply = Type.Object({
  outcome: oneOf(['equal', 'different', 'undecided']),
  records: Type.Integer(),
  runs: Type.Integer(),
  differences: Type.Array(Type.Object({ after: Type.String(), upTo: Type.String() })),
});

const statusReply = Type.Object({
  ...replicationState.properties,
  primary: Type.Optional(Type.String()),
  replacedBy: Type.Optional(Type.String()),
  following: Type.Optional(
    Type.Object({
      state: oneOf(['following', 'copying', 'unreachable', 'stopped']),
      position: Type.Integer(),
      primaryPosition: Type.Integer(),
      heardSecondsAgo: Type.Optional(Type.Number()),
      trouble: Type.Optional(bilingualSchema),
    }),
  ),
  mirrors: Type.Array(
    Type.Object({
      ...mirrorPlace.properties,
      fingerprint: Type.String(),
      secondsAgo: Type.Number(),
    }),
  ),
});
