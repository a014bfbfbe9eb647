// What is still to be told to somebody: one message to one person for one step of an escalation, kept until it is
// delivered or no longer true.
import type { Alarm } from '../api.ts';
import type { StandingAlarm } from '../standing-alarm.ts';
import type { Escalation, Plan } from './plan-schema.ts';

export type NoticeDocument = {
  readonly id: string;
  readonly enterprise: string;
  readonly alarm: string;
  readonly occurrence: string;
  readonly escalation: string;
  readonly step: number;
  readonly person: string;
  readonly dueMs: number;
  /** Tried for the first time; quiet hours put it off. */
  readonly firstDueMs: number;
  readonly attempts: number;
  readonly state: 'waiting' | 'failed';
  readonly reason?: string;
  /** As it was when it was raised. */
  readonly shown: Alarm;
};

/** All steps at once: a step that is no longer needed when it is due is dropped then. */
export function noticesOf(
  plan: Plan,
  alarm: StandingAlarm,
  { occurrence, nowMs }: { occurrence: string; nowMs: number },
): NoticeDocument[] {
  const shown = alarm.shown();
  const { enterprise } = alarm.rule;
  return plan.escalations
    .filter((one) => concerns(one, alarm))
    .flatMap(({ name: escalation, steps }) =>
      steps.flatMap(({ afterMs, people }, step) =>
        people.map((person) => ({
          id: `${alarm.id} ${occurrence} ${escalation} ${step} ${person}`,
          ...{ enterprise, alarm: alarm.id, occurrence, escalation, step, person, shown },
          ...{
            dueMs: nowMs + afterMs,
            firstDueMs: nowMs + afterMs,
            attempts: 0,
            state: 'waiting' as const,
          },
        })),
      ),
    );
}

function concerns({ priorities, under }: Escalation, alarm: StandingAlarm): boolean {
  if (!priorities.includes(alarm.condition.priority)) return false;
  return under === undefined || isUnder(alarm, under);
}

/** The signal's identifier, or its place, is this or under it. */
export function isUnder(
  { signal, place }: { readonly signal: string; readonly place: string },
  under: string,
): boolean {
  const above = under.toLowerCase().replace(/\/+$/, '');
  return [signal, place].some((one) => {
    const name = one.toLowerCase();
    return name === above || name.startsWith(`${above}/`);
  });
}
