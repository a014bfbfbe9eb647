// The columns of a sealed file, and what our own index in it tells beyond Parquet's footer: where the pages of each
// series are, and their spans of time, so that a question about one series reads little.
import { BytesIn } from '../../../../wire/tier/bytes-in.ts';
import { BytesOut } from '../../../../wire/tier/bytes-out.ts';
import { codecs, type ColumnSpec } from '../../../../wire/parquet/metadata.ts';

/** The order of the columns. */
export const at = {
  series: 0,
  source: 1,
  server: 2,
  number: 3,
  text: 4,
  quality: 5,
  kind: 6,
} as const;
export const columnCount = 7;

export function columnsOf(isMs: boolean): readonly ColumnSpec[] {
  const time = { type: isMs ? 'timestamp-ms' : 'timestamp-us', nullable: false } as const;
  const { none: codec, zstd } = codecs;
  return [
    { name: 'series', type: 'text', nullable: false, codec },
    { name: 'source_time', ...time, codec },
    { name: 'server_time', ...time, codec },
    { name: 'number', type: 'double', nullable: true, codec: zstd },
    { name: 'text', type: 'text', nullable: true, codec: zstd },
    { name: 'quality', type: 'u8', nullable: false, codec },
    { name: 'kind', type: 'u8', nullable: false, codec },
  ];
}

/** Where the bytes of a column's page lie, from the start of the group. */
export type PageSpot = {
  readonly at: number;
  readonly encoding: number;
  readonly levelsBytes: number;
  readonly bytes: number;
  readonly plainBytes: number;
  readonly compressed: boolean;
};

/** A dictionary: bytes and uncompressed bytes; 0 when there is none. */
export type DictionarySpot = {
  readonly at: number;
  readonly bytes: number;
  readonly plainBytes: number;
};

export type PageRow = { readonly rows: number; readonly spots: readonly PageSpot[] };

export type GroupRow = {
  readonly at: number;
  readonly bytes: number;
  readonly numbers: DictionarySpot;
  readonly texts: DictionarySpot;
  readonly pages: readonly PageRow[];
};

/** Readings of one series in one page. */
export type SeriesPart = {
  readonly group: number;
  readonly page: number;
  readonly from: number;
  readonly to: number;
  readonly minimumUs: number;
  readonly maximumUs: number;
};

export type SealedIndex = {
  readonly isMs: boolean;
  readonly groups: readonly GroupRow[];
  readonly parts: ReadonlyMap<string, readonly SeriesPart[]>;
};

const format = 1;

export function encodeIndex({ isMs, groups, parts }: SealedIndex): Uint8Array {
  const out = new BytesOut(4_096);
  out.byte(format);
  out.byte(isMs ? 1 : 0);
  out.varint(groups.length);
  for (const group of groups) putGroup(out, group);
  out.varint(parts.size);
  for (const [name, own] of parts) {
    out.text(name);
    out.varint(own.length);
    for (const part of own) {
      for (const number of [part.group, part.page, part.from, part.to - part.from])
        out.varint(number);
      putTime(out, part.minimumUs);
      putTime(out, part.maximumUs);
    }
  }
  return out.done();
}

function putGroup(out: BytesOut, { at: start, bytes, numbers, texts, pages }: GroupRow): void {
  out.varint(start);
  out.varint(bytes);
  for (const dictionary of [numbers, texts]) {
    for (const n of [dictionary.at, dictionary.bytes, dictionary.plainBytes]) out.varint(n);
  }
  out.varint(pages.length);
  for (const { rows, spots } of pages) {
    out.varint(rows);
    for (const spot of spots) {
      out.varint(spot.at);
      out.byte(spot.encoding * 2 + (spot.compressed ? 1 : 0));
      for (const n of [spot.levelsBytes, spot.bytes, spot.plainBytes]) out.varint(n);
    }
  }
}

/** Undefined when the bytes are no index. */
export function decodeIndex(bytes: Uint8Array): SealedIndex | undefined {
  const input = new BytesIn(bytes);
  if (input.byte() !== format) return undefined;
  const isMs = input.byte() === 1;
  const groups = listOf(input, () => groupOf(input));
  const parts = new Map<string, readonly SeriesPart[]>();
  for (let left = input.varint(); left > 0 && !input.failed; left--) {
    const name = input.text(input.remaining);
    parts.set(
      name,
      listOf(input, () => partOf(input)),
    );
  }
  return input.failed ? undefined : { isMs, groups, parts };
}

function groupOf(input: BytesIn): GroupRow {
  const start = input.varint();
  const bytes = input.varint();
  const [numbers, texts] = [dictionaryOf(input), dictionaryOf(input)];
  const pages = listOf(input, (): PageRow => {
    const rows = input.varint();
    return { rows, spots: Array.from({ length: columnCount }, () => spotOf(input)) };
  });
  return { at: start, bytes, numbers, texts, pages };
}

function dictionaryOf(input: BytesIn): DictionarySpot {
  return { at: input.varint(), bytes: input.varint(), plainBytes: input.varint() };
}

function spotOf(input: BytesIn): PageSpot {
  const start = input.varint();
  const code = input.byte();
  return {
    at: start,
    encoding: code >> 1,
    compressed: code % 2 === 1,
    levelsBytes: input.varint(),
    bytes: input.varint(),
    plainBytes: input.varint(),
  };
}

function partOf(input: BytesIn): SeriesPart {
  const [group, page, from, rows] = [
    input.varint(),
    input.varint(),
    input.varint(),
    input.varint(),
  ];
  return { group, page, from, to: from + rows, minimumUs: timeOf(input), maximumUs: timeOf(input) };
}

function listOf<T>(input: BytesIn, next: () => T): T[] {
  const list: T[] = [];
  for (let left = input.varint(); left > 0 && !input.failed; left--) list.push(next());
  return list;
}

/** Any whole number: beyond ±2^52, which zigzag has not, as two halves. */
function putTime(out: BytesOut, timeUs: number): void {
  out.zigzag(Math.floor(timeUs / 2 ** 20));
  out.varint(timeUs - Math.floor(timeUs / 2 ** 20) * 2 ** 20);
}

function timeOf(input: BytesIn): number {
  return input.zigzag() * 2 ** 20 + input.varint();
}
