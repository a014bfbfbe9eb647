// The journal of alarms: asked by time, place, priority and state, page by page, and as CSV.
import type { Filter, RecordsStore } from '../../stores/records/records.ts';
import { oneOf, Type, type Static } from '../../kernel/schema/schema.ts';
import { journalEvents, type JournalEntry } from './api.ts';
import { alarmStates } from './model/alarm-table.ts';
import { priorities, ruleIdSchema } from './rule-schema.ts';
import { spanMs } from './span.ts';
import { journalCollection, type JournalDocument } from './store.ts';

const text = Type.Optional(Type.String({ minLength: 1, maxLength: 2_100 }));

/** By the time at which it was written down. */
export const journalQuery = {
  from: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  /** An identifier: of a signal, a machine. */
  under: text,
  /** The beginning of a place, e.g. `88.118.8/Demonstration`. */
  place: text,
  priority: Type.Optional(oneOf(priorities)),
  event: Type.Optional(oneOf(journalEvents)),
  /** To which state it went. */
  state: Type.Optional(oneOf(alarmStates)),
  rule: Type.Optional(ruleIdSchema),
  alarm: text,
  position: text,
};
export type JournalQuery = Static<ReturnType<typeof objectOf>>;
function objectOf() {
  return Type.Object(journalQuery);
}

/** Newest first. */
export async function readJournal(
  records: RecordsStore,
  enterprise: string,
  { query, page }: { query: JournalQuery; page: { limit: number; after?: string } },
): Promise<{ entries: JournalEntry[]; next?: string }> {
  const found = await records.find<JournalDocument>(journalCollection.name, {
    tenant: enterprise,
    where: filtersOf(query),
    order: { key: 'recorded', descending: true },
    ...page,
  });
  const entries = found.rows.map(({ document }) => document.entry);
  return found.next === undefined ? { entries } : { entries, next: found.next };
}

export function filtersOf(query: JournalQuery): Filter[] {
  const { under, place, priority, event, state, rule, alarm, position } = query;
  const filters: Filter[] = [];
  const equal = (key: string, value: string | undefined) => {
    if (value !== undefined) filters.push({ key, is: 'equal', value });
  };
  equal('priority', priority);
  equal('event', event);
  equal('to', state);
  equal('rule', rule);
  equal('alarm', alarm);
  equal('position', position);
  if (place !== undefined) {
    filters.push({ key: 'place', is: 'starts-with', value: place.toLowerCase() });
  }
  // A prefix has all its signals; of a signal itself nothing follows.
  if (under?.includes('/') === true) {
    filters.push({ key: 'signal', is: 'starts-with', value: under.toLowerCase() });
  }
  if (query.from !== undefined || query.to !== undefined) {
    const { fromMs, toMs } = spanMs(query);
    filters.push({ key: 'recorded', is: 'at-least', value: fromMs });
    filters.push({ key: 'recorded', is: 'less', value: toMs });
  }
  return filters;
}

const columns = [
  ...['at', 'recordedAt', 'event', 'name', 'priority', 'place', 'signal', 'from', 'to'],
  ...['value', 'by', 'why', 'until', 'position', 'rule', 'alarm', 'id'],
] as const;

/** RFC 4180, with a byte order mark, since spreadsheets guess otherwise. */
export function journalCsv(entries: readonly JournalEntry[]): string {
  const rows = entries.map((entry) =>
    columns.map((column) => (entry as Readonly<Record<string, unknown>>)[column] ?? ''),
  );
  return csvOf([columns, ...rows]);
}

export function csvOf(rows: readonly (readonly unknown[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function cell(value: unknown): string {
  const text = String(value);
  // What a spreadsheet would take for a formula is made text.
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value === 'string' ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line a line for a file; at most so many. */
export const csvEntriesMax = 50_000;

export async function allEntries(
  records: RecordsStore,
  enterprise: string,
  query: JournalQuery,
): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  let after: string | undefined;
  do {
    const page = { limit: 1_000, ...(after === undefined ? {} : { after }) };
    const found = await readJournal(records, enterprise, { query, page });
    entries.push(...found.entries);
    after = found.next;
  } while (after !== undefined && entries.length < csvEntriesMax);
  return entries;
}
