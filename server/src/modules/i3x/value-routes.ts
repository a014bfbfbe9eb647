// i3X: current and past values (guide, “Query Methods”), and the writes that are not taken (“Update Methods”).
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { epochUsOf } from '../../wire/iso-time.ts';
import type { AddressSpace } from './address-space.ts';
import { bulk, itemOf, missing, type Item } from './envelope.ts';
import { at, common, elementIds } from './explore-routes.ts';
import { i3xFailures } from './failures.ts';
import { currentValue, pastValues, valuesMax, type ValueParts } from './values.ts';

export const depth = Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 }));

export function valueRoutes(parts: ValueParts & { readonly space: AddressSpace }): Route[] {
  return [
    currentRoute(parts),
    historyRoute(parts),
    ...(['value', 'history'] as const).map((what) =>
      defineRoute({
        ...common,
        ...{ method: 'PUT', path: at(`/objects/${what}`), operation: `i3xPut-${what}` },
        summary: { en: 'i3X: writes are not taken', zh: 'i3X：不支持写入' },
        body: Type.Unknown(),
        async handle() {
          throw i3xFailures['not-written']();
        },
      }),
    ),
  ];
}

function currentRoute(parts: ValueParts & { readonly space: AddressSpace }): Route {
  return defineRoute({
    ...common,
    ...{ method: 'POST', path: at('/objects/value'), operation: 'i3xObjectsValue' },
    summary: { en: 'i3X: current values', zh: 'i3X：当前值' },
    body: Type.Object({ elementIds, maxDepth: depth }),
    async handle(request) {
      const { principal, body } = request;
      const space = await parts.space.of(principal);
      let isWhole = true;
      let left = valuesMax;
      const items: (Item & { elementId: string })[] = [];
      for (const elementId of body.elementIds) {
        const object = space.objects.get(elementId);
        const item = object
          ? await itemOf(async () => {
              const given = { ...parts, space, principal };
              const maxDepth = body.maxDepth ?? 1;
              const value = await currentValue(given, object, { maxDepth, left });
              isWhole &&= value.isWhole;
              left -= value.count;
              return value.result;
            })
          : missing(elementId);
        items.push({ elementId, ...item });
      }
      return bulk(request, items, isWhole ? undefined : 'Compositions have more parts than shown');
    },
  });
}

function historyRoute(parts: ValueParts & { readonly space: AddressSpace }): Route {
  return defineRoute({
    ...common,
    ...{ method: 'POST', path: at('/objects/history'), operation: 'i3xObjectsHistory' },
    summary: { en: 'i3X: past values', zh: 'i3X：历史值' },
    body: Type.Object({
      elementIds,
      startTime: Type.String({ maxLength: 40 }),
      /** Now, where it is left out: CESMII's client does. */
      endTime: Type.Optional(Type.String({ maxLength: 40 })),
      maxDepth: depth,
    }),
    async handle(request) {
      const { principal, signal, body } = request;
      const { startTime, endTime = new Date(parts.clock.now()).toISOString() } = body;
      const [fromUs, lastUs] = [epochUsOf(startTime), epochUsOf(endTime)];
      if (fromUs === undefined || lastUs === undefined || lastUs < fromUs) {
        throw i3xFailures['bad-time']({ startTime, endTime });
      }
      const space = await parts.space.of(principal);
      const asker = { principal, signal };
      // The end belongs to the span.
      const given = { fromUs, toUs: lastUs + 1, asker };
      let isWhole = true;
      let left = valuesMax;
      const items: (Item & { elementId: string })[] = [];
      for (const elementId of body.elementIds) {
        const object = space.objects.get(elementId);
        const item = object
          ? await itemOf(async () => {
              const past = await pastValues(parts, object, { ...given, left });
              isWhole &&= past.isWhole;
              left -= past.count;
              return past.result;
            })
          : missing(elementId);
        items.push({ elementId, ...item });
      }
      return bulk(
        request,
        items,
        isWhole ? undefined : 'Only the first values are here: 10,000 of an object, 50,000 in all',
      );
    },
  });
}
