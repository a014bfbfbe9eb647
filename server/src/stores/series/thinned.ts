// What stays of readings that are thinned: of each bucket the first, smallest, largest and last number, every change of
// anything else, and the very last, as they were; beside them how many there were and their sum, so that means stay exact.
import { kindOfValue, type Columns, type Run } from './columns.ts';

/** By start of bucket; in order once sorted. */
export type Counts = Map<number, { count: number; numbers: number; sum: number }>;

const startOf = (timeUs: number, bucketUs: number) => Math.floor(timeUs / bucketUs) * bucketUs;

/** Adds the readings of a run that was not thinned before. */
export function countRun({ columns, from, to }: Run, bucketUs: number, counts: Counts): void {
  for (let n = from; n < to; n++) {
    const bucket = bucketOf(counts, startOf(columns.source[n] ?? 0, bucketUs));
    bucket.count++;
    if (!isNumber(columns, n)) continue;
    bucket.numbers++;
    bucket.sum += columns.numbers[n] ?? 0;
  }
}

export function bucketOf(counts: Counts, startUs: number) {
  const known = counts.get(startUs);
  if (known) return known;
  const made = { count: 0, numbers: 0, sum: 0 };
  counts.set(startUs, made);
  return made;
}

/** One column of the counts as a run of numbers at the starts of their buckets. */
export function countsRun(counts: Counts, figure: 'count' | 'numbers' | 'sum'): Run | undefined {
  const rows = [...counts]
    .filter(([, one]) => figure === 'count' || one.numbers > 0)
    .toSorted(([a], [b]) => a - b);
  if (rows.length === 0) return undefined;
  const source = Float64Array.from(rows, ([startUs]) => startUs);
  const numbers = Float64Array.from(rows, ([, one]) => one[figure]);
  const marks = new Uint8Array(rows.length).fill(2 | (kindOfValue.number << 2));
  return {
    columns: { source, server: source, numbers, marks, texts: undefined },
    from: 0,
    to: rows.length,
  };
}

/** What stays of a run, in order. */
export function keptOf({ columns, from, to }: Run, bucketUs: number): Run {
  const keeps = new Uint8Array(to - from);
  for (let start = from; start < to;) {
    const endUs = startOf(columns.source[start] ?? 0, bucketUs) + bucketUs;
    let end = start;
    while (end < to && (columns.source[end] ?? 0) < endUs) end++;
    for (const n of extremes(columns, start, end)) keeps[n - from] = 1;
    start = end;
  }
  for (let n = from; n < to; n++) {
    if (n === from || n === to - 1 || !isContinued(columns, n)) keeps[n - from] = 1;
  }
  return picked(
    columns,
    Uint32Array.from(keeps.keys())
      .filter((n) => keeps[n] === 1)
      .map((n) => n + from),
  );
}

function extremes({ numbers, ...columns }: Columns, start: number, end: number): number[] {
  let [first, last, least, most] = [-1, -1, -1, -1];
  for (let n = start; n < end; n++) {
    if (!isNumber({ numbers, ...columns }, n)) continue;
    const number = numbers[n] ?? 0;
    if (first < 0) first = least = most = n;
    last = n;
    if (number < (numbers[least] ?? 0)) least = n;
    if (number > (numbers[most] ?? 0)) most = n;
  }
  return first < 0 ? [] : [first, last, least, most];
}

/** Nothing changes with it but a number that is good. */
function isContinued({ marks, numbers, texts }: Columns, n: number): boolean {
  const mark = marks[n] ?? 0;
  if (mark !== marks[n - 1]) return false;
  const kind = mark >> 2;
  if (kind === kindOfValue.text) return texts?.[n] === texts?.[n - 1];
  if (kind === kindOfValue.number && (mark & 3) > 0) return true;
  return Object.is(numbers[n], numbers[n - 1]);
}

function isNumber({ marks, numbers }: Columns, n: number): boolean {
  const mark = marks[n] ?? 0;
  const kind = mark >> 2;
  const counts = (mark & 3) > 0 && (kind === kindOfValue.number || kind === kindOfValue.boolean);
  return counts && Number.isFinite(numbers[n]);
}

function picked({ source, server, numbers, marks, texts }: Columns, places: Uint32Array): Run {
  const of = (column: Float64Array) => Float64Array.from(places, (n) => column[n] ?? 0);
  return {
    columns: {
      source: of(source),
      server: of(server),
      numbers: of(numbers),
      marks: Uint8Array.from(places, (n) => marks[n] ?? 0),
      texts: texts && Array.from(places, (n) => texts[n]),
    },
    from: 0,
    to: places.length,
  };
}
