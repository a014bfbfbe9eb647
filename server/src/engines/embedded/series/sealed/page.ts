// One page of a sealed file: up to some thousand readings in order of series and time, each column in the encoding
// that is small for it, and back again.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { decodeDelta, encodeDelta } from '../../../../wire/parquet/delta.ts';
import {
  decodeIndices,
  decodePresent,
  encodeIndices,
  encodePresent,
} from '../../../../wire/parquet/indices.ts';
import { codecs, encodings, type ColumnSpec } from '../../../../wire/parquet/metadata.ts';
import {
  decodeDoubles,
  decodeLongs,
  decodeTexts,
  encodeDoubles,
  encodeLongs,
  encodeTexts,
} from '../../../../wire/parquet/plain.ts';

export type ColumnPage = {
  readonly encoding: number;
  readonly levels: Uint8Array;
  readonly values: Uint8Array;
  readonly plainBytes: number;
  readonly compressed: boolean;
  readonly nulls: number;
};

const noBytes = new Uint8Array(0);
/** Smaller ones do not become smaller. */
const compressedFrom = 64;
/** A page whose values are mostly new to the dictionary is written without it. */
const newShareMax = 0.5;

export function zstd(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
}

/** Values of a chunk and their places, shared by its pages; a text and a number never meet in one. */
export class PageDictionary<T extends string | number> {
  readonly values: T[] = [];
  readonly #places = new Map<T, number>();

  /** Undefined when too many are new or there is no room. */
  places(values: readonly T[] | Float64Array): Uint16Array | undefined {
    const before = this.values.length;
    const most = Math.min(65_536, before + Math.max(16, values.length * newShareMax));
    const places = new Uint16Array(values.length);
    for (let n = 0; n < values.length; n++) {
      const value = values[n] as T;
      let place = this.#places.get(value);
      if (place === undefined) {
        if (this.values.length >= most || Object.is(value, -0)) return this.#forget(before);
        place = this.values.push(value) - 1;
        this.#places.set(value, place);
      }
      // A map takes -0 for 0.
      else if (value === 0 && Object.is(value, -0)) return this.#forget(before);
      places[n] = place;
    }
    return places;
  }

  #forget(from: number): undefined {
    for (const value of this.values.splice(from)) this.#places.delete(value);
  }
}

export function timesPage(timesUs: Float64Array, isMs: boolean): ColumnPage {
  const times = isMs ? timesUs.map((time) => time / 1_000) : timesUs;
  const values = encodeDelta(times);
  if (values) return columnPage(encodings.delta, values);
  return columnPage(encodings.plain, encodeLongs(times));
}

export function placesPage(places: Uint16Array): ColumnPage {
  return columnPage(encodings.dictionary, encodeIndices(places));
}

export function numbersPage(
  numbers: Float64Array,
  present: Uint8Array,
  dictionary: PageDictionary<number>,
): ColumnPage {
  const values = present.includes(0) ? numbers.filter((_, n) => present[n] === 1) : numbers;
  const places = values.length > 0 ? dictionary.places(values) : undefined;
  return nullablePage(present, places, () => encodeDoubles(values));
}

export function textsPage(
  texts: readonly (string | undefined)[],
  present: Uint8Array,
  dictionary: PageDictionary<string>,
): ColumnPage {
  const values = present.includes(1) ? texts.filter((text) => text !== undefined) : [];
  const places = values.length > 0 ? dictionary.places(values) : undefined;
  return nullablePage(present, places, () => encodeTexts(values));
}

function nullablePage(
  present: Uint8Array,
  places: Uint16Array | undefined,
  plain: () => Uint8Array,
): ColumnPage {
  let nulls = 0;
  for (const one of present) nulls += 1 - one;
  const encoding = places ? encodings.dictionary : encodings.plain;
  const values = places ? encodeIndices(places) : plain();
  const page = columnPage(encoding, values, encodePresent(present));
  return { ...page, nulls, ...smaller(values) };
}

function smaller(values: Uint8Array): {
  readonly values: Uint8Array;
  readonly compressed: boolean;
} {
  const small = values.length < compressedFrom ? values : zstd(values);
  return small.length < values.length
    ? { values: small, compressed: true }
    : { values, compressed: false };
}

function columnPage(
  encoding: number,
  values: Uint8Array,
  levels: Uint8Array = noBytes,
): ColumnPage {
  return { encoding, levels, values, plainBytes: values.length, compressed: false, nulls: 0 };
}

/** The dictionary of a chunk as it lies in the file, of `spec`'s type; zstd where the chunk is. */
export function dictionaryBytes(
  values: readonly string[] | readonly number[],
  { codec, type }: ColumnSpec,
): { readonly bytes: Uint8Array; readonly plainBytes: number } {
  const plain =
    type === 'u8'
      ? new Uint8Array(Int32Array.from(values as readonly number[]).buffer)
      : type === 'text'
        ? encodeTexts(values as readonly string[])
        : encodeDoubles(Float64Array.from(values as readonly number[]));
  return { bytes: codec === codecs.zstd ? zstd(plain) : plain, plainBytes: plain.length };
}

/** A page as it was found in a file. */
export type FoundPage = Omit<ColumnPage, 'nulls'> & { readonly rows: number };

function plainOf({ values, compressed, plainBytes }: FoundPage): Uint8Array {
  if (!compressed) return values;
  return zstdDecompressSync(values, { maxOutputLength: Math.max(1, plainBytes) });
}

export function timesOf(page: FoundPage, isMs: boolean): Float64Array | undefined {
  const decode = page.encoding === encodings.delta ? decodeDelta : decodeLongs;
  const times = decode(plainOf(page), page.rows);
  if (times && isMs) for (let n = 0; n < times.length; n++) times[n] = (times[n] ?? 0) * 1_000;
  return times;
}

export function placesOf(page: FoundPage): Uint16Array | undefined {
  return decodeIndices(plainOf(page), page.rows);
}

export function numbersOf(
  page: FoundPage,
  dictionary: () => Float64Array | undefined,
): Float64Array | undefined {
  const present = decodePresent(page.levels, page.rows);
  if (present === undefined) return undefined;
  const count = countOf(present);
  const values = new Float64Array(page.rows);
  if (count === 0) return values;
  const plain = plainOf(page);
  const isPlain = page.encoding === encodings.plain;
  const known = isPlain ? decodeDoubles(plain) : dictionary();
  const places = isPlain ? undefined : decodeIndices(plain, count);
  if (known === undefined || (!isPlain && places === undefined)) return undefined;
  let next = 0;
  for (let n = 0; n < page.rows; n++) {
    if (present[n] === 0) continue;
    values[n] = known[places ? (places[next] ?? 0) : next] ?? 0;
    next++;
  }
  return values;
}

/** By place; null when the page has no text. */
export function textsOf(
  page: FoundPage,
  dictionary: () => readonly string[] | undefined,
): readonly (string | undefined)[] | null | undefined {
  const present = decodePresent(page.levels, page.rows);
  if (present === undefined) return undefined;
  const count = countOf(present);
  if (count === 0) return null;
  const plain = plainOf(page);
  const isPlain = page.encoding === encodings.plain;
  const known = isPlain ? decodeTexts(plain) : dictionary();
  const places = isPlain ? undefined : decodeIndices(plain, count);
  if (known === undefined || (!isPlain && places === undefined)) return undefined;
  let next = 0;
  return Array.from(present, (one) => {
    if (one === 0) return undefined;
    const place = next++;
    return known[places ? (places[place] ?? 0) : place];
  });
}

function countOf(present: Uint8Array): number {
  let count = 0;
  for (const one of present) count += one;
  return count;
}
