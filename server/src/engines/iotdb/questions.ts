// Questions about a span of time. Corrections are applied here, to pages of rows; what no correction and no thinning
// touches is summed up by IoTDB itself.
import { Buckets } from '../../stores/series/buckets.ts';
import { byBytes } from '../../stores/series/check-query.ts';
import { readingAt } from '../../stores/series/columns.ts';
import type { Corrections } from '../../stores/series/corrections.ts';
import type { AggregateQuery, Bucket, RangeQuery, Reading } from '../../stores/series/series.ts';
import type { Directory, Entry } from './directory.ts';
import { boundOf, timeOf } from './keys.ts';
import { byArrival, pageRows, pagesOf, type Found, type Span } from './pages.ts';
import type { Paths } from './paths.ts';
import { column, type IotdbRest } from './rest.ts';
import { figuresRun, readingOf, runOf, type Row } from './rows.ts';

export type Sources = {
  readonly rest: IotdbRest;
  readonly paths: Paths;
  readonly directory: Directory;
  readonly corrections: Corrections;
};

/** IoTDB counts a span in a signed number of 64 bits. */
const spanUsMax = 2 ** 53;

export async function range(sources: Sources, query: RangeQuery): Promise<Reading[]> {
  const entries = knownOf(sources.directory, query.series);
  if (entries.length === 0) return [];
  const found: Reading[] = [];
  for await (const rows of pagesOf(sources, entries, { ...query, wantedRows: query.limit })) {
    for (const reading of inOrder(sources, rows, query)) found.push(reading);
    if (found.length >= query.limit) break;
  }
  return found.slice(0, query.limit);
}

/** As they count, in the order of the answer. */
export function inOrder(
  { corrections }: Sources,
  rows: readonly Found[],
  query: Pick<RangeQuery, 'newestFirst' | 'asMeasured'>,
): Reading[] {
  const way = query.newestFirst ? -1 : 1;
  const bySeries = Map.groupBy(rows, ({ entry }) => entry);
  const found: { reading: Reading; rank: number; at: number }[] = [];
  const names = [...bySeries.keys()].toSorted((a, b) => byBytes(a.name, b.name));
  for (const [rank, entry] of names.entries()) {
    const own = (bySeries.get(entry) ?? []).toSorted(byArrival);
    const readings = corrected(
      corrections,
      entry.name,
      own.map(({ row }) => row),
      query.asMeasured,
    );
    for (const [at, reading] of readings.entries()) found.push({ reading, rank, at });
  }
  return found
    .toSorted(
      (a, b) =>
        way * (a.reading.sourceTimeUs - b.reading.sourceTimeUs || a.rank - b.rank || a.at - b.at),
    )
    .map(({ reading }) => reading);
}

function corrected(
  corrections: Corrections,
  series: string,
  rows: readonly Row[],
  asMeasured = false,
): Reading[] {
  const plain = asMeasured ? rows : rows.filter(({ isKept }) => isKept);
  const readings = plain.map((row) => readingOf(series, row));
  if (asMeasured) return readings;
  const measured = rows.filter(({ isKept }) => !isKept);
  const run = runOf(measured);
  const applied = run && corrections.applied(series, run);
  if (applied === run) readings.push(...measured.map((row) => readingOf(series, row)));
  else if (applied) {
    for (let n = applied.from; n < applied.to; n++) {
      readings.push(readingAt(series, applied.columns, n));
    }
  }
  // Of equal times what was kept came first.
  return readings.toSorted((a, b) => a.sourceTimeUs - b.sourceTimeUs);
}

export async function aggregate(sources: Sources, query: AggregateQuery): Promise<Bucket[]> {
  const { directory, corrections } = sources;
  const asked = [...new Set(query.series)].flatMap((name) => directory.entry(name) ?? []);
  if (query.fromUs >= query.toUs) return [];
  const isLong = query.toUs - query.fromUs > spanUsMax || query.bucketUs > spanUsMax;
  const isOurs = (entry: Entry): boolean =>
    isLong ||
    entry.devices.length > 1 ||
    directory.isThinned(entry) ||
    (query.asMeasured !== true &&
      corrections.touching({ ...query, series: [entry.name] }).some(({ undone }) => !undone));
  const theirs = asked.filter((entry) => !isOurs(entry));
  const found = await summedUp(sources, theirs, query);
  const buckets: Bucket[] = [];
  for (const entry of asked) {
    const own = isOurs(entry) ? await bucketsOf(sources, entry, query) : (found.get(entry) ?? []);
    buckets.push(...own);
  }
  return buckets;
}

const summed = [
  'count(m)',
  'min_value(n)',
  'max_value(n)',
  'avg(n)',
  'first_value(n)',
  'last_value(n)',
  'count(n)',
  'sum(n)',
];

/** By IoTDB. */
async function summedUp(
  { rest, paths, directory }: Sources,
  entries: readonly Entry[],
  { fromUs, toUs, bucketUs }: AggregateQuery,
): Promise<Map<Entry, Bucket[]>> {
  const found = new Map<Entry, Bucket[]>();
  if (entries.length === 0) return found;
  const devices = entries.flatMap((entry) => entry.devices.map((device) => paths.device(device)));
  const width = `${BigInt(bucketUs) * 1_000n}ns`;
  const rowsMax = Math.ceil((toUs - fromUs) / bucketUs) * devices.length;
  const answer = await rest.query(
    `SELECT ${summed.join()} FROM ${devices.join()} GROUP BY ([${boundOf(fromUs)}, ${boundOf(toUs)}), ${width}) HAVING count(m) > 0 ALIGN BY DEVICE`,
    rowsMax,
  );
  const names = column(answer, 'Device');
  const columns = summed.map((one) => column(answer, one));
  // What is beyond doubles comes as a text.
  const number = (of: number, at: number): number | null => {
    const told = columns[of]?.[at] ?? null;
    return told === null ? null : Number(told);
  };
  answer.times.forEach((key, at) => {
    const entry = directory.of(paths.deviceOf(String(names[at])))?.entry;
    if (entry === undefined) return;
    const own = found.get(entry) ?? [];
    found.set(entry, own);
    own.push({
      series: entry.name,
      startUs: timeOf(key).timeUs,
      count: number(0, at) ?? 0,
      minimum: number(1, at),
      maximum: number(2, at),
      mean: number(3, at),
      first: number(4, at),
      last: number(5, at),
      numbers: number(6, at) ?? 0,
      sum: number(7, at),
    });
  });
  return found;
}

/** By us: with corrections, and with what thinning counted. */
async function bucketsOf(sources: Sources, entry: Entry, query: AggregateQuery): Promise<Bucket[]> {
  const { directory, corrections } = sources;
  const buckets = new Buckets(query);
  for await (const rows of pagesOf(sources, [entry], { ...query, wantedRows: pageRows })) {
    const ordered = rows.toSorted(byArrival).map(({ row }) => row);
    const kept = runOf(ordered.filter(({ isKept }) => isKept));
    if (kept) buckets.takeKept(kept);
    const measured = runOf(ordered.filter(({ isKept }) => !isKept));
    const counts =
      measured && (query.asMeasured ? measured : corrections.applied(entry.name, measured));
    if (counts) buckets.take(counts);
  }
  if (directory.isThinned(entry)) {
    const figures = await figuresIn(sources, entry, query);
    const times = figures.map(({ startUs }) => startUs);
    for (const figure of ['count', 'numbers', 'sum'] as const) {
      const run = figuresRun(
        times,
        figures.map((one) => one[figure]),
      );
      buckets.takeFigure(run, figure);
    }
  }
  return buckets.of(entry.name);
}

export type Figures = {
  readonly startUs: number;
  readonly bucketUs: number;
  readonly count: number;
  readonly numbers: number;
  readonly sum: number;
};

/** What thinning counted, by buckets that start in the span. */
export async function figuresIn(
  { rest, paths }: Sources,
  entry: Entry,
  { fromUs, toUs }: Span,
): Promise<Figures[]> {
  const found: Figures[] = [];
  const device = paths.figuresOf(entry.devices[0] ?? -1);
  for (let next = boundOf(fromUs); ;) {
    const { times, columns } = await rest.query(
      `SELECT b, c, k, u FROM ${device} WHERE time >= ${next} AND time < ${boundOf(toUs)} LIMIT ${pageRows} ALIGN BY DEVICE`,
      pageRows,
    );
    const [, b = [], c = [], k = [], u = []] = columns;
    times.forEach((key, at) => {
      const of = (column: readonly unknown[]) => Number(column[at] ?? 0);
      const { timeUs: startUs } = timeOf(key);
      found.push({ startUs, bucketUs: of(b), count: of(c), numbers: of(k), sum: of(u) });
    });
    if (times.length < pageRows) return found;
    next = String(BigInt(times.at(-1) ?? '0') + 1n);
  }
}

/** The newest reading as it counts. */
export async function newestCounted(sources: Sources, name: string): Promise<Reading | undefined> {
  const [fromUs, toUs] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  const query = { series: [name], fromUs, toUs, limit: 1, newestFirst: true };
  const [found] = await range(sources, query);
  return found;
}

function knownOf(directory: Directory, series: readonly string[]): Entry[] {
  return [...new Set(series)]
    .flatMap((name) => directory.entry(name) ?? [])
    .toSorted((a, b) => byBytes(a.name, b.name));
}
