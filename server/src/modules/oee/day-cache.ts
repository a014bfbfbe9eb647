// What closed days came to, kept durably so that a year is read and not computed again; thrown into doubt by whatever
// comes late, and noted where a day comes to something else than it did.
import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/world/clock.ts';
import { enterpriseOf } from '../assets/api.ts';
import type { CalendarDay, PlantCalendar } from '../calendar/api.ts';
import { isGone } from './gone.ts';
import { timeOf, type MachineTime, type TimeParts } from './machine-time.ts';
import { figuresOf } from './model/figures.ts';
import type { Span } from './model/states.ts';
import { reachUs } from './model/settings.ts';
import { addCount, addInterval, addTotals, noTotals, type Totals } from './model/totals.ts';
import { collections, daysOf, keyOf, readMachine, type DayDocument, type DayRow } from './store.ts';

export type RowOfDay = DayRow & { readonly day: string };
export type Doubt = 'late-data' | 'correction' | 'entry' | 'settings' | 'articles';

export type DayCacheOptions = TimeParts & { readonly clock: Clock };

const { days: daysCollection, runs } = collections;
const runTenant = 'oee';
type Run = { readonly epoch: number; readonly clean: boolean };

export class DayCache {
  readonly #options: DayCacheOptions;
  /** Counts what was thrown into doubt, by machine: an answer that was begun before is not kept. */
  readonly #doubts = new Map<string, number>();
  /** Until when days of a machine are kept; readings after it are not late. */
  readonly #keptUntil = new Map<string, number>();
  /** How far behind a day its figures still rest on readings, by machine. */
  readonly #reach = new Map<string, number>();
  #epoch = 0;

  constructor(options: DayCacheOptions) {
    this.#options = options;
  }

  /**
   * After a crash nothing that was kept is believed, as far as its readings are still there: a late one may have been
   * stored unmarked.
   */
  async open(): Promise<void> {
    const { records } = this.#options;
    const before = await records.get<Run>(runs.name, runTenant, 'run');
    const { epoch = 0, clean = true } = before?.document ?? {};
    this.#epoch = clean ? epoch : epoch + 1;
    await this.#writeRun(false);
  }

  async close(): Promise<void> {
    await this.#writeRun(true);
  }

  async #writeRun(clean: boolean): Promise<void> {
    const document: Run = { epoch: this.#epoch, clean };
    const row = { collection: runs.name, tenant: runTenant, id: 'run', document };
    await this.#options.records.transaction(async (records) => void (await records.put(row)));
  }

  /** The span by production day, shift and article; parts of days are computed each time. */
  async rows(machine: string, span: Span): Promise<RowOfDay[]> {
    const { records, calendars, clock } = this.#options;
    const nowUs = clock.now() * 1_000;
    const calendar = await calendars.at(machine);
    const known = await daysOf(records, machine, span);
    const kept = new Map(known.map((document) => [document.day, document]));
    const rows: RowOfDay[] = [];
    const settledUs = nowUs - (await this.#reachOf(machine));
    for (const day of calendar.days(span)) {
      const isWhole = day.fromUs >= span.fromUs && day.toUs <= Math.min(span.toUs, settledUs);
      const asked = { machine, nowUs, day, calendar, span };
      const found = isWhole
        ? await this.#wholeDay(asked, kept.get(day.day))
        : rowsOf(await timeOf(this.#options, { ...asked, span: clipped(day, span) }));
      for (const row of found) rows.push({ ...row, day: day.day });
    }
    return rows;
  }

  /** When this moment of the machine, and what follows, may be otherwise than it was told. */
  async doubt(machine: string, span: Span, why: Doubt): Promise<void> {
    const key = keyOf(machine);
    this.#doubts.set(key, (this.#doubts.get(key) ?? 0) + 1);
    const { toUs } = span;
    const fromUs = span.fromUs - (await this.#reachOf(machine));
    if (fromUs >= (await this.#keptUntilOf(machine))) return;
    const { records } = this.#options;
    const found = await daysOf(records, machine, { fromUs, toUs });
    const fresh = found.filter(({ stale }) => stale === undefined);
    if (fresh.length === 0) return;
    await records.transaction(async (transaction) => {
      for (const before of fresh) {
        const document: DayDocument = { ...before, stale: why };
        await transaction.put({ ...placeOf(machine, before.day), document });
      }
    });
  }

  /** From memory, so that live readings cost nothing. */
  isLate(machine: string, atUs: number): boolean {
    const key = keyOf(machine);
    return atUs - (this.#reach.get(key) ?? 0) < (this.#keptUntil.get(key) ?? -Infinity);
  }

  /** To be called for each machine before its readings are asked about, and when its settings are others. */
  async learn(machine: string): Promise<void> {
    this.#reach.delete(keyOf(machine));
    await this.#reachOf(machine);
    await this.#keptUntilOf(machine);
  }

  async #reachOf(machine: string): Promise<number> {
    const key = keyOf(machine);
    let reach = this.#reach.get(key);
    if (reach === undefined) {
      const { versions = [] } = (await readMachine(this.#options.records, machine)) ?? {};
      reach = Math.max(0, ...versions.map(({ settings }) => reachUs(settings)));
      this.#reach.set(key, reach);
    }
    return reach;
  }

  async #keptUntilOf(machine: string): Promise<number> {
    const key = keyOf(machine);
    let until = this.#keptUntil.get(key);
    if (until === undefined) {
      const { rows } = await this.#options.records.find<DayDocument>(daysCollection.name, {
        tenant: enterpriseOf(key),
        where: [{ key: 'machine', is: 'equal', value: key }],
        order: { key: 'toUs', descending: true },
        limit: 1,
      });
      until = Math.max(rows[0]?.document.toUs ?? -Infinity, this.#keptUntil.get(key) ?? -Infinity);
      this.#keptUntil.set(key, until);
    }
    return until;
  }

  async #wholeDay(asked: Asked, known: DayDocument | undefined): Promise<readonly DayRow[]> {
    const { machine, day, calendar } = asked;
    const plan = planText(calendar, day);
    const isGood = known?.stale === undefined && known?.epoch === this.#epoch;
    if (known && isGood && known.plan === plan) return known.rows;
    const key = keyOf(machine);
    // Readings of now on are heard of before they are missed.
    this.#keptUntil.set(key, Math.max(await this.#keptUntilOf(machine), day.toUs));
    const doubts = this.#doubts.get(key);
    const time = await timeOf(this.#options, { ...asked, span: day });
    const isFinal =
      known !== undefined && (await isGone(this.#options.telemetry, known, time.heard));
    const rows = isFinal ? known.rows : rowsOf(time);
    if (this.#doubts.get(key) !== doubts) return rows;
    const at = new Date(this.#options.clock.now()).toISOString();
    const why = known?.plan === plan ? (known.stale ?? 'crash') : 'calendar';
    const own = { plan, epoch: this.#epoch };
    const document: DayDocument = isFinal
      ? { ...withoutDoubt(known), ...own, final: known.final ?? { at, why: 'readings-gone' } }
      : {
          ...{ machine: key, day: day.day, fromUs: day.fromUs, toUs: day.toUs, rows, ...own },
          ...{ computedAt: at, heard: time.heard },
          changes: known ? changesOf(known, rows, { at, why }) : [],
        };
    await this.#options.records.transaction(async (transaction) => {
      await transaction.put({ ...placeOf(machine, day.day), document });
    });
    return rows;
  }
}

type Asked = {
  readonly machine: string;
  readonly nowUs: number;
  readonly day: CalendarDay;
  readonly calendar: PlantCalendar;
  readonly span: Span;
};

function placeOf(machine: string, day: string) {
  const key = keyOf(machine);
  return { collection: daysCollection.name, tenant: enterpriseOf(key), id: `${key} ${day}` };
}

function clipped(day: Span, span: Span): Span {
  return {
    fromUs: Math.max(day.fromUs, span.fromUs),
    toUs: Math.min(day.toUs, span.toUs),
  };
}

function withoutDoubt({ stale: _stale, ...document }: DayDocument): DayDocument {
  return document;
}

function planText(calendar: PlantCalendar, day: CalendarDay): string {
  const shifts = calendar.shifts(day).map(({ id, day: own, fromUs, toUs, breaks }) => {
    return [id, own, fromUs, toUs, breaks];
  });
  const plan = JSON.stringify([calendar.zone, day.fromUs, day.toUs, day.keepsShifts, shifts]);
  return createHash('sha256').update(plan).digest('base64url');
}

/** Times and parts by shift and article. */
export function rowsOf({ intervals, counted }: MachineTime): DayRow[] {
  const rows = new Map<string, DayRow>();
  const row = (shift: string | undefined, article: string | undefined): Totals => {
    const key = JSON.stringify([shift, article]);
    let found = rows.get(key);
    if (!found) {
      const named = {
        ...(shift === undefined ? {} : { shift }),
        ...(article === undefined ? {} : { article }),
      };
      rows.set(key, (found = { ...named, totals: noTotals() }));
    }
    return found.totals;
  };
  for (const interval of intervals) addInterval(row(interval.shift, interval.article), interval);
  let at = 0;
  for (const count of counted) {
    while (at < intervals.length - 1 && (intervals[at]?.toUs ?? Infinity) <= count.atUs) at += 1;
    addCount(row(intervals[at]?.shift, count.article), count);
  }
  return [...rows.values()];
}

function changesOf(
  known: DayDocument,
  rows: readonly DayRow[],
  { at, why }: { readonly at: string; readonly why: string },
): DayDocument['changes'] {
  if (JSON.stringify(known.rows) === JSON.stringify(rows)) return known.changes;
  const oeeOf = (all: readonly DayRow[]) => {
    const sum = noTotals();
    for (const { totals } of all) addTotals(sum, totals);
    return figuresOf(sum).oee;
  };
  const change = { at, why, oeeBefore: oeeOf(known.rows), oeeAfter: oeeOf(rows) };
  return [...known.changes, change].slice(-20);
}
