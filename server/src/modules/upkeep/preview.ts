// What policies would do now, before they do it, by what the store knows of its readings: those that are there, so that of
// what was thinned only the rest counts, and where it was thinned already there is nothing to thin.
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../kernel/world/clock.ts';
import type { SeriesStore } from '../../stores/series/series.ts';
import { cutoffsOf, dayUs } from './model/policy.ts';
import type { Selected } from './select-series.ts';

const seriesAtOnce = 20;
const wholeMs = 4_000;
/** Asked for at once: of so many files the store knows each. */
const partDays = 30;
const partsMost = 400;

export type Affected = {
  /** What is older is affected. */
  readonly beforeUs: number;
  readonly readings: number;
  readonly bytes: number;
  readonly oldestUs?: number;
};
export type PolicyPreview = {
  readonly selected: Selected;
  /** Series that the numbers rest on; less than all where counting all would take long. */
  readonly counted: number;
  readonly thin?: Affected;
  readonly remove?: Affected;
};

type Parts = { readonly series: SeriesStore; readonly clock: Clock };

export async function preview(
  { series, clock }: Parts,
  selected: readonly Selected[],
  nowUs: number,
): Promise<PolicyPreview[]> {
  const statistics = await series.statistics();
  const bytesPerReading = statistics.readings > 0 ? statistics.bytes / statistics.readings : 0;
  const found: PolicyPreview[] = [];
  for (const one of selected) {
    const { thinUntilUs, removeUntilUs, bucketUs } = cutoffsOf(one.policy, nowUs);
    const oldestUs = statistics.oldestUs ?? nowUs;
    const fromUs = Math.max(oldestUs, removeUntilUs ?? -Infinity);
    const given = {
      series,
      clock,
      bytesPerReading,
      deadlineMs: clock.monotonicMs() + wholeMs / selected.length,
    };
    const sample = spread(one.series);
    const counts: number[] = [];
    const of = async (span: Span): Promise<Affected> => {
      const { counted, ...affected } = await count(
        { ...given, sample, all: one.series.length },
        span,
      );
      counts.push(counted);
      return affected;
    };
    const remove =
      removeUntilUs !== undefined && (await of({ fromUs: oldestUs, toUs: removeUntilUs }));
    const thin =
      thinUntilUs !== undefined && (await of({ fromUs, toUs: thinUntilUs, thinTo: bucketUs }));
    found.push({
      ...{ selected: one, counted: Math.min(one.series.length, ...counts) },
      ...(remove ? { remove } : {}),
      ...(thin ? { thin } : {}),
    });
  }
  return found;
}

type Span = {
  readonly fromUs: number;
  readonly toUs: number;
  readonly thinTo?: number | undefined;
};
type Sample = Parts & {
  readonly sample: readonly string[];
  readonly all: number;
  readonly bytesPerReading: number;
  readonly deadlineMs: number;
};

async function count(
  { series, clock, sample, all, bytesPerReading, deadlineMs }: Sample,
  { fromUs, toUs, thinTo }: Span,
): Promise<Affected & { readonly counted: number }> {
  const empty = { beforeUs: toUs, readings: 0, bytes: 0, counted: all };
  if (fromUs >= toUs || all === 0) return empty;
  let [readings, counted] = [0, 0];
  let oldestUs = Infinity;
  const beginUs = Math.floor(fromUs / dayUs) * dayUs;
  const partUs = Math.max(partDays, Math.ceil((toUs - beginUs) / dayUs / partsMost)) * dayUs;
  for (let at = 0; at < sample.length; at += seriesAtOnce) {
    if (at > 0 && clock.monotonicMs() > deadlineMs) break;
    const some = sample.slice(at, at + seriesAtOnce);
    for (let partFromUs = beginUs; partFromUs < toUs; partFromUs += partUs) {
      const span = { series: some, fromUs: partFromUs, toUs: Math.min(toUs, partFromUs + partUs) };
      const found = await series.estimate({ ...span, ...(thinTo === undefined ? {} : { thinTo }) });
      readings += found;
      if (found === 0 || oldestUs < partFromUs) continue;
      const [first] = await series.range({ ...span, limit: 1 });
      oldestUs = Math.min(oldestUs, first?.sourceTimeUs ?? Infinity);
    }
    counted += some.length;
    await setImmediate(); // others have their turn
  }
  const whole = Math.round((readings * all) / counted);
  return {
    ...{ beforeUs: toUs, readings: whole, bytes: Math.round(whole * bytesPerReading), counted },
    ...(oldestUs === Infinity ? {} : { oldestUs }),
  };
}

/** The same series in another order: whoever stops early has seen some of all machines. */
function spread(series: readonly string[]): string[] {
  const strides = Math.ceil(series.length / seriesAtOnce);
  const found: string[] = [];
  for (let first = 0; first < strides; first++) {
    for (let at = first; at < series.length; at += strides) found.push(series[at] ?? '');
  }
  return found;
}
