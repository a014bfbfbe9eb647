// Parts from counters that are set back and overflow, from readings and events of single parts, and by hand: each as
// an addition at a moment, with what it came from.
import { quality, type Reading } from '../../../stores/series/series.ts';
import { causeOf, type Cause } from './states.ts';

export type Quantity = 'produced' | 'good' | 'scrap' | 'rework';
export type Amounts = Readonly<Record<Quantity, number>>;

export type Counted = Amounts & {
  readonly atUs: number;
  readonly article?: string;
  /** Planned run time of what was produced; absent where no ideal cycle is known. */
  readonly idealUs?: number;
  readonly cause: Cause | { readonly part: string } | { readonly entry: string };
  /** The counter was set back, or ran over, just before. */
  readonly after?: 'reset' | 'wrap';
};

export type CounterStep = {
  readonly atUs: number;
  readonly by: number;
  readonly cause: Cause;
  readonly after?: 'reset' | 'wrap';
};

/**
 * What a counter grew by at each reading. Where it falls, it ran over if its largest value is told and the way
 * over it is the shorter one; else it was set back and began at nothing.
 */
export function counterSteps(
  readings: readonly Reading[],
  options: { readonly wrapsAt?: number } = {},
): CounterStep[] {
  const { wrapsAt } = options;
  const steps: CounterStep[] = [];
  let before: number | undefined;
  for (const reading of readings) {
    const value = numberOf(reading);
    if (value === undefined) continue;
    const step = before === undefined ? undefined : stepOf(before, value, wrapsAt);
    before = value;
    if (!step || step.by === 0) continue;
    steps.push({ atUs: reading.sourceTimeUs, cause: causeOf(reading), ...step });
  }
  return steps;
}

function numberOf({ value, quality: good }: Reading): number | undefined {
  if (good === quality.bad || value === null || typeof value === 'boolean') return undefined;
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

function stepOf(
  before: number,
  value: number,
  wrapsAt: number | undefined,
): { by: number; after?: 'reset' | 'wrap' } {
  if (value >= before) return { by: value - before };
  if (wrapsAt !== undefined && before <= wrapsAt) {
    const over = wrapsAt - before + value;
    if (over < wrapsAt / 2) return { by: over, after: 'wrap' };
  }
  return { by: value, after: 'reset' };
}

/** Two of produced, good and scrap tell the third. */
export function amountsOf(quantity: Quantity, by: number, told: ReadonlySet<Quantity>): Amounts {
  const none = { produced: 0, good: 0, scrap: 0, rework: 0 };
  if (!told.has('produced')) return { ...none, produced: by, [quantity]: by };
  const rest: Quantity = told.has('good') ? 'scrap' : 'good';
  if (quantity === 'produced') return { ...none, produced: by, [rest]: by };
  return { ...none, [quantity]: by, [rest]: -by };
}
