// Policies of retention over HTTP: stored ones, what they or a draft would do, and runs with their progress.
import { prefixPattern } from '../../kernel/access/rights.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { oneOf, Type, type Static } from '../../kernel/schema/schema.ts';
import { isoTime } from '../../wire/iso-time.ts';
import { retentionRight } from './api.ts';
import { newPolicy, policyFields } from './model/policy.ts';
import { check, type Policies } from './policies.ts';
import type { Affected, PolicyPreview } from './preview.ts';
import type { Retention } from './retention.ts';
import type { PolicyDocument } from './store.ts';

const enterprise = Type.String({ pattern: prefixPattern, maxLength: 200 });
const id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' });
export const policySchema = Type.Object({
  ...{ id: Type.String(), enterprise: Type.String() },
  ...policyFields,
  ...{ by: Type.String(), at: Type.String() },
});
export const runSchema = Type.Object({
  ...{ enterprise: Type.String(), by: Type.String(), startedAt: Type.String() },
  /** Of the plant's calendar: one run by itself on each. */
  day: Type.String(),
  /** `stopped`: the policies were changed meanwhile. */
  state: oneOf(['running', 'done', 'stopped', 'failed']),
  ...{ step: Type.Integer(), steps: Type.Integer() },
  /** The policy at work, and until when it has come. */
  ...{ policy: Type.Optional(Type.String()), reached: Type.Optional(Type.String()) },
  /** Readings that are fewer. */
  ...{ thinned: Type.Integer(), removed: Type.Integer() },
  endedAt: Type.Optional(Type.String()),
});
export const retentionReply = Type.Object({
  /** In the order in which they count. */
  policies: Type.Array(policySchema),
  run: Type.Optional(runSchema),
  /** False where the clock is so far ahead of what was known that nothing is touched until the operator confirms it. */
  clockBelieved: Type.Boolean(),
  now: Type.String(),
});
const affected = Type.Optional(
  Type.Object({
    before: Type.String(),
    ...{ readings: Type.Integer(), bytes: Type.Integer() },
    oldest: Type.Optional(Type.String()),
  }),
);
export const previewReply = Type.Object({
  policies: Type.Array(
    Type.Object({
      ...{ id: Type.String(), name: Type.String(), position: Type.Integer() },
      series: Type.Integer(),
      /** Series that fit it too, and that an earlier policy has. */
      taken: Type.Integer(),
      /** Series that were counted; where fewer than all, the numbers are estimates. */
      counted: Type.Integer(),
      ...{ thin: affected, remove: affected },
    }),
  ),
});

type Parts = { readonly retention: Retention; readonly policies: Policies };
const onQuery = {
  right: retentionRight,
  on: ({ query }: { query: { enterprise: string } }) => query.enterprise,
};
const onBody = {
  right: retentionRight,
  on: ({ body }: { body: { enterprise: string } }) => body.enterprise,
};

export function retentionRoutes(parts: Parts): Route[] {
  return [...policyRoutes(parts), previewRoute(parts), ...runRoutes(parts)];
}

function policyRoutes({ retention, policies }: Parts): Route[] {
  const place = { path: '/api/upkeep/retention/policies/{id}', params: Type.Object({ id }) };
  const query = Type.Object({ enterprise });
  return [
    defineRoute({
      ...{ method: 'GET', path: '/api/upkeep/retention', operation: 'readRetention' },
      summary: {
        en: 'Policies of an enterprise in the order in which they count, and its last run',
        zh: '企业的保留策略（按生效顺序）及最近一次执行',
      },
      ...{ access: onQuery, query, reply: retentionReply },
      handle: async ({ query: asked }) => {
        const run = await retention.last(asked.enterprise);
        const belief = await retention.clock();
        return {
          policies: await policies.of(asked.enterprise),
          ...(run === undefined ? {} : { run }),
          ...{ clockBelieved: belief.believed, now: new Date(belief.nowMs).toISOString() },
        };
      },
    }),
    defineRoute({
      ...{ method: 'PUT', operation: 'putRetentionPolicy', ...place },
      summary: {
        en: 'Say how long readings are kept; it counts from the next run on',
        zh: '设置读数保留策略；自下次执行起生效',
      },
      ...{ access: onQuery, query, body: newPolicy, reply: policySchema },
      handle: ({ params, query: asked, body, principal }) =>
        policies.put({ ...params, enterprise: asked.enterprise }, body, principal.id),
    }),
    defineRoute({
      ...{ method: 'DELETE', operation: 'removeRetentionPolicy', ...place },
      summary: {
        en: 'Remove a policy; what it did stays done',
        zh: '删除保留策略；已执行的不会恢复',
      },
      ...{ access: onQuery, query, reply: Type.Object({}) },
      handle: async ({ params, query: asked }) => {
        await policies.remove(asked.enterprise, params.id);
        return {};
      },
    }),
  ];
}

function previewRoute({ retention, policies }: Parts): Route {
  return defineRoute({
    ...{ method: 'POST', path: '/api/upkeep/retention/preview', operation: 'previewRetention' },
    summary: {
      en: 'What the policies would do now; with a draft in its place, before it is stored',
      zh: '预览保留策略的效果；可附上尚未保存的策略',
    },
    access: onBody,
    body: Type.Object({
      enterprise,
      /** Instead of the policy of this id, or beside the others. */
      draft: Type.Optional(Type.Object({ id, policy: newPolicy })),
    }),
    reply: previewReply,
    handle: async ({ body, principal }) => {
      const { draft } = body;
      let all: PolicyDocument[] = await policies.of(body.enterprise);
      if (draft) {
        check({ enterprise: body.enterprise, id: draft.id }, draft.policy);
        const told = { id: draft.id, enterprise: body.enterprise, by: principal.id, at: '' };
        all = [...all.filter((one) => one.id !== draft.id), { ...draft.policy, ...told }];
        all.sort((one, two) => one.position - two.position);
      }
      return { policies: (await retention.preview(body.enterprise, all)).map(shown) };
    },
  });
}

function runRoutes({ retention }: Parts): Route[] {
  return [
    defineRoute({
      ...{ method: 'POST', path: '/api/upkeep/retention/run', operation: 'runRetention' },
      summary: {
        en: 'Apply the policies of an enterprise now; answers when it has begun',
        zh: '立即执行企业的保留策略；开始后即返回',
      },
      ...{ access: onBody, body: Type.Object({ enterprise }), reply: runSchema },
      handle: ({ body, principal }) => retention.run(body.enterprise, principal.id),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/api/upkeep/retention/clock', operation: 'confirmClock' },
      summary: {
        en: 'The clock of this computer is right although it is far ahead; retention goes on',
        zh: '确认本机时钟正确（尽管大幅超前）；继续执行保留策略',
      },
      access: { right: retentionRight, on: () => '*' },
      reply: Type.Object({}),
      handle: async () => {
        await retention.confirmClock();
        return {};
      },
    }),
  ];
}

type ShownPreview = Static<typeof previewReply>['policies'][number];

function shown({ selected, counted, thin, remove }: PolicyPreview): ShownPreview {
  const { id: own, name, position } = selected.policy;
  return {
    ...{ id: own, name, position, counted },
    ...{ series: selected.series.length, taken: selected.taken },
    ...(thin === undefined ? {} : { thin: shownAffected(thin) }),
    ...(remove === undefined ? {} : { remove: shownAffected(remove) }),
  };
}

function shownAffected({ beforeUs, oldestUs, readings, bytes }: Affected) {
  const oldest = oldestUs === undefined ? {} : { oldest: isoTime(oldestUs) };
  return { before: isoTime(beforeUs), readings, bytes, ...oldest };
}
