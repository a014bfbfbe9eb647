// Writes what memory has, in order of series and time, into a file for each enterprise and day.
import { placeOf, type Run } from '../../../../stores/series/columns.ts';
import { MemoryTable, SeriesColumns } from '../memory.ts';
import type { SeriesTable } from '../series-table.ts';
import { NewFiles, PartitionWriter } from './partition-writer.ts';
import { dayUs, enterpriseOf, type SealedFile, type SealedFolder } from './sealed-files.ts';

type Piece = { readonly series: string; readonly run: Run };

export type Source = { readonly tables: readonly MemoryTable[]; readonly series: SeriesTable };

/** Readings of a series in a span, of all tables, in order. */
function mergedRun(
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
  const made = new NewFiles(folder, options.nextFile);
  try {
    for (const [enterprise, days] of partitions(source, options.beforeUs)) {
      for (const [day, pieces] of [...days].toSorted(([a], [b]) => a - b)) {
        const isMs = pieces.every(({ run }) => isWholeMs(run));
        const partition = { enterprise, day, kind: 'raw', bucketUs: 0 } as const;
        const writer = new PartitionWriter(made, partition, isMs);
        for (const { series, run } of pieces) await writer.add(series, run);
        await writer.finish();
      }
    }
    return made.files;
  } catch (error) {
    await made.remove();
    throw error;
  }
}

/** What a seal leaves behind. */
export function restOf(source: Source, beforeUs: number): MemoryTable {
  const rest = new MemoryTable();
  for (const id of new Set(source.tables.flatMap((table) => table.ids))) {
    const run = mergedRun(source, id, { fromUs: beforeUs, toUs: Infinity });
    if (run) rest.takeRun(id, run);
  }
  return rest;
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
