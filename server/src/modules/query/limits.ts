// What one question may cost, and how many are answered at once: a question that would hold everybody up is refused before
// it begins, by an estimate from what the store knows of itself, or is ended on its way.
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../kernel/world/clock.ts';
import { spanSeriesMax, type SeriesStore } from '../../stores/series/series.ts';
import { queryFailures } from './failures.ts';

export type Limits = {
  readonly signalsMax: number;
  readonly readingsMax: number;
  /** Numbers in one answer. */
  readonly pointsMax: number;
  readonly secondsMax: number;
  /** Answered at once; four times as many wait. */
  readonly queriesMax: number;
};

type Span = { readonly fromUs: number; readonly toUs: number };

/** Of as many signals as one question of the store may have. */
export function estimateOf(
  store: Pick<SeriesStore, 'estimate'>,
  signals: readonly string[],
  { fromUs, toUs }: Span,
): Promise<number> {
  return store.estimate({ series: signals.slice(0, spanSeriesMax), fromUs, toUs });
}

export function refuseTooMany(
  readings: number,
  signals: number,
  given: { readonly span: Span; readonly limits: Limits },
): void {
  const { readingsMax: most } = given.limits;
  if (readings <= most) return;
  const hours = (given.span.toUs - given.span.fromUs) / 3.6e9;
  // Somewhat less, since it is an estimate.
  const fitting = Math.max(0.01, (0.9 * hours * most) / readings);
  throw queryFailures['too-many-readings']({
    ...{ readings, signals, most },
    hours: Number(fitting.toPrecision(2)),
  });
}

const tries = 20;

/** By the store's own estimate; says how much of the end of the span may be asked for instead. */
export async function refuseCostly(
  store: Pick<SeriesStore, 'estimate'>,
  signals: readonly string[],
  {
    readings,
    span,
    limits,
  }: { readonly readings: number; readonly span: Span; readonly limits: Limits },
): Promise<void> {
  const { readingsMax: most } = limits;
  if (readings <= most) return;
  const { toUs } = span;
  let { fromUs } = span;
  let left = readings;
  for (let n = 0; n < tries && left > most; n++) {
    fromUs = Math.floor(toUs - ((toUs - fromUs) * 0.9 * most) / left);
    left = await estimateOf(store, signals, { fromUs, toUs });
  }
  const hours = Math.max(0.01, (toUs - fromUs) / 3.6e9);
  throw queryFailures['too-many-readings']({
    ...{ readings, signals: signals.length, most },
    // Rounded down: what is proposed is answered.
    hours: floorTo2(hours),
  });
}

function floorTo2(number: number): number {
  const step = 10 ** (Math.floor(Math.log10(number)) - 1);
  return Number((Math.floor(number / step) * step).toPrecision(2));
}

/** Readings between two looks at the clock, at which others have their turn. */
const stepReadings = 50_000;

/** What one question has taken so far. */
export class Spent {
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #signal: AbortSignal;
  readonly #endMs: number;
  readings = 0;
  #looked = 0;

  constructor(clock: Clock, limits: Limits, signal: AbortSignal) {
    this.#clock = clock;
    this.#limits = limits;
    this.#signal = signal;
    this.#endMs = clock.monotonicMs() + limits.secondsMax * 1_000;
  }

  /** Fails when the question has had enough, or nobody waits for the answer any more. */
  async take(readings: number): Promise<void> {
    this.readings += readings;
    if (this.readings - this.#looked < stepReadings) return;
    this.#looked = this.readings;
    await this.look();
  }

  async look(): Promise<void> {
    await setImmediate();
    if (this.#signal.aborted) throw queryFailures.left();
    const { secondsMax: seconds, readingsMax: most } = this.#limits;
    const { readings } = this;
    if (this.#clock.monotonicMs() > this.#endMs) {
      throw queryFailures['too-long']({ seconds, readings });
    }
    if (readings > most * 2) throw queryFailures['too-long']({ seconds, readings });
  }
}
