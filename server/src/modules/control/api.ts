// What other modules may know of control: orders to machines, the limits that they must keep, and the facts told
// of each.
import { defineRight } from '../../kernel/access/rights.ts';
import { defineEvent } from '../../kernel/events/events.ts';
import { definePort } from '../../kernel/module/port.ts';
import { bilingualSchema, oneOf, Type, type Static } from '../../kernel/schema/schema.ts';

const value = Type.Union([Type.Number(), Type.String({ maxLength: 10_000 }), Type.Boolean()]);
const identifier = Type.String({ minLength: 3, maxLength: 1_000 });

/** What must hold before a signal may be written. Without one, nothing may. */
export const interlockSchema = Type.Object(
  {
    minimum: Type.Optional(Type.Number()),
    maximum: Type.Optional(Type.Number()),
    /** Largest change from the present value. */
    stepMaximum: Type.Optional(Type.Number({ minimum: 0 })),
    /** For texts and choices. */
    allowed: Type.Optional(Type.Array(value, { minItems: 1, maxItems: 200 })),
    /** Must be true at the moment of writing: an expression over the inputs, and `value` for the new one. */
    condition: Type.Optional(Type.String({ minLength: 1, maxLength: 4_000 })),
    inputs: Type.Optional(
      Type.Array(
        Type.Object({
          name: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,39}$' }),
          signal: identifier,
        }),
        { maxItems: 20 },
      ),
    ),
    /** Somebody else must agree. */
    secondPerson: Type.Boolean(),
    /** The value is read again from the machine and must be there within so long; 0: it is not. */
    readBackMs: Type.Integer({ minimum: 0, maximum: 60_000 }),
    tolerance: Type.Optional(Type.Number({ minimum: 0 })),
  },
  { additionalProperties: false },
);
export type Interlock = Static<typeof interlockSchema>;

export const orderStates = [
  'queued', // at the platform, for its gateway elsewhere
  'handed', // to that gateway, which has not said yet what became of it
  'waiting',
  'sending',
  'done',
  'failed',
  'refused',
  'rejected',
  'expired',
  'unknown',
  'tried',
] as const;
export type OrderState = (typeof orderStates)[number];

export const orderRequest = Type.Object(
  {
    /** All of one enterprise; all are sent, or none. */
    writes: Type.Array(Type.Object({ signal: identifier, value }), { minItems: 1, maxItems: 500 }),
    reason: Type.Optional(Type.String({ maxLength: 1_000 })),
    /** From now; an order that is not sent by then never is. */
    expiresInMs: Type.Optional(Type.Integer({ minimum: 1_000, maximum: 86_400_000 })),
    /** Checks everything and sends nothing. */
    dryRun: Type.Optional(Type.Boolean()),
    /** The same key again is the same order. */
    key: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' })),
  },
  { additionalProperties: false },
);
export type OrderRequest = Static<typeof orderRequest>;

export const orderSchema = Type.Object({
  id: Type.String(),
  enterprise: Type.String(),
  state: oneOf(orderStates),
  by: Type.String(),
  at: Type.String(),
  expiresAt: Type.String(),
  /** At the platform: the gateway elsewhere that has it. */
  gateway: Type.Optional(Type.String()),
  /** At the gateway: it was given there, not here. */
  from: Type.Optional(oneOf(['platform'])),
  reason: Type.Optional(Type.String()),
  /** Who agreed or rejected, where a second person is asked. */
  decidedBy: Type.Optional(Type.String()),
  decidedAt: Type.Optional(Type.String()),
  endedAt: Type.Optional(Type.String()),
  writes: Type.Array(
    Type.Object({
      signal: Type.String(),
      value,
      /** What it was before. */
      before: Type.Optional(Type.Union([value, Type.Null()])),
      /** What was read back. */
      after: Type.Optional(Type.Union([value, Type.Null()])),
      outcome: Type.Optional(oneOf(['taken', 'not-taken', 'not-read-back', 'refused', 'not-sent'])),
      says: Type.Optional(bilingualSchema),
    }),
  ),
});
export type Order = Static<typeof orderSchema>;

/** One step of an order; each entry holds the digest of the one before, so that none can be left out or changed. */
export const auditEntry = Type.Object({
  number: Type.Integer(),
  at: Type.String(),
  order: Type.String(),
  step: Type.String(),
  by: Type.String(),
  /** The order as it was after the step. */
  detail: Type.String(),
  digest: Type.String(),
});
export type AuditEntry = Static<typeof auditEntry>;

/** Entries up to this one are no longer kept; the next holds its digest, and an entry of the step `cut` tells of it. */
export const recordCut = Type.Object({
  number: Type.Integer(),
  digest: Type.String(),
  at: Type.String(),
});
export type RecordCut = Static<typeof recordCut>;

export const orderEnded = defineEvent({
  name: 'control.order-ended',
  title: { en: 'An order to a machine ended', zh: '设备指令已结束' },
  schema: orderSchema,
});

/** Sets limits for other modules; persons set them over HTTP. */
export interface Limits {
  /** Where nobody has set any. Fails with `control.unknown-signal` or `control.bad-interlock`. */
  ensure(signal: string, interlock: Interlock): Promise<void>;
}
export const limitsPort = definePort<Limits>('control.limits');

export const writeSignalsRight = defineRight('control.write', {
  en: 'Write values to machines',
  zh: '向设备写入数值',
});
export const agreeRight = defineRight('control.agree', {
  en: "Agree to another person's orders to machines",
  zh: '批准他人的设备指令',
});
export const interlockRight = defineRight('control.interlocks', {
  en: 'Set the limits for writing to machines',
  zh: '设置设备写入的联锁条件',
});
export const readOrdersRight = defineRight('control.read', {
  en: 'See orders to machines and their record',
  zh: '查看设备指令及其记录',
});
