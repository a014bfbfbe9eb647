// Writes the files of one enterprise and day anew: joined into few, without what is removed, and with what is thinned in
// place of what it came from. Series go by in batches, so that a day of thousands of them needs little memory.
import { assert } from '../../../../kernel/failure/assert.ts';
import type { Corrections } from '../../../../stores/series/corrections.ts';
import { placeOf, type Run } from '../../../../stores/series/columns.ts';
import { SeriesColumns } from '../memory.ts';
import { NewFiles, PartitionWriter } from './partition-writer.ts';
import type { SealedReader, Wanted } from './reader.ts';
import {
  dayUs,
  isFigure,
  type FileKind,
  type SealedFile,
  type SealedFolder,
} from './sealed-files.ts';
import {
  bucketOf,
  countRun,
  countsRun,
  keptOf,
  type Counts,
} from '../../../../stores/series/thinned.ts';

/** What happens to a series; of a removed one, readings outside of the span stay. */
export type Fate = 'keep' | 'thin' | 'remove';

export type Order = {
  readonly fateOf: (series: string) => Fate;
  readonly fromUs: number;
  readonly toUs: number;
  /** Of what is thinned. */
  readonly bucketUs: number;
  readonly corrections: Corrections;
};

type Parts = { readonly reader: SealedReader; readonly folder: SealedFolder };

const batchReadings = 500_000;
const all = { fromUs: -Infinity, toUs: Infinity };
const figures = ['count', 'numbers', 'sum'] as const;

/** The new files are durable and nobody's yet; when it fails there are none. */
export async function rewrite(
  { reader, folder }: Parts,
  files: readonly SealedFile[],
  order: Order & { readonly nextFile: number },
): Promise<SealedFile[]> {
  const [first] = files;
  assert(first, 'a partition has a file');
  const { enterprise, day } = first;
  const made = new NewFiles(folder, order.nextFile);
  const { batches, isMs } = await surveyed(reader, files);
  const bucketUs = Math.min(
    dayUs,
    ...[order.bucketUs, ...files.map((file) => file.bucketUs)].filter((one) => one > 0),
  );
  const writers = Object.fromEntries(
    (['raw', 'kept', ...figures] as const).map((kind) => {
      const named = { enterprise, day, kind, bucketUs: kind === 'raw' ? 0 : bucketUs };
      return [kind, new PartitionWriter(made, named, isFigure(kind) || isMs)];
    }),
  ) as Record<FileKind, PartitionWriter>;
  try {
    for (const names of batches) {
      const found = await gathered(reader, files, names);
      for (const [place, name] of names.entries()) {
        const own = found[place];
        if (own) await write(name, own, { order, writers });
      }
    }
    for (const writer of Object.values(writers)) await writer.finish();
    return made.files;
  } catch (error) {
    await made.remove();
    throw error;
  }
}

/** Names in the order of their bytes, in batches of about as many readings as fit. */
async function surveyed(
  reader: SealedReader,
  files: readonly SealedFile[],
): Promise<{ batches: string[][]; isMs: boolean }> {
  const readings = new Map<string, number>();
  let isMs = true;
  for (const file of files) {
    const contents = await reader.contents(file);
    if (!isFigure(file.kind)) isMs &&= contents.isMs;
    for (const [name, parts] of contents.parts) {
      const own = parts.reduce((sum, { from, to }) => sum + to - from, 0);
      readings.set(name, (readings.get(name) ?? 0) + own);
    }
  }
  const names = [...readings.keys()]
    .map((name) => ({ name, bytes: Buffer.from(name) }))
    .toSorted((a, b) => Buffer.compare(a.bytes, b.bytes));
  const batches: string[][] = [];
  let room = 0;
  for (const { name } of names) {
    if (room <= 0) {
      batches.push([]);
      room = batchReadings;
    }
    batches.at(-1)?.push(name);
    room -= readings.get(name) ?? 0;
  }
  return { batches, isMs };
}

/** What the files have of one series; runs in the order of arrival. */
type Gathered = { readonly raw: Run[]; readonly kept: Run[]; readonly counts: Counts };

async function gathered(
  reader: SealedReader,
  files: readonly SealedFile[],
  names: readonly string[],
): Promise<Gathered[]> {
  const found = names.map((): Gathered => ({ raw: [], kept: [], counts: new Map() }));
  const wanted: Wanted = {
    ...all,
    names,
    onlyNumbers: false,
    newestFirst: false,
    skips: () => false,
  };
  for (const file of files) {
    const { kind } = file;
    for await (const { place, run } of reader.runs(file, wanted)) {
      const own = found[place];
      if (own === undefined) continue;
      if (!isFigure(kind)) own[kind].push(run);
      else {
        for (let n = run.from; n < run.to; n++) {
          bucketOf(own.counts, run.columns.source[n] ?? 0)[kind] += run.columns.numbers[n] ?? 0;
        }
      }
    }
  }
  return found;
}

async function write(
  name: string,
  own: Gathered,
  { order, writers }: { order: Order; writers: Record<FileKind, PartitionWriter> },
): Promise<void> {
  const fate = order.fateOf(name);
  const put = async (kind: FileKind, run: Run | undefined): Promise<void> => {
    if (run) await writers[kind].add(name, run);
  };
  const stays = (runs: readonly Run[]) => (fate === 'remove' ? outside(runs, order) : runs);
  let raw = merged(stays(own.raw));
  let kept = merged(stays(own.kept));
  let { counts } = own;
  if (fate === 'remove') {
    counts = new Map([...counts].filter(([at]) => at < order.fromUs || at >= order.toUs));
  }
  if (fate === 'thin') {
    const corrected = raw && order.corrections.applied(name, raw);
    counts = new Map();
    for (const [at, figuresOf] of own.counts) {
      const bucket = bucketOf(counts, Math.floor(at / order.bucketUs) * order.bucketUs);
      for (const figure of figures) bucket[figure] += figuresOf[figure];
    }
    if (corrected) countRun(corrected, order.bucketUs, counts);
    const both = merged([kept, corrected].filter((run) => run !== undefined));
    kept = both && keptOf(both, order.bucketUs);
    raw = undefined;
  }
  await put('raw', raw);
  await put('kept', kept);
  for (const figure of figures) await put(figure, countsRun(counts, figure));
}

function outside(runs: readonly Run[], { fromUs, toUs }: Order): Run[] {
  return runs.flatMap((run) => {
    const { source } = run.columns;
    const from = placeOf(source, fromUs, run);
    const to = placeOf(source, toUs, { from, to: run.to });
    return [
      { ...run, to: from },
      { ...run, from: to },
    ].filter((part) => part.from < part.to);
  });
}

function merged(runs: readonly Run[]): Run | undefined {
  if (runs.length < 2) return runs[0];
  const columns = new SeriesColumns();
  for (const run of runs) columns.takeRun(run);
  return columns.run(-Infinity, Infinity);
}
