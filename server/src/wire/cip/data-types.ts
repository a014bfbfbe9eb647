// Elementary values of CIP (volume 1, appendix C) and the string structure of Logix controllers, to values and back.
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { Decoded } from './encapsulation.ts';

export const cipType = {
  BOOL: 0xc1,
  SINT: 0xc2,
  INT: 0xc3,
  DINT: 0xc4,
  LINT: 0xc5,
  USINT: 0xc6,
  UINT: 0xc7,
  UDINT: 0xc8,
  ULINT: 0xc9,
  REAL: 0xca,
  LREAL: 0xcb,
  STRING: 0xd0,
  BYTE: 0xd1,
  WORD: 0xd2,
  DWORD: 0xd3,
  LWORD: 0xd4,
  SHORT_STRING: 0xda,
  /** Followed by the handle of its template. */
  STRUCTURE: 0x02a0,
} as const;
export type CipTypeName = keyof typeof cipType;

/** Of the template `STRING` of Logix: a length and 82 octets. */
export const logixString = 0x0fce;
const logixStringOctets = 82;
const stringOctetsMax = 65_535;

export type CipTyped = {
  readonly type: number;
  /** Of a structure. */
  readonly handle?: number;
  readonly value: number | bigint | string | boolean;
};

const names = new Map<number, CipTypeName>(
  Object.entries(cipType).map(([name, code]) => [code, name as CipTypeName]),
);

export function typeName(type: number): string {
  return names.get(type) ?? `0x${type.toString(16)}`;
}

/** The first value of the data of a Read Tag answer, the type in front. */
export function decodeTyped(data: Uint8Array): Decoded<CipTyped> & { readonly type?: number } {
  const reader = new ByteReader(data);
  const type = reader.u16le();
  if (type === cipType.STRUCTURE) {
    const handle = reader.u16le();
    if (reader.failed || handle !== logixString) return { ok: false, type };
    const length = reader.u32le();
    const text = reader.bytes(Math.min(length, reader.remaining));
    if (reader.failed || text.length !== length) return { ok: false, type };
    return { ok: true, value: { type, handle, value: textOf(text) } };
  }
  const value = readElementary(reader, type);
  if (value === undefined || reader.failed) return { ok: false, type };
  return { ok: true, value: { type, value } };
}

/** As `decodeTyped` reads it, the type in front. */
export function encodeTyped({ type, handle, value }: CipTyped): Uint8Array {
  const writer = new ByteWriter().u16le(type);
  if (handle !== undefined) writer.u16le(handle);
  return writer.bytes(encodeValue({ type, value })).take();
}

/** The value alone, as Write Tag wants it; the caller has seen that `fits`. */
export function encodeValue({ type, value }: Omit<CipTyped, 'handle'>): Uint8Array {
  const writer = new ByteWriter();
  const number = Number(value);
  switch (type) {
    case cipType.BOOL:
      return writer.u8(value === true || number === 1 ? 0xff : 0).take();
    case cipType.SINT:
    case cipType.USINT:
    case cipType.BYTE:
      return writer.u8(number & 0xff).take();
    case cipType.INT:
    case cipType.UINT:
    case cipType.WORD:
      return writer.u16le(number & 0xff_ff).take();
    case cipType.DINT:
    case cipType.UDINT:
    case cipType.DWORD:
      return writer.u32le(number).take();
    case cipType.LINT:
    case cipType.ULINT:
    case cipType.LWORD:
      return writer.i64le(BigInt.asIntN(64, BigInt(value))).take();
    case cipType.REAL:
      return writer.f32le(number).take();
    case cipType.LREAL:
      return writer.f64le(number).take();
    default:
      return encodeText(type, String(value));
  }
}

function encodeText(type: number, text: string): Uint8Array {
  const octets = new TextEncoder().encode(text);
  const writer = new ByteWriter();
  if (type === cipType.SHORT_STRING) writer.u8(octets.length);
  else if (type === cipType.STRING) writer.u16le(octets.length);
  else writer.u32le(octets.length);
  writer.bytes(octets);
  // The structure has its whole length, and is padded to whole double words.
  if (type === cipType.STRUCTURE)
    writer.bytes(new Uint8Array(logixStringOctets + 2 - octets.length));
  return writer.take();
}

type Range = readonly [number | bigint, number | bigint];

const ranges = new Map<number, Range>([
  [cipType.SINT, [-0x80, 0x7f]],
  [cipType.USINT, [0, 0xff]],
  [cipType.BYTE, [0, 0xff]],
  [cipType.INT, [-0x80_00, 0x7f_ff]],
  [cipType.UINT, [0, 0xff_ff]],
  [cipType.WORD, [0, 0xff_ff]],
  [cipType.DINT, [-0x80_00_00_00, 0x7f_ff_ff_ff]],
  [cipType.UDINT, [0, 0xff_ff_ff_ff]],
  [cipType.DWORD, [0, 0xff_ff_ff_ff]],
  [cipType.LINT, [-(2n ** 63n), 2n ** 63n - 1n]],
  [cipType.ULINT, [0n, 2n ** 64n - 1n]],
  [cipType.LWORD, [0n, 2n ** 64n - 1n]],
]);

/** Whether a type can hold a value without changing it; a REAL holds the nearest it has. */
export function fits(type: number, value: number | string | boolean): boolean {
  if (type === cipType.BOOL) return typeof value === 'boolean' || value === 0 || value === 1;
  if (type === cipType.REAL)
    return typeof value === 'number' && Number.isFinite(Math.fround(value));
  if (type === cipType.LREAL) return typeof value === 'number' && Number.isFinite(value);
  const range = ranges.get(type);
  if (range) {
    if (typeof value === 'boolean') return true;
    const whole =
      typeof value === 'number' ? Number.isSafeInteger(value) : /^-?\d{1,20}$/.test(value);
    return whole && BigInt(value) >= range[0] && BigInt(value) <= range[1];
  }
  const octets = typeof value === 'string' ? new TextEncoder().encode(value).length : Infinity;
  if (type === cipType.SHORT_STRING) return octets <= 255;
  if (type === cipType.STRUCTURE) return octets <= logixStringOctets;
  return type === cipType.STRING && octets <= stringOctetsMax;
}

function readElementary(
  reader: ByteReader,
  type: number,
): number | bigint | string | boolean | undefined {
  switch (type) {
    case cipType.BOOL:
      return reader.u8() !== 0;
    case cipType.SINT:
      return reader.i8();
    case cipType.USINT:
    case cipType.BYTE:
      return reader.u8();
    case cipType.INT:
      return reader.i16le();
    case cipType.UINT:
    case cipType.WORD:
      return reader.u16le();
    case cipType.DINT:
      return reader.i32le();
    case cipType.UDINT:
    case cipType.DWORD:
      return reader.u32le();
    case cipType.LINT:
      return reader.i64le();
    case cipType.ULINT:
    case cipType.LWORD:
      return BigInt.asUintN(64, reader.i64le());
    case cipType.REAL:
      return reader.f32le();
    case cipType.LREAL:
      return reader.f64le();
    case cipType.STRING:
      return textOf(reader.bytes(reader.u16le()));
    case cipType.SHORT_STRING:
      return textOf(reader.bytes(reader.u8()));
    default:
      return undefined;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin = new TextDecoder('latin1');

/** Controllers of today tell UTF-8, older ones the code page of the programmer. */
function textOf(octets: Uint8Array): string {
  try {
    return utf8.decode(octets);
  } catch {
    return latin.decode(octets);
  }
}
