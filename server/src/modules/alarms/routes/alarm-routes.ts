// The live list of alarms: page by page, counted, and as it changes.
import { allows, type Principal } from '../../../kernel/access/rights.ts';
import { nextPage, pageQuery, pageOf } from '../../../kernel/http/page.ts';
import { defineRoute, type Route, type StreamMessage } from '../../../kernel/http/route.ts';
import { oneOf, Type } from '../../../kernel/schema/schema.ts';
import { sleep } from '../../../kernel/world/clock.ts';
import { alarmSchema, readAlarmsRight } from '../api.ts';
import { isUnder } from '../notices/notice.ts';
import { alarmStates } from '../model/alarm-table.ts';
import { stateOf } from '../model/alarm-machine.ts';
import { enterpriseSchema, priorities } from '../rule-schema.ts';
import { byUrgency, type StandingAlarm } from '../standing-alarm.ts';
import type { Parts } from './parts.ts';

const gatherMs = 250;

const which = {
  enterprise: Type.Optional(enterpriseSchema),
  /** An identifier or the beginning of a place. */
  under: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
  priority: Type.Optional(oneOf(priorities)),
  state: Type.Optional(oneOf(alarmStates)),
  /** Also alarms that are shelved, suppressed or out of service. */
  hidden: Type.Optional(Type.Boolean()),
};
type Which = {
  readonly enterprise?: string | undefined;
  readonly under?: string | undefined;
  readonly priority?: string | undefined;
  readonly state?: string | undefined;
  readonly hidden?: boolean | undefined;
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
      const { seen, counts } = seenBy(parts, principal, query);
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
      return liveAlarms(parts, { query, principal, signal });
    },
  });
  return [list, live];
}

const hiddenStates = ['shelved', 'suppressed', 'out-of-service'];

function seenBy({ system }: Parts, principal: Principal, query: Which) {
  const unacknowledged = { critical: 0, high: 0, medium: 0, low: 0 };
  const counts = { unacknowledged, standing: 0, hidden: 0, broken: 0 };
  const seen: StandingAlarm[] = [];
  const enterprises = new Set<string>();
  for (const alarm of system.desk.alarms()) {
    if (!isWanted(alarm, principal, query)) continue;
    enterprises.add(alarm.rule.enterprise);
    if (!alarm.isStanding) continue;
    const state = stateOf(alarm.status);
    const isHidden = hiddenStates.includes(state);
    if (alarm.broken) counts.broken += 1;
    if (isHidden) counts.hidden += 1;
    else if (state !== 'normal') counts.standing += 1;
    if (state.endsWith('unacknowledged')) unacknowledged[alarm.condition.priority] += 1;
    if (query.priority !== undefined && alarm.condition.priority !== query.priority) continue;
    if (query.state !== undefined ? state !== query.state : isHidden && query.hidden !== true) {
      continue;
    }
    seen.push(alarm);
  }
  const floods = [...enterprises].flatMap((one) => system.desk.policies.floods(one));
  return { seen: seen.toSorted(byUrgency), counts: { ...counts, floods } };
}

function isWanted(alarm: StandingAlarm, principal: Principal, query: Which): boolean {
  const { enterprise, under } = query;
  if (enterprise !== undefined && alarm.rule.enterprise !== enterprise) return false;
  if (under !== undefined && under !== enterprise && !isUnder(alarm, under)) return false;
  return allows(principal, readAlarmsRight, alarm.signal);
}

const toldMax = 200;

async function* liveAlarms(
  parts: Parts,
  given: { query: Which; principal: Principal; signal: AbortSignal },
): AsyncGenerator<StreamMessage> {
  const { query, principal, signal } = given;
  const { desk } = parts.system;
  const changed = new Set<StandingAlarm>();
  let wake = () => {};
  const following = desk.follow(({ alarm }) => {
    if (!isWanted(alarm, principal, query)) return;
    changed.add(alarm);
    wake();
  });
  signal.addEventListener('abort', () => wake(), { once: true });
  try {
    yield { event: 'alarms', data: { alarms: [], counts: seenBy(parts, principal, query).counts } };
    while (!signal.aborted) {
      if (changed.size === 0) await new Promise<void>((resolve) => (wake = resolve));
      if (signal.aborted) return;
      await sleep(parts.world.clock, gatherMs, signal);
      const alarms = changed.size > toldMax ? [] : [...changed].map((alarm) => alarm.shown());
      changed.clear();
      const { counts } = seenBy(parts, principal, query);
      yield { event: 'alarms', data: { alarms, counts } };
    }
  } finally {
    following.cancel();
  }
}
