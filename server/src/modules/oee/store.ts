// Settings, entries, parts, catalogues and finished days as records, kept by enterprise.
import type {
  CollectionDefinition,
  Filter,
  RecordsReader,
  RecordsStore,
} from '../../stores/records/records.ts';
import { enterpriseOf } from '../assets/api.ts';
import type { Entry } from './model/entries.ts';
import type { MachineSettings } from './model/settings.ts';
import type { Totals } from './model/totals.ts';
import type { Article, Reason } from './model/catalogues.ts';

export type SettingsVersion = {
  /** ISO 8601; from then on it holds. */
  readonly from: string;
  readonly fromUs: number;
  readonly settings: MachineSettings;
  readonly by: string;
  readonly at: string;
  readonly replacedAt?: string;
};
export type MachineDocument = {
  readonly identifier: string;
  readonly versions: readonly SettingsVersion[];
};
export type EntryDocument = Entry & { readonly fromUs: number; readonly toUs: number };
export type PartDocument = {
  readonly machine: string;
  readonly atUs: number;
  readonly part: string;
  readonly quality?: string;
  readonly product?: string;
};
export type DayRow = {
  readonly shift?: string;
  readonly article?: string;
  readonly totals: Totals;
};
/** What a closed day came to, until something late changes it. */
export type DayDocument = {
  readonly machine: string;
  readonly day: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly rows: readonly DayRow[];
  /** The plan that it was computed with. */
  readonly plan: string;
  /** Of the run of the program; after a crash none of the runs before is believed unseen. */
  readonly epoch: number;
  /** Why it must be computed again. */
  readonly stale?: string;
  readonly computedAt: string;
  /** What it rests on, by signal: fewer readings later show that retention has been there. */
  readonly heard?: Readonly<Record<string, { readonly count: number; readonly before: boolean }>>;
  /** It was doubted when what it rests on was no more: it stays as it is. */
  readonly final?: Final;
  /** Recomputed with another outcome after the day was closed. */
  readonly changes: readonly DayChange[];
};
export const finalReasons = ['readings-gone'] as const;
export type Final = { readonly at: string; readonly why: (typeof finalReasons)[number] };
export type DayChange = {
  readonly at: string;
  readonly why: string;
  readonly oeeBefore: number | null;
  readonly oeeAfter: number | null;
};
export type CatalogueDocument = {
  readonly reasons?: readonly Reason[];
  readonly articles?: readonly Article[];
};
export type Meter = { readonly name: string; readonly signal: string; readonly wrapsAt?: number };
export type MetersDocument = {
  readonly identifier: string;
  readonly main: Meter;
  readonly parts: readonly Meter[];
};

const spanKeys = {
  machine: { path: 'machine' },
  fromUs: { path: 'fromUs' },
  toUs: { path: 'toUs' },
};
export const collections = {
  machines: { name: 'oee.machines', keys: {} },
  entries: { name: 'oee.entries', keys: spanKeys },
  parts: { name: 'oee.parts', keys: { machine: { path: 'machine' }, atUs: { path: 'atUs' } } },
  days: { name: 'oee.days', keys: spanKeys },
  catalogues: { name: 'oee.catalogues', keys: {} },
  meters: { name: 'oee.meters', keys: {} },
  runs: { name: 'oee.runs', keys: {} },
} as const satisfies Record<string, CollectionDefinition>;

export async function openOeeStore(records: RecordsStore): Promise<void> {
  for (const collection of Object.values(collections)) await records.define(collection);
}

export function keyOf(identifier: string): string {
  return identifier.toLowerCase();
}

const pageRows = 1_000;

/** All that fit, page after page; `toUs` of the span is exclusive. */
async function allOf<D>(
  records: RecordsReader,
  collection: CollectionDefinition,
  asked: { machine: string; where: readonly Filter[] },
): Promise<D[]> {
  const key = keyOf(asked.machine);
  const where = [{ key: 'machine', is: 'equal', value: key } as const, ...asked.where];
  const found: D[] = [];
  let after: string | undefined;
  do {
    const page = await records.find<D>(collection.name, {
      ...{ tenant: enterpriseOf(key), where, limit: pageRows },
      ...(after === undefined ? {} : { after }),
    });
    for (const { document } of page.rows) found.push(document);
    after = page.next;
  } while (after !== undefined);
  return found;
}

type Span = { readonly fromUs: number; readonly toUs: number };

function touching({ fromUs, toUs }: Span): readonly Filter[] {
  return [
    { key: 'fromUs', is: 'less', value: toUs },
    { key: 'toUs', is: 'greater', value: fromUs },
  ];
}

/** Also undone ones; in the order in which they were made. */
export async function entriesOf(
  records: RecordsReader,
  machine: string,
  span: Span,
): Promise<EntryDocument[]> {
  const where = touching(span);
  const found = await allOf<EntryDocument>(records, collections.entries, { machine, where });
  return found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

export async function partsOf(
  records: RecordsReader,
  machine: string,
  { fromUs, toUs }: Span,
): Promise<PartDocument[]> {
  const where = [
    { key: 'atUs', is: 'at-least', value: fromUs },
    { key: 'atUs', is: 'less', value: toUs },
  ] as const;
  const found = await allOf<PartDocument>(records, collections.parts, { machine, where });
  return found.toSorted((a, b) => a.atUs - b.atUs);
}

export async function daysOf(
  records: RecordsReader,
  machine: string,
  span: Span,
): Promise<DayDocument[]> {
  return allOf<DayDocument>(records, collections.days, { machine, where: touching(span) });
}

export async function readMachine(
  records: RecordsReader,
  identifier: string,
): Promise<MachineDocument | undefined> {
  const key = keyOf(identifier);
  const { name } = collections.machines;
  return (await records.get<MachineDocument>(name, enterpriseOf(key), key))?.document;
}

export async function machinesOf(
  records: RecordsReader,
  enterprise: string,
): Promise<MachineDocument[]> {
  const found: MachineDocument[] = [];
  let after: string | undefined;
  do {
    const page = await records.find<MachineDocument>(collections.machines.name, {
      ...{ tenant: enterprise, limit: pageRows },
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.rows.map(({ document }) => document));
    after = page.next;
  } while (after !== undefined);
  return found;
}

export async function readCatalogue(
  records: RecordsReader,
  enterprise: string,
  what: 'reasons' | 'articles',
): Promise<CatalogueDocument> {
  const { name } = collections.catalogues;
  return (await records.get<CatalogueDocument>(name, keyOf(enterprise), what))?.document ?? {};
}
