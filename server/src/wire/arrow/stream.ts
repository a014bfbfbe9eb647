// Tables as a stream of Arrow's IPC format (arrow.apache.org, “Columnar format”, metadata version 5): a schema, the
// dictionaries of texts that repeat, then batches of rows, each message whole, so that no more than one is in memory.
import { FlatOut, type FlatField, type Spot } from './flat-out.ts';

/** `words`: one of a list of texts, told once. `timestamp`: microseconds, UTC. */
export type ArrowColumn =
  | { readonly name: string; readonly type: 'words'; readonly words: readonly string[] }
  | { readonly name: string; readonly type: 'timestamp' | 'double' | 'text' };

/** Of `words` the places, of `timestamp` microseconds; in a double and a text undefined or NaN by `present` is none. */
export type ArrowData =
  | { readonly type: 'words'; readonly places: Int32Array }
  | { readonly type: 'timestamp'; readonly us: Float64Array }
  | { readonly type: 'double'; readonly values: Float64Array; readonly present: Uint8Array }
  | { readonly type: 'text'; readonly values: readonly (string | undefined)[] };

const version5 = 4;
const headers = { schema: 1, dictionary: 2, batch: 3 } as const;
const types = { int: 2, double: 3, text: 5, timestamp: 10 } as const;
const noBytes = new Uint8Array(0);

const at = (value: Spot): FlatField => ({ kind: 'at', value });
const u8 = (value: number): FlatField => ({ kind: 'u8', value });
const i16 = (value: number): FlatField => ({ kind: 'i16', value });
const i64 = (value: number): FlatField => ({ kind: 'i64', value });

/** Schema and dictionaries: what a stream begins with. */
export function arrowStart(columns: readonly ArrowColumn[]): Uint8Array {
  const out = new FlatOut();
  const fields = out.vector(columns.map((column, n) => fieldOf(out, column, n)));
  const schema = out.table([i16(0), at(fields)]);
  const parts = [message(out, { header: headers.schema, spot: schema, body: noBytes })];
  columns.forEach((column, id) => {
    if (column.type !== 'words') return;
    const batch = rowsOf([{ type: 'text', values: column.words }], column.words.length);
    const inner = new FlatOut();
    const data = batch.table(inner);
    const spot = inner.table([i64(id), at(data)]);
    parts.push(message(inner, { header: headers.dictionary, spot, body: batch.body }));
  });
  return Buffer.concat(parts);
}

export function arrowBatch(data: readonly ArrowData[], rows: number): Uint8Array {
  const batch = rowsOf(data, rows);
  const out = new FlatOut();
  return message(out, { header: headers.batch, spot: batch.table(out), body: batch.body });
}

/** What a stream ends with. */
export function arrowEnd(): Uint8Array {
  return Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);
}

function fieldOf(out: FlatOut, column: ArrowColumn, id: number): Spot {
  const name = out.text(column.name);
  const children = out.vector([]);
  const nullable = column.type === 'double' || column.type === 'text';
  const type = typeOf(out, column);
  let dictionary: FlatField | undefined;
  if (column.type === 'words') {
    const index = out.table([{ kind: 'i32', value: 32 }, u8(1)]);
    dictionary = at(out.table([i64(id), at(index)]));
  }
  return out.table([
    at(name),
    u8(nullable ? 1 : 0),
    type.code,
    type.spot,
    dictionary,
    at(children),
  ]);
}

function typeOf(out: FlatOut, { type }: ArrowColumn): { code: FlatField; spot: FlatField } {
  if (type === 'timestamp') {
    const zone = out.text('UTC');
    return { code: u8(types.timestamp), spot: at(out.table([i16(2), at(zone)])) };
  }
  if (type === 'double') return { code: u8(types.double), spot: at(out.table([i16(2)])) };
  return { code: u8(types.text), spot: at(out.table([])) };
}

type Rows = { readonly body: Uint8Array; readonly table: (out: FlatOut) => Spot };

function rowsOf(columns: readonly ArrowData[], rows: number): Rows {
  const nodes: [number, number][] = [];
  const spots: [number, number][] = [];
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const column of columns) {
    const { nulls, buffers } = buffersOf(column);
    nodes.push([rows, nulls]);
    for (const buffer of buffers) {
      spots.push([length, buffer.length]);
      const padded = (buffer.length + 7) & ~7;
      parts.push(buffer, new Uint8Array(padded - buffer.length));
      length += padded;
    }
  }
  return {
    body: Buffer.concat(parts),
    table: (out) => {
      const buffers = out.pairs(spots);
      const fields = out.pairs(nodes);
      return out.table([i64(rows), at(fields), at(buffers)]);
    },
  };
}

function buffersOf(column: ArrowData): { nulls: number; buffers: Uint8Array[] } {
  switch (column.type) {
    case 'words':
      return { nulls: 0, buffers: [noBytes, bytesOf(column.places)] };
    case 'timestamp':
      return { nulls: 0, buffers: [noBytes, bytesOf(BigInt64Array.from(column.us, BigInt))] };
    case 'double': {
      const { bits, nulls } = bitsOf(column.present);
      return { nulls, buffers: [bits, bytesOf(column.values)] };
    }
    case 'text': {
      const present = Uint8Array.from(column.values, (value) => (value === undefined ? 0 : 1));
      const { bits, nulls } = bitsOf(present);
      return { nulls, buffers: [bits, ...textsOf(column.values)] };
    }
  }
}

/** One bit a row, the lowest first; none at all where every row has a value. */
function bitsOf(present: Uint8Array): { bits: Uint8Array; nulls: number } {
  const bits = new Uint8Array((present.length + 7) >> 3);
  let nulls = 0;
  present.forEach((one, n) => {
    if (one === 1) bits[n >> 3] = (bits[n >> 3] ?? 0) | (1 << (n & 7));
    else nulls++;
  });
  return { bits: nulls === 0 ? noBytes : bits, nulls };
}

function textsOf(values: readonly (string | undefined)[]): Uint8Array[] {
  const ends = new Int32Array(values.length + 1);
  const parts: Uint8Array[] = [];
  let length = 0;
  values.forEach((value, n) => {
    if (value !== undefined && value !== '') {
      const bytes = Buffer.from(value, 'utf8');
      parts.push(bytes);
      length += bytes.length;
    }
    ends[n + 1] = length;
  });
  return [bytesOf(ends), Buffer.concat(parts)];
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function message(
  out: FlatOut,
  { header, spot, body }: { header: number; spot: Spot; body: Uint8Array },
): Uint8Array {
  const root = out.table([i16(version5), u8(header), at(spot), i64(body.length)]);
  const metadata = out.done(root);
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint32(0, 0xff_ff_ff_ff, true);
  view.setUint32(4, metadata.length, true);
  return Buffer.concat([head, metadata, body]);
}
