// The time of one machine over a span, and its parts: everything that its figures are made of, from the readings up.
import type { RecordsStore } from '../../stores/records/records.ts';
import type { Reading } from '../../stores/series/series.ts';
import { parseUnit, unitOne } from '../../wire/ucum/unit.ts';
import { enterpriseOf, type Assets } from '../assets/api.ts';
import type { Calendars, PlantCalendar } from '../calendar/api.ts';
import type { Form } from '../expressions/api.ts';
import type { Telemetry } from '../telemetry/api.ts';
import { numbersBefore, readingsOf, silencesOf, type SignalReadings } from './heard.ts';
import type { Article } from './model/catalogues.ts';
import type { Counted } from './model/counts.ts';
import {
  layOut,
  withSaid,
  type Interval,
  type Marked,
  type Said,
  type Step,
} from './model/intervals.ts';
import { compileMapping } from './model/mapping.ts';
import { reachUs, signalsOf, type MachineSettings } from './model/settings.ts';
import { statesOf, type Span, type StateInterval } from './model/states.ts';
import {
  articleSteps,
  countedByHand,
  countedBySettings,
  idealCycles,
  valueAt,
} from './parts-counted.ts';
import {
  entriesOf,
  partsOf,
  readCatalogue,
  readMachine,
  type EntryDocument,
  type MachineDocument,
} from './store.ts';

export type TimeParts = {
  readonly records: RecordsStore;
  readonly telemetry: Telemetry;
  readonly calendars: Calendars;
  readonly assets: Assets;
};

/** What was heard of a signal: how many readings in a span, and whether any before it. */
export type HeardOfSignal = { readonly count: number; readonly before: boolean };

export type MachineTime = {
  readonly intervals: readonly Interval[];
  readonly counted: readonly Counted[];
  readonly heard: Readonly<Record<string, HeardOfSignal>>;
};

type Asked = { readonly machine: string; readonly span: Span; readonly nowUs: number };

/** What lies after `nowUs` is no time yet. */
export async function timeOf(parts: TimeParts, asked: Asked): Promise<MachineTime> {
  const { records, calendars } = parts;
  const { machine, nowUs } = asked;
  const span = { fromUs: asked.span.fromUs, toUs: Math.min(asked.span.toUs, nowUs) };
  if (span.fromUs >= span.toUs) return { intervals: [], counted: [], heard: {} };
  const [document, calendar, { articles = [] }] = await Promise.all([
    readMachine(records, machine),
    calendars.at(machine),
    readCatalogue(records, enterpriseOf(machine), 'articles'),
  ]);
  const versions = versionsOver(document, span);
  const entries = await entriesOf(records, machine, span);
  const intervals: Interval[] = [];
  const counted: Counted[] = [];
  const heard: Record<string, HeardOfSignal> = {};
  for (const { settings, span: own } of versions) {
    const given = { machine, span: own, nowUs, calendar, entries, articles };
    const time = settings
      ? await withSettings(parts, settings, given)
      : { intervals: nothingKnown(own, calendar), counted: [], heard: {} };
    for (const interval of time.intervals) intervals.push(interval);
    for (const count of time.counted) counted.push(count);
    for (const [signal, { count, before }] of Object.entries(time.heard)) {
      const all = (heard[signal]?.count ?? 0) + count;
      // Of a signal that is asked from the middle on, what was before it may lie in the span.
      const isBefore = own.fromUs === span.fromUs ? before : (heard[signal]?.before ?? false);
      heard[signal] = { count: all, before: isBefore };
    }
  }
  return { intervals, counted, heard };
}

export type Over = { readonly span: Span; readonly settings?: MachineSettings };

/** The span by the settings that hold; none before the first. */
export function versionsOver(document: MachineDocument | undefined, span: Span): Over[] {
  const held = (document?.versions ?? [])
    .filter(({ replacedAt }) => replacedAt === undefined)
    .toSorted((a, b) => a.fromUs - b.fromUs);
  const over: Over[] = [];
  const first = held[0]?.fromUs ?? Infinity;
  if (first > span.fromUs) over.push({ span: { ...span, toUs: Math.min(first, span.toUs) } });
  for (const [i, { fromUs, settings }] of held.entries()) {
    const from = Math.max(fromUs, span.fromUs);
    const toUs = Math.min(held[i + 1]?.fromUs ?? Infinity, span.toUs);
    if (from < toUs) over.push({ span: { fromUs: from, toUs }, settings });
  }
  return over;
}

function nothingKnown(span: Span, calendar: PlantCalendar): Interval[] {
  const marked: Marked = { ...span, state: 'UNKNOWN', by: 'undecided', failure: false };
  return layOut({ span, marked: [marked], microStopUs: 0, calendar, articles: [] });
}

type Given = Asked & {
  readonly calendar: PlantCalendar;
  readonly entries: readonly EntryDocument[];
  readonly articles: readonly Article[];
};

async function withSettings(
  parts: TimeParts,
  settings: MachineSettings,
  given: Given,
): Promise<MachineTime> {
  const { records, telemetry, assets } = parts;
  const { machine, span, nowUs, calendar, entries } = given;
  const microStopUs = settings.microStopMs * 1_000;
  const reach = reachUs(settings);
  const wide = { fromUs: span.fromUs - reach, toUs: Math.min(span.toUs + reach, nowUs) };
  const signals = signalsOf(settings);
  const forms = await formsOf(assets, signals);
  const formOf = (signal: string): Form => forms.get(signal) ?? { kind: 'text' };
  const readings = await readingsOf(telemetry, signals, wide);
  const counters = settings.counts.flatMap((one) => (one.from === 'counter' ? [one.signal] : []));
  const counterStarts = await numbersBefore(telemetry, counters, wide.fromUs);
  const states = await statesBy(parts, settings, { wide, readings, formOf });
  const steps = { entries, span: wide };
  const articles = articleSteps(settings, readings, steps);
  const marked = withSaid(states, saidOf(entries), reasonsBy(settings, readings, wide));
  const intervals = layOut({ span, marked, microStopUs, calendar, articles });
  const isByPart = settings.counts.some(({ from }) => from === 'part-finished');
  const finished = isByPart ? await partsOf(records, machine, span) : [];
  const sources = { settings, span, readings, counterStarts, parts: finished, formOf };
  const found = countedBySettings(sources);
  const idealOf = idealCycles(given.articles, machine);
  const counted = [...found, ...countedByHand(entries, span)].map((count) => {
    const { product, ...rest } = { product: undefined, ...count };
    const article = rest.article ?? valueAt(articles, rest.atUs) ?? product;
    const cycleUs = idealOf(article, rest.atUs);
    return {
      ...rest,
      ...(article === undefined ? {} : { article }),
      ...(cycleUs === undefined ? {} : { idealUs: cycleUs * rest.produced }),
    };
  });
  const inOrder = counted.toSorted((a, b) => a.atUs - b.atUs);
  return { intervals, counted: inOrder, heard: heardIn(signals, readings, span) };
}

function heardIn(
  signals: readonly string[],
  { before, within }: SignalReadings,
  { fromUs, toUs }: Span,
): Record<string, HeardOfSignal> {
  const counts = new Map(signals.map((signal) => [signal, 0]));
  const earlier = new Set(before.keys());
  for (const { series, sourceTimeUs } of within) {
    if (sourceTimeUs < fromUs) earlier.add(series);
    else if (sourceTimeUs < toUs) counts.set(series, (counts.get(series) ?? 0) + 1);
  }
  return Object.fromEntries(
    [...counts].map(([signal, count]) => [signal, { count, before: earlier.has(signal) }]),
  );
}

type Wide = {
  readonly wide: Span;
  readonly readings: SignalReadings;
  readonly formOf: (signal: string) => Form;
};

async function statesBy(
  { telemetry }: TimeParts,
  settings: MachineSettings,
  { wide, readings, formOf }: Wide,
): Promise<StateInterval[]> {
  const outcome = compileMapping(settings.mapping, formOf);
  // Checked when it was set; a signal that has changed its kind since makes the machine unknown.
  if (!outcome.ok) return [{ ...wide, state: 'UNKNOWN', by: 'undecided' }];
  const { mapping } = outcome;
  const inputs = new Set(mapping.signals);
  const { silenceMs } = settings;
  const silences =
    silenceMs === undefined
      ? []
      : await silencesOf(telemetry, signalsOf(settings), {
          span: wide,
          silenceUs: silenceMs * 1_000,
        });
  const isInput = ({ series }: Reading) => inputs.has(series);
  const span = { fromUs: wide.fromUs - Math.ceil(mapping.memoryMs) * 1_000, toUs: wide.fromUs };
  const past = mapping.memoryMs > 0 ? await readingsOf(telemetry, [...inputs], span) : undefined;
  return statesOf(mapping, {
    ...{ span: wide, silences },
    before: [...(past ?? readings).before.values()].filter(isInput),
    readings: readings.within.filter(isInput),
    ...(past ? { earlier: { fromUs: span.fromUs, readings: past.within } } : {}),
  });
}

/** A signal that is not known is taken for a text. */
export async function formsOf(
  assets: Assets,
  signals: readonly string[],
): Promise<ReadonlyMap<string, Form>> {
  const found = await Promise.all(
    signals.map(async (identifier): Promise<[string, Form]> => {
      const signal = await assets.signal(identifier);
      if (signal?.value === 'boolean') return [identifier, { kind: 'truth' }];
      if (signal?.value !== 'number') return [identifier, { kind: 'text' }];
      const unit = parseUnit(signal.unitCode ?? '1');
      return [identifier, { kind: 'number', unit: unit.ok ? unit.unit : unitOne }];
    }),
  );
  return new Map(found);
}

function saidOf(entries: readonly EntryDocument[]): Said[] {
  return entries.flatMap(({ kind, undone, id, fromUs, toUs, reason, is, failure = false }) =>
    kind !== 'reason' || undone !== undefined || reason === undefined
      ? []
      : [{ id, fromUs, toUs, reason, failure, ...(is === undefined ? {} : { is }) }],
  );
}

/** By the rule, else by the signal that names reasons, as it was when the stop began. */
function reasonsBy(settings: MachineSettings, readings: SignalReadings, span: Span) {
  const { reasonFrom, mapping } = settings;
  const named = new Map(reasonFrom?.reasons.map(({ value, reason }) => [value, reason]));
  const steps: Step[] = [];
  if (reasonFrom) {
    const { signal } = reasonFrom;
    const before = readings.before.get(signal);
    const own = readings.within.filter(({ series }) => series === signal);
    for (const { value, sourceTimeUs } of before ? [before, ...own] : own) {
      const reason = named.get(String(value));
      const fromUs = Math.max(sourceTimeUs, span.fromUs);
      steps.push(reason === undefined ? { fromUs } : { fromUs, value: reason });
    }
  }
  return ({ by, fromUs }: StateInterval): { reason?: string; failure: boolean } => {
    const rule = typeof by === 'number' ? mapping.rules[by] : undefined;
    const reason = rule?.reason ?? valueAt(steps, fromUs);
    return { failure: rule?.failure === true, ...(reason === undefined ? {} : { reason }) };
  };
}
