// Questions to sealed files: the index of a file tells which groups have the series and the span; those are read, and
// of them only the pages that are needed are decoded.
import { assert } from '../../../../kernel/failure/assert.ts';
import { zstdDecompressSync } from 'node:zlib';
import { decodeDoubles, decodeTexts } from '../../../../wire/parquet/plain.ts';
import { placeOf, type Columns, type Run } from '../../../../stores/series/columns.ts';
import {
  at,
  decodeIndex,
  type DictionarySpot,
  type GroupRow,
  type SealedIndex,
  type SeriesPart,
} from './layout.ts';
import { numbersOf, placesOf, textsOf, timesOf, type FoundPage } from './page.ts';
import type { SealedFile, SealedFolder } from './sealed-files.ts';

/** Of indexes in memory, as they lie in files. */
const indexBytesMax = 32 * 1024 * 1024;
/** Groups that are read while one is decoded. */
const readAhead = 8;

export type Wanted = {
  /** By place in the question. */
  readonly names: readonly string[];
  readonly fromUs: number;
  readonly toUs: number;
  /** Without our times and texts. */
  readonly onlyNumbers: boolean;
  readonly newestFirst: boolean;
  /** Parts beyond what the question can still take. */
  readonly skips: (part: { readonly minimumUs: number; readonly maximumUs: number }) => boolean;
};

type Piece = SeriesPart & { readonly place: number };

export class SealedReader {
  readonly #folder: SealedFolder;
  readonly #indexes = new Map<number, Promise<SealedIndex>>();
  readonly #sizes = new Map<number, number>();
  #bytes = 0;

  constructor(folder: SealedFolder) {
    this.#folder = folder;
  }

  /** Runs of the asked series, each with its place in the question; of a series in order of time. */
  async *runs(file: SealedFile, wanted: Wanted): AsyncGenerator<{ place: number; run: Run }> {
    const index = await this.#index(file);
    const groups = groupsOf(piecesOf(index, wanted), wanted.newestFirst);
    const reading = new Map<number, Promise<Uint8Array>>();
    const ahead = (n: number): void => {
      const group = index.groups[groups[n]?.[0]?.group ?? -1];
      if (group === undefined) return;
      const bytes = this.#folder.read(file, group.at, group.at + group.bytes);
      bytes.catch(() => {}); // told when it is waited for
      reading.set(n, bytes);
    };
    for (let n = 0; n < Math.min(readAhead, groups.length); n++) ahead(n);
    for (let n = 0; n < groups.length; n++) {
      const pieces = (groups[n] ?? []).filter((piece) => !wanted.skips(piece));
      const group = index.groups[pieces[0]?.group ?? -1];
      if (group) {
        const bytes = await reading.get(n);
        assert(bytes?.length === group.bytes, `${this.#folder.path(file)} is as long as it was`);
        yield* decoded(new GroupReader(group, bytes, index.isMs), pieces, wanted);
      }
      reading.delete(n);
      ahead(n + readAhead);
    }
  }

  /** The parts of each series, and whether all times are whole milliseconds. */
  async contents(file: SealedFile): Promise<Pick<SealedIndex, 'parts' | 'isMs'>> {
    return this.#index(file);
  }

  #index(file: SealedFile): Promise<SealedIndex> {
    const known = this.#indexes.get(file.number);
    if (known) {
      // The longest unused is in front.
      this.#indexes.delete(file.number);
      this.#indexes.set(file.number, known);
      return known;
    }
    const loading = this.#load(file);
    loading.catch(() => this.#forget(file.number));
    this.#indexes.set(file.number, loading);
    this.#sizes.set(file.number, file.indexBytes);
    this.#bytes += file.indexBytes;
    for (const number of this.#indexes.keys()) {
      if (this.#bytes <= indexBytesMax || number === file.number) break;
      this.#forget(number);
    }
    return loading;
  }

  #forget(number: number): void {
    this.#indexes.delete(number);
    this.#bytes -= this.#sizes.get(number) ?? 0;
    this.#sizes.delete(number);
  }

  async #load(file: SealedFile): Promise<SealedIndex> {
    const bytes = await this.#folder.read(file, file.indexAt, file.indexAt + file.indexBytes);
    const index = decodeIndex(zstdDecompressSync(bytes));
    assert(index !== undefined, `the index of ${this.#folder.path(file)} can be read`);
    return index;
  }
}

function piecesOf({ parts }: SealedIndex, { names, fromUs, toUs }: Wanted): Piece[] {
  return names.flatMap((name, place) =>
    (parts.get(name) ?? [])
      .filter((part) => part.maximumUs >= fromUs && part.minimumUs < toUs)
      .map((part) => ({ ...part, place })),
  );
}

/** By group, in the order of the file or its reverse. */
function groupsOf(pieces: readonly Piece[], newestFirst: boolean): Piece[][] {
  const groups = new Map<number, Piece[]>();
  const way = newestFirst ? -1 : 1;
  const sorted = pieces.toSorted(
    (a, b) => way * (a.group - b.group || a.page - b.page || a.from - b.from),
  );
  for (const piece of sorted) {
    const own = groups.get(piece.group);
    if (own) own.push(piece);
    else groups.set(piece.group, [piece]);
  }
  return [...groups.values()];
}

function* decoded(reader: GroupReader, pieces: readonly Piece[], wanted: Wanted) {
  let page = -1;
  let columns: Columns | undefined;
  for (const piece of pieces) {
    if (piece.page !== page || columns === undefined) {
      page = piece.page;
      columns = reader.page(page, wanted.onlyNumbers);
    }
    const from = placeOf(columns.source, wanted.fromUs, piece);
    const to = placeOf(columns.source, wanted.toUs, { from, to: piece.to });
    if (from < to) yield { place: piece.place, run: { columns, from, to } };
  }
}

const noTimes = new Float64Array(0);

class GroupReader {
  readonly #group: GroupRow;
  readonly #bytes: Uint8Array;
  readonly #isMs: boolean;
  #numbers: Float64Array | undefined;
  #texts: readonly string[] | undefined;

  constructor(group: GroupRow, bytes: Uint8Array, isMs: boolean) {
    this.#group = group;
    this.#bytes = bytes;
    this.#isMs = isMs;
  }

  page(page: number, onlyNumbers: boolean): Columns {
    const found = (column: number) => this.#found(page, column);
    const source = timesOf(found(at.source), this.#isMs);
    const server = onlyNumbers ? noTimes : timesOf(found(at.server), this.#isMs);
    const numbers = numbersOf(found(at.number), () => {
      this.#numbers ??= decodeDoubles(this.#dictionary(this.#group.numbers));
      return this.#numbers;
    });
    const texts = onlyNumbers
      ? null
      : textsOf(found(at.text), () => {
          this.#texts ??= decodeTexts(this.#dictionary(this.#group.texts));
          return this.#texts;
        });
    const quality = placesOf(found(at.quality));
    const kinds = placesOf(found(at.kind));
    assert(
      source && server && numbers && texts !== undefined && quality && kinds,
      'a sealed page can be read',
    );
    const marks = new Uint8Array(quality.length);
    for (let n = 0; n < marks.length; n++) marks[n] = (quality[n] ?? 0) | ((kinds[n] ?? 0) << 2);
    return { source, server, numbers, marks, texts: texts ?? undefined };
  }

  #found(page: number, column: number): FoundPage {
    const row = this.#group.pages[page];
    const spot = row?.spots[column];
    assert(row && spot, 'the index knows the page');
    const { encoding, compressed, plainBytes } = spot;
    const valuesAt = spot.at + spot.levelsBytes;
    return {
      rows: row.rows,
      encoding,
      compressed,
      plainBytes,
      levels: this.#bytes.subarray(spot.at, valuesAt),
      values: this.#bytes.subarray(valuesAt, valuesAt + spot.bytes),
    };
  }

  #dictionary(spot: DictionarySpot): Uint8Array {
    return zstdDecompressSync(this.#bytes.subarray(spot.at, spot.at + spot.bytes));
  }
}
