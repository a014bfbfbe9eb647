// One alarm while the program runs: what it is about, its state, and how both are shown.
import { isoTime } from '../../wire/iso-time.ts';
import type { ReadingValue } from '../../stores/series/series.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { Alarm, KeptRule } from './api.ts';
import { stateOf, untouched, type AlarmStatus } from './model/alarm-machine.ts';
import { stateLetters } from './model/alarm-table.ts';
import type { BuiltCondition } from './model/build-conditions.ts';
import { priorities } from './rule-schema.ts';
import type { StateDocument } from './store.ts';

export const positionDefault = 'default';

export class StandingAlarm {
  readonly id: string;
  readonly signal: string;
  readonly place: string;
  rule: KeptRule;
  condition: Pick<BuiltCondition, 'level' | 'priority' | 'limit' | 'unit'>;
  status: AlarmStatus = untouched;
  turnedUs = -Infinity;
  suppressionTurnedUs = -Infinity;
  raisedAtUs: number | undefined;
  returnedAtUs: number | undefined;
  acknowledged: { readonly atMs: number; readonly by: string } | undefined;
  value: ReadingValue | undefined;
  firstOut = false;
  occurrence: string | undefined;
  broken: Bilingual | undefined;

  constructor(given: {
    readonly rule: KeptRule;
    readonly signal: string;
    readonly place: string;
    readonly condition: Pick<BuiltCondition, 'level' | 'priority' | 'limit' | 'unit'>;
  }) {
    this.rule = given.rule;
    this.signal = given.signal;
    this.place = given.place;
    this.condition = given.condition;
    this.id = alarmId(given.rule.id, given.condition.level, given.signal);
  }

  get position(): string {
    return this.rule.position ?? positionDefault;
  }

  /** Somebody has to look at it, or has hidden it from view. */
  get isStanding(): boolean {
    return stateOf(this.status) !== 'normal' || this.broken !== undefined;
  }

  restore(document: StateDocument): void {
    this.status = document.status;
    this.turnedUs = document.turnedUs;
    this.suppressionTurnedUs = document.suppressionTurnedUs;
    this.raisedAtUs = document.raisedAtUs;
    this.returnedAtUs = document.returnedAtUs;
    const { acknowledgedAtMs: atMs, acknowledgedBy: by = '' } = document;
    this.acknowledged = atMs === undefined ? undefined : { atMs, by };
    this.value = document.value;
    this.firstOut = document.firstOut === true;
    this.occurrence = document.occurrence;
    this.broken = document.broken;
  }

  document(): StateDocument {
    const { id, signal, status, turnedUs, suppressionTurnedUs, acknowledged } = this;
    return {
      ...{ id, signal, status, rule: this.rule.id },
      // JSON has no infinity.
      turnedUs: Math.max(turnedUs, -8.64e18),
      suppressionTurnedUs: Math.max(suppressionTurnedUs, -8.64e18),
      ...(this.raisedAtUs === undefined ? {} : { raisedAtUs: this.raisedAtUs }),
      ...(this.returnedAtUs === undefined ? {} : { returnedAtUs: this.returnedAtUs }),
      ...(acknowledged && { acknowledgedAtMs: acknowledged.atMs, acknowledgedBy: acknowledged.by }),
      ...(this.value === undefined ? {} : { value: this.value }),
      ...(this.firstOut ? { firstOut: true as const } : {}),
      ...(this.occurrence === undefined ? {} : { occurrence: this.occurrence }),
      ...(this.broken && { broken: this.broken }),
    };
  }

  shown(): Alarm {
    const { rule, condition, status, acknowledged } = this;
    const state = stateOf(status);
    return {
      ...{ id: this.id, enterprise: rule.enterprise, rule: rule.id, name: rule.name },
      ...{ signal: this.signal, place: this.place, position: this.position },
      ...{ priority: condition.priority, state, letter: stateLetters[state] },
      active: status.active,
      ...(condition.level === undefined ? {} : { level: condition.level }),
      ...(condition.limit === undefined ? {} : { limit: condition.limit }),
      ...(condition.unit === undefined ? {} : { unit: condition.unit }),
      ...(this.raisedAtUs === undefined ? {} : { raisedAt: isoTime(this.raisedAtUs) }),
      ...(this.returnedAtUs === undefined ? {} : { returnedAt: isoTime(this.returnedAtUs) }),
      ...(acknowledged && {
        acknowledgedAt: isoMs(acknowledged.atMs),
        acknowledgedBy: acknowledged.by,
      }),
      ...(this.value === undefined ? {} : { value: this.value }),
      ...(this.firstOut ? { firstOut: true } : {}),
      ...shownCovers(status),
      ...(this.broken && { broken: this.broken }),
      ...(rule.guidance && { guidance: rule.guidance }),
      ...(rule.rationale && { rationale: rule.rationale }),
    };
  }
}

export function alarmId(rule: string, level: string | undefined, signal: string): string {
  return `${rule}:${level ?? 'on'}:${signal}`;
}

/** The most urgent first, then the newest. */
export function byUrgency(a: StandingAlarm, b: StandingAlarm): number {
  const rank = (one: StandingAlarm) =>
    priorities.indexOf(one.condition.priority) * 2 + (one.status.active ? 0 : 1);
  return rank(a) - rank(b) || (b.raisedAtUs ?? 0) - (a.raisedAtUs ?? 0) || (a.id < b.id ? -1 : 1);
}

export function isoMs(ms: number): string {
  return isoTime(ms * 1_000);
}

function shownCovers({ shelved, suppressed, outOfService }: AlarmStatus): Partial<Alarm> {
  return {
    ...(shelved && {
      shelved: {
        ...{ by: shelved.by, why: shelved.why, oneShot: shelved.oneShot },
        ...{ at: isoMs(shelved.atMs), until: isoMs(shelved.untilMs) },
      },
    }),
    ...(suppressed && {
      suppressed: suppressed.map(({ by, who, why, atMs }) => ({ by, who, why, at: isoMs(atMs) })),
    }),
    ...(outOfService && {
      outOfService: {
        ...{ by: outOfService.by, why: outOfService.why, at: isoMs(outOfService.atMs) },
        ...(outOfService.untilMs === undefined ? {} : { until: isoMs(outOfService.untilMs) }),
      },
    }),
  };
}
