// Writes a sealed file: Parquet for every tool, with series cut into pages so that we find one without reading others,
// and our index before the footer. Readings come in order of series name, then time, then arrival.
import {
  encodeDictionaryHead,
  encodeFooter,
  encodePageHead,
  encodings,
  type ChunkSpot,
  type ColumnSpec,
  type GroupSpot,
} from '../../../../wire/parquet/metadata.ts';
import { kindOfValue, type Run } from '../../../../stores/series/columns.ts';
import {
  at,
  columnsOf,
  encodeIndex,
  type DictionarySpot,
  type GroupRow,
  type PageRow,
  type PageSpot,
  type SeriesPart,
} from './layout.ts';
import {
  dictionaryBytes,
  numbersPage,
  PageDictionary,
  placesPage,
  textsPage,
  timesPage,
  zstd,
  type ColumnPage,
} from './page.ts';

/** A page holds whole series up to the lower bound, and never more than the upper. */
const pageRowsMin = 128;
const pageRowsMax = 8_192;
const groupRowsMin = 32_768;
const magic = new TextEncoder().encode('PAR1');

type BuiltPage = { readonly rows: number; readonly columns: readonly ColumnPage[] };

/** The readings of the page that is being filled. */
class Draft {
  readonly source = new Float64Array(pageRowsMax);
  readonly server = new Float64Array(pageRowsMax);
  readonly numbers = new Float64Array(pageRowsMax);
  readonly marks = new Uint8Array(pageRowsMax);
  readonly places = new Uint16Array(pageRowsMax);
  texts: (string | undefined)[] | undefined;
  rows = 0;

  take({ columns, from, to }: Run, place: number): void {
    const { rows } = this;
    this.source.set(columns.source.subarray(from, to), rows);
    this.server.set(columns.server.subarray(from, to), rows);
    this.numbers.set(columns.numbers.subarray(from, to), rows);
    this.marks.set(columns.marks.subarray(from, to), rows);
    this.places.fill(place, rows, rows + to - from);
    this.rows += to - from;
    if (columns.texts === undefined) return;
    this.texts ??= [];
    for (let n = from; n < to; n++) this.texts[rows + n - from] = columns.texts[n];
  }
}

export class SealedFileBuilder {
  readonly #isMs: boolean;
  readonly #specs: readonly ColumnSpec[];
  readonly #written: Uint8Array[] = [magic];
  #length = magic.length;
  readonly #groups: GroupRow[] = [];
  readonly #spots: GroupSpot[] = [];
  readonly #parts = new Map<string, SeriesPart[]>();
  #draft = new Draft();
  #pages: BuiltPage[] = [];
  #names = new PageDictionary<string>();
  #numbers = new PageDictionary<number>();
  #texts = new PageDictionary<string>();
  /** Of the group. */
  #leastUs = Infinity;
  #mostUs = -Infinity;
  #groupRows = 0;
  rows = 0;

  /** `isMs`: all times are whole milliseconds. */
  constructor(isMs: boolean) {
    this.#isMs = isMs;
    this.#specs = columnsOf(isMs);
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** In order of time; a series may come in several runs behind each other. */
  add(series: string, run: Run): void {
    for (let { from } = run; from < run.to;) {
      if (this.#draft.rows === pageRowsMax) this.#endPage();
      const to = Math.min(run.to, from + pageRowsMax - this.#draft.rows);
      this.#addPart(series, { ...run, from, to });
      from = to;
    }
    if (this.#draft.rows >= pageRowsMin) this.#endPage();
  }

  finish(): { readonly bytes: Uint8Array; readonly indexAt: number; readonly indexBytes: number } {
    this.#endPage();
    this.#endGroup();
    const index = zstd(encodeIndex({ isMs: this.#isMs, groups: this.#groups, parts: this.#parts }));
    const indexAt = this.#length;
    const told = { 'jingwei.index': `${indexAt} ${index.length}` };
    this.#write(index);
    const footer = encodeFooter(this.#specs, this.#spots, told);
    this.#write(footer);
    const tail = new Uint8Array(8);
    new DataView(tail.buffer).setUint32(0, footer.length, true);
    tail.set(magic, 4);
    this.#write(tail);
    return { bytes: Buffer.concat(this.#written), indexAt, indexBytes: index.length };
  }

  #addPart(series: string, run: Run): void {
    const draft = this.#draft;
    const from = draft.rows;
    draft.take(run, this.#names.places([series])?.[0] ?? 0);
    this.rows += run.to - run.from;
    const own = this.#parts.get(series) ?? [];
    this.#parts.set(series, own);
    const minimumUs = run.columns.source[run.from] ?? 0;
    const maximumUs = run.columns.source[run.to - 1] ?? 0;
    this.#leastUs = Math.min(this.#leastUs, minimumUs);
    this.#mostUs = Math.max(this.#mostUs, maximumUs);
    const place = { group: this.#groups.length, page: this.#pages.length };
    const before = own.at(-1);
    if (before?.to === from && before.group === place.group && before.page === place.page) {
      own[own.length - 1] = { ...before, to: draft.rows, maximumUs };
      return;
    }
    own.push({ ...place, from, to: draft.rows, minimumUs, maximumUs });
  }

  #endPage(): void {
    const draft = this.#draft;
    const { rows } = draft;
    if (rows === 0) return;
    const { numeric, texts, quality, kinds } = split(draft.marks.subarray(0, rows));
    this.#pages.push({
      rows,
      columns: [
        placesPage(draft.places.subarray(0, rows)),
        timesPage(draft.source.subarray(0, rows), this.#isMs),
        timesPage(draft.server.subarray(0, rows), this.#isMs),
        numbersPage(draft.numbers.subarray(0, rows), numeric, this.#numbers),
        textsPage(draft.texts ?? [], texts, this.#texts),
        placesPage(quality),
        placesPage(kinds),
      ],
    });
    draft.rows = 0;
    draft.texts = undefined;
    this.#groupRows += rows;
    if (this.#groupRows >= groupRowsMin) this.#endGroup();
  }

  #endGroup(): void {
    if (this.#pages.length === 0) return;
    const start = this.#length;
    const pages = this.#pages;
    const spots: PageSpot[][] = pages.map(() => []);
    const dictionaries = this.#specs.map((spec, column) => this.#dictionary(spec, column));
    const chunks: ChunkSpot[] = [];
    const found: (DictionarySpot | undefined)[] = [];
    this.#specs.forEach((_, column) => {
      const chunkAt = this.#length;
      const dictionary = dictionaries[column];
      let plainBytes = 0;
      if (dictionary) {
        this.#write(dictionary.head);
        found[column] = { at: this.#length - start, ...sizeOf(dictionary) };
        this.#write(dictionary.bytes);
        plainBytes += dictionary.head.length + dictionary.plainBytes;
      }
      const dataAt = this.#length;
      pages.forEach((page, n) => {
        const own = page.columns[column];
        if (own === undefined) return;
        plainBytes += own.levels.length + own.plainBytes + this.#writePage(page.rows, own);
        spots[n]?.push({
          at: this.#length - own.values.length - own.levels.length - start,
          encoding: own.encoding,
          levelsBytes: own.levels.length,
          bytes: own.values.length,
          plainBytes: own.plainBytes,
          compressed: own.compressed,
        });
      });
      const size = { plainBytes, bytes: this.#length - chunkAt };
      const dictionaryAt = dictionary ? chunkAt : undefined;
      chunks.push({
        ...chunkOf(pages, column),
        ...size,
        dictionaryAt,
        dataAt,
        ...this.#bounds(column),
      });
    });
    const none = { at: 0, bytes: 0, plainBytes: 0 };
    this.#groups.push({
      at: start,
      bytes: this.#length - start,
      numbers: found[at.number] ?? none,
      texts: found[at.text] ?? none,
      pages: pages.map(({ rows }, n): PageRow => ({ rows, spots: spots[n] ?? [] })),
    });
    this.#spots.push({ rows: this.#groupRows, at: start, chunks });
    this.#pages = [];
    this.#groupRows = 0;
    [this.#leastUs, this.#mostUs] = [Infinity, -Infinity];
    this.#names = new PageDictionary();
    this.#numbers = new PageDictionary();
    this.#texts = new PageDictionary();
  }

  #writePage(rows: number, page: ColumnPage): number {
    const { levels, values, nulls, encoding, plainBytes, compressed } = page;
    const sizes = { levelsBytes: levels.length, bytes: values.length, plainBytes };
    const head = encodePageHead({ rows, nulls, encoding, compressed, ...sizes });
    this.#write(head);
    this.#write(levels);
    this.#write(values);
    return head.length;
  }

  #dictionary(spec: ColumnSpec, column: number) {
    const values =
      column === at.series
        ? this.#names.values
        : column === at.number
          ? this.#numbers.values
          : column === at.text
            ? this.#texts.values
            : spec.type === 'u8'
              ? [0, 1, 2, 3]
              : [];
    if (values.length === 0) return undefined;
    const { bytes, plainBytes } = dictionaryBytes(values, spec);
    const sizes = { bytes: bytes.length, plainBytes };
    return { head: encodeDictionaryHead(values.length, sizes), bytes, plainBytes };
  }

  /** What other tools skip groups by. */
  #bounds(column: number): Pick<ChunkSpot, 'minimum' | 'maximum'> {
    const none = { minimum: undefined, maximum: undefined };
    if (column === at.series) {
      const names = this.#names.values.map((name) => Buffer.from(name));
      return { minimum: names[0], maximum: names.at(-1) };
    }
    if (column !== at.source) return none;
    return { minimum: this.#time(this.#leastUs), maximum: this.#time(this.#mostUs) };
  }

  #time(timeUs: number): Uint8Array {
    const bytes = new Uint8Array(8);
    const time = this.#isMs ? timeUs / 1_000 : timeUs;
    new DataView(bytes.buffer).setBigInt64(0, BigInt(time), true);
    return bytes;
  }

  #write(bytes: Uint8Array): void {
    this.#written.push(bytes);
    this.#length += bytes.length;
  }
}

/** What the marks say, each as its column wants it. */
function split(marks: Uint8Array) {
  const { length } = marks;
  const numeric = new Uint8Array(length);
  const texts = new Uint8Array(length);
  const quality = new Uint16Array(length);
  const kinds = new Uint16Array(length);
  for (let n = 0; n < length; n++) {
    const mark = marks[n] ?? 0;
    const kind = mark >> 2;
    numeric[n] = kind & 1; // numbers and booleans
    texts[n] = kind === kindOfValue.text ? 1 : 0;
    quality[n] = mark & 3;
    kinds[n] = kind;
  }
  return { numeric, texts, quality, kinds };
}

function sizeOf(given: { readonly bytes: Uint8Array; readonly plainBytes: number }) {
  return { bytes: given.bytes.length, plainBytes: given.plainBytes };
}

function chunkOf(pages: readonly BuiltPage[], column: number) {
  const used = new Set<number>([encodings.runs]);
  let values = 0;
  let nulls = 0;
  for (const { rows, columns } of pages) {
    values += rows;
    nulls += columns[column]?.nulls ?? 0;
    used.add(columns[column]?.encoding ?? encodings.plain);
  }
  if (used.has(encodings.dictionary)) used.add(encodings.plain);
  return { values, nulls, encodings: [...used] };
}
