// The parts of a machine over a span, from everything that its settings name, each with its article and its planned
// run time.
import { quality, type Reading } from '../../stores/series/series.ts';
import { compile, type Expression, type Form } from '../expressions/api.ts';
import { enterpriseOf } from '../assets/api.ts';
import type { SignalReadings } from './heard.ts';
import type { Article } from './model/catalogues.ts';
import { amountsOf, counterSteps, type Amounts, type Counted } from './model/counts.ts';
import type { Step } from './model/intervals.ts';
import type { MachineSettings } from './model/settings.ts';
import { causeOf, type Span } from './model/states.ts';
import type { EntryDocument, PartDocument } from './store.ts';

const none = { produced: 0, good: 0, scrap: 0, rework: 0 };

export type PartSources = {
  readonly settings: MachineSettings;
  readonly span: Span;
  readonly readings: SignalReadings;
  readonly parts: readonly PartDocument[];
  readonly formOf: (signal: string) => Form;
};

/** Without articles and cycles yet. */
export function countedBySettings(sources: PartSources): (Counted & { product?: string })[] {
  const { settings, span, readings } = sources;
  const told = new Set(
    settings.counts.flatMap((one) => (one.from === 'counter' ? [one.quantity] : [])),
  );
  const counted: (Counted & { product?: string })[] = [];
  for (const count of settings.counts) {
    if (count.from === 'part-finished') {
      counted.push(...finishedParts(sources, count));
      continue;
    }
    const before = readings.before.get(count.signal);
    const own = readings.within.filter(({ series }) => series === count.signal);
    if (count.from === 'reading') {
      counted.push(...eachReading(own, count, sources.formOf(count.signal)));
      continue;
    }
    const { wrapsAt } = count;
    const steps = counterSteps(
      before ? [before, ...own] : own,
      wrapsAt === undefined ? {} : { wrapsAt },
    );
    for (const { by, ...step } of steps) {
      counted.push({ ...amountsOf(count.quantity, by, told), ...step });
    }
  }
  return counted.filter(({ atUs }) => atUs >= span.fromUs && atUs < span.toUs);
}

type Classes = { readonly scrapWhen?: string; readonly reworkWhen?: string };

function eachReading(readings: readonly Reading[], classes: Classes, form: Form): Counted[] {
  const classOf = classifier(classes, 'value', form);
  return readings.flatMap((reading) =>
    reading.quality === quality.bad || reading.value === null
      ? []
      : [{ ...classOf(reading), atUs: reading.sourceTimeUs, cause: causeOf(reading) }],
  );
}

function finishedParts({ parts, settings }: PartSources, classes: Classes) {
  const enterprise = enterpriseOf(settings.mapping.inputs[0]?.signal ?? '');
  const classOf = classifier(classes, 'quality', { kind: 'text' });
  return parts.map(({ atUs, part, product, quality: told = '' }) => ({
    ...classOf({ value: told, quality: quality.good, sourceTimeUs: atUs }),
    ...{ atUs, cause: { part: `${enterprise}/${part}` } },
    ...(product === undefined ? {} : { product }),
  }));
}

type Told = Pick<Reading, 'value' | 'quality' | 'sourceTimeUs'>;

function classifier(classes: Classes, input: string, form: Form): (told: Told) => Amounts {
  const condition = (source: string | undefined): Expression | undefined => {
    const outcome = source === undefined ? undefined : compile(source, new Map([[input, form]]));
    return outcome?.ok === true ? outcome.expression : undefined;
  };
  const [scrap, rework] = [condition(classes.scrapWhen), condition(classes.reworkWhen)];
  return ({ value, quality: good, sourceTimeUs }) => {
    const timeMs = sourceTimeUs / 1_000;
    const moment = { nowMs: timeMs, inputs: [{ value, quality: good, timeMs }], told: [0] };
    if (scrap?.evaluate(moment) === true) return { ...none, produced: 1, scrap: 1 };
    if (rework?.evaluate(moment) === true) return { ...none, produced: 1, rework: 1 };
    return { ...none, produced: 1, good: 1 };
  };
}

export function countedByHand(entries: readonly EntryDocument[], span: Span): Counted[] {
  return entries
    .filter(({ kind, undone }) => kind === 'count' && undone === undefined)
    .filter(({ fromUs }) => fromUs >= span.fromUs && fromUs < span.toUs)
    .map(({ id, fromUs, good = 0, scrap = 0, rework = 0, article }) => ({
      ...{ atUs: fromUs, produced: good + scrap + rework, good, scrap, rework },
      ...{ cause: { entry: id }, ...(article === undefined ? {} : { article }) },
    }));
}

/** The article at each moment: by orders, else by the settings. */
export function articleSteps(
  settings: MachineSettings,
  readings: SignalReadings,
  { entries, span }: { readonly entries: readonly EntryDocument[]; readonly span: Span },
): Step[] {
  const { fixed, signal } = settings.article ?? {};
  const steps: Step[] = [{ fromUs: span.fromUs, ...(fixed === undefined ? {} : { value: fixed }) }];
  if (signal !== undefined) {
    const before = readings.before.get(signal);
    const own = readings.within.filter(({ series }) => series === signal);
    for (const reading of before ? [before, ...own] : own) steps.push(stepOf(reading, span));
  }
  for (const entry of entries) {
    if (entry.kind !== 'order' || entry.undone !== undefined) continue;
    const after = valueAt(steps, entry.toUs);
    const kept = steps.filter(({ fromUs }) => fromUs < entry.fromUs || fromUs > entry.toUs);
    const value = entry.article;
    kept.push({
      fromUs: Math.max(entry.fromUs, span.fromUs),
      ...(value === undefined ? {} : { value }),
    });
    if (entry.toUs < span.toUs) {
      kept.push({ fromUs: entry.toUs, ...(after === undefined ? {} : { value: after }) });
    }
    steps.splice(0, steps.length, ...kept.toSorted((a, b) => a.fromUs - b.fromUs));
  }
  return steps;
}

function stepOf({ sourceTimeUs, value, quality: good }: Reading, span: Span): Step {
  const fromUs = Math.max(sourceTimeUs, span.fromUs);
  const text = value === null || value === 'UNAVAILABLE' ? '' : String(value).trim();
  return good === quality.bad || text === '' ? { fromUs } : { fromUs, value: text };
}

export function valueAt(steps: readonly Step[], atUs: number): string | undefined {
  return steps.findLast(({ fromUs }) => fromUs <= atUs)?.value;
}

/** Planned run time per item (PRI) in microseconds: the machine's own cycle, or that of all machines. */
export function idealCycles(
  articles: readonly Article[],
  machine: string,
): (article: string | undefined, atUs: number) => number | undefined {
  const byId = new Map(articles.map((article) => [article.id, article.cycles]));
  return (article, atUs) => {
    const held = (byId.get(article ?? '') ?? [])
      .map((cycle) => ({ ...cycle, fromUs: Date.parse(cycle.from) * 1_000 }))
      .filter(({ fromUs }) => fromUs <= atUs)
      .toSorted((a, b) => a.fromUs - b.fromUs);
    const own = held.findLast((cycle) => cycle.machine?.toLowerCase() === machine.toLowerCase());
    const cycle = own ?? held.findLast((one) => one.machine === undefined);
    return cycle && Math.round(cycle.seconds * 1_000_000);
  };
}
