// The body of a `readings` frame: columns, each in the form that is small for what machines say. Every value comes
// back exactly: NaN, infinities, -0, null, booleans, any well-formed text.
//
//   1                      format
//   n, n texts             series
//   count varints          index into the series
//   times                  0: the first, then differences of differences; ours as the difference to the machine's
//                          1: as doubles, where they are too far apart for that
//   runs                   length, quality
//   values                 0: doubles · 1: each with a tag
import { BytesIn } from './bytes-in.ts';
import { BytesOut } from './bytes-out.ts';
import { refused, tierLimits, type TierOutcome } from './limits.ts';

export type TierValue = number | string | boolean | null;

/** Readings as columns, of the same shape as the series store takes. */
export type TierReadings = {
  readonly series: readonly string[];
  readonly index: Uint32Array;
  readonly sourceTimeUs: Float64Array;
  readonly serverTimeUs: Float64Array;
  readonly values: readonly TierValue[];
  readonly quality: Uint8Array;
};

const format = 1;
const tags = { null: 0, false: 1, true: 2, number: 3, text: 4 } as const;
/** Times and differences below these stay exact in 53 bits. */
const timeMax = 2 ** 52;
const differenceMax = 2 ** 50;
/** An index, two times and a value: no reading takes less, so no count may announce more. */
const readingBytesMin = 4;

export function encodeReadings(readings: TierReadings): Uint8Array {
  const { series, index, values } = readings;
  const out = new BytesOut(64 + series.length * 48 + index.length * 24);
  out.byte(format);
  out.varint(series.length);
  for (const name of series) out.text(name);
  for (const position of index) out.varint(position);
  putTimes(out, readings);
  putQuality(out, readings.quality);
  putValues(out, values);
  return out.done();
}

/** `count` as the frame says. */
export function decodeReadings(body: Uint8Array, count: number): TierOutcome<TierReadings> {
  const input = new BytesIn(body);
  if (input.byte() !== format) return refused('unknown-format');
  const names = input.varint();
  if (count > tierLimits.frameCountMax || names + count * readingBytesMin > input.remaining)
    return refused('malformed');
  const series: string[] = [];
  for (let n = 0; n < names && !input.failed; n += 1) {
    series.push(input.text(tierLimits.seriesBytesMax));
  }
  const index = new Uint32Array(count);
  for (let n = 0; n < count; n += 1) {
    const position = input.varint();
    if (position >= names) input.fail();
    index[n] = position;
  }
  const times = timesOf(input, count);
  const quality = qualityOf(input, count);
  const values = valuesOf(input, count);
  if (input.failed || input.remaining > 0) return refused('malformed');
  return { ok: true, value: { series, index, ...times, values, quality } };
}

/** Readings `from <= n < to`; the dictionary of series stays whole. */
export function partOfReadings(readings: TierReadings, from: number, to: number): TierReadings {
  return {
    series: readings.series,
    index: readings.index.subarray(from, to),
    sourceTimeUs: readings.sourceTimeUs.subarray(from, to),
    serverTimeUs: readings.serverTimeUs.subarray(from, to),
    values: readings.values.slice(from, to),
    quality: readings.quality.subarray(from, to),
  };
}

function putTimes(out: BytesOut, { sourceTimeUs, serverTimeUs }: TierReadings): void {
  if (!near(sourceTimeUs, serverTimeUs)) {
    out.byte(1);
    out.bytes(doubles(sourceTimeUs));
    out.bytes(doubles(serverTimeUs));
    return;
  }
  out.byte(0);
  let before = 0;
  let difference = 0;
  sourceTimeUs.forEach((time, n) => {
    out.zigzag(time - before - difference);
    difference = n === 0 ? 0 : time - before;
    before = time;
  });
  let behind = 0;
  serverTimeUs.forEach((time, n) => {
    const now = time - (sourceTimeUs[n] ?? 0);
    out.zigzag(now - behind);
    behind = now;
  });
}

function near(sourceTimeUs: Float64Array, serverTimeUs: Float64Array): boolean {
  let before = sourceTimeUs[0] ?? 0;
  for (let n = 0; n < sourceTimeUs.length; n += 1) {
    const source = sourceTimeUs[n] ?? 0;
    const server = serverTimeUs[n] ?? 0;
    const exact =
      Number.isInteger(source) &&
      Number.isInteger(server) &&
      Math.abs(source) < timeMax &&
      Math.abs(source - before) <= differenceMax &&
      Math.abs(server - source) <= differenceMax;
    if (!exact) return false;
    before = source;
  }
  return true;
}

type Times = Pick<TierReadings, 'sourceTimeUs' | 'serverTimeUs'>;

function timesOf(input: BytesIn, count: number): Times {
  const form = input.byte();
  if (form === 1) {
    const sourceTimeUs = doublesOf(input, count);
    return { sourceTimeUs, serverTimeUs: doublesOf(input, count) };
  }
  if (form !== 0) input.fail();
  const sourceTimeUs = new Float64Array(count);
  const serverTimeUs = new Float64Array(count);
  let before = 0;
  let difference = 0;
  for (let n = 0; n < count; n += 1) {
    const time = input.zigzag() + difference + before;
    if (!Number.isSafeInteger(time)) input.fail();
    difference = n === 0 ? 0 : time - before;
    before = sourceTimeUs[n] = time;
  }
  let behind = 0;
  for (let n = 0; n < count; n += 1) {
    behind += input.zigzag();
    const time = (sourceTimeUs[n] ?? 0) + behind;
    if (!Number.isSafeInteger(time)) input.fail();
    serverTimeUs[n] = time;
  }
  return { sourceTimeUs, serverTimeUs };
}

function putQuality(out: BytesOut, quality: Uint8Array): void {
  for (let n = 0; n < quality.length;) {
    const value = quality[n] ?? 0;
    let end = n + 1;
    while (end < quality.length && quality[end] === value) end += 1;
    out.varint(end - n);
    out.byte(value);
    n = end;
  }
}

function qualityOf(input: BytesIn, count: number): Uint8Array {
  const quality = new Uint8Array(count);
  for (let n = 0; n < count && !input.failed;) {
    const length = input.varint();
    const value = input.byte();
    if (length === 0 || length > count - n || value > 2) input.fail();
    else quality.fill(value, n, n + length);
    n += length;
  }
  return quality;
}

function putValues(out: BytesOut, values: readonly TierValue[]): void {
  if (values.every((value) => typeof value === 'number')) {
    out.byte(0);
    out.bytes(doubles(Float64Array.from(values)));
    return;
  }
  out.byte(1);
  const one = new Float64Array(1);
  for (const value of values) {
    if (value === null) out.byte(tags.null);
    else if (typeof value === 'boolean') out.byte(value ? tags.true : tags.false);
    else if (typeof value === 'number') {
      one[0] = value;
      out.byte(tags.number);
      out.bytes(doubles(one));
    } else {
      out.byte(tags.text);
      out.text(value);
    }
  }
}

function valuesOf(input: BytesIn, count: number): TierValue[] {
  const form = input.byte();
  if (form === 0) return [...doublesOf(input, count)];
  if (form !== 1) input.fail();
  const values: TierValue[] = [];
  for (let n = 0; n < count && !input.failed; n += 1) values.push(valueOf(input));
  return values;
}

function valueOf(input: BytesIn): TierValue {
  switch (input.byte()) {
    case tags.null:
      return null;
    case tags.false:
      return false;
    case tags.true:
      return true;
    case tags.number:
      return doublesOf(input, 1)[0] ?? null;
    case tags.text:
      return input.text(tierLimits.frameBytesMax);
    default:
      input.fail();
      return null;
  }
}

// Doubles lie as this machine has them: little-endian on everything that Node runs on but s390x.

function doubles(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

function doublesOf(input: BytesIn, count: number): Float64Array {
  const bytes = input.bytes(count * 8);
  const column = new Float64Array(count);
  if (!input.failed) new Uint8Array(column.buffer).set(bytes);
  return column;
}
