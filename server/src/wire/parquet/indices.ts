// Small numbers, such as places in a dictionary or what is null: Parquet's hybrid of runs and packed bits, with one or two
// whole bytes a number, so that a compressor behind it sees their pattern; and one bit for definition levels.
import { BytesIn } from '../tier/bytes-in.ts';
import { BytesOut } from '../tier/bytes-out.ts';

/** Numbers below 256 as one byte each, or below 65,536 as two: RLE_DICTIONARY, the width in front. */
export function encodeIndices(indices: Uint16Array): Uint8Array {
  let most = 0;
  let runs = 0;
  for (let n = 0; n < indices.length; n++) {
    const index = indices[n] ?? 0;
    if (index > most) most = index;
    if (n === 0 || index !== indices[n - 1]) runs++;
  }
  const bytes = most < 256 ? 1 : 2;
  const out = new BytesOut(16 + indices.length * bytes);
  out.byte(bytes * 8);
  if (runs * 4 > indices.length) putPacked(out, indices, bytes);
  else putRuns(out, indices, bytes);
  return out.done();
}

function putPacked(out: BytesOut, indices: Uint16Array, bytes: number): void {
  const groups = Math.ceil(indices.length / 8);
  out.varint(groups * 2 + 1);
  const packed = new Uint8Array(groups * 8 * bytes);
  for (let n = 0; n < indices.length; n++) {
    const index = indices[n] ?? 0;
    packed[n * bytes] = index & 0xff;
    if (bytes === 2) packed[n * 2 + 1] = index >> 8;
  }
  out.bytes(packed);
}

function putRuns(out: BytesOut, indices: Uint16Array, bytes: number): void {
  for (let n = 0; n < indices.length;) {
    const index = indices[n] ?? 0;
    let end = n + 1;
    while (end < indices.length && indices[end] === index) end++;
    out.varint((end - n) * 2);
    out.byte(index & 0xff);
    if (bytes === 2) out.byte(index >> 8);
    n = end;
  }
}

/** Undefined when the bytes are no such numbers. */
export function decodeIndices(bytes: Uint8Array, count: number): Uint16Array | undefined {
  const input = new BytesIn(bytes);
  const width = input.byte();
  if (width !== 8 && width !== 16) return undefined;
  const size = width / 8;
  const indices = new Uint16Array(count);
  for (let n = 0; n < count && !input.failed;) {
    const head = input.varint();
    const half = Math.floor(head / 2);
    if (half === 0) return undefined;
    if (head % 2 === 0) {
      if (half > count - n) return undefined;
      const low = input.byte();
      indices.fill(low + (size === 2 ? input.byte() * 256 : 0), n, n + half);
      n += half;
      continue;
    }
    const packed = input.bytes(half * 8 * size);
    const end = Math.min(count, n + half * 8);
    for (let at = 0; n < end; n++, at += size) {
      indices[n] = (packed[at] ?? 0) + (size === 2 ? (packed[at + 1] ?? 0) * 256 : 0);
    }
  }
  return input.failed ? undefined : indices;
}

/** Definition levels of a column that may be null: 1 is a value. */
export function encodePresent(present: Uint8Array): Uint8Array {
  const out = new BytesOut(8 + present.length / 8);
  const some = present.includes(1);
  if (!some || !present.includes(0)) {
    out.varint(present.length * 2);
    out.byte(some ? 1 : 0);
    return out.done();
  }
  const groups = Math.ceil(present.length / 8);
  out.varint(groups * 2 + 1);
  const packed = new Uint8Array(groups);
  present.forEach((one, n) => {
    if (one === 1) packed[n >> 3] = (packed[n >> 3] ?? 0) | (1 << (n & 7));
  });
  out.bytes(packed);
  return out.done();
}

/** Undefined when the bytes are no such levels. */
export function decodePresent(bytes: Uint8Array, count: number): Uint8Array | undefined {
  const input = new BytesIn(bytes);
  const head = input.varint();
  if (head % 2 === 0) {
    const fits = head === count * 2;
    const present = new Uint8Array(count).fill(input.byte());
    return fits && !input.failed ? present : undefined;
  }
  const packed = input.bytes((head - 1) / 2);
  if (input.failed || packed.length * 8 < count) return undefined;
  return Uint8Array.from({ length: count }, (_, n) => ((packed[n >> 3] ?? 0) >> (n & 7)) & 1);
}
