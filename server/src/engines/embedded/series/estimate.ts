// How many readings a span of some series has, from the indexes of files and from memory: no reading is decoded. Of many
// files the largest and some others are looked at, and the rest is taken to be like those.
import type { EstimateQuery } from '../../../stores/series/series.ts';
import { knownSeries, touched, type Sources } from './query.ts';
import { isFigure, type SealedFile } from './sealed/sealed-files.ts';

/** Whose index is read because they are large; and as many of the others. */
const filesHalf = 50;

export async function estimate(sources: Sources, query: EstimateQuery): Promise<number> {
  const { series, reader, tables } = sources;
  const { fromUs, toUs, thinTo } = query;
  if (fromUs >= toUs) return 0;
  const names = knownSeries(series, query);
  const counts = ({ kind, bucketUs }: SealedFile) =>
    !isFigure(kind) && (thinTo === undefined || kind === 'raw' || bucketUs < thinTo);
  const files = touched(sources.files, query, names).filter(counts);
  const own = async (file: SealedFile): Promise<number> => {
    const { parts } = await reader.contents(file);
    let sum = 0;
    for (const name of names) {
      for (const part of parts.get(name) ?? []) sum += (part.to - part.from) * shareOf(part, query);
    }
    return sum;
  };
  const byReadings = files.toSorted((a, b) => b.readings - a.readings);
  const rest = byReadings.slice(filesHalf);
  const some = Array.from(
    { length: Math.min(filesHalf, rest.length) },
    (_, n) => rest[Math.floor((n * rest.length) / Math.min(filesHalf, rest.length))],
  ).filter((file) => file !== undefined);
  let readings = 0;
  for (const file of byReadings.slice(0, filesHalf)) readings += await own(file);
  let found = 0;
  for (const file of some) found += await own(file);
  const inSome = readingsIn(some, query);
  if (inSome > 0) readings += (found * readingsIn(rest, query)) / inSome;
  for (const name of names) {
    const id = series.id(name) ?? -1;
    for (const table of tables) {
      const run = table.of(id)?.run(fromUs, toUs);
      if (run) readings += run.to - run.from;
    }
  }
  return Math.ceil(readings);
}

type Stretch = { readonly minimumUs: number; readonly maximumUs: number };

/** How much of it lies in the span, if its readings are spread evenly. */
function shareOf({ minimumUs, maximumUs }: Stretch, { fromUs, toUs }: EstimateQuery): number {
  const from = Math.max(minimumUs, fromUs);
  const to = Math.min(maximumUs + 1, toUs);
  return from < to ? (to - from) / (maximumUs + 1 - minimumUs) : 0;
}

function readingsIn(files: readonly SealedFile[], query: EstimateQuery): number {
  return files.reduce((sum, file) => sum + file.readings * shareOf(file, query), 0);
}
