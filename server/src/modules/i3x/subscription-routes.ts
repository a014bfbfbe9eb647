// i3X: subscriptions (guide, “Subscribe Methods”).
import { defineRoute, type Route, type StreamMessage } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { allows, type Principal } from '../../kernel/access/rights.ts';
import { readTelemetryRight } from '../telemetry/api.ts';
import type { AddressSpace } from './address-space.ts';
import { bulk, itemOf, missing, single, found } from './envelope.ts';
import { at, common, elementIds } from './explore-routes.ts';
import { i3xFailures } from './failures.ts';
import {
  followedMax,
  objectsOf,
  queue,
  type Subscription,
  type Subscriptions,
  type Update,
} from './subscriptions.ts';
import { depth as depthSchema } from './value-routes.ts';
import { partsOf, valuesOf, type ValueParts } from './values.ts';

const clientId = Type.String({ minLength: 1, maxLength: 1_000 });
const subscriptionId = Type.String({ minLength: 1, maxLength: 200 });
const subscriptionIds = Type.Array(subscriptionId, { minItems: 1, maxItems: 1_000 });
const scoped = { clientId, subscriptionId };

export type SubscriptionParts = ValueParts & {
  readonly space: AddressSpace;
  readonly subscriptions: Subscriptions;
};

export function subscriptionRoutes(parts: SubscriptionParts): Route[] {
  const { subscriptions } = parts;
  return [
    defineRoute({
      ...common,
      ...{ method: 'POST', path: at('/subscriptions'), operation: 'i3xSubscribe' },
      summary: { en: 'i3X: create a subscription', zh: 'i3X：创建订阅' },
      body: Type.Object({
        clientId,
        displayName: Type.Optional(Type.Union([Type.String({ maxLength: 400 }), Type.Null()])),
      }),
      async handle(request) {
        const { clientId: client, displayName = null } = request.body;
        const { id } = subscriptions.create(request.principal, client, displayName);
        return single(request, { clientId: client, subscriptionId: id, displayName });
      },
    }),
    ...listRoutes(subscriptions),
    registerRoute(parts),
    unregisterRoute(subscriptions),
    syncRoute(subscriptions),
    streamRoute(subscriptions),
  ];
}

function listRoutes(subscriptions: Subscriptions): Route[] {
  const body = Type.Object({ clientId, subscriptionIds });
  return (
    [
      ['list', shown],
      [
        'delete',
        (one: Subscription) => {
          subscriptions.delete(one);
          return null;
        },
      ],
    ] as const
  ).map(([verb, resultOf]) =>
    defineRoute({
      ...common,
      ...{
        method: 'POST',
        path: at(`/subscriptions/${verb}`),
        operation: `i3xSubscriptions-${verb}`,
      },
      summary: { en: `i3X: ${verb} subscriptions`, zh: `i3X：订阅（${verb}）` },
      body,
      handle: (request) => {
        const { clientId: client, subscriptionIds: ids } = request.body;
        const items = ids.map((id) => {
          const one = subscriptions.find(request.principal, client, id);
          return { subscriptionId: id, ...(one ? found(resultOf(one)) : missing(id)) };
        });
        return bulk(request, items);
      },
    }),
  );
}

function shown({ id, displayName, monitored }: Subscription) {
  const monitoredObjects = [...monitored].map(([elementId, { maxDepth: depth }]) => ({
    elementId,
    maxDepth: depth,
  }));
  return { subscriptionId: id, displayName, monitoredObjects };
}

function registerRoute(parts: SubscriptionParts): Route {
  return defineRoute({
    ...common,
    ...{ method: 'POST', path: at('/subscriptions/register'), operation: 'i3xRegister' },
    summary: { en: 'i3X: objects into a subscription', zh: 'i3X：向订阅注册对象' },
    body: Type.Object({ ...scoped, elementIds, maxDepth: depthSchema }),
    async handle(request) {
      const { principal, body } = request;
      const one = parts.subscriptions.need(principal, body.clientId, body.subscriptionId);
      const { objects } = await parts.space.of(principal);
      const items = [];
      for (const elementId of body.elementIds) {
        const item = objects.has(elementId)
          ? await itemOf(() => register(parts, one, { principal, elementId, ...body }))
          : missing(elementId);
        items.push({ elementId, ...item });
      }
      return bulk(request, items);
    },
  });
}

/** Its signals are followed from now on, beginning with the values that they have. */
async function register(
  parts: SubscriptionParts,
  subscription: Subscription,
  given: { principal: Principal; elementId: string; maxDepth?: number },
): Promise<null> {
  const { principal, elementId, maxDepth: depth = 1 } = given;
  const space = await parts.space.of(principal);
  const object = space.objects.get(elementId);
  if (!object || subscription.monitored.has(elementId)) return null;
  // Before the tree is walked: a long list of large ones would hold everybody up.
  const room = followedMax - objectsOf(subscription);
  if (room < 1) throw i3xFailures['too-many-followed']({ most: followedMax });
  const all = [object, ...partsOf(space, object, { maxDepth: depth }).parts];
  const signals = all
    .flatMap(({ signal }) => (signal ? [signal] : []))
    .filter(({ identifier }) => allows(principal, readTelemetryRight, identifier));
  parts.subscriptions.monitor(subscription, elementId, {
    ...{ maxDepth: depth, objects: all.length, signals },
  });
  const values = await valuesOf(parts, all, principal);
  queue(
    subscription,
    [...values].map(([id, value]): Update => ({ elementId: id, ...value })),
  );
  return null;
}

function unregisterRoute(subscriptions: Subscriptions): Route {
  return defineRoute({
    ...common,
    ...{ method: 'POST', path: at('/subscriptions/unregister'), operation: 'i3xUnregister' },
    summary: { en: 'i3X: objects out of a subscription', zh: 'i3X：从订阅注销对象' },
    body: Type.Object({ ...scoped, elementIds }),
    async handle(request) {
      const { principal, body } = request;
      const one = subscriptions.need(principal, body.clientId, body.subscriptionId);
      const items = body.elementIds.map((elementId) => ({
        elementId,
        ...(subscriptions.ignore(one, elementId) ? found(null) : missing(elementId)),
      }));
      return bulk(request, items);
    },
  });
}

function syncRoute(subscriptions: Subscriptions): Route {
  return defineRoute({
    ...common,
    ...{ method: 'POST', path: at('/subscriptions/sync'), operation: 'i3xSync' },
    summary: { en: 'i3X: what is new, acknowledged', zh: 'i3X：确认并获取更新' },
    body: Type.Object({ ...scoped, lastSequenceNumber: Type.Optional(Type.Integer()) }),
    async handle(request) {
      const { principal, body } = request;
      const one = subscriptions.need(principal, body.clientId, body.subscriptionId);
      const { batches, dropped } = subscriptions.sync(one, body.lastSequenceNumber);
      const why = 'Updates were dropped from the queue, the oldest first: it holds 10,000';
      return single(request, batches, dropped ? why : undefined);
    },
  });
}

function streamRoute(subscriptions: Subscriptions): Route {
  return defineRoute({
    ...common,
    ...{ method: 'POST', path: at('/subscriptions/stream'), operation: 'i3xStream' },
    summary: { en: 'i3X: updates as server-sent events', zh: 'i3X：更新事件流' },
    body: Type.Object(scoped),
    async stream({ principal, body, signal }) {
      const one = subscriptions.need(principal, body.clientId, body.subscriptionId);
      return messagesOf(subscriptions.stream(one, signal));
    },
  });
}

async function* messagesOf(
  updates: AsyncIterable<readonly Update[]>,
): AsyncGenerator<StreamMessage> {
  for await (const data of updates) yield { event: 'message', data };
}
