// What travels between the platform and a gateway elsewhere about orders. The gateway asks (POST /api/intake/orders,
// signed with its key), the platform answers (signed with its own, wire/tier/orders). Life is told as a duration, so
// that no two clocks are ever compared.
import { Type, type Static } from '../../../kernel/schema/schema.ts';
import { auditEntry, orderRequest, orderSchema } from '../api.ts';

export const asksPath = '/api/intake/orders';
export const asksType = 'application/x-jingwei-orders';
export const answerType = 'application/octet-stream';

/** Reports of one ask; where there are fewer, there are no more. */
export const reportsAtOnce = 20;

const id = Type.String({ pattern: '^[a-z0-9-]{1,64}$' });
const enterprise = Type.String({ minLength: 1, maxLength: 200 });
const which = { id, enterprise };
const count = Type.Integer({ minimum: 0 });

export const askSchema = Type.Object({
  /** Never used before; the answer repeats it. */
  nonce: Type.String({ minLength: 16, maxLength: 100 }),
  /** How long the platform may keep the gateway waiting while there is nothing. */
  waitMs: Type.Integer({ minimum: 0, maximum: 60_000 }),
  /** What became of orders; again and again until the answer names them. */
  reports: Type.Array(
    Type.Object({
      order: orderSchema,
      number: count,
      entries: Type.Array(auditEntry, { minItems: 1, maxItems: 1_000 }),
    }),
    { maxItems: 100 },
  ),
  /** Orders whose signals the gateway does not have. */
  declined: Type.Array(Type.Object(which), { maxItems: 1_000 }),
});
export type Ask = Static<typeof askSchema>;
export type Report = Ask['reports'][number];

const handedOrder = Type.Object({
  kind: Type.Literal('order'),
  ...which,
  by: Type.String({ maxLength: 1_000 }),
  reason: Type.Optional(Type.String()),
  dryRun: Type.Boolean(),
  writes: orderRequest.properties.writes,
  /** What is left of its life when the answer was made. */
  remainingMs: Type.Integer({ minimum: 0, maximum: 86_400_000 }),
});
const handedDecision = Type.Object({
  kind: Type.Literal('decision'),
  ...which,
  by: Type.String({ maxLength: 1_000 }),
  agrees: Type.Boolean(),
});
export const answerSchema = Type.Object({
  gateway: Type.String(),
  nonce: Type.String(),
  /** Between the ask and the answer, at the platform: what the gateway need not count as time on the way. */
  waitedMs: count,
  items: Type.Array(Type.Union([handedOrder, handedDecision])),
  heard: Type.Array(Type.Object({ ...which, number: count })),
});
export type Answer = Static<typeof answerSchema>;
export type Item = Answer['items'][number];

/**
 * The end of an order's life by the receiver's own clock: all time on the way, there and back, is taken off it, and no
 * more than what truly passed is believed to be waiting.
 */
export function deadlineOf(
  { remainingMs, waitedMs }: { readonly remainingMs: number; readonly waitedMs: number },
  { askedMs, nowMs }: { readonly askedMs: number; readonly nowMs: number },
): number {
  return askedMs + Math.min(waitedMs, nowMs - askedMs) + remainingMs;
}
