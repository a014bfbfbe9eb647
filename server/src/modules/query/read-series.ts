// Readings of one series on their way into a fold: the one that held when the span began, those of the span, and where
// lines are drawn the next one after it.
import type { EpochUs, Reading, SeriesStore } from '../../stores/series/series.ts';
import { lastOf } from './corrected.ts';
import type { Spent } from './limits.ts';
import type { Fold } from './model/samples.ts';

export type Reach = {
  readonly fromUs: EpochUs;
  readonly toUs: EpochUs;
  /** How far back the reading that holds at the start may lie; 0 when none is asked for. */
  readonly lookBackUs: number;
  /** As far, the first reading after the span. */
  readonly looksAhead: boolean;
  readonly lowestQuality: number;
  readonly asMeasured: boolean;
};

export async function readSeries(
  store: SeriesStore,
  signal: string,
  given: { readonly reach: Reach; readonly fold: Fold; readonly spent: Spent },
): Promise<void> {
  const { reach, fold, spent } = given;
  const { fromUs, toUs, lowestQuality, asMeasured } = reach;
  const series = [signal];
  const tell = (reading: Reading | undefined): void => {
    if (!reading) return;
    fold.take(reading.sourceTimeUs, reading.value, reading.quality >= lowestQuality);
  };
  if (reach.lookBackUs > 0) tell(await heldBefore(store, signal, reach));
  const batches = store.scan({ series, fromUs, toUs, asMeasured });
  for await (const { sourceTimeUs, values, quality } of batches) {
    for (let n = 0; n < sourceTimeUs.length; n++) {
      fold.take(sourceTimeUs[n] ?? 0, values[n] ?? null, (quality[n] ?? 0) >= lowestQuality);
    }
    await spent.take(sourceTimeUs.length);
  }
  if (reach.looksAhead) {
    const after = { series, fromUs: toUs, toUs: toUs + reach.lookBackUs, limit: 1, asMeasured };
    const [next] = await store.range(after);
    tell(next);
  }
}

/** The last reading before the span, good or bad: what it said holds, or that it could not tell does. */
async function heldBefore(
  store: SeriesStore,
  signal: string,
  { fromUs, lookBackUs, asMeasured }: Reach,
): Promise<Reading | undefined> {
  const newest = (await lastOf(store, [signal], asMeasured)).get(signal);
  if (!newest || newest.sourceTimeUs < fromUs - lookBackUs) return undefined;
  if (newest.sourceTimeUs < fromUs) return newest;
  const [held] = await store.range({
    series: [signal],
    fromUs: fromUs - lookBackUs,
    toUs: fromUs,
    limit: 1,
    newestFirst: true,
    asMeasured,
  });
  return held;
}
