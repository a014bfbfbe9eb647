// A copy of a store, to be read and never written: it may lie on a disk that takes nothing, or be the only one there is.
import { join } from 'node:path';
import type { Disk } from '../../../kernel/world/disk.ts';
import { refuse } from '../../../stores/checks.ts';
import { pageOfNames } from '../../../stores/series/check-query.ts';
import { Corrections } from '../../../stores/series/corrections.ts';
import type {
  KeptCorrection,
  NamesPage,
  RangeQuery,
  Reading,
} from '../../../stores/series/series.ts';
import { orCannotOpen } from '../cannot-open.ts';
import { correctionsFile } from './corrections-file.ts';
import { Deliveries } from './deliveries.ts';
import { MemoryTable } from './memory.ts';
import type { Prepared } from './prepared.ts';
import { range, type Sources } from './query.ts';
import { readManifest } from './read-manifest.ts';
import { SealedReader } from './sealed/reader.ts';
import { dayUs, enterpriseOf, SealedFolder } from './sealed/sealed-files.ts';
import { SeriesTable } from './series-table.ts';
import { replay, segmentsIn } from './write-ahead-log.ts';

type Span = { readonly fromUs: number; readonly toUs: number };

export class Copy {
  readonly #sources: Sources;
  readonly #folder: SealedFolder;

  constructor(sources: Sources, folder: SealedFolder) {
    this.#sources = sources;
    this.#folder = folder;
  }

  names({ under, after = '', limit }: NamesPage): string[] {
    return pageOfNames(this.#sources.series.sortedNames(), { under, after, limit });
  }

  range(query: RangeQuery): Promise<Reading[]> {
    return range(this.#sources, query);
  }

  get corrections(): readonly KeptCorrection[] {
    return this.#sources.corrections.all;
  }

  /** Of a correction: the parts of its span whose readings were not thinned; in what was, it is part of what is left. */
  async unthinned({ series, fromUs, toUs }: KeptCorrection): Promise<Span[]> {
    const enterprise = enterpriseOf(series);
    const thinned = new Set<number>();
    for (const file of this.#sources.files) {
      const touches = file.enterprise === enterprise && file.day * dayUs < toUs;
      if (file.kind !== 'kept' || !touches || (file.day + 1) * dayUs <= fromUs) continue;
      const { parts } = await this.#sources.reader.contents(file);
      if (parts.has(series)) thinned.add(file.day);
    }
    const spans: Span[] = [];
    let beginUs = fromUs;
    for (const day of [...thinned].toSorted((a, b) => a - b)) {
      if (day * dayUs > beginUs) spans.push({ fromUs: beginUs, toUs: day * dayUs });
      beginUs = Math.max(beginUs, (day + 1) * dayUs);
    }
    if (beginUs < toUs) spans.push({ fromUs: beginUs, toUs });
    return spans;
  }

  close(): Promise<void> {
    return this.#folder.close();
  }
}

/** Fails with `stores.bad-query` where there is none. */
export async function openCopy(disk: Disk, folder: string): Promise<Copy> {
  const at = join(folder, 'manifest');
  if ((await disk.size(at)) === undefined) refuse(`${folder} is no backup, or not a whole one`);
  const place = { shape: 'series', path: at } as const;
  return orCannotOpen(place, async () => {
    const series = new SeriesTable();
    const deliveries = new Deliveries();
    const table = new MemoryTable();
    const manifest = await readManifest(at, { disk, series, deliveries, place });
    const take = (prepared: Prepared): void => {
      table.take(prepared);
      series.take(prepared);
    };
    const log = { disk, folder: join(folder, 'log') };
    for (const segment of await segmentsIn(log)) {
      const { number, kind } = segment;
      const counts = kind === 'rest' ? number === manifest.rest : number >= manifest.floor;
      if (counts) await replay(log, segment, { series, take });
    }
    const files = new SealedFolder(disk, folder);
    const corrections = await Corrections.open(
      correctionsFile(disk, join(folder, 'corrections.json')),
    );
    const reader = new SealedReader(files);
    const sources = { series, reader, files: manifest.files, tables: [table], corrections };
    return new Copy(sources, files);
  });
}
