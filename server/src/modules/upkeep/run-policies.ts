// One run of the policies of an enterprise, a day of a policy at a time: what is done stays done, and what was done before
// is not due again, so a run that was cut short is simply made again.
import { upkeepSeriesMax, type SeriesStore } from '../../stores/series/series.ts';
import { cutoffsOf, dayUs } from './model/policy.ts';
import type { Selected } from './select-series.ts';

export type Step = {
  readonly policy: string;
  readonly work: 'thin' | 'remove';
  readonly series: readonly string[];
  readonly fromUs: number;
  readonly toUs: number;
  readonly bucketUs: number;
  /** With it all of the policy up to here is done; absent where more steps of the same day follow. */
  readonly reachedUs?: number;
};

/** One reading with a wrong year must not make a step of each day since: what lies further back goes with the first. */
const stepsBackMax = 3_660;

/** In the order in which they are made: of each policy what is removed, then what is thinned, the oldest day first. */
export function stepsOf(
  selected: readonly Selected[],
  given: {
    readonly nowUs: number;
    readonly oldestUs: number;
    /** Nothing before needs to be looked at. */
    readonly from?: (policy: string, work: Step['work']) => number;
  },
): Step[] {
  const { nowUs, oldestUs, from: startOf = () => -Infinity } = given;
  const steps: Step[] = [];
  for (const { policy, series } of selected) {
    const {
      thinUntilUs = -Infinity,
      bucketUs = 0,
      removeUntilUs = -Infinity,
    } = cutoffsOf(policy, nowUs);
    const oldestDayUs = Math.floor(oldestUs / dayUs) * dayUs;
    const add = (work: Step['work'], dueUs: number, toUs: number) => {
      const fromUs = Math.max(dueUs, startOf(policy.id, work));
      const firstUs = Math.max(fromUs, toUs - stepsBackMax * dayUs);
      for (let day = firstUs; day < toUs; day += dayUs) {
        for (let at = 0; at < series.length; at += upkeepSeriesMax) {
          const some = series.slice(at, at + upkeepSeriesMax);
          const from = day === firstUs ? fromUs : day;
          const span = { fromUs: from, toUs: day + dayUs };
          const isLast = at + upkeepSeriesMax >= series.length;
          const reached = isLast ? { reachedUs: span.toUs } : {};
          steps.push({ policy: policy.id, work, series: some, ...span, bucketUs, ...reached });
        }
      }
    };
    add('remove', oldestDayUs, removeUntilUs);
    add('thin', Math.max(oldestDayUs, removeUntilUs), thinUntilUs);
  }
  return steps;
}

/** How many readings are fewer. */
export async function take(series: SeriesStore, step: Step): Promise<number> {
  const { series: names, fromUs, toUs, bucketUs } = step;
  const span = { series: names, fromUs, toUs };
  if (step.work === 'remove') return (await series.remove(span)).readings;
  const { before, after } = await series.thin({ ...span, bucketUs });
  return before - after;
}
