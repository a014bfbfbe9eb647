// What people do to alarms: acknowledge, reset, shelve, take out of service, suppress; one alarm or many at once. Each is in
// the journal with who, when and why before the call returns.
import type { Principal, Right } from '../../../kernel/access/rights.ts';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { bilingualSchema, Type } from '../../../kernel/schema/schema.ts';
import { alarmSchema, operateAlarmsRight, writeAlarmsRight } from '../api.ts';
import { alarmsFailures } from '../failures.ts';
import type { AlarmEvent } from '../model/alarm-machine.ts';
import { spanMs } from '../span.ts';
import { alarmsOf, type Parts } from './parts.ts';

type OperatorParts = Parts & { readonly shelveHoursMax: number };

const alarms = Type.Array(Type.String({ maxLength: 1_200 }), { minItems: 1, maxItems: 500 });
const why = Type.String({ minLength: 1, maxLength: 1_000 });
const perhapsWhy = Type.Optional(Type.String({ maxLength: 1_000 }));
const hourMs = 3_600_000;

export const actedReply = Type.Object({
  /** As they are now. */
  alarms: Type.Array(alarmSchema),
  /** What could not be done; the others were. */
  refused: Type.Array(Type.Object({ alarm: Type.String(), says: bilingualSchema })),
});

type Act = { readonly event: AlarmEvent; readonly why?: string; readonly untilMs?: number };
type Asked = { readonly principal: Principal; readonly ids: readonly string[]; readonly act: Act };

async function actOn(parts: Parts, right: Right, { principal, ids, act }: Asked) {
  const found = alarmsOf(parts, { principal, right }, ids);
  const refused: { alarm: string; says: { en: string; zh: string } }[] = [];
  await Promise.all(
    found.map(async (alarm) => {
      try {
        await parts.system.desk.act(alarm, principal, act);
      } catch (error) {
        if (!isFailure(error) || found.length === 1) throw error;
        refused.push({ alarm: alarm.id, says: error.publicMessage });
      }
    }),
  );
  return { alarms: found.map((alarm) => alarm.shown()), refused };
}

export function operatorRoutes(parts: OperatorParts): Route[] {
  return [
    ...simpleRoutes(parts),
    shelveRoute(parts),
    outOfServiceRoute(parts),
    suppressRoute(parts),
  ];
}

type Simple = {
  readonly path: string;
  readonly operation: string;
  readonly kind: 'acknowledged' | 'reset' | 'unshelved' | 'in-service' | 'unsuppressed';
  readonly en: string;
  readonly zh: string;
  readonly right: Right;
};
const simple: readonly Simple[] = [
  {
    ...{ path: 'acknowledge', operation: 'acknowledgeAlarms', kind: 'acknowledged' },
    ...{ en: 'Acknowledge alarms', zh: '确认报警', right: operateAlarmsRight },
  },
  {
    ...{ path: 'reset', operation: 'resetAlarms', kind: 'reset', right: operateAlarmsRight },
    ...{ en: 'Reset alarms that are latched', zh: '复位已锁存的报警' },
  },
  {
    ...{ path: 'unshelve', operation: 'unshelveAlarms', kind: 'unshelved' },
    ...{ en: 'End the shelving of alarms', zh: '取消搁置报警', right: operateAlarmsRight },
  },
  {
    ...{ path: 'return-to-service', operation: 'returnAlarmsToService', kind: 'in-service' },
    ...{ en: 'Return alarms to service', zh: '恢复停用的报警', right: writeAlarmsRight },
  },
  {
    ...{ path: 'unsuppress', operation: 'unsuppressAlarms', kind: 'unsuppressed' },
    ...{ en: 'End what a person suppressed', zh: '取消人工抑制', right: writeAlarmsRight },
  },
];

function simpleRoutes(parts: Parts): Route[] {
  return simple.map(({ path, operation, kind, right, en, zh }) =>
    defineRoute({
      method: 'POST',
      path: `/api/alarms/${path}`,
      operation,
      summary: { en, zh },
      access: 'signed-in',
      body: Type.Object({ alarms, why: perhapsWhy }, { additionalProperties: false }),
      reply: actedReply,
      handle: ({ principal, body }) => {
        const event: AlarmEvent = kind === 'unsuppressed' ? { kind, by: 'person' } : { kind };
        const act = { event, ...(body.why === undefined ? {} : { why: body.why }) };
        return actOn(parts, right, { principal, ids: body.alarms, act });
      },
    }),
  );
}

function shelveRoute(parts: OperatorParts): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/alarms/shelve',
    operation: 'shelveAlarms',
    summary: {
      en: 'Shelve alarms for a time, with a reason; `oneShot` ends it also when the process is normal again',
      zh: '限时搁置报警并注明原因；oneShot 在过程恢复正常时也结束搁置',
    },
    access: 'signed-in',
    body: Type.Object(
      {
        ...{ alarms, why },
        forMs: Type.Integer({ minimum: 1_000, maximum: 168 * hourMs }),
        oneShot: Type.Optional(Type.Boolean()),
      },
      { additionalProperties: false },
    ),
    reply: actedReply,
    handle: async ({ principal, body }) => {
      const { shelveHoursMax: hoursMax } = parts;
      if (body.forMs > hoursMax * hourMs) throw alarmsFailures['shelved-too-long']({ hoursMax });
      const atMs = parts.world.clock.now();
      const untilMs = atMs + body.forMs;
      const { oneShot = false } = body;
      const shelving = { by: principal.id, why: body.why, atMs, untilMs, oneShot };
      const event = { kind: 'shelved', shelving } as const;
      const act = { event, why: body.why, untilMs };
      return actOn(parts, operateAlarmsRight, { principal, ids: body.alarms, act });
    },
  });
}

function outOfServiceRoute(parts: Parts): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/alarms/out-of-service',
    operation: 'takeAlarmsOutOfService',
    summary: {
      en: 'Take alarms out of service, with a reason and perhaps an end',
      zh: '停用报警，须注明原因，可设结束时间',
    },
    access: 'signed-in',
    body: Type.Object(
      { alarms, why, until: Type.Optional(Type.String()) },
      { additionalProperties: false },
    ),
    reply: actedReply,
    handle: async ({ principal, body }) => {
      const atMs = parts.world.clock.now();
      const end = body.until === undefined ? {} : { untilMs: spanMs({ to: body.until }).toMs };
      const outOfService = { by: principal.id, why: body.why, atMs, ...end };
      const event = { kind: 'out-of-service', outOfService } as const;
      const act = { event, why: body.why, ...end };
      return actOn(parts, writeAlarmsRight, { principal, ids: body.alarms, act });
    },
  });
}

function suppressRoute(parts: Parts): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/alarms/suppress',
    operation: 'suppressAlarms',
    summary: {
      en: 'Suppress alarms by design until somebody lifts it, with a reason',
      zh: '按设计抑制报警直至人工取消，须注明原因',
    },
    access: 'signed-in',
    body: Type.Object({ alarms, why }, { additionalProperties: false }),
    reply: actedReply,
    handle: async ({ principal, body }) => {
      const atMs = parts.world.clock.now();
      const suppression = { by: 'person', who: principal.id, why: body.why, atMs } as const;
      const act = { event: { kind: 'suppressed', suppression } as const, why: body.why };
      return actOn(parts, writeAlarmsRight, { principal, ids: body.alarms, act });
    },
  });
}
