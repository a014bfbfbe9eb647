// Figures of machines and of what they stand in: whoever asks, over HTTP, on the page, in an export or on the command
// line, is answered from here.
import type { Clock } from '../../kernel/world/clock.ts';
import { enterpriseOf } from '../assets/api.ts';
import { placesAbove } from '../calendar/api.ts';
import { DayCache } from './day-cache.ts';
import { oeeFailures } from './failures.ts';
import { timeOf, type MachineTime, type TimeParts } from './machine-time.ts';
import { grouped, type Group, type Grouped, type Row } from './model/groups.ts';
import type { Span } from './model/states.ts';
import { daysOf, keyOf, machinesOf, type DayChange, type Final } from './store.ts';

export type OeeOptions = TimeParts & { readonly clock: Clock };

const machineDaysMax = 20_000;
const intervalsMax = 20_000;
const dayUs = 86_400_000_000;

export type Told = {
  readonly machines: readonly string[];
  readonly rows: readonly Grouped[];
  /** Closed days that came to something else later. */
  readonly changes: readonly (DayChange & OfDay)[];
  /** Closed days whose readings are no longer kept: they stay as they were computed. */
  readonly final: readonly (Final & OfDay)[];
};
type OfDay = { readonly machine: string; readonly day: string };

export class Oee {
  readonly days: DayCache;
  readonly parts: OeeOptions;

  constructor(options: OeeOptions) {
    this.parts = options;
    this.days = new DayCache(options);
  }

  /** The machines with settings that are this, or stand in it. Fails with `oee.not-set-up`. */
  async machinesIn(identifier: string): Promise<readonly string[]> {
    const { records, assets } = this.parts;
    const key = keyOf(identifier);
    const enterprise = enterpriseOf(key);
    const all = (await machinesOf(records, enterprise)).map((one) => one.identifier);
    const found: string[] = [];
    for (const machine of all) {
      const places =
        key === enterprise || keyOf(machine) === key ? [key] : await placesAbove(assets, machine);
      if (places.some((place) => keyOf(place) === key)) found.push(machine);
    }
    if (found.length === 0) throw oeeFailures['not-set-up']({ identifier });
    return found;
  }

  /** Fails with `oee.not-set-up`, `oee.too-much`. */
  async figures(identifier: string, span: Span, by: Group): Promise<Told> {
    const machines = await this.machinesIn(identifier);
    const count = machines.length * Math.ceil((span.toUs - span.fromUs) / dayUs);
    if (count > machineDaysMax) {
      throw oeeFailures['too-much']({ count, countMax: machineDaysMax });
    }
    const rows: Row[] = [];
    const changes: Told['changes'][number][] = [];
    const final: Told['final'][number][] = [];
    for (const machine of machines) {
      for (const row of await this.days.rows(machine, span)) rows.push({ ...row, machine });
      for (const kept of await daysOf(this.parts.records, machine, span)) {
        const { day } = kept;
        for (const change of kept.changes) changes.push({ ...change, machine, day });
        if (kept.final) final.push({ ...kept.final, machine, day });
      }
    }
    return { machines, rows: grouped(rows, by), changes, final };
  }

  /** Fails with `oee.too-many-intervals`. */
  async time(machine: string, span: Span): Promise<MachineTime> {
    await this.machinesIn(machine);
    const nowUs = this.parts.clock.now() * 1_000;
    const time = await timeOf(this.parts, { machine, span, nowUs });
    const count = time.intervals.length + time.counted.length;
    if (count > intervalsMax) {
      throw oeeFailures['too-many-intervals']({ machine, count, countMax: intervalsMax });
    }
    return time;
  }
}
