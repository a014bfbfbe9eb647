// Subscriptions over HTTP: server-sent events whose ids say where their reader stands, so that any client that sends
// `Last-Event-ID` when it connects again goes on without gap and without double (HTML, clause 9.2).
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import type { Assets } from '../../assets/api.ts';
import { shownReadingSchema, timeOf } from '../../telemetry/api.ts';
import { signalChoice } from '../api.ts';
import { chosenSignals } from '../chosen-signals.ts';
import { queryFailures } from '../failures.ts';
import { cursorOf } from './cursor.ts';
import { Subscription, type Start, type SubscriptionParts } from './subscription.ts';

/** More would make ids longer than heads of requests may be. */
const signalsMax = 500;
const { signals: _, ...search } = signalChoice;

export function subscriptionRoutes(
  parts: SubscriptionParts & { readonly assets: Assets },
): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/subscriptions',
      operation: 'subscribeReadings',
      summary: {
        en: 'Readings from a point on, then as they come, each once, as server-sent events',
        zh: '从某时刻起回放并持续推送读数，不丢不重（服务器推送事件）',
      },
      access: 'signed-in',
      query: Type.Object({
        signal: Type.Optional(
          Type.Array(Type.String({ maxLength: 2_048 }), { minItems: 1, maxItems: signalsMax }),
        ),
        ...search,
        /** Machine time; only what is new when absent. */
        from: Type.Optional(Type.String({ maxLength: 40 })),
        /** The id of the last event, for those who cannot send the header `Last-Event-ID`. */
        cursor: Type.Optional(Type.String({ maxLength: 16_000 })),
      }),
      reply: Type.Object({
        readings: Type.Array(shownReadingSchema),
        /** Of `replay` and `resumed`: history is sent from here on. */
        from: Type.Optional(Type.String()),
        /** Of `live`: false where what came late in between may be missing. */
        exact: Type.Optional(Type.Boolean()),
      }),
      async stream({ query, headers, principal, signal }) {
        const { signal: named, from, cursor, ...others } = query;
        const choice = { ...others, ...(named === undefined ? {} : { signals: named }) };
        const asker = { principal, most: signalsMax };
        const chosen = await chosenSignals(parts.assets, choice, asker);
        if (chosen.length > signalsMax) {
          const readings = chosen.length;
          throw queryFailures['too-many-signals']({
            ...{ signals: chosen.length, most: signalsMax, readings },
          });
        }
        const start = startOf(headers['last-event-id'] ?? cursor, from);
        const signals = chosen.toSorted();
        return new Subscription(parts, signals, signal).messages(start);
      },
    }),
  ];
}

/** Fails with `query.bad-cursor` and `telemetry.bad-time`. */
function startOf(last: string | string[] | undefined, from: string | undefined): Start {
  const text = Array.isArray(last) ? last[0] : last;
  if (text !== undefined && text !== '') {
    const cursor = cursorOf(text);
    if (!cursor) throw queryFailures['bad-cursor']({ cursor: text.slice(0, 100) });
    return { cursor };
  }
  return from === undefined ? 'now' : { fromUs: timeOf(from) };
}
