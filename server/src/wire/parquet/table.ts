// A Parquet file that is written while it is sent: row groups as they come, the footer at the end. Times by difference,
// texts by a dictionary where they repeat, everything else plain with zstd.
import { zstdCompressSync } from 'node:zlib';
import { encodeDelta } from './delta.ts';
import { encodeIndices, encodePresent } from './indices.ts';
import {
  codecs,
  encodeDictionaryHead,
  encodeFooter,
  encodePageHead,
  encodings,
  type ChunkSpot,
  type ColumnSpec,
  type GroupSpot,
} from './metadata.ts';
import { encodeDoubles, encodeLongs, encodeTexts } from './plain.ts';

/** `present`: 1 where there is a value; of texts undefined is none. Times in the column's unit. */
export type TableColumn =
  | { readonly type: 'time'; readonly values: Float64Array }
  | { readonly type: 'double'; readonly values: Float64Array; readonly present: Uint8Array }
  | { readonly type: 'text'; readonly values: readonly (string | undefined)[] };

export type TableSpec = { readonly name: string; readonly type: TableColumn['type'] };

const magic = new TextEncoder().encode('PAR1');
const dictionaryMax = 65_536;
const noBytes = new Uint8Array(0);

type Chunk = {
  readonly dictionary: { readonly values: number; readonly bytes: Uint8Array } | undefined;
  readonly encoding: number;
  readonly levels: Uint8Array;
  readonly values: Uint8Array;
  readonly nulls: number;
};

export class ParquetTable {
  readonly #specs: readonly ColumnSpec[];
  readonly #groups: GroupSpot[] = [];
  #length = magic.length;

  /** Doubles and texts may be null. Times are microseconds. */
  constructor(specs: readonly TableSpec[]) {
    this.#specs = specs.map(({ name, type }) => ({
      name,
      type: type === 'time' ? 'timestamp-us' : type,
      nullable: type !== 'time',
      codec: codecs.zstd,
    }));
  }

  /** What the file begins with. */
  start(): Uint8Array {
    return magic;
  }

  /** Up to 65,536 rows; one entry for each column. */
  group(columns: readonly TableColumn[], rows: number): Uint8Array {
    const parts: Uint8Array[] = [];
    const start = this.#length;
    const write = (bytes: Uint8Array): void => {
      parts.push(bytes);
      this.#length += bytes.length;
    };
    const chunks = columns.map((column) => this.#put(chunkOf(column), rows, write));
    this.#groups.push({ rows, at: start, chunks });
    return Buffer.concat(parts);
  }

  finish(): Uint8Array {
    const footer = encodeFooter(this.#specs, this.#groups, {});
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, footer.length, true);
    return Buffer.concat([footer, length, magic]);
  }

  #put(chunk: Chunk, rows: number, write: (bytes: Uint8Array) => void): ChunkSpot {
    const chunkAt = this.#length;
    let plainBytes = 0;
    const { dictionary } = chunk;
    if (dictionary) {
      const bytes = zstdCompressSync(dictionary.bytes);
      const size = { bytes: bytes.length, plainBytes: dictionary.bytes.length };
      const head = encodeDictionaryHead(dictionary.values, size);
      write(head);
      write(bytes);
      plainBytes += head.length + dictionary.bytes.length;
    }
    const dataAt = this.#length;
    const small = zstdCompressSync(chunk.values);
    const compressed = small.length < chunk.values.length;
    const values = compressed ? small : chunk.values;
    const head = encodePageHead({
      ...{ rows, nulls: chunk.nulls, encoding: chunk.encoding, compressed },
      levelsBytes: chunk.levels.length,
      bytes: values.length,
      plainBytes: chunk.values.length,
    });
    for (const bytes of [head, chunk.levels, values]) write(bytes);
    plainBytes += head.length + chunk.levels.length + chunk.values.length;
    return {
      ...{ values: rows, plainBytes, bytes: this.#length - chunkAt, dataAt },
      dictionaryAt: dictionary ? chunkAt : undefined,
      encodings: [...new Set([encodings.plain, encodings.runs, chunk.encoding])],
      ...{ minimum: undefined, maximum: undefined, nulls: chunk.nulls },
    };
  }
}

function chunkOf(column: TableColumn): Chunk {
  if (column.type === 'time') {
    const delta = encodeDelta(column.values);
    const encoding = delta ? encodings.delta : encodings.plain;
    const values = delta ?? encodeLongs(column.values);
    return { dictionary: undefined, encoding, levels: noBytes, values, nulls: 0 };
  }
  if (column.type === 'double') {
    const { values, present } = column;
    const own = present.includes(0) ? values.filter((_, n) => present[n] === 1) : values;
    return {
      ...{ dictionary: undefined, encoding: encodings.plain },
      levels: encodePresent(present),
      values: encodeDoubles(own),
      nulls: values.length - own.length,
    };
  }
  return textChunk(column.values);
}

function textChunk(values: readonly (string | undefined)[]): Chunk {
  const present = Uint8Array.from(values, (value) => (value === undefined ? 0 : 1));
  const own = values.filter((value) => value !== undefined);
  const levels = encodePresent(present);
  const nulls = values.length - own.length;
  const places = new Map<string, number>();
  const indices = new Uint16Array(own.length);
  own.forEach((value, n) => {
    let place = places.get(value);
    if (place === undefined) places.set(value, (place = places.size));
    indices[n] = place;
  });
  if (own.length === 0 || places.size > Math.min(dictionaryMax, own.length / 2 + 1)) {
    const plain = encodeTexts(own);
    return { dictionary: undefined, encoding: encodings.plain, levels, values: plain, nulls };
  }
  const dictionary = { values: places.size, bytes: encodeTexts([...places.keys()]) };
  return {
    ...{ dictionary, encoding: encodings.dictionary, levels, nulls },
    values: encodeIndices(indices),
  };
}
