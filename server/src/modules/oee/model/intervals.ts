// From states to what is counted: the word of persons laid over them, micro-stops found, and all of it cut at the
// edges of shifts, breaks, days and articles, so that each interval belongs to one of each. Nothing overlaps, nothing
// is left out: the sums close to the microsecond.
import type { PlantCalendar } from '../../calendar/api.ts';
import { isStop, type Element, type State } from './elements.ts';
import type { Decided } from './mapping.ts';
import type { Cause, Span, StateInterval } from './states.ts';

/** What a person said of a span afterwards. */
export type Said = Span & {
  readonly id: string;
  readonly reason: string;
  /** What the time is, where the reason says so. */
  readonly is?: State;
  readonly failure: boolean;
};

/** Something that holds from a moment until the next, e.g. the article. */
export type Step = { readonly fromUs: number; readonly value?: string };

export type Marked = Span & {
  readonly state: State;
  readonly by: Decided;
  readonly cause?: Cause;
  readonly reason?: string;
  readonly failure: boolean;
  /** The person's word that decides. */
  readonly said?: string;
};

export type Interval = Marked & {
  readonly element: Element;
  /** Below the threshold, between two spans of production. */
  readonly minor: boolean;
  /** The stop, or failure, begins here; not where only a shift does. */
  readonly begins: boolean;
  readonly plan: 'busy' | 'break' | 'off';
  /** Worked outside planned time: counts for the planned busy time too, so that times and parts fit. */
  readonly beyondPlan: boolean;
  readonly day: string;
  /** `<day> <id>` of the shift. */
  readonly shift?: string;
  readonly article?: string;
};

/** What a rule, or a signal that names reasons, says of why it stands. */
export type ReasonOf = (interval: StateInterval) => { reason?: string; failure: boolean };

/** Later words stand above earlier ones; production is never talked away. */
export function withSaid(
  states: readonly StateInterval[],
  said: readonly Said[],
  reasonOf: ReasonOf,
): Marked[] {
  const marked: Marked[] = [];
  const edges = [...new Set(said.flatMap(({ fromUs, toUs }) => [fromUs, toUs]))].toSorted(
    (a, b) => a - b,
  );
  for (const interval of states) {
    const { reason: why, failure: fails } = reasonOf(interval);
    const { fromUs, toUs, state, by, cause } = interval;
    const base: Growing<Marked> = { fromUs, toUs, state, by, failure: fails };
    if (cause) base.cause = cause;
    if (why !== undefined) base.reason = why;
    if (interval.state === 'APT' || edges.length === 0) {
      marked.push(base);
      continue;
    }
    for (const piece of pieces(interval, edges)) {
      const word = said.findLast((one) => one.fromUs <= piece.fromUs && one.toUs >= piece.toUs);
      if (!word) marked.push({ ...base, fromUs: piece.fromUs, toUs: piece.toUs });
      else {
        const { id, reason, failure, is = interval.state } = word;
        const { fromUs: from, toUs: to } = piece;
        marked.push({ ...base, fromUs: from, toUs: to, reason, failure, said: id, state: is });
      }
    }
  }
  return marked;
}

/** The span cut at those edges that lie within it; `edges` in order. */
export function pieces(span: Span, edges: readonly number[]): Span[] {
  const first = firstAbove(edges, span.fromUs);
  if ((edges[first] ?? Infinity) >= span.toUs) return [span];
  const cut: Span[] = [];
  let { fromUs } = span;
  for (let i = first; i < edges.length; i++) {
    const edge = edges[i] ?? 0;
    if (edge >= span.toUs) break;
    cut.push({ fromUs, toUs: edge });
    fromUs = edge;
  }
  cut.push({ fromUs, toUs: span.toUs });
  return cut;
}

function firstAbove(sorted: readonly number[], number: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}

const runs: Stopped = { minor: false, begins: false };
const begun: Stopped = { minor: false, begins: true };

type Stopped = { readonly minor: boolean; readonly begins: boolean };

/** For each interval whether it is (part of) a micro-stop, and whether a stop begins with it. */
export function findStops(marked: readonly Marked[], microStopUs: number): Stopped[] {
  const found: Stopped[] = marked.map(({ said }, i) =>
    said === undefined || marked[i - 1]?.said === said ? runs : begun,
  );
  let at = 0;
  while (at < marked.length) {
    const first = marked[at];
    if (!first || !isStop(first.state)) {
      at += 1;
      continue;
    }
    let end = at;
    while (end < marked.length && isStop(marked[end]?.state ?? 'APT')) end += 1;
    const run = marked.slice(at, end);
    const isBetween = marked[at - 1]?.state === 'APT' && marked[end]?.state === 'APT';
    const lengthUs = (run.at(-1)?.toUs ?? 0) - first.fromUs;
    // Whoever gave it a reason means it: then it is no micro-stop.
    const isPlain = run.every(({ said, failure }) => said === undefined && !failure);
    const minor = isBetween && isPlain && lengthUs < microStopUs;
    for (const [i, one] of run.entries()) {
      const before = run[i - 1];
      const isOther = before?.reason !== one.reason || before?.failure !== one.failure;
      const begins = !before || (!minor && isOther);
      found[at + i] = { minor, begins };
    }
    at = end;
  }
  return found;
}

export type Laid = {
  readonly span: Span;
  readonly marked: readonly Marked[];
  readonly microStopUs: number;
  readonly calendar: PlantCalendar;
  readonly articles: readonly Step[];
};

/** Intervals of exactly the span, cut at every edge of the calendar and of the articles. */
export function layOut({ span, marked, microStopUs, calendar, articles }: Laid): Interval[] {
  const stops = findStops(marked, microStopUs);
  const plan = planOf(calendar, span);
  const edges = [...plan.edges, ...articles.map(({ fromUs }) => fromUs)].toSorted((a, b) => a - b);
  const unique = edges.filter((edge, i) => edge !== edges[i - 1]);
  const laid: Interval[] = [];
  let article = 0;
  for (const [i, one] of marked.entries()) {
    const fromUs = Math.max(one.fromUs, span.fromUs);
    const toUs = Math.min(one.toUs, span.toUs);
    if (fromUs >= toUs) continue;
    const { minor = false, begins = false } = stops[i] ?? {};
    for (const piece of pieces(
      fromUs === one.fromUs && toUs === one.toUs ? one : { fromUs, toUs },
      unique,
    )) {
      while ((articles[article + 1]?.fromUs ?? Infinity) <= piece.fromUs) article += 1;
      const placed = plan.at(piece.fromUs);
      const element = elementOf(minor ? 'ADET' : one.state, placed.plan);
      // Written out, since a year has a hundred thousand of them.
      const interval: Growing<Interval> = {
        fromUs: piece.fromUs,
        toUs: piece.toUs,
        state: one.state,
        by: one.by,
        failure: one.failure,
        element,
        minor,
        begins: begins && piece.fromUs === one.fromUs,
        plan: placed.plan,
        beyondPlan: placed.plan !== 'busy' && (element === 'APT' || element === 'AUST'),
        day: placed.day,
      };
      if (placed.shift !== undefined) interval.shift = placed.shift;
      if (one.cause) interval.cause = one.cause;
      if (one.reason !== undefined) interval.reason = one.reason;
      if (one.said !== undefined) interval.said = one.said;
      const value = articleAt(articles[article], piece.fromUs);
      if (value !== undefined) interval.article = value;
      laid.push(interval);
    }
  }
  return laid;
}

function articleAt(step: Step | undefined, atUs: number): string | undefined {
  return step && step.fromUs <= atUs ? step.value : undefined;
}

/**
 * Outside planned time only what was worked counts, and is added to the plan; a machine that stands, or of
 * which nothing is known, while nobody planned to work is no loss.
 */
function elementOf(state: State, plan: Interval['plan']): Element {
  if (plan === 'busy' || state === 'APT' || state === 'AUST') return state;
  return plan === 'break' ? 'PDOT' : 'NOPT';
}

type Growing<T> = { -readonly [K in keyof T]: T[K] };

type Placed = { readonly plan: Interval['plan']; readonly day: string; readonly shift?: string };

/** Asked in order of time. */
function planOf(
  calendar: PlantCalendar,
  span: Span,
): { edges: number[]; at: (us: number) => Placed } {
  const days = calendar.days(span);
  const shifts = calendar.shifts(span);
  const edges = [
    ...days.map(({ fromUs }) => fromUs),
    ...shifts.flatMap((shift) => [shift, ...shift.breaks].flatMap((one) => [one.fromUs, one.toUs])),
  ];
  let [day, shift] = [0, 0];
  const find = (us: number): Placed => {
    while (day < days.length - 1 && (days[day]?.toUs ?? 0) <= us) day += 1;
    while (shift < shifts.length && (shifts[shift]?.toUs ?? 0) <= us) shift += 1;
    const inDay = days[day];
    const name = inDay?.day ?? '';
    const now = shifts[shift];
    if (!now || now.fromUs > us) {
      return { plan: inDay?.keepsShifts === false ? 'busy' : 'off', day: name };
    }
    const inBreak = now.breaks.some((one) => one.fromUs <= us && us < one.toUs);
    return { plan: inBreak ? 'break' : 'busy', day: name, shift: `${now.day} ${now.id}` };
  };
  const sorted = edges.toSorted((a, b) => a - b);
  let [placed, next] = [find(span.fromUs), sorted.findIndex((edge) => edge > span.fromUs)];
  const at = (us: number): Placed => {
    if (next >= 0 && (sorted[next] ?? Infinity) <= us) {
      placed = find(us);
      while ((sorted[next] ?? Infinity) <= us) next += 1;
    }
    return placed;
  };
  return { edges, at };
}
