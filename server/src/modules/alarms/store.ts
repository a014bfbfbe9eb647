// What alarms keep: rules, the state of each alarm, the journal, positions of the evaluation, who is told and what is still
// to be told. All by enterprise.
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { CollectionDefinition, RecordsStore } from '../../stores/records/records.ts';
import type { JournalEntry } from './api.ts';
import type { AlarmStatus } from './model/alarm-machine.ts';
import type { WatchMemory } from './model/condition-watch.ts';
import type { ReadingValue } from '../../stores/series/series.ts';

export const rulesCollection: CollectionDefinition = { name: 'alarms.rules', keys: {} };
export const statesCollection: CollectionDefinition = {
  name: 'alarms.states',
  keys: { rule: { path: 'rule' } },
};
export const journalCollection: CollectionDefinition = {
  name: 'alarms.journal',
  keys: {
    recorded: { path: 'recordedMs' },
    happened: { path: 'happenedMs' },
    event: { path: 'entry.event' },
    to: { path: 'entry.to' },
    priority: { path: 'entry.priority' },
    rule: { path: 'entry.rule' },
    alarm: { path: 'entry.alarm' },
    position: { path: 'entry.position' },
    signal: { path: 'signalKey' },
    place: { path: 'placeKey' },
  },
};
export const positionsCollection: CollectionDefinition = { name: 'alarms.positions', keys: {} };
export const plansCollection: CollectionDefinition = { name: 'alarms.plans', keys: {} };
export const noticesCollection: CollectionDefinition = {
  name: 'alarms.notices',
  keys: { due: { path: 'dueMs' }, state: { path: 'state' } },
};

/** Readings that came late and were not looked at, by signal. */
export const lateCollection: CollectionDefinition = { name: 'alarms.late', keys: {} };
export type LateDocument = { readonly fromUs: number; readonly toUs: number };

export async function openAlarmStore(records: RecordsStore): Promise<void> {
  for (const one of [
    ...[rulesCollection, statesCollection, journalCollection],
    ...[positionsCollection, plansCollection, noticesCollection, lateCollection],
  ]) {
    await records.define(one);
  }
}

/** One alarm as it is kept; times of conditions in microseconds of the machine. */
export type StateDocument = {
  readonly id: string;
  readonly rule: string;
  readonly signal: string;
  readonly status: AlarmStatus;
  /** Of the last turn of its condition, so that what is told again after a crash is known. */
  readonly turnedUs: number;
  readonly suppressionTurnedUs: number;
  readonly raisedAtUs?: number;
  readonly returnedAtUs?: number;
  readonly acknowledgedAtMs?: number;
  readonly acknowledgedBy?: string;
  readonly value?: ReadingValue;
  readonly firstOut?: true;
  /** Names the time that it was last shown to operators as new. */
  readonly occurrence?: string;
  /** It could not be judged. */
  readonly broken?: Bilingual;
};

export type JournalDocument = {
  readonly entry: JournalEntry;
  readonly recordedMs: number;
  readonly happenedMs: number;
  readonly signalKey?: string;
  readonly placeKey?: string;
};

/** For each watched condition what it remembers, and how far each of its inputs has been judged. */
export type PositionDocument = {
  readonly items: readonly PositionItem[];
};
export type PositionItem = {
  readonly key: string;
  readonly memory: WatchMemory;
  /** Source and server time of the newest reading of each input. */
  readonly inputs: readonly (readonly [number, number])[];
};

export async function allOf<D>(
  records: RecordsStore,
  collection: CollectionDefinition,
): Promise<{ tenant: string; id: string; document: D }[]> {
  const rows: { tenant: string; id: string; document: D }[] = [];
  let after: string | undefined;
  do {
    const page = await records.find<D>(collection.name, {
      tenant: '*',
      limit: 1_000,
      ...(after === undefined ? {} : { after }),
    });
    for (const { tenant, id, document } of page.rows) rows.push({ tenant, id, document });
    after = page.next;
  } while (after !== undefined);
  return rows;
}
