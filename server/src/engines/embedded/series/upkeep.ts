// Work on what is sealed: readings removed for ever, thinned, and small files of a day joined. Day by day: a crash leaves
// days that are done and days that are not, each of them whole.
import { checkText, refuse } from '../../../stores/checks.ts';
import { checkThin, checkUpkeep } from '../../../stores/series/check-query.ts';
import {
  type Correction,
  type Reading,
  type SeriesSpan,
  type ThinSpan,
} from '../../../stores/series/series.ts';
import type { Corrections } from '../../../stores/series/corrections.ts';
import type { Manifest } from './manifest.ts';
import type { SealedReader } from './sealed/reader.ts';
import { rewrite, type Order } from './sealed/rewrite.ts';
import {
  dayUs,
  enterpriseOf,
  isFigure,
  type SealedFile,
  type SealedFolder,
} from './sealed/sealed-files.ts';
import type { SeriesTable } from './series-table.ts';

/** What it needs of the store. */
export type Kept = {
  readonly reader: SealedReader;
  readonly folder: SealedFolder;
  readonly series: SeriesTable;
  readonly corrections: Corrections;
  manifest(): Manifest;
  seal(beforeUs: number): Promise<unknown>;
  /** No seal meanwhile. */
  alone<R>(work: () => Promise<R>): Promise<R>;
  /** Nothing becomes durable meanwhile. */
  quiet<R>(work: () => Promise<R>): Promise<R>;
  /** From here on these files are the store's in place of those. */
  install(gone: readonly SealedFile[], made: readonly SealedFile[]): Promise<void>;
  /** As it was measured. */
  newest(series: string, beforeUs: number): Promise<Reading | undefined>;
};

/** More small files of a day than this are joined. */
const smallFilesMax = 8;
const smallBytes = 16 * 1024 * 1024;

type Sizes = { readonly before: number; readonly after: number };

export class Upkeep {
  readonly #store: Kept;

  constructor(store: Kept) {
    this.#store = store;
  }

  async remove(span: SeriesSpan): Promise<Sizes> {
    checkUpkeep(span);
    const names = new Set(span.series);
    await this.#store.seal(span.toUs);
    return this.#store.alone(async () => {
      const affected = span.series.filter((name) => this.#isLastWithin(name, span));
      await this.#settleLasts(affected, span.fromUs);
      try {
        return await this.#rewriteAll(span, {
          isDue: (file, name) => isWithin(file.parts.get(name), span),
          fateOf: (name) => (names.has(name) ? 'remove' : 'keep'),
          bucketUs: 0,
        });
      } finally {
        await this.#settleLasts(affected, Number.MAX_SAFE_INTEGER);
      }
    });
  }

  async thin(span: ThinSpan): Promise<Sizes> {
    checkThin(span);
    const { bucketUs, toUs } = span;
    const names = new Set(span.series);
    await this.#store.seal(toUs);
    return this.#store.alone(() =>
      this.#rewriteAll(span, {
        isDue: ({ file, parts }, name) =>
          parts.has(name) &&
          (file.kind === 'raw' || (file.kind === 'kept' && file.bucketUs < bucketUs)),
        fateOf: (name) => (names.has(name) ? 'thin' : 'keep'),
        bucketUs,
      }),
    );
  }

  /** Inside of a seal: of days that it wrote to, the small files at the end. */
  async join(written: readonly SealedFile[]): Promise<void> {
    for (const file of new Map(written.map((one) => [keyOf(one), one])).values()) {
      const files = this.#store.manifest().files.filter((one) => keyOf(one) === keyOf(file));
      const largest = files.findLastIndex((one) => one.kind !== 'raw' || one.bytes > smallBytes);
      const small = files.slice(largest + 1);
      if (small.length > smallFilesMax)
        await this.#rewrite(small, { fateOf: () => 'keep', bucketUs: 0 });
    }
  }

  async refuseThinned({ series, fromUs, toUs }: Correction): Promise<void> {
    checkText(series, 'the name of a series');
    if (await this.isThinned({ series: [series], fromUs, toUs })) {
      refuse(
        `readings of ${series} in the span of the correction were thinned and cannot be corrected`,
      );
    }
  }

  /** Nothing is thinned or removed meanwhile. */
  alone<R>(work: () => Promise<R>): Promise<R> {
    return this.#store.alone(work);
  }

  /** Of any of these series. */
  async isThinned(span: SeriesSpan): Promise<boolean> {
    for (const file of this.#partitions(span).flat()) {
      if (file.kind !== 'kept') continue;
      const { parts } = await this.#store.reader.contents(file);
      if (span.series.some((name) => isWithin(parts.get(name), span))) return true;
    }
    return false;
  }

  async #rewriteAll(
    span: SeriesSpan,
    order: Pick<Order, 'fateOf' | 'bucketUs'> & {
      readonly isDue: (file: Opened, name: string) => boolean;
    },
  ): Promise<Sizes> {
    let [before, after] = [0, 0];
    for (const files of this.#partitions(span)) {
      const opened: Opened[] = [];
      for (const file of files) {
        const { parts } = await this.#store.reader.contents(file);
        opened.push({ file, parts });
      }
      const isDue = span.series.some((name) => opened.some((file) => order.isDue(file, name)));
      if (!isDue) continue;
      const made = await this.#rewrite(files, { ...order, ...span });
      before += readingsIn(files);
      after += readingsIn(made);
    }
    return { before, after };
  }

  async #rewrite(
    files: readonly SealedFile[],
    order: Pick<Order, 'fateOf' | 'bucketUs'> & {
      readonly fromUs?: number;
      readonly toUs?: number;
    },
  ): Promise<readonly SealedFile[]> {
    const { reader, folder, corrections } = this.#store;
    const { nextFile } = this.#store.manifest();
    const span = { fromUs: order.fromUs ?? -Infinity, toUs: order.toUs ?? Infinity };
    const made = await rewrite({ reader, folder }, files, {
      ...order,
      ...span,
      corrections,
      nextFile,
    });
    await this.#store.install(files, made);
    return made;
  }

  /** Files of the span, by enterprise and day. */
  #partitions({ series, fromUs, toUs }: SeriesSpan): SealedFile[][] {
    const enterprises = new Set(series.map(enterpriseOf));
    const files = this.#store
      .manifest()
      .files.filter(
        (file) =>
          enterprises.has(file.enterprise) &&
          file.day * dayUs < toUs &&
          (file.day + 1) * dayUs > fromUs,
      );
    return [...Map.groupBy(files, keyOf).values()];
  }

  #isLastWithin(name: string, { fromUs, toUs }: SeriesSpan): boolean {
    const last = this.#store.series.last(name);
    return last !== undefined && last.sourceTimeUs >= fromUs && last.sourceTimeUs < toUs;
  }

  /** Before the files are gone, so that no manifest tells of a reading that was removed; and after, for late ones and for what failed. */
  #settleLasts(names: readonly string[], beforeUs: number): Promise<void> {
    return this.#store.quiet(async () => {
      for (const name of names) {
        this.#store.series.replaceLast(name, await this.#store.newest(name, beforeUs));
      }
    });
  }
}

type Parts = Awaited<ReturnType<SealedReader['contents']>>['parts'];
type Opened = { readonly file: SealedFile; readonly parts: Parts };

const keyOf = ({ enterprise, day }: SealedFile) => `${day} ${enterprise}`;

function readingsIn(files: readonly SealedFile[]): number {
  return files.reduce((sum, { kind, readings }) => sum + (isFigure(kind) ? 0 : readings), 0);
}

function isWithin(
  parts: readonly { readonly minimumUs: number; readonly maximumUs: number }[] = [],
  { fromUs, toUs }: SeriesSpan,
): boolean {
  return parts.some((part) => part.minimumUs < toUs && part.maximumUs >= fromUs);
}
