// Whole numbers as differences, bit by bit as small as the largest of 32 needs: Parquet's DELTA_BINARY_PACKED, here for
// numbers within ±2^52 whose differences in a block lie within 2^32 of each other. Times of machines do.
import { BytesIn } from '../tier/bytes-in.ts';
import { BytesOut } from '../tier/bytes-out.ts';

const blockValues = 128;
const miniblocks = 4;
const miniblockValues = blockValues / miniblocks;
const exactMax = 2 ** 52;
const spreadMax = 2 ** 32;

/** Undefined when the numbers lie too far apart. */
export function encodeDelta(values: Float64Array): Uint8Array | undefined {
  const out = new BytesOut(32 + values.length * 2);
  out.varint(blockValues);
  out.varint(miniblocks);
  out.varint(values.length);
  const first = values[0] ?? 0;
  if (Math.abs(first) >= exactMax) return undefined;
  out.zigzag(first);
  const deltas = new Float64Array(blockValues);
  for (let start = 1; start < values.length; start += blockValues) {
    const count = Math.min(blockValues, values.length - start);
    let least = Infinity;
    let most = -Infinity;
    for (let n = 0; n < count; n++) {
      const value = values[start + n] ?? 0;
      const delta = value - (values[start + n - 1] ?? 0);
      if (Math.abs(value) >= exactMax || Math.abs(delta) >= exactMax) return undefined;
      deltas[n] = delta;
      if (delta < least) least = delta;
      if (delta > most) most = delta;
    }
    if (most - least >= spreadMax) return undefined;
    for (let n = 0; n < count; n++) deltas[n] = (deltas[n] ?? 0) - least;
    deltas.fill(0, count);
    out.zigzag(least);
    putBlock(out, deltas, count);
  }
  return out.done();
}

function putBlock(out: BytesOut, deltas: Float64Array, count: number): void {
  const widths: number[] = [];
  for (let at = 0; at < blockValues; at += miniblockValues) {
    let most = 0;
    for (let n = at; n < at + miniblockValues; n++) most = Math.max(most, deltas[n] ?? 0);
    widths.push(at < count && most > 0 ? 32 - Math.clz32(most) : 0);
  }
  for (const width of widths) out.byte(width);
  widths.forEach((width, n) => {
    if (width > 0) pack(out, deltas.subarray(n * miniblockValues), width);
  });
}

/** 32 numbers below 2^width, the least bits first. */
function pack(out: BytesOut, values: Float64Array, width: number): void {
  let kept = 0;
  let bits = 0;
  for (let n = 0; n < miniblockValues; n++) {
    kept += (values[n] ?? 0) * 2 ** bits; // below 2^40: exact
    bits += width;
    while (bits >= 8) {
      out.byte(kept % 256);
      kept = Math.floor(kept / 256);
      bits -= 8;
    }
  }
}

/** Undefined when the bytes are no such numbers. */
export function decodeDelta(bytes: Uint8Array, count: number): Float64Array | undefined {
  const input = new BytesIn(bytes);
  const known = input.varint() === blockValues && input.varint() === miniblocks;
  if (!known || input.varint() !== count) return undefined;
  const values = new Float64Array(count);
  let value = input.zigzag();
  if (count > 0) values[0] = value;
  for (let start = 1; start < count; start += blockValues) {
    const least = input.zigzag();
    const widths = input.bytes(miniblocks);
    for (let part = 0; part < miniblocks; part++) {
      const from = start + part * miniblockValues;
      const to = Math.min(from + miniblockValues, count);
      const width = widths[part] ?? 0;
      if (width > 32) return undefined;
      const packed = input.bytes(width * (miniblockValues / 8));
      if (input.failed) return undefined;
      let at = 0;
      let kept = 0;
      let bits = 0;
      const one = 2 ** width;
      for (let n = from; n < to; n++) {
        while (bits < width) {
          kept += (packed[at++] ?? 0) * 2 ** bits;
          bits += 8;
        }
        const rest = Math.floor(kept / one);
        value += least + kept - rest * one;
        kept = rest;
        bits -= width;
        values[n] = value;
      }
    }
  }
  return input.failed ? undefined : values;
}
