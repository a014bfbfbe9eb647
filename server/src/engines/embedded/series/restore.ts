// Brings readings and corrections back from a copy of a store: those that are not there, one series after the other. What is
// there stays as it is, so that a restore that was cut short is simply made again.
import {
  isUnder,
  rangeLimitMax,
  toColumns,
  type KeptCorrection,
  type Reading,
  type Restored,
  type RestoreWanted,
  type SeriesSpan,
  type SeriesStore,
} from '../../../stores/series/series.ts';
import type { Corrections } from '../../../stores/series/corrections.ts';
import type { Copy } from './open-copy.ts';
import type { Upkeep } from './upkeep.ts';

type To = {
  readonly store: Pick<SeriesStore, 'append' | 'range'>;
  readonly corrections: Pick<Corrections, 'bring'>;
  readonly upkeep: Pick<Upkeep, 'isThinned' | 'alone'>;
};

const namesAtOnce = 1_000;

/** Closes the copy. */
export async function restoreFrom(from: Copy, to: To, wanted: RestoreWanted): Promise<Restored> {
  try {
    return await restored({ from, to }, wanted);
  } finally {
    await from.close();
  }
}

async function restored({ from, to }: Both, wanted: RestoreWanted): Promise<Restored> {
  const corrections = await to.upkeep.alone(async () =>
    to.corrections.bring(await correctionsOf({ from, to }, wanted)),
  );
  const sum = { readings: 0, series: 0, thinned: 0, corrections };
  let after = '';
  for (;;) {
    const names = from.names({ under: wanted.under, after, limit: namesAtOnce });
    for (const name of names) {
      if (!isUnder(name, wanted.under)) continue;
      const { fromUs, toUs } = wanted;
      const span = { series: [name], fromUs, toUs };
      if (await to.upkeep.isThinned(span)) {
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

type Both = { readonly from: Copy; readonly to: To };

/** As far as their readings were thinned neither there nor here: in what was thinned they have their effect already. */
async function correctionsOf(
  { from, to }: Both,
  { under, fromUs, toUs }: RestoreWanted,
): Promise<Omit<KeptCorrection, 'number'>[]> {
  const found: Omit<KeptCorrection, 'number'>[] = [];
  for (const correction of from.corrections) {
    const { series } = correction;
    if (!isUnder(series, under) || correction.fromUs >= toUs || correction.toUs <= fromUs) continue;
    for (const part of await from.unthinned(correction)) {
      if (await to.upkeep.isThinned({ series: [series], ...part })) continue;
      const { number: _number, ...facts } = correction;
      found.push({ ...facts, ...part });
    }
  }
  return found;
}

async function restoreSeries(
  { from, to }: Both,
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
    if (missing.length > 0) await to.store.append(toColumns(missing));
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
    const found = await to.store.range(query);
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
