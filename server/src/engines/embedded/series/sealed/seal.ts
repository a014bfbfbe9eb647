// Writes what memory has, in order of series and time, into a file for each enterprise and day.
import { setImmediate } from 'node:timers/promises';
import { placeOf, type Run } from '../columns.ts';
import { SeriesColumns, type MemoryTable } from '../memory.ts';
import type { SeriesTable } from '../series-table.ts';
import { SealedFileBuilder } from './file-builder.ts';
import { dayUs, enterpriseOf, type SealedFile, type SealedFolder } from './sealed-files.ts';

/** Readings written at once; in between others have their turn. */
const turnReadings = 8_192;
/** A file is made in memory. */
const fileBytesMax = 64 * 1024 * 1024;

type Piece = { readonly series: string; readonly run: Run };

export type Source = { readonly tables: readonly MemoryTable[]; readonly series: SeriesTable };

/** Readings of a series in a span, of all tables, in order. */
export function mergedRun(
  { tables }: Source,
  id: number,
  span: { fromUs: number; toUs: number },
): Run | undefined {
  const runs = tables.flatMap((table) => table.of(id)?.run(span.fromUs, span.toUs) ?? []);
  if (runs.length < 2) return runs[0];
  const merged = new SeriesColumns();
  for (const run of runs) merged.takeRun(run);
  return merged.run(span.fromUs, span.toUs);
}

/** The files are durable and nobody's yet; when it fails there are none. */
export async function seal(
  source: Source,
  folder: SealedFolder,
  options: { readonly beforeUs: number; readonly nextFile: number },
): Promise<SealedFile[]> {
  const files: SealedFile[] = [];
  try {
    for (const [enterprise, days] of partitions(source, options.beforeUs)) {
      for (const [day, pieces] of [...days].toSorted(([a], [b]) => a - b)) {
        let rest = pieces;
        while (rest.length > 0) {
          const builder = new SealedFileBuilder(pieces.every(({ run }) => isWholeMs(run)));
          const taken = await fill(builder, rest);
          const { bytes, ...index } = builder.finish();
          const number = options.nextFile + files.length;
          await folder.write({ number, enterprise, day }, bytes);
          const sizes = { readings: builder.rows, bytes: bytes.length };
          files.push({
            number,
            enterprise,
            day,
            ...sizes,
            ...index,
            ...spanOf(rest.slice(0, taken)),
          });
          rest = rest.slice(taken);
        }
      }
    }
    return files;
  } catch (error) {
    for (const file of files) await folder.remove(file);
    throw error;
  }
}

/** How many pieces found room. */
async function fill(builder: SealedFileBuilder, pieces: readonly Piece[]): Promise<number> {
  let since = 0;
  let taken = 0;
  for (const { series, run } of pieces) {
    if (builder.length > fileBytesMax) break;
    for (let { from } = run; from < run.to;) {
      const to = Math.min(run.to, from + turnReadings - since);
      builder.add(series, { ...run, from, to });
      since += to - from;
      from = to;
      if (since < turnReadings) continue;
      since = 0;
      await setImmediate();
    }
    taken++;
  }
  return taken;
}

type Days = Map<number, Piece[]>;

function partitions(source: Source, beforeUs: number): Map<string, Days> {
  const enterprises = new Map<string, Days>();
  for (const { name, id } of namesOf(source)) {
    const run = mergedRun(source, id, { fromUs: -Infinity, toUs: beforeUs });
    if (run === undefined) continue;
    const enterprise = enterpriseOf(name);
    const days: Days = enterprises.get(enterprise) ?? new Map();
    enterprises.set(enterprise, days);
    for (let { from } = run; from < run.to;) {
      const day = Math.floor((run.columns.source[from] ?? 0) / dayUs);
      const to = placeOf(run.columns.source, (day + 1) * dayUs, { from, to: run.to });
      const pieces = days.get(day) ?? [];
      days.set(day, pieces);
      pieces.push({ series: name, run: { ...run, from, to } });
      from = to;
    }
  }
  return enterprises;
}

/** In the order of Parquet's texts: by bytes. */
function namesOf({ tables, series }: Source): { name: string; id: number }[] {
  const ids = new Set(tables.flatMap((table) => table.ids));
  return [...ids]
    .map((id) => ({ id, name: series.name(id), bytes: Buffer.from(series.name(id)) }))
    .toSorted((a, b) => Buffer.compare(a.bytes, b.bytes));
}

function isWholeMs({ columns: { source, server }, from, to }: Run): boolean {
  for (let n = from; n < to; n++) {
    if ((source[n] ?? 0) % 1_000 !== 0 || (server[n] ?? 0) % 1_000 !== 0) return false;
  }
  return true;
}

function spanOf(pieces: readonly Piece[]): Pick<SealedFile, 'minimumUs' | 'maximumUs'> {
  let [minimumUs, maximumUs] = [Infinity, -Infinity];
  for (const { run } of pieces) {
    minimumUs = Math.min(minimumUs, run.columns.source[run.from] ?? 0);
    maximumUs = Math.max(maximumUs, run.columns.source[run.to - 1] ?? 0);
  }
  return { minimumUs, maximumUs };
}
