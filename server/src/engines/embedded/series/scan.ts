// A series from one end of a span to the other, however long it is: pages of sealed files and what memory has are merged
// by time as they are read, so that no more of it is in memory than one page of each file that overlaps.
import { valueAt, type Run } from '../../../stores/series/columns.ts';
import type { ReadingColumns, ReadingValue, ScanQuery } from '../../../stores/series/series.ts';
import type { Sources } from './query.ts';
import type { Wanted } from './sealed/reader.ts';
import { enterpriseOf, isFigure } from './sealed/sealed-files.ts';

/** Readings handed out at once. */
const batchReadings = 8_192;

type Span = Pick<ScanQuery, 'fromUs' | 'toUs' | 'asMeasured'>;

/** Where readings come from; `rank` is the order of arrival. */
type Origin = {
  readonly rank: number;
  /** Not later than its first reading. */
  readonly minimumUs: number;
  readonly open: () => AsyncIterator<Run> | Iterator<Run>;
};

type Head = { readonly rank: number; readonly from: AsyncIterator<Run> | Iterator<Run>; run: Run };

/** All readings of one series in a span, by time, of equals by arrival: those that there are at the call. */
export function scanSeries(
  sources: Sources,
  series: string,
  span: Span,
): AsyncGenerator<ReadingColumns, undefined> {
  return batches(series, span.fromUs < span.toUs ? originsOf(sources, series, span) : []);
}

async function* batches(
  series: string,
  origins: readonly Origin[],
): AsyncGenerator<ReadingColumns, undefined> {
  const batch = new Batch(series);
  for await (const run of merged(origins)) {
    for (let { from } = run; from < run.to;) {
      const to = Math.min(run.to, from + batch.room);
      batch.take({ columns: run.columns, from, to });
      from = to;
      if (batch.room === 0) yield batch.done();
    }
  }
  if (batch.length > 0) yield batch.done();
  return undefined;
}

function originsOf(
  sources: Sources,
  series: string,
  { asMeasured = false, ...span }: Span,
): Origin[] {
  const { files, tables, reader, corrections } = sources;
  const corrected = (run: Run) => (asMeasured ? run : corrections.applied(series, run));
  const enterprise = enterpriseOf(series);
  const wanted: Wanted = {
    ...span,
    names: [series],
    onlyNumbers: false,
    newestFirst: false,
    skips: () => false,
  };
  const sealed = files.flatMap((file, rank): Origin[] => {
    const touches = file.maximumUs >= span.fromUs && file.minimumUs < span.toUs;
    if (!touches || file.enterprise !== enterprise || isFigure(file.kind)) return [];
    // What was thinned has its corrections in it.
    const counted = file.kind === 'kept' ? (run: Run) => run : corrected;
    const open = () => runsOnly(reader.runs(file, wanted), counted);
    return [{ rank, minimumUs: file.minimumUs, open }];
  });
  const id = sources.series.id(series) ?? -1;
  const inMemory = tables.flatMap((table, n): Origin[] => {
    const measured = table.of(id)?.run(span.fromUs, span.toUs);
    const run = measured && corrected(measured);
    if (!run) return [];
    const minimumUs = run.columns.source[run.from] ?? 0;
    return [{ rank: files.length + n, minimumUs, open: () => [run].values() }];
  });
  return [...sealed, ...inMemory];
}

async function* runsOnly(
  runs: AsyncIterable<{ run: Run }>,
  counted: (run: Run) => Run | undefined,
): AsyncGenerator<Run> {
  for await (const { run } of runs) {
    const counts = counted(run);
    if (counts) yield counts;
  }
}

async function* merged(origins: readonly Origin[]): AsyncGenerator<Run> {
  const waiting = origins.toSorted((a, b) => a.minimumUs - b.minimumUs || a.rank - b.rank);
  const heads: Head[] = [];
  try {
    for (;;) {
      await openNext(waiting, heads);
      const first = heads.toSorted(inOrder)[0];
      if (!first) return;
      const to = untilOthers(first, heads, waiting[0]);
      yield { ...first.run, to };
      first.run = { ...first.run, from: to };
      if (first.run.from >= first.run.to) await advance(first, heads);
    }
  } finally {
    for (const { from } of heads) await from.return?.();
  }
}

/** Opens what may begin before the earliest reading that is at hand. */
async function openNext(waiting: Origin[], heads: Head[]): Promise<void> {
  for (;;) {
    const next = waiting[0];
    if (!next) return;
    if (heads.length > 0 && next.minimumUs > Math.min(...heads.map(timeOf))) return;
    waiting.shift();
    const from = next.open();
    const { value, done } = await from.next();
    if (done !== true) heads.push({ rank: next.rank, from, run: value });
  }
}

async function advance(head: Head, heads: Head[]): Promise<void> {
  const { value, done } = await head.from.next();
  if (done === true) heads.splice(heads.indexOf(head), 1);
  else head.run = value;
}

/** How far the first may go before another has its turn; always beyond its first reading. */
function untilOthers(first: Head, heads: readonly Head[], waiting: Origin | undefined): number {
  const { columns, from, to } = first.run;
  let untilUs = waiting?.minimumUs ?? Infinity;
  let isBefore = false; // of equal times those that arrived earlier
  for (const other of heads) {
    if (other === first) continue;
    const timeUs = timeOf(other);
    if (timeUs > untilUs) continue;
    isBefore = timeUs < untilUs ? first.rank < other.rank : isBefore && first.rank < other.rank;
    untilUs = timeUs;
  }
  let end = from + 1;
  // Mostly the whole run is before all others.
  if ((columns.source[to - 1] ?? 0) < untilUs) return to;
  while (end < to) {
    const timeUs = columns.source[end] ?? 0;
    if (timeUs > untilUs || (timeUs === untilUs && !isBefore)) break;
    end++;
  }
  return end;
}

function timeOf({ run }: Head): number {
  return run.columns.source[run.from] ?? 0;
}

function inOrder(a: Head, b: Head): number {
  return timeOf(a) - timeOf(b) || a.rank - b.rank;
}

class Batch {
  readonly #series: string;
  #source = new Float64Array(batchReadings);
  #server = new Float64Array(batchReadings);
  #quality = new Uint8Array(batchReadings);
  #values: ReadingValue[] = [];
  length = 0;

  constructor(series: string) {
    this.#series = series;
  }

  get room(): number {
    return batchReadings - this.length;
  }

  take({ columns, from, to }: Run): void {
    this.#source.set(columns.source.subarray(from, to), this.length);
    this.#server.set(columns.server.subarray(from, to), this.length);
    for (let n = from; n < to; n++) {
      this.#quality[this.length++] = (columns.marks[n] ?? 0) & 3;
      this.#values.push(valueAt(columns, n));
    }
  }

  done(): ReadingColumns {
    const { length } = this;
    const columns: ReadingColumns = {
      series: [this.#series],
      index: new Uint32Array(length),
      sourceTimeUs: this.#source.slice(0, length),
      serverTimeUs: this.#server.slice(0, length),
      values: this.#values,
      quality: this.#quality.slice(0, length),
    };
    this.#values = [];
    this.length = 0;
    return columns;
  }
}
