// Rules of alarms over HTTP: written, read, removed, and tried on what was recorded before they go live.
import { allows } from '../../../kernel/access/rights.ts';
import { nextPage, pageOf, pageQuery } from '../../../kernel/http/page.ts';
import { defineRoute, Reply, type Route } from '../../../kernel/http/route.ts';
import { bilingualSchema, oneOf, Type } from '../../../kernel/schema/schema.ts';
import { readTelemetryRight } from '../../telemetry/api.ts';
import { readAlarmsRight, writeAlarmsRight } from '../api.ts';
import { alarmsFailures } from '../failures.ts';
import {
  enterpriseSchema,
  keptRuleSchema,
  levels,
  priorities,
  ruleIdSchema,
  ruleSchema,
} from '../rule-schema.ts';
import { spanDaysMax, spanMs } from '../span.ts';
import { tryRule } from '../trial.ts';
import type { Parts } from './parts.ts';

const trouble = Type.Object({ signal: Type.Optional(Type.String()), says: bilingualSchema });
export const ruleReply = Type.Object({
  rule: keptRuleSchema,
  /** How many alarms follow from it. */
  alarms: Type.Integer(),
  /** Signals that it cannot judge, and why; the others go on. At most 100. */
  troubles: Type.Array(trouble),
});
export const rulePage = Type.Object({ rules: Type.Array(ruleReply), ...nextPage });
const time = Type.String();
export const trialReply = Type.Object({
  readings: Type.Integer(),
  /** False when there was more than a trial may look at. */
  complete: Type.Boolean(),
  raised: Type.Integer(),
  perDay: Type.Number(),
  longestMs: Type.Number(),
  alarms: Type.Array(
    Type.Object({
      ...{ signal: Type.String(), place: Type.String(), priority: oneOf(priorities) },
      level: Type.Optional(oneOf(levels)),
      raised: Type.Integer(),
      /** The first hundred. */
      occurrences: Type.Array(
        Type.Object({
          from: time,
          to: Type.Optional(time),
          value: Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]),
        }),
      ),
    }),
  ),
  troubles: Type.Array(trouble),
});

const troublesShown = 100;
const params = Type.Object({ enterprise: enterpriseSchema, id: ruleIdSchema });
type Known = NonNullable<ReturnType<Parts['system']['rules']['get']>>;

function shown({ kept, alarms, troubles }: Known) {
  return { rule: kept, alarms, troubles: troubles.slice(0, troublesShown) };
}

export function ruleRoutes(parts: Parts): Route[] {
  return [
    listRoute(parts),
    trialRoute(parts),
    readRoute(parts),
    putRoute(parts),
    removeRoute(parts),
  ];
}

function listRoute({ system }: Parts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/alarm-rules/{enterprise}',
    operation: 'listAlarmRules',
    summary: { en: 'The rules of alarms of an enterprise', zh: '企业的报警规则' },
    access: { right: readAlarmsRight, on: ({ params: { enterprise } }) => enterprise },
    params: Type.Object({ enterprise: enterpriseSchema }),
    query: Type.Object(pageQuery(500)),
    reply: rulePage,
    handle: async ({ params: { enterprise }, query }) => {
      const { limit, after = '' } = pageOf(query);
      const all = system.rules.list(enterprise).filter(({ kept }) => kept.id > after);
      const rules = all.slice(0, limit).map(shown);
      const next = all.length > limit ? rules.at(-1)?.rule.id : undefined;
      return { rules, ...(next === undefined ? {} : { next }) };
    },
  });
}

function readRoute({ system }: Parts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/alarm-rules/{enterprise}/{id}',
    operation: 'readAlarmRule',
    summary: { en: 'A rule of alarms', zh: '报警规则' },
    access: { right: readAlarmsRight, on: ({ params: { enterprise } }) => enterprise },
    params,
    reply: ruleReply,
    handle: async ({ params: place }) => {
      const known = system.rules.get(place);
      if (known) return shown(known);
      throw alarmsFailures['unknown-rule'](place);
    },
  });
}

function putRoute({ system }: Parts): Route {
  return defineRoute({
    method: 'PUT',
    path: '/api/alarm-rules/{enterprise}/{id}',
    operation: 'putAlarmRule',
    summary: { en: 'Write a rule of alarms', zh: '编写报警规则' },
    access: { right: writeAlarmsRight, on: ({ params: { enterprise } }) => enterprise },
    params,
    body: ruleSchema,
    reply: ruleReply,
    handle: async ({ params: place, body, principal }) => {
      await system.rules.put(place, body, { by: principal.id });
      const known = system.rules.get(place);
      if (known) return shown(known);
      throw alarmsFailures['unknown-rule'](place);
    },
  });
}

function removeRoute({ system }: Parts): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/alarm-rules/{enterprise}/{id}',
    operation: 'removeAlarmRule',
    summary: { en: 'Remove a rule with its alarms', zh: '删除规则及其报警' },
    access: { right: writeAlarmsRight, on: ({ params: { enterprise } }) => enterprise },
    params,
    reply: Type.Object({}),
    handle: async ({ params: place, principal }) => {
      await system.rules.remove(place, principal);
      return new Reply(undefined, { status: 204 });
    },
    otherReplies: { 204: { en: 'It is gone', zh: '已删除' } },
  });
}

function trialRoute(parts: Parts): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/alarm-rules/{enterprise}/trial',
    operation: 'tryAlarmRule',
    summary: {
      en: 'What a rule would have raised on recorded readings',
      zh: '用历史读数试算规则会产生的报警',
    },
    access: { right: writeAlarmsRight, on: ({ params: { enterprise } }) => enterprise },
    params: Type.Object({ enterprise: enterpriseSchema }),
    body: Type.Object({ rule: ruleSchema, from: time, to: time }, { additionalProperties: false }),
    reply: trialReply,
    handle: async ({ params: { enterprise }, body, principal }) => {
      // A trial tells of readings.
      if (!allows(principal, readTelemetryRight, enterprise)) {
        throw alarmsFailures['foreign-signal']({ rule: body.rule.name, enterprise, signal: '' });
      }
      const span = spanMs(body, spanDaysMax);
      return tryRule(parts, { ...body.rule, enterprise }, span);
    },
  });
}
