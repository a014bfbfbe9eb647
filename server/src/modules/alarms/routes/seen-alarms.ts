// Which alarms a caller sees, and their counts.
import { allows, type Principal } from '../../../kernel/access/rights.ts';
import { readAlarmsRight } from '../api.ts';
import type { Desk } from '../desk.ts';
import { stateOf } from '../model/alarm-machine.ts';
import { isUnder } from '../notices/notice.ts';
import { byUrgency, type StandingAlarm } from '../standing-alarm.ts';

export type Which = {
  readonly enterprise?: string | undefined;
  readonly under?: string | undefined;
  readonly priority?: string | undefined;
  readonly state?: string | undefined;
  readonly hidden?: boolean | undefined;
};

const hiddenStates = ['shelved', 'suppressed', 'out-of-service'];

/** Those that the caller may see of those asked for, the most urgent first, and how many there are. */
export function seenBy(desk: Desk, principal: Principal, query: Which) {
  const unacknowledged = { critical: 0, high: 0, medium: 0, low: 0 };
  const counts = { unacknowledged, standing: 0, hidden: 0, broken: 0 };
  const seen: StandingAlarm[] = [];
  const enterprises = new Set<string>();
  for (const alarm of desk.alarms()) {
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
  const floods = [...enterprises].flatMap((one) => desk.policies.floods(one));
  return { seen: seen.toSorted(byUrgency), counts: { ...counts, floods } };
}

export function isWanted(alarm: StandingAlarm, principal: Principal, query: Which): boolean {
  const { enterprise, under } = query;
  if (enterprise !== undefined && alarm.rule.enterprise !== enterprise) return false;
  if (under !== undefined && under !== enterprise && !isUnder(alarm, under)) return false;
  return allows(principal, readAlarmsRight, alarm.signal);
}
