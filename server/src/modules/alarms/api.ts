// What other modules may know of alarms: rights, facts told, what an alarm and an entry of the journal look like, and the
// port that others ask which alarms stand.
import { defineRight } from '../../kernel/access/rights.ts';
import { defineEvent } from '../../kernel/events/events.ts';
import { definePort } from '../../kernel/module/port.ts';
import { bilingualSchema, oneOf, Type, type Static } from '../../kernel/schema/schema.ts';
import { alarmStates } from './model/alarm-table.ts';
import { levels, priorities, rationaleSchema, type KeptRule, type Rule } from './rule-schema.ts';

export type { KeptRule, Rule };

export const readAlarmsRight = defineRight('alarms.read', {
  en: 'See alarms, their journal and their figures',
  zh: '查看报警、报警日志和报警指标',
});
export const operateAlarmsRight = defineRight('alarms.operate', {
  en: 'Acknowledge, reset and shelve alarms',
  zh: '确认、复位和搁置报警',
});
export const writeAlarmsRight = defineRight('alarms.write', {
  en: 'Write the rules of alarms, suppress alarms, take them out of service, and say who is told of them',
  zh: '编写报警规则，抑制或停用报警，设置报警通知对象',
});

const perhaps = Type.Optional(Type.String());
const value = Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]);

export const alarmSchema = Type.Object({
  /** `<rule>:<level>:<signal>`. */
  id: Type.String(),
  enterprise: Type.String(),
  rule: Type.String(),
  name: Type.String(),
  signal: Type.String(),
  /** From the enterprise down, joined by `/`. */
  place: Type.String(),
  level: Type.Optional(oneOf(levels)),
  priority: oneOf(priorities),
  position: Type.String(),
  state: oneOf(alarmStates),
  /** Of the standard's diagram, A … I. */
  letter: Type.String(),
  /** The condition holds, delays included. */
  active: Type.Boolean(),
  /** In the machine's time. */
  raisedAt: perhaps,
  returnedAt: perhaps,
  acknowledgedAt: perhaps,
  acknowledgedBy: perhaps,
  /** Of the reading that raised it. */
  value: Type.Optional(value),
  limit: Type.Optional(Type.Number()),
  unit: perhaps,
  /** It came first in its group. */
  firstOut: Type.Optional(Type.Boolean()),
  shelved: Type.Optional(
    Type.Object({
      ...{ by: Type.String(), why: Type.String(), at: Type.String(), until: Type.String() },
      oneShot: Type.Boolean(),
    }),
  ),
  suppressed: Type.Optional(
    Type.Array(
      Type.Object({
        by: oneOf(['rule', 'flood', 'person']),
        ...{ who: Type.String(), why: Type.String(), at: Type.String() },
      }),
    ),
  ),
  outOfService: Type.Optional(
    Type.Object({ by: Type.String(), why: Type.String(), at: Type.String(), until: perhaps }),
  ),
  /** Why it cannot be judged: its signal is gone, its unit does not fit. */
  broken: Type.Optional(bilingualSchema),
  guidance: Type.Optional(bilingualSchema),
  rationale: Type.Optional(rationaleSchema),
});
export type Alarm = Static<typeof alarmSchema>;

export const journalEvents = [
  'raised',
  'returned',
  'acknowledged',
  'reset',
  'shelved',
  'unshelved',
  'suppressed',
  'unsuppressed',
  'out-of-service',
  'in-service',
  'found-late',
  'broken',
  'mended',
  'removed',
  'flood-began',
  'flood-ended',
  'notified',
  'notice-failed',
  'notices-dropped',
  'rule-put',
  'rule-removed',
] as const;
export type JournalEvent = (typeof journalEvents)[number];

export const journalEntrySchema = Type.Object({
  id: Type.String(),
  /** When it happened; of conditions in the machine's time. */
  at: Type.String(),
  /** When it was written down. */
  recordedAt: Type.String(),
  event: oneOf(journalEvents),
  /** `evaluation`, `clock`, `policy`, or a person. */
  by: Type.String(),
  why: perhaps,
  alarm: perhaps,
  rule: perhaps,
  name: perhaps,
  signal: perhaps,
  place: perhaps,
  priority: Type.Optional(oneOf(priorities)),
  position: perhaps,
  from: Type.Optional(oneOf(alarmStates)),
  to: Type.Optional(oneOf(alarmStates)),
  value: Type.Optional(value),
  /** Shelved or out of service until; of `found-late`, when it was over. */
  until: perhaps,
});
export type JournalEntry = Static<typeof journalEntrySchema>;

/** The entry has the alarm as it is then; the id of the fact is the same when it is told again. */
export const alarmRaised = defineEvent({
  name: 'alarms.alarm-raised',
  title: { en: 'An alarm was raised', zh: '报警产生' },
  schema: alarmSchema,
});
export const alarmChanged = defineEvent({
  name: 'alarms.alarm-changed',
  title: { en: 'The state of an alarm changed', zh: '报警状态变化' },
  schema: journalEntrySchema,
});

export interface Alarms {
  /** Alarms that are not normal, of signals under this identifier or prefix; at most 1,000, the most urgent first. */
  standing(under: string): readonly Alarm[];
  /** Puts a rule unless it is there; fails as the call over HTTP does. */
  ensureRule(place: { enterprise: string; id: string }, rule: Rule): Promise<void>;
}
export const alarmsPort = definePort<Alarms>('alarms.alarms');
