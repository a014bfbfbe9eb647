// The manifest says what the store is: which sealed files belong to it, from which segment on the log counts, the newest
// reading of each series and what has been delivered. Replaced as a whole, so that a seal happens at once or not at all.
import { crc32 } from 'node:zlib';
import type { Delivery } from '../../../stores/series/series.ts';
import { BytesIn } from '../../../wire/tier/bytes-in.ts';
import { BytesOut } from '../../../wire/tier/bytes-out.ts';
import { markOf } from '../../../stores/series/columns.ts';
import { encodeRecord, readRecord } from './log-record.ts';
import type { Prepared } from './prepared.ts';
import { fileKinds, type SealedFile } from './sealed/sealed-files.ts';
import type { SeriesTable } from './series-table.ts';

/** 1 and 2 were tables of DuckDB; 3 knew raw files only. */
export const manifestFormat = 4;
const withoutKinds = 3;

export type Manifest = {
  /** Segments of the log from this number on count. */
  readonly floor: number;
  /** And this rest, before them; 0 when there is none. */
  readonly rest: number;
  readonly nextFile: number;
  readonly files: readonly SealedFile[];
};

export const emptyManifest: Manifest = { floor: 1, rest: 0, nextFile: 1, files: [] };

/** With the newest reading of each series that `series` has, and the deliveries. */
export function encodeManifest(
  manifest: Manifest,
  series: SeriesTable,
  deliveries: readonly Delivery[],
): Uint8Array {
  const out = new BytesOut(1_024 + manifest.files.length * 90);
  for (const n of [manifestFormat, manifest.floor, manifest.rest, manifest.nextFile]) out.varint(n);
  out.varint(manifest.files.length);
  for (const file of manifest.files) {
    out.text(file.enterprise);
    out.zigzag(file.day);
    out.varint(fileKinds.indexOf(file.kind));
    out.varint(file.bucketUs);
    for (const n of [file.number, file.readings, file.bytes, file.indexAt, file.indexBytes])
      out.varint(n);
    for (const timeUs of [file.minimumUs, file.maximumUs]) {
      out.zigzag(Math.floor(timeUs / 2 ** 20));
      out.varint(timeUs - Math.floor(timeUs / 2 ** 20) * 2 ** 20);
    }
  }
  const front = out.done();
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, front.length, true);
  new DataView(head.buffer).setUint32(4, crc32(front), true);
  const record = encodeRecord(newest(series, deliveries), series, new Set());
  return Buffer.concat([head, front, ...record]);
}

function newest(series: SeriesTable, deliveries: readonly Delivery[]): Prepared {
  const readings = Array.from({ length: series.given }, (_, id) =>
    series.last(series.name(id)),
  ).filter((reading) => reading !== undefined);
  const sourceTimeUs = Float64Array.from(readings, (one) => one.sourceTimeUs);
  const serverTimeUs = Float64Array.from(readings, (one) => one.serverTimeUs);
  return {
    batch: { sourceTimeUs, serverTimeUs },
    ids: Uint32Array.from(readings, (one) => series.id(one.series) ?? 0),
    numbers: Float64Array.from(readings, ({ value }) =>
      typeof value === 'string' ? 0 : Number(value),
    ),
    marks: Uint8Array.from(readings, (one) => markOf(one.value, one.quality)),
    texts: readings.flatMap(({ value }) => (typeof value === 'string' ? [value] : [])),
    deliveries,
  };
}

export type ReadManifest =
  | { readonly ok: true; readonly manifest: Manifest; readonly newest: Prepared }
  | { readonly ok: false; readonly format?: number };

/** Series of it are added to `series`. */
export function decodeManifest(bytes: Uint8Array, series: SeriesTable): ReadManifest {
  if (bytes.length < 8) return { ok: false };
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const end = 8 + view.getUint32(0, true);
  if (end > bytes.length || crc32(bytes.subarray(8, end)) !== view.getUint32(4, true))
    return { ok: false };
  const input = new BytesIn(bytes.subarray(0, end), 8);
  const format = input.varint();
  if (format !== manifestFormat && format !== withoutKinds) return { ok: false, format };
  const [floor, rest, nextFile] = [input.varint(), input.varint(), input.varint()];
  const files: SealedFile[] = [];
  for (let left = input.varint(); left > 0 && !input.failed; left--)
    files.push(fileOf(input, format));
  const record = readRecord(bytes, end, { series, renamed: new Map() });
  if (input.failed || record === undefined) return { ok: false };
  return { ok: true, manifest: { floor, rest, nextFile, files }, newest: record.prepared };
}

function fileOf(input: BytesIn, format: number): SealedFile {
  const enterprise = input.text(input.remaining);
  const day = input.zigzag();
  const kind = fileKinds[format === withoutKinds ? 0 : input.varint()] ?? 'raw';
  const bucketUs = format === withoutKinds ? 0 : input.varint();
  const [number, readings, bytes] = [input.varint(), input.varint(), input.varint()];
  const [indexAt, indexBytes] = [input.varint(), input.varint()];
  const timeOf = () => input.zigzag() * 2 ** 20 + input.varint();
  const [minimumUs, maximumUs] = [timeOf(), timeOf()];
  return {
    enterprise,
    day,
    kind,
    bucketUs,
    number,
    readings,
    bytes,
    indexAt,
    indexBytes,
    minimumUs,
    maximumUs,
  };
}
