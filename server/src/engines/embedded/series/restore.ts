// Brings readings back from a copy of a store: those that are not there, one series after the other. What is there stays as
// it is, so that a restore that was cut short is simply made again.
import {
  isUnder,
  rangeLimitMax,
  toColumns,
  type Reading,
  type Restored,
  type RestoreWanted,
  type SeriesSpan,
  type SeriesStore,
} from '../../../stores/series/series.ts';

type To = Pick<SeriesStore, 'append' | 'range'>;
type Wanted = RestoreWanted & { isThinned(span: SeriesSpan): Promise<boolean> };

const namesAtOnce = 1_000;

export async function restoreFrom(from: SeriesStore, to: To, wanted: Wanted): Promise<Restored> {
  const sum = { readings: 0, series: 0, thinned: 0 };
  let after = '';
  for (;;) {
    const names = await from.names({ under: wanted.under, after, limit: namesAtOnce });
    for (const name of names) {
      if (!isUnder(name, wanted.under)) continue;
      const { fromUs, toUs } = wanted;
      const span = { series: [name], fromUs, toUs };
      if (await wanted.isThinned(span)) {
        sum.thinned++;
        continue;
      }
      const readings = await restoreSeries({ from, to }, span);
      sum.readings += readings;
      if (readings > 0) sum.series++;
    }
    const last = names.at(-1);
    if (last === undefined || names.length < namesAtOnce) return sum;
    after = last;
  }
}

async function restoreSeries(
  { from, to }: { readonly from: SeriesStore; readonly to: To },
  { series, toUs, ...span }: SeriesSpan,
): Promise<number> {
  let restored = 0;
  for (let { fromUs } = span; fromUs < toUs;) {
    const query = { series, fromUs, toUs, limit: rangeLimitMax, asMeasured: true };
    const kept = await from.range(query);
    const last = kept.at(-1);
    if (last === undefined) break;
    // A page ends before a time that it may have cut in two; a page of one time alone is taken as it is.
    const isWhole = kept.length < rangeLimitMax;
    const endUs = isWhole ? toUs : Math.max(last.sourceTimeUs, fromUs + 1);
    const page = kept.filter(({ sourceTimeUs }) => sourceTimeUs < endUs);
    const there = await counted(to, { series, fromUs, toUs: endUs });
    const missing = page.filter((reading) => !took(there, keyOf(reading)));
    if (missing.length > 0) await to.append(toColumns(missing));
    restored += missing.length;
    fromUs = endUs;
  }
  return restored;
}

/** How often each reading is there. */
async function counted(
  to: To,
  { series, toUs, ...span }: SeriesSpan,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let { fromUs } = span; fromUs < toUs;) {
    const query = { series, fromUs, toUs, limit: rangeLimitMax, asMeasured: true };
    const found = await to.range(query);
    const last = found.at(-1);
    const isWhole = last === undefined || found.length < rangeLimitMax;
    const endUs = isWhole ? toUs : Math.max(last.sourceTimeUs, fromUs + 1);
    for (const reading of found) {
      if (reading.sourceTimeUs >= endUs) break;
      counts.set(keyOf(reading), (counts.get(keyOf(reading)) ?? 0) + 1);
    }
    fromUs = endUs;
  }
  return counts;
}

function took(counts: Map<string, number>, key: string): boolean {
  const left = counts.get(key) ?? 0;
  if (left > 0) counts.set(key, left - 1);
  return left > 0;
}

function keyOf({ sourceTimeUs, serverTimeUs, value, quality }: Reading): string {
  return `${sourceTimeUs} ${serverTimeUs} ${quality} ${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`;
}
