// What is done about alarms that come too often, by the enterprise's plan: floods at an operator position, and alarms that
// chatter.
import { FloodWatch, floodSpanMs } from './model/flood.ts';
import { planDefault, type Plan } from './notices/plan-schema.ts';
import type { StandingAlarm } from './standing-alarm.ts';

const minuteMs = 60_000;

export class Policies {
  readonly #plans = new Map<string, Plan>();
  readonly #floods = new Map<string, Position>();
  readonly #chatter = new WeakMap<StandingAlarm, number[]>();

  planOf(enterprise: string): Plan {
    return this.#plans.get(enterprise) ?? planDefault;
  }

  /** That have a plan. */
  enterprises(): Iterable<string> {
    return this.#plans.keys();
  }

  setPlan(enterprise: string, plan: Plan): void {
    this.#plans.set(enterprise, plan);
  }

  /** What was shown before a restart, oldest first. */
  restore(
    position: { readonly enterprise: string; readonly position: string },
    { isFlood, shownMs }: { isFlood: boolean; shownMs: readonly number[] },
  ): void {
    const flood = new FloodWatch(isFlood);
    for (const atMs of shownMs) flood.shown(atMs);
    this.#floods.set(keyOf(position), { ...position, flood });
  }

  isFlood(enterprise: string, position: string): boolean {
    return this.#floods.get(keyOf({ enterprise, position }))?.flood.isFlood === true;
  }

  floods(enterprise: string): string[] {
    return [...this.#floods.values()]
      .filter((one) => one.enterprise === enterprise && one.flood.isFlood)
      .map(({ position }) => position);
  }

  /** True when a flood begins with this alarm. */
  shown(alarm: StandingAlarm, nowMs: number): boolean {
    const place = { enterprise: alarm.rule.enterprise, position: alarm.position };
    const key = keyOf(place);
    const known = this.#floods.get(key) ?? { ...place, flood: new FloodWatch() };
    this.#floods.set(key, known);
    return known.flood.shown(nowMs);
  }

  suppressesNow({ rule, position, condition }: StandingAlarm): boolean {
    const { suppresses } = this.planOf(rule.enterprise).flood;
    return suppresses.includes(condition.priority) && this.isFlood(rule.enterprise, position);
  }

  floodsOver(nowMs: number): { enterprise: string; position: string }[] {
    return [...this.#floods.values()]
      .filter(({ flood }) => flood.passed(nowMs))
      .map(({ enterprise, position }) => ({ enterprise, position }));
  }

  /** For how long it is to be shelved; undefined when it does not chatter, or nothing is done about it. */
  chatters(alarm: StandingAlarm, nowMs: number): number | undefined {
    const { shelves, raisedInMinute, shelveMs } = this.planOf(alarm.rule.enterprise).chattering;
    const before = this.#chatter.get(alarm) ?? [];
    const recent = [...before.filter((atMs) => atMs > nowMs - minuteMs), nowMs];
    this.#chatter.set(alarm, recent.slice(-raisedInMinute));
    if (!shelves || recent.length < raisedInMinute) return undefined;
    this.#chatter.delete(alarm);
    return shelveMs;
  }
}

type Position = {
  readonly enterprise: string;
  readonly position: string;
  readonly flood: FloodWatch;
};

function keyOf({ enterprise, position }: { enterprise: string; position: string }): string {
  return `${enterprise} ${position}`;
}

export { floodSpanMs };
