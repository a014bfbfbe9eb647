// Questions about a span of time: what is sealed and what memory has, as runs of plain columns in the order of arrival.
import type {
  AggregateQuery,
  Bucket,
  RangeQuery,
  Reading,
  SeriesSpan,
} from '../../../stores/series/series.ts';
import { byBytes } from '../../../stores/series/check-query.ts';
import { Buckets } from '../../../stores/series/buckets.ts';
import { readingAt, type Run } from '../../../stores/series/columns.ts';
import type { MemoryTable } from './memory.ts';
import type { Corrections } from '../../../stores/series/corrections.ts';
import type { SealedReader, Wanted } from './sealed/reader.ts';
import { enterpriseOf, isFigure, type SealedFile } from './sealed/sealed-files.ts';
import type { SeriesTable } from './series-table.ts';

/** What the store is at one moment. */
export type Sources = {
  readonly series: SeriesTable;
  readonly reader: SealedReader;
  /** In the order of sealing. */
  readonly files: readonly SealedFile[];
  /** The oldest first. */
  readonly tables: readonly MemoryTable[];
  readonly corrections: Corrections;
};

export async function aggregate(sources: Sources, query: AggregateQuery): Promise<Bucket[]> {
  const names = knownSeries(sources.series, query);
  if (query.fromUs >= query.toUs) return [];
  const buckets = names.map(() => new Buckets(query));
  const memory = memoryRuns(sources, query, names);
  const wanted = { ...query, names, onlyNumbers: true, newestFirst: false, skips: () => false };
  const counted = correctly(sources, query, names);
  for (const file of touched(sources.files, query, names)) {
    for await (const { place, run } of sources.reader.runs(file, wanted)) {
      const own = buckets[place];
      if (isFigure(file.kind)) own?.takeFigure(run, file.kind);
      else if (file.kind === 'kept') own?.takeKept(run);
      else counted(place, run, (corrected) => own?.take(corrected));
    }
  }
  for (const { place, run } of memory) {
    counted(place, run, (corrected) => buckets[place]?.take(corrected));
  }
  return names.flatMap((name, place) => buckets[place]?.of(name) ?? []);
}

/** Hands a run on as its corrections leave it, if they do; what was thinned has them in it. */
function correctly(
  { corrections }: Sources,
  query: RangeQuery | AggregateQuery,
  names: readonly string[],
) {
  return (place: number, run: Run, take: (run: Run) => void): void => {
    const counts = query.asMeasured ? run : corrections.applied(names[place] ?? '', run);
    if (counts) take(counts);
  };
}

/** A reading that may belong to the answer. */
type Candidate = Run & { readonly at: number; readonly place: number; readonly arrival: number };

export async function range(sources: Sources, query: RangeQuery): Promise<Reading[]> {
  const names = knownSeries(sources.series, query).toSorted(byBytes);
  if (query.fromUs >= query.toUs) return [];
  const best = new Best(query);
  const newestFirst = query.newestFirst ?? false;
  const counted = correctly(sources, query, names);
  const memory = memoryRuns(sources, query, names);
  // From memory first when the newest are asked for: then most files need not be read. Arrival is told by part.
  const afterFiles = sources.files.length;
  const takeMemory = () => {
    memory.forEach(({ place, run, table }) => {
      counted(place, run, (corrected) => best.take(corrected, place, afterFiles + table));
    });
  };
  if (newestFirst) takeMemory();
  const wanted: Wanted = {
    ...query,
    names,
    newestFirst,
    onlyNumbers: false,
    skips: (part) => best.skips(part),
  };
  const files = touched(sources.files, query, names)
    .filter(({ kind }) => !isFigure(kind))
    .map((file) => ({ file, part: sources.files.indexOf(file) }));
  const way = newestFirst
    ? (file: SealedFile) => -file.maximumUs
    : (file: SealedFile) => file.minimumUs;
  for (const { file, part } of files.toSorted((a, b) => way(a.file) - way(b.file))) {
    if (best.skips(file)) continue;
    for await (const { place, run } of sources.reader.runs(file, wanted)) {
      if (file.kind === 'kept') best.take(run, place, part);
      else counted(place, run, (corrected) => best.take(corrected, place, part));
    }
  }
  if (!newestFirst) takeMemory();
  return best.sorted().map(({ place, columns, at }) => readingAt(names[place] ?? '', columns, at));
}

/** The first readings of the answer, however many there are. */
class Best {
  readonly #limit: number;
  readonly #way: 1 | -1;
  #candidates: Candidate[] = [];
  /** No time beyond this is among the first. */
  #cut: number | undefined;

  constructor({ limit, newestFirst }: RangeQuery) {
    this.#limit = limit;
    this.#way = newestFirst ? -1 : 1;
  }

  skips({
    minimumUs,
    maximumUs,
  }: {
    readonly minimumUs: number;
    readonly maximumUs: number;
  }): boolean {
    if (this.#cut === undefined) return false;
    return this.#way === 1 ? minimumUs > this.#cut : maximumUs < this.#cut;
  }

  /** `part`: whose readings arrived in this order. */
  take(run: Run, place: number, part: number): void {
    const { columns } = run;
    // Of a run in order no more can be among the first than the limit says.
    const from = this.#way === 1 ? run.from : Math.max(run.from, run.to - this.#limit);
    const to = this.#way === 1 ? Math.min(run.to, run.from + this.#limit) : run.to;
    for (let at = from; at < to; at++) {
      const time = columns.source[at] ?? 0;
      if (this.#cut !== undefined && this.#way * (time - this.#cut) > 0) continue;
      this.#candidates.push({ ...run, columns, at, place, arrival: part });
    }
    if (this.#candidates.length >= this.#limit * 2) this.sorted();
  }

  sorted(): readonly Candidate[] {
    this.#candidates = this.#candidates
      .toSorted(
        (a, b) =>
          this.#way *
          ((a.columns.source[a.at] ?? 0) - (b.columns.source[b.at] ?? 0) ||
            a.place - b.place ||
            a.arrival - b.arrival ||
            a.at - b.at),
      )
      .slice(0, this.#limit);
    const last = this.#candidates.at(-1);
    if (last && this.#candidates.length === this.#limit)
      this.#cut = last.columns.source[last.at] ?? 0;
    return this.#candidates;
  }
}

type MemoryRun = { readonly place: number; readonly table: number; readonly run: Run };

function memoryRuns(
  { tables, series }: Sources,
  query: SeriesSpan,
  names: readonly string[],
): MemoryRun[] {
  const ids = names.map((name) => series.id(name) ?? -1);
  return tables.flatMap((own, table) =>
    ids.flatMap((id, place) => {
      const run = own.of(id)?.run(query.fromUs, query.toUs);
      return run ? [{ place, table, run }] : [];
    }),
  );
}

export function touched(
  files: readonly SealedFile[],
  query: SeriesSpan,
  names: readonly string[],
): SealedFile[] {
  const enterprises = new Set(names.map(enterpriseOf));
  return files.filter(
    (file) =>
      file.maximumUs >= query.fromUs &&
      file.minimumUs < query.toUs &&
      enterprises.has(file.enterprise),
  );
}

/** Of the names asked for, each once, those that are known. */
export function knownSeries(table: SeriesTable, { series }: SeriesSpan): string[] {
  return [...new Set(series)].filter((name) => table.id(name) !== undefined);
}
