// The figures by which ISA-18.2 (clause 16) and IEC 62682 judge an alarm system: how many alarms an operator gets, how much of
// the time in floods, which alarms come too often or never go, how priorities are spread. Each with the list behind it.
import type { Priority } from '../rule-schema.ts';
import { priorities } from '../rule-schema.ts';
import { floodBegins, floodEnds } from './flood.ts';

const periodMs = 600_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;
const listMax = 1_000;

/** An alarm was shown to an operator. */
export type Shown = {
  readonly atMs: number;
  readonly alarm: string;
  readonly name: string;
  readonly position: string;
  readonly priority: Priority;
};

export type Period = { readonly fromMs: number; readonly count: number };
export type Often = { readonly alarm: string; readonly name: string; readonly count: number };

export type PositionFigures = {
  readonly position: string;
  readonly alarms: number;
  readonly averagePer10Min: number;
  readonly peakPer10Min: number;
  /** Share of the time, 0 … 1. */
  readonly floodShare: number;
  /** Periods of 10 minutes with alarms, the fullest first. */
  readonly periods: readonly Period[];
  readonly floods: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly count: number;
  }[];
};

export type Figures = {
  readonly alarms: number;
  readonly positions: readonly PositionFigures[];
  readonly priorities: readonly {
    readonly priority: Priority;
    readonly count: number;
    readonly share: number;
  }[];
  /** The ten that come most often, and their share of all. */
  readonly topTen: readonly Often[];
  readonly topTenShare: number;
  /** Raised three times or more within a minute, with how often that happened. */
  readonly chattering: readonly Often[];
};

/** What the standard recommends, for the page beside the figures. */
export const recommended = {
  averagePer10Min: { acceptable: 1, manageable: 2 },
  peakPer10Min: 10,
  floodShare: 0.01,
  topTenShare: 0.05,
  chattering: 0,
  stalePerDay: 5,
  priorities: { critical: 0.01, high: 0.05, medium: 0.15, low: 0.8 },
} as const;

/** Takes what was shown in the order of time, in bounded memory: a counter an alarm and a period. */
export class FigureCount {
  readonly #span: { readonly fromMs: number; readonly toMs: number };
  readonly #positions = new Map<string, PositionCount>();
  readonly #alarms = new Map<
    string,
    { name: string; count: number; chatter: number; last: number[] }
  >();
  readonly #priorities = new Map<Priority, number>();
  #count = 0;

  constructor(span: { readonly fromMs: number; readonly toMs: number }) {
    this.#span = span;
  }

  add({ atMs, alarm, name, position, priority }: Shown): void {
    this.#count += 1;
    this.#priorities.set(priority, (this.#priorities.get(priority) ?? 0) + 1);
    const known = this.#alarms.get(alarm) ?? { name, count: 0, chatter: 0, last: [] };
    known.count += 1;
    known.last = [...known.last.slice(-2), atMs];
    if (known.last.length === 3 && atMs - (known.last[0] ?? 0) <= minuteMs) known.chatter += 1;
    this.#alarms.set(alarm, known);
    let place = this.#positions.get(position);
    if (!place) this.#positions.set(position, (place = new PositionCount(this.#span)));
    place.add(atMs);
  }

  figures(): Figures {
    const often = [...this.#alarms].map(([alarm, one]) => ({ alarm, ...one }));
    const topTen = often.toSorted((a, b) => b.count - a.count).slice(0, 10);
    const share = (count: number) => (this.#count === 0 ? 0 : count / this.#count);
    return {
      alarms: this.#count,
      positions: [...this.#positions]
        .map(([position, count]) => ({ position, ...count.figures() }))
        .toSorted((a, b) => b.alarms - a.alarms),
      priorities: priorities.map((priority) => {
        const count = this.#priorities.get(priority) ?? 0;
        return { priority, count, share: share(count) };
      }),
      topTen: topTen.map(({ alarm, name, count }) => ({ alarm, name, count })),
      topTenShare: share(topTen.reduce((sum, { count }) => sum + count, 0)),
      chattering: often
        .filter(({ chatter }) => chatter > 0)
        .map(({ alarm, name, chatter }) => ({ alarm, name, count: chatter }))
        .toSorted((a, b) => b.count - a.count)
        .slice(0, listMax),
    };
  }
}

type Flood = { fromMs: number; toMs: number; count: number };

class PositionCount {
  readonly #span: { readonly fromMs: number; readonly toMs: number };
  readonly #periods = new Map<number, number>();
  readonly #floods: Flood[] = [];
  #recent: number[] = [];
  #open: Flood | undefined;
  #count = 0;

  constructor(span: { readonly fromMs: number; readonly toMs: number }) {
    this.#span = span;
  }

  add(atMs: number): void {
    this.#count += 1;
    const period = Math.floor((atMs - this.#span.fromMs) / periodMs);
    this.#periods.set(period, (this.#periods.get(period) ?? 0) + 1);
    this.#passed(atMs);
    this.#recent.push(atMs);
    if (this.#open) this.#open.count += 1;
    else if (this.#recent.length > floodBegins) {
      this.#open = { fromMs: atMs, toMs: atMs, count: this.#recent.length };
    }
  }

  figures(): Omit<PositionFigures, 'position'> {
    this.#passed(this.#span.toMs);
    if (this.#open) this.#floods.push({ ...this.#open, toMs: this.#span.toMs });
    this.#open = undefined;
    const periods = [...this.#periods]
      .map(([period, count]) => ({ fromMs: this.#span.fromMs + period * periodMs, count }))
      .toSorted((a, b) => b.count - a.count || a.fromMs - b.fromMs);
    const lengthMs = this.#span.toMs - this.#span.fromMs;
    const floodMs = this.#floods.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    return {
      alarms: this.#count,
      averagePer10Min: (this.#count * periodMs) / lengthMs,
      peakPer10Min: periods[0]?.count ?? 0,
      floodShare: floodMs / lengthMs,
      periods: periods.slice(0, listMax),
      floods: this.#floods.slice(0, listMax),
    };
  }

  /** A flood ends when fewer than five were shown within the last ten minutes. */
  #passed(nowMs: number): void {
    while (this.#open && this.#recent.length >= floodEnds) {
      const leavesMs = (this.#recent[this.#recent.length - floodEnds] ?? 0) + periodMs;
      if (leavesMs > nowMs) break;
      this.#floods.push({ ...this.#open, toMs: leavesMs });
      this.#open = undefined;
    }
    this.#recent = this.#recent.filter((atMs) => atMs > nowMs - periodMs).slice(-listMax);
  }
}

/** Active for more than a day. */
export function isStale(raisedAtMs: number, nowMs: number): boolean {
  return nowMs - raisedAtMs > dayMs;
}
