// Which alarms a caller sees, and their counts: once for a list, and kept up for a reader of live alarms.
import { allows, type Principal } from '../../../kernel/access/rights.ts';
import { readAlarmsRight } from '../api.ts';
import type { Desk } from '../desk.ts';
import { stateOf } from '../model/alarm-machine.ts';
import { isUnder } from '../notices/notice.ts';
import { byUrgency, type StandingAlarm } from '../standing-alarm.ts';
import { AlarmCounts, hiddenStates } from './alarm-counts.ts';

export type Which = {
  readonly enterprise?: string | undefined;
  readonly under?: string | undefined;
  readonly priority?: string | undefined;
  readonly state?: string | undefined;
  readonly hidden?: boolean | undefined;
};
export type AlarmsHere = Pick<Desk, 'alarms' | 'alarm' | 'watch' | 'follow' | 'policies'>;

/** Those that the caller may see of those asked for, the most urgent first, and how many there are. */
export function seenBy(desk: AlarmsHere, principal: Principal, query: Which) {
  const counts = new AlarmCounts();
  const seen: StandingAlarm[] = [];
  const enterprises = new Set<string>();
  for (const alarm of desk.alarms()) {
    if (!isWanted(alarm, principal, query)) continue;
    enterprises.add(alarm.rule.enterprise);
    if (!alarm.isStanding) continue;
    counts.put(alarm);
    const state = stateOf(alarm.status);
    if (query.priority !== undefined && alarm.condition.priority !== query.priority) continue;
    const isHidden = hiddenStates.includes(state);
    if (query.state !== undefined ? state !== query.state : isHidden && query.hidden !== true) {
      continue;
    }
    seen.push(alarm);
  }
  const floods = floodsOf(desk, enterprises);
  return { seen: seen.toSorted(byUrgency), counts: { ...counts.shown(), floods } };
}

/**
 * The same counts, which follow the desk until they are cancelled; all alarms are looked at once, at the beginning. A flood is
 * told until it is over, also when the rules of its alarms were removed.
 */
export function countsFor(desk: AlarmsHere, principal: Principal, query: Which) {
  const counts = new AlarmCounts();
  const enterprises = new Set<string>();
  const put = (alarm: StandingAlarm) => {
    if (!isWanted(alarm, principal, query)) return;
    enterprises.add(alarm.rule.enterprise);
    counts.put(alarm);
  };
  for (const alarm of desk.alarms()) put(alarm);
  const watching = desk.watch((id) => {
    counts.drop(id);
    const alarm = desk.alarm(id);
    if (alarm) put(alarm);
  });
  return {
    shown: () => ({ ...counts.shown(), floods: floodsOf(desk, enterprises) }),
    cancel: () => watching.cancel(),
  };
}

function floodsOf(desk: AlarmsHere, enterprises: ReadonlySet<string>): string[] {
  return [...enterprises].flatMap((one) => desk.policies.floods(one));
}

export function isWanted(alarm: StandingAlarm, principal: Principal, query: Which): boolean {
  const { enterprise, under } = query;
  if (enterprise !== undefined && alarm.rule.enterprise !== enterprise) return false;
  if (under !== undefined && under !== enterprise && !isUnder(alarm, under)) return false;
  return allows(principal, readAlarmsRight, alarm.signal);
}
