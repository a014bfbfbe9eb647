// What persons change: settings of machines, reasons, articles, entries and meters. Each change throws the days that
// it touches into doubt, so that figures follow.
import type { Clock } from '../../kernel/world/clock.ts';
import type { Random } from '../../kernel/world/random.ts';
import { epochUsOf } from '../../wire/iso-time.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { heldMax, withVersion } from '../../stores/records/history.ts';
import { enterpriseOf, type Assets } from '../assets/api.ts';
import type { DayCache, Doubt } from './day-cache.ts';
import { oeeFailures } from './failures.ts';
import { settingsTrouble } from './check-settings.ts';
import { treeTrouble, type Article, type Reason } from './model/catalogues.ts';
import type { NewEntry } from './model/entries.ts';
import type { MachineSettings } from './model/settings.ts';
import {
  collections,
  keyOf,
  machinesOf,
  readCatalogue,
  readMachine,
  type CatalogueDocument,
  type EntryDocument,
  type MachineDocument,
  type MetersDocument,
  type SettingsVersion,
} from './store.ts';

export type ChangesOptions = {
  readonly records: RecordsStore;
  readonly assets: Assets;
  readonly days: DayCache;
  readonly clock: Clock;
  readonly random: Random;
  /** Machines or their signals are others now. */
  readonly changed: () => Promise<void>;
};

const forever = 8_990_000_000_000_000;

export class Changes {
  readonly #options: ChangesOptions;
  #added = 0;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** Fails with `oee.bad-settings`, `oee.bad-time`, `oee.in-the-past`, `oee.too-many-versions`. */
  async putMachine(change: {
    readonly machine: string;
    readonly settings: MachineSettings;
    readonly from?: string;
    readonly correction: boolean;
    readonly by: string;
    /** Left as it is where somebody has set it up already. */
    readonly onlyFirst?: boolean;
  }): Promise<MachineDocument> {
    const { records, assets, days, changed } = this.#options;
    const { machine, settings, by } = change;
    const trouble = await settingsTrouble(assets, machine, settings);
    if (trouble) throw oeeFailures['bad-settings']({ machine, trouble });
    const at = this.#now();
    const { document, fromUs = forever } = await records.transaction(async (transaction) => {
      const before = await readMachine(transaction, machine);
      if (before && change.onlyFirst === true) return { document: before };
      // The first mapping explains what was recorded before it, too.
      const from = change.from ?? (before ? at : '2000-01-01T00:00:00Z');
      const next: SettingsVersion = { from, fromUs: timeUs(from), settings, by, at };
      if (before && next.fromUs < timeUs(at) && !change.correction) {
        throw oeeFailures['in-the-past']({ machine, from });
      }
      const isSame = (one: SettingsVersion) => one.fromUs === next.fromUs;
      const versions = withVersion(before?.versions ?? [], next, isSame);
      if (!versions) throw oeeFailures['too-many-versions']({ machine, countMax: heldMax });
      const made: MachineDocument = { identifier: before?.identifier ?? machine, versions };
      const key = keyOf(machine);
      const { name: collection } = collections.machines;
      await transaction.put({ collection, tenant: enterpriseOf(key), id: key, document: made });
      return { document: made, fromUs: next.fromUs };
    });
    await days.learn(machine);
    await days.doubt(machine, { fromUs, toUs: forever }, 'settings');
    await changed();
    return document;
  }

  /** Fails with `oee.bad-reasons`. */
  async putReasons(enterprise: string, reasons: readonly Reason[]): Promise<void> {
    const trouble = treeTrouble(reasons);
    if (trouble) throw oeeFailures['bad-reasons']({ enterprise, trouble });
    // A reason given before keeps what it made of the time then.
    const document: CatalogueDocument = { reasons };
    await this.#write(collections.catalogues.name, enterprise, 'reasons', document);
  }

  /** Fails with `oee.bad-articles`. */
  async putArticles(enterprise: string, articles: readonly Article[]): Promise<void> {
    const { records, days } = this.#options;
    const ids = new Set(articles.map(({ id }) => id));
    if (ids.size < articles.length) {
      const trouble = { en: 'two have the same identifier.', zh: '有两个物品的编号相同。' };
      throw oeeFailures['bad-articles']({ enterprise, trouble });
    }
    for (const { from } of articles.flatMap(({ cycles }) => cycles)) timeUs(from);
    const before = (await readCatalogue(records, enterprise, 'articles')).articles ?? [];
    const document: CatalogueDocument = { articles };
    await this.#write(collections.catalogues.name, enterprise, 'articles', document);
    const fromUs = firstDifference(before, articles);
    for (const { identifier } of await machinesOf(records, keyOf(enterprise))) {
      await days.doubt(identifier, { fromUs, toUs: forever }, 'articles');
    }
  }

  /** Fails with `oee.unknown-reason`, `oee.empty-count`, `oee.bad-time`, `oee.bad-span`. */
  async add(entry: NewEntry, by: string): Promise<EntryDocument> {
    const { records, random } = this.#options;
    const { machine } = entry;
    const at = this.#now();
    const span = spanOf(entry);
    // In the order of their making, also within a millisecond: the later word stands above the earlier.
    this.#added += 1;
    const id = `${at}-${String(this.#added).padStart(9, '0')}-${random.uuid().slice(0, 8)}`;
    let told: Partial<EntryDocument> = {};
    if (entry.kind === 'reason') {
      const enterprise = enterpriseOf(machine);
      const { reasons = [] } = await readCatalogue(records, enterprise, 'reasons');
      const reason = reasons.find((one) => one.id === entry.reason);
      if (!reason) throw oeeFailures['unknown-reason']({ enterprise, reason: entry.reason });
      told = {
        ...{ reason: reason.id, failure: reason.failure === true, to: entry.to },
        ...(reason.is === undefined ? {} : { is: reason.is }),
      };
    } else if (entry.kind === 'count') {
      const { good = 0, scrap = 0, rework = 0, article } = entry;
      if (good === 0 && scrap === 0 && rework === 0) throw oeeFailures['empty-count']({ machine });
      told = { good, scrap, rework, ...(article === undefined ? {} : { article }) };
    } else {
      const { order, article, to } = entry;
      told = { order, article, ...(to === undefined ? {} : { to }) };
    }
    const { kind, note } = entry;
    const from = entry.kind === 'count' ? entry.at : entry.from;
    const document: EntryDocument = {
      ...{ id, kind, machine: keyOf(machine), from, by, at, ...span, ...told },
      ...(note === undefined ? {} : { note }),
    };
    await this.#write(collections.entries.name, machine, entryId(machine, id), document);
    await this.#options.days.doubt(machine, span, 'entry');
    return document;
  }

  /** Fails with `oee.unknown-entry`, `oee.undone-already`. */
  async undo(machine: string, id: string, by: string): Promise<EntryDocument> {
    const { records, days } = this.#options;
    const { name: collection } = collections.entries;
    const tenant = enterpriseOf(keyOf(machine));
    const key = entryId(machine, id);
    const document = await records.transaction(async (transaction) => {
      const before = (await transaction.get<EntryDocument>(collection, tenant, key))?.document;
      if (!before) throw oeeFailures['unknown-entry']({ machine, id });
      if (before.undone) {
        throw oeeFailures['undone-already']({ machine, id, by: before.undone.by });
      }
      const undone: EntryDocument = { ...before, undone: { by, at: this.#now() } };
      await transaction.put({ collection, tenant, id: key, document: undone });
      return undone;
    });
    await days.doubt(machine, document, 'entry');
    return document;
  }

  async putMeters(document: MetersDocument): Promise<void> {
    const { identifier } = document;
    await this.#write(collections.meters.name, identifier, keyOf(identifier), document);
  }

  async doubt(machine: string, fromUs: number, why: Doubt): Promise<void> {
    await this.#options.days.doubt(machine, { fromUs, toUs: forever }, why);
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }

  async #write(collection: string, of: string, id: string, document: object): Promise<void> {
    const tenant = enterpriseOf(keyOf(of));
    await this.#options.records.transaction(async (records) => {
      await records.put({ collection, tenant, id, document });
    });
  }
}

function entryId(machine: string, id: string): string {
  return `${keyOf(machine)} ${id}`;
}

/** Fails with `oee.bad-time`. */
export function timeUs(text: string): number {
  const us = epochUsOf(text);
  if (us === undefined) throw oeeFailures['bad-time']({ text });
  return us;
}

/** A moment is a span of a microsecond, so that it is found like one. */
function spanOf(entry: NewEntry): { fromUs: number; toUs: number } {
  if (entry.kind === 'count') return { fromUs: timeUs(entry.at), toUs: timeUs(entry.at) + 1 };
  const fromUs = timeUs(entry.from);
  const toUs = entry.to === undefined ? forever : timeUs(entry.to);
  if (toUs <= fromUs) throw oeeFailures['bad-span']({ from: entry.from, to: entry.to });
  return { fromUs, toUs };
}

/** The earliest moment from which a cycle is another. */
function firstDifference(before: readonly Article[], after: readonly Article[]): number {
  const cyclesOf = (articles: readonly Article[]) =>
    new Map(
      articles.flatMap(({ id, cycles }) =>
        cycles.map((cycle) => [JSON.stringify([id, cycle]), timeUs(cycle.from)]),
      ),
    );
  const [old, now] = [cyclesOf(before), cyclesOf(after)];
  const changed = [...old, ...now].filter(([key]) => !old.has(key) || !now.has(key));
  return Math.min(forever, ...changed.map(([, us]) => us));
}
