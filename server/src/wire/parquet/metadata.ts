// The metadata of a Parquet file (parquet.thrift of parquet-format 2.10): heads of pages, and the footer that tells
// every tool what is where. Numbers of fields and codes are those of that file.
import { ThriftOut } from './thrift-out.ts';

export const encodings = { plain: 0, runs: 3, delta: 5, dictionary: 8 } as const;
export const codecs = { none: 0, zstd: 6 } as const;
const pageTypes = { dictionary: 2, data: 3 } as const;

/** `timestamp`: of no zone, which is to say UTC. */
export type ColumnType = 'text' | 'double' | 'timestamp-ms' | 'timestamp-us' | 'u8';

export type ColumnSpec = {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly codec: number;
};

export type PageHead = {
  readonly rows: number;
  readonly nulls: number;
  readonly encoding: number;
  readonly levelsBytes: number;
  /** Of the values, compressed and not. */
  readonly bytes: number;
  readonly plainBytes: number;
  readonly compressed: boolean;
};

export type ChunkSpot = {
  readonly values: number;
  readonly plainBytes: number;
  readonly bytes: number;
  readonly dictionaryAt: number | undefined;
  readonly dataAt: number;
  readonly encodings: readonly number[];
  readonly minimum: Uint8Array | undefined;
  readonly maximum: Uint8Array | undefined;
  readonly nulls: number;
};

export type GroupSpot = {
  readonly rows: number;
  readonly at: number;
  /** One of each column. */
  readonly chunks: readonly ChunkSpot[];
};

const physical = { text: 6, double: 5, 'timestamp-ms': 2, 'timestamp-us': 2, u8: 1 } as const;

/** Of a data page of version 2. */
export function encodePageHead(page: PageHead): Uint8Array {
  const out = new ThriftOut();
  out.int(1, pageTypes.data);
  out.int(2, page.levelsBytes + page.plainBytes);
  out.int(3, page.levelsBytes + page.bytes);
  out.struct(8, () => {
    out.int(1, page.rows);
    out.int(2, page.nulls);
    out.int(3, page.rows);
    out.int(4, page.encoding);
    out.int(5, page.levelsBytes);
    out.int(6, 0);
    out.flag(7, page.compressed);
  });
  return out.done();
}

export function encodeDictionaryHead(
  values: number,
  size: { readonly bytes: number; readonly plainBytes: number },
): Uint8Array {
  const out = new ThriftOut();
  out.int(1, pageTypes.dictionary);
  out.int(2, size.plainBytes);
  out.int(3, size.bytes);
  out.struct(7, () => {
    out.int(1, values);
    out.int(2, encodings.plain);
  });
  return out.done();
}

export function encodeFooter(
  columns: readonly ColumnSpec[],
  groups: readonly GroupSpot[],
  told: Readonly<Record<string, string>>,
): Uint8Array {
  const out = new ThriftOut();
  out.int(1, 2);
  putSchema(out, columns);
  out.long(
    3,
    groups.reduce((sum, { rows }) => sum + rows, 0),
  );
  out.structs(4, groups, (group) => putGroup(out, columns, group));
  out.structs(5, Object.entries(told), ([key, value]) => {
    out.text(1, key);
    out.text(2, value);
  });
  out.text(6, 'jingwei');
  return out.done();
}

function putSchema(out: ThriftOut, columns: readonly ColumnSpec[]): void {
  out.structs(2, [undefined, ...columns], (column) => {
    if (column === undefined) {
      out.text(4, 'readings');
      out.int(5, columns.length);
      return;
    }
    out.int(1, physical[column.type]);
    out.int(3, column.nullable ? 1 : 0);
    out.text(4, column.name);
    if (column.type === 'text') out.int(6, 0);
    if (column.type === 'u8') out.int(6, 11);
    if (column.type !== 'double') out.struct(10, () => putLogicalType(out, column.type));
  });
}

function putLogicalType(out: ThriftOut, type: ColumnType): void {
  if (type === 'text') return out.struct(1, () => {});
  if (type === 'u8') {
    return out.struct(10, () => {
      out.small(1, 8);
      out.flag(2, false);
    });
  }
  out.struct(8, () => {
    out.flag(1, false);
    out.struct(2, () => out.struct(type === 'timestamp-ms' ? 1 : 2, () => {}));
  });
}

function putGroup(out: ThriftOut, columns: readonly ColumnSpec[], group: GroupSpot): void {
  out.structs(1, group.chunks, (chunk) => {
    const column = columns[group.chunks.indexOf(chunk)];
    out.long(2, 0);
    out.struct(3, () => column && putChunk(out, column, chunk));
  });
  out.long(
    2,
    group.chunks.reduce((sum, { plainBytes }) => sum + plainBytes, 0),
  );
  out.long(3, group.rows);
  out.long(5, group.at);
  out.long(
    6,
    group.chunks.reduce((sum, { bytes }) => sum + bytes, 0),
  );
}

function putChunk(out: ThriftOut, column: ColumnSpec, chunk: ChunkSpot): void {
  out.int(1, physical[column.type]);
  out.ints(2, chunk.encodings);
  out.texts(3, [column.name]);
  out.int(4, column.codec);
  out.long(5, chunk.values);
  out.long(6, chunk.plainBytes);
  out.long(7, chunk.bytes);
  out.long(9, chunk.dataAt);
  if (chunk.dictionaryAt !== undefined) out.long(11, chunk.dictionaryAt);
  const { minimum, maximum, nulls } = chunk;
  out.struct(12, () => {
    out.long(3, nulls);
    if (minimum === undefined || maximum === undefined) return;
    out.bytes(5, maximum);
    out.bytes(6, minimum);
  });
}
