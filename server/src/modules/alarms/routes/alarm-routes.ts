// The live list of alarms: page by page, counted, and as it changes.
import { nextPage, pageQuery, pageOf } from '../../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { oneOf, Type } from '../../../kernel/schema/schema.ts';
import { alarmSchema } from '../api.ts';
import { alarmStates } from '../model/alarm-table.ts';
import { enterpriseSchema, priorities } from '../rule-schema.ts';
import { liveAlarms } from './live-alarms.ts';
import type { Parts } from './parts.ts';
import { seenBy } from './seen-alarms.ts';

const which = {
  enterprise: Type.Optional(enterpriseSchema),
  /** An identifier or the beginning of a place. */
  under: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
  priority: Type.Optional(oneOf(priorities)),
  state: Type.Optional(oneOf(alarmStates)),
  /** Also alarms that are shelved, suppressed or out of service. */
  hidden: Type.Optional(Type.Boolean()),
};
export const alarmCounts = Type.Object({
  /** Not acknowledged, by priority. */
  unacknowledged: Type.Object({
    ...{ critical: Type.Integer(), high: Type.Integer(), medium: Type.Integer() },
    low: Type.Integer(),
  }),
  /** Standing and not hidden. */
  standing: Type.Integer(),
  hidden: Type.Integer(),
  broken: Type.Integer(),
  /** Operator positions that are in an alarm flood. */
  floods: Type.Array(Type.String()),
});
export const alarmPage = Type.Object({
  alarms: Type.Array(alarmSchema),
  counts: alarmCounts,
  ...nextPage,
});
export const alarmsLive = Type.Object({
  /** What changed; more than 200 changes are told as none: read the list again. */
  alarms: Type.Array(alarmSchema),
  counts: alarmCounts,
});

export function alarmRoutes(parts: Parts): Route[] {
  const list = defineRoute({
    method: 'GET',
    path: '/api/alarms',
    operation: 'listAlarms',
    summary: {
      en: 'Alarms that are not normal, the most urgent first',
      zh: '未恢复正常的报警（按紧急程度排序）',
    },
    access: 'signed-in',
    query: Type.Object({ ...which, ...pageQuery(500) }),
    reply: alarmPage,
    async handle({ query, principal }) {
      const { seen, counts } = seenBy(parts.system.desk, principal, query);
      const { limit, after } = pageOf(query);
      const from = after === undefined ? 0 : Number.parseInt(after, 10) || 0;
      const alarms = seen.slice(from, from + limit).map((alarm) => alarm.shown());
      const next = from + limit < seen.length ? String(from + limit) : undefined;
      return { alarms, counts, ...(next === undefined ? {} : { next }) };
    },
  });
  const live = defineRoute({
    method: 'GET',
    path: '/api/alarms/live',
    operation: 'followAlarms',
    summary: { en: 'Alarms as they change, as server-sent events', zh: '报警变化的实时事件流' },
    access: 'signed-in',
    query: Type.Object(which),
    reply: alarmsLive,
    async stream({ query, principal, signal }) {
      return liveAlarms({ ...parts, desk: parts.system.desk }, { query, principal, signal });
    },
  });
  return [list, live];
}
