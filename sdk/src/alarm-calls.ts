// The calls about alarms: to see them, to acknowledge and shelve, to look back, to write and try rules, the figures, and who
// is told.
import type { AlarmPlan } from './alarm-plan-types.ts';
import type {
  AlarmFigures,
  AlarmJournalEvent,
  AlarmJournalPage,
  AlarmPage,
  AlarmPriority,
  AlarmRule,
  AlarmRulePage,
  AlarmRuleReply,
  AlarmsActed,
  AlarmTrial,
  LiveAlarms,
} from './alarm-types.ts';
import { follow, type Following, type LiveOptions } from './live.ts';
import { authorization, request, urlOf, type Connection } from './request.ts';

type Options = { readonly signal?: AbortSignal };
type PageOf = Options & { readonly limit?: number; readonly after?: string };
type Span = { readonly from: string; readonly to: string };
type Place = { readonly enterprise: string; readonly id: string };

export type AlarmsQuery = PageOf & {
  readonly enterprise?: string;
  readonly under?: string;
  readonly priority?: AlarmPriority;
  /** Also alarms that are shelved, suppressed or out of service. */
  readonly hidden?: boolean;
};
export type AlarmJournalQuery = PageOf &
  Partial<Span> & {
    readonly under?: string;
    readonly place?: string;
    readonly priority?: AlarmPriority;
    readonly event?: AlarmJournalEvent;
    readonly alarm?: string;
  };
/** What a person does to alarms; `shelve`, `out-of-service` and `suppress` want a reason. */
export type AlarmAct =
  | 'acknowledge'
  | 'reset'
  | 'shelve'
  | 'unshelve'
  | 'out-of-service'
  | 'return-to-service'
  | 'suppress'
  | 'unsuppress';
export type AlarmActDetail = {
  readonly why?: string;
  readonly forMs?: number;
  readonly oneShot?: boolean;
  readonly until?: string;
};

export type AlarmCalls = {
  /** The most urgent first. */
  alarms(query?: AlarmsQuery): Promise<AlarmPage>;
  /** Those that the caller may see, as they change: `counts` at once, then with each change; no alarms with many. */
  followAlarms(
    query: Pick<AlarmsQuery, 'enterprise' | 'under' | 'priority'>,
    live: Omit<LiveOptions, 'onEvent'> & { readonly onAlarms: (told: LiveAlarms) => void },
  ): Following;
  actOnAlarms(
    act: AlarmAct,
    alarms: readonly string[],
    detail?: AlarmActDetail,
  ): Promise<AlarmsActed>;
  /** Newest first. */
  alarmJournal(enterprise: string, query?: AlarmJournalQuery): Promise<AlarmJournalPage>;
  alarmRules(enterprise: string, options?: PageOf): Promise<AlarmRulePage>;
  putAlarmRule(place: Place, rule: AlarmRule): Promise<AlarmRuleReply>;
  removeAlarmRule(place: Place): Promise<void>;
  /** What the rule would have raised in the span. */
  tryAlarmRule(enterprise: string, trial: Span & { rule: AlarmRule }): Promise<AlarmTrial>;
  alarmFigures(
    enterprise: string,
    query: Span & Options & { readonly position?: string },
  ): Promise<AlarmFigures>;
  alarmPlan(enterprise: string, options?: Options): Promise<AlarmPlan>;
  putAlarmPlan(enterprise: string, plan: AlarmPlan): Promise<AlarmPlan>;
  /** Sends a test message to a person of the plan that is kept; fails with what the receiver or the way to it said. */
  testAlarmPlan(enterprise: string, person: string): Promise<{ readonly delivered: boolean }>;
};

export function alarmCalls(connection: Connection): AlarmCalls {
  const rules = (enterprise: string) => `/api/alarm-rules/${encodeURIComponent(enterprise)}`;
  const rule = ({ enterprise, id }: Place) => `${rules(enterprise)}/${encodeURIComponent(id)}`;
  const plan = (enterprise: string) => `/api/alarm-plans/${encodeURIComponent(enterprise)}`;
  return {
    alarms: ({ signal, ...query } = {}) => request(connection, '/api/alarms', { query, signal }),
    followAlarms(query, { onAlarms, ...live }) {
      const url = urlOf(connection, '/api/alarms/live', query);
      const open = (init: { headers: Record<string, string>; signal: AbortSignal }) =>
        connection.fetch(url, {
          ...init,
          headers: { ...init.headers, ...authorization(connection) },
          cache: 'no-store',
        });
      return follow(url, open, {
        ...live,
        onEvent: (event) => {
          if (event.event === 'alarms') onAlarms(JSON.parse(event.data) as LiveAlarms);
        },
      });
    },
    actOnAlarms: (act, alarms, detail) =>
      request(connection, `/api/alarms/${act}`, { method: 'POST', body: { alarms, ...detail } }),
    alarmJournal: (enterprise, { signal, ...query } = {}) =>
      request(connection, `/api/alarms/${encodeURIComponent(enterprise)}/journal`, {
        query,
        signal,
      }),
    alarmRules: (enterprise, { signal, ...query } = {}) =>
      request(connection, rules(enterprise), { query, signal }),
    putAlarmRule: (place, body) => request(connection, rule(place), { method: 'PUT', body }),
    async removeAlarmRule(place) {
      await request(connection, rule(place), { method: 'DELETE' });
    },
    tryAlarmRule: (enterprise, body) =>
      request(connection, `${rules(enterprise)}/trial`, { method: 'POST', body }),
    alarmFigures: (enterprise, { signal, ...query }) =>
      request(connection, `/api/alarm-figures/${encodeURIComponent(enterprise)}`, {
        query,
        signal,
      }),
    alarmPlan: (enterprise, { signal } = {}) => request(connection, plan(enterprise), { signal }),
    putAlarmPlan: (enterprise, body) =>
      request(connection, plan(enterprise), { method: 'PUT', body }),
    testAlarmPlan: (enterprise, person) =>
      request(connection, `${plan(enterprise)}/test`, { method: 'POST', body: { person } }),
  };
}
