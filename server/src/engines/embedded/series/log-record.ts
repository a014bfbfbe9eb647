// A record of the write-ahead log: one batch with its deliveries, all of it or nothing. The columns are written as they
// lie in memory; a series has its name in the first record of a segment that speaks of it.
//
//   uint32 LE   bytes behind the checksum
//   uint32 LE   CRC-32 of them
//   uint32 LE   readings
//   uint32 LE   bytes of the tail
//   …           source times, server times, numbers (doubles), numbers of series (uint32), marks (bytes)
//   …           tail: new series, texts, deliveries
import { crc32 } from 'node:zlib';
import type { Delivery } from '../../../stores/series/series.ts';
import { BytesIn } from '../../../wire/tier/bytes-in.ts';
import { BytesOut } from '../../../wire/tier/bytes-out.ts';
import type { Prepared } from './prepared.ts';
import type { SeriesTable } from './series-table.ts';

const headBytes = 16;
const checkedFrom = 8;
const readingBytes = 29;

/** `told`: the numbers of series whose names the segment has; grows. */
export function encodeRecord(
  prepared: Prepared,
  series: SeriesTable,
  told: Set<number>,
): Uint8Array[] {
  const { batch, ids, numbers, marks } = prepared;
  const tail = encodeTail(prepared, series, told);
  const head = new Uint8Array(headBytes);
  const view = new DataView(head.buffer);
  const parts = [batch.sourceTimeUs, batch.serverTimeUs, numbers, ids, marks].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  parts.push(tail);
  view.setUint32(0, headBytes - checkedFrom + ids.length * readingBytes + tail.length, true);
  view.setUint32(8, ids.length, true);
  view.setUint32(12, tail.length, true);
  let sum = crc32(head.subarray(checkedFrom));
  for (const part of parts) sum = crc32(part, sum);
  view.setUint32(4, sum, true);
  return [head, ...parts];
}

function encodeTail(
  { ids, texts, deliveries }: Prepared,
  series: SeriesTable,
  told: Set<number>,
): Uint8Array {
  const fresh: number[] = [];
  let before = -1;
  for (const id of ids) {
    if (id === before || told.has(id)) continue;
    before = id;
    told.add(id);
    fresh.push(id);
  }
  const out = new BytesOut(64 + fresh.length * 48 + texts.length * 16 + deliveries.length * 24);
  out.varint(fresh.length);
  for (const id of fresh) {
    out.varint(id);
    out.text(series.name(id));
  }
  out.varint(texts.length);
  for (const text of texts) out.text(text);
  out.varint(deliveries.length);
  let stream: string | undefined;
  for (const delivery of deliveries) {
    const isNew = delivery.stream !== stream;
    out.byte(isNew ? 1 : 0);
    if (isNew) out.text((stream = delivery.stream));
    out.varint(delivery.first);
    out.varint(delivery.last - delivery.first);
  }
  return out.done();
}

export type ReadRecord = { readonly prepared: Prepared; readonly end: number };

/** Numbers of series in a segment or a manifest, as the table knows them now; grows. */
export type Renamed = Map<number, number>;

/** The record at a place; undefined when it is not whole: there the log ends. */
export function readRecord(
  bytes: Uint8Array,
  start: number,
  names: { readonly series: SeriesTable; readonly renamed: Renamed },
): ReadRecord | undefined {
  if (bytes.length - start < headBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, headBytes);
  const length = view.getUint32(0, true);
  const end = start + checkedFrom + length;
  const count = view.getUint32(8, true);
  const tailBytes = view.getUint32(12, true);
  if (end > bytes.length || length !== headBytes - checkedFrom + count * readingBytes + tailBytes) {
    return undefined;
  }
  if (crc32(bytes.subarray(start + checkedFrom, end)) !== view.getUint32(4, true)) return undefined;
  let place = start + headBytes;
  const next = (size: number): ArrayBuffer => {
    const part = new Uint8Array(size);
    part.set(bytes.subarray(place, place + size));
    place += size;
    return part.buffer;
  };
  const sourceTimeUs = new Float64Array(next(count * 8));
  const serverTimeUs = new Float64Array(next(count * 8));
  const numbers = new Float64Array(next(count * 8));
  const ids = new Uint32Array(next(count * 4));
  const marks = new Uint8Array(next(count));
  const tail = readTail(new BytesIn(bytes.subarray(0, end), place), names);
  if (tail === undefined) return undefined;
  for (let n = 0; n < count; n++) {
    const id = names.renamed.get(ids[n] ?? 0);
    if (id === undefined) return undefined;
    ids[n] = id;
  }
  return { end, prepared: { batch: { sourceTimeUs, serverTimeUs }, ids, numbers, marks, ...tail } };
}

function readTail(
  input: BytesIn,
  { series, renamed }: { readonly series: SeriesTable; readonly renamed: Renamed },
): Pick<Prepared, 'texts' | 'deliveries'> | undefined {
  for (let left = input.varint(); left > 0 && !input.failed; left--) {
    const id = input.varint();
    const name = input.text(input.remaining);
    if (!input.failed) renamed.set(id, series.add(name));
  }
  const texts: string[] = [];
  for (let left = input.varint(); left > 0 && !input.failed; left--)
    texts.push(input.text(input.remaining));
  const deliveries: Delivery[] = [];
  let stream = '';
  for (let left = input.varint(); left > 0 && !input.failed; left--) {
    if (input.byte() === 1) stream = input.text(input.remaining);
    const first = input.varint();
    deliveries.push({ stream, first, last: first + input.varint() });
  }
  return input.failed ? undefined : { texts, deliveries };
}
