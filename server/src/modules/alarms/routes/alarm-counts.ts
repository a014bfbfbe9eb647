// How many alarms stand, are hidden, wait to be acknowledged: kept up alarm by alarm, so that a change costs one alarm and
// not a look at all of them.
import type { AlarmState } from '../model/alarm-table.ts';
import { stateOf } from '../model/alarm-machine.ts';
import type { StandingAlarm } from '../standing-alarm.ts';

export const hiddenStates: readonly AlarmState[] = ['shelved', 'suppressed', 'out-of-service'];

type Counted = Pick<StandingAlarm['condition'], 'priority'> & {
  readonly state: AlarmState;
  readonly isBroken: boolean;
};

export class AlarmCounts {
  readonly #unacknowledged = { critical: 0, high: 0, medium: 0, low: 0 };
  #standing = 0;
  #hidden = 0;
  #broken = 0;
  /** As it was when it was counted, by alarm; those only that count. */
  readonly #counted = new Map<string, Counted>();

  /** Counts it as it is now, and no longer as it was. */
  put(alarm: StandingAlarm): void {
    this.drop(alarm.id);
    if (!alarm.isStanding) return;
    const { priority } = alarm.condition;
    const isBroken = alarm.broken !== undefined;
    const counted = { priority, state: stateOf(alarm.status), isBroken };
    this.#counted.set(alarm.id, counted);
    this.#add(counted, 1);
  }

  drop(id: string): void {
    const counted = this.#counted.get(id);
    if (!counted) return;
    this.#counted.delete(id);
    this.#add(counted, -1);
  }

  shown() {
    return {
      unacknowledged: { ...this.#unacknowledged },
      ...{ standing: this.#standing, hidden: this.#hidden, broken: this.#broken },
    };
  }

  #add({ priority, state, isBroken }: Counted, one: 1 | -1): void {
    if (isBroken) this.#broken += one;
    if (hiddenStates.includes(state)) this.#hidden += one;
    else if (state !== 'normal') this.#standing += one;
    if (state.endsWith('unacknowledged')) this.#unacknowledged[priority] += one;
  }
}
