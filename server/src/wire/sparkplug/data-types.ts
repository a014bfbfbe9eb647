// The data types of Sparkplug 3.0 (clause 6.4.16), and what a value means when its type is known: signed integers lie in
// unsigned fields, and a sender may use a wider field than the standard asks. A value that its type cannot have is
// refused, never bent.
import type { Held, Wide } from './payload.ts';

export const dataTypes = {
  Unknown: 0,
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
  Text: 14,
  UUID: 15,
  DataSet: 16,
  Bytes: 17,
  File: 18,
  Template: 19,
  PropertySet: 20,
  PropertySetList: 21,
  Int8Array: 22,
  Int16Array: 23,
  Int32Array: 24,
  Int64Array: 25,
  UInt8Array: 26,
  UInt16Array: 27,
  UInt32Array: 28,
  UInt64Array: 29,
  FloatArray: 30,
  DoubleArray: 31,
  BooleanArray: 32,
  StringArray: 33,
  DateTimeArray: 34,
} as const;
export type DataType = (typeof dataTypes)[keyof typeof dataTypes];
export type DataTypeName = keyof typeof dataTypes;

const names = new Map<number, DataTypeName>(
  Object.entries(dataTypes).map(([name, code]) => [code, name as DataTypeName]),
);

/** Undefined for a code that the standard does not have. */
export function dataTypeName(code: number): DataTypeName | undefined {
  return names.get(code);
}

const { Int8, Int64, UInt8, UInt64, Float, Double, Boolean: Bool, DateTime } = dataTypes;

export function isInteger(type: number): boolean {
  return type >= Int8 && type <= UInt64;
}

export function isArray(type: number): boolean {
  return type >= dataTypes.Int8Array && type <= dataTypes.DateTimeArray;
}

export function isTextual(type: number): boolean {
  return type === dataTypes.String || type === dataTypes.Text || type === dataTypes.UUID;
}

/** A number, text or truth value as its type says; undefined where the field cannot hold such a value. */
export function plainValue(type: number, held: Held): Wide | string | boolean | undefined {
  const { field, value } = held;
  switch (field) {
    case 'int':
      if (isInteger(type)) return integerOf(type, value as number, 32);
      if (type === DateTime) return value as number;
      return undefined;
    case 'long':
      if (isInteger(type)) return integerOf(type, value as Wide, 64);
      if (type === DateTime) return value as Wide;
      return undefined;
    case 'float':
    case 'double':
      return type === Float || type === Double ? (value as number) : undefined;
    case 'boolean':
      return type === Bool ? (value as boolean) : undefined;
    case 'string':
      return isTextual(type) ? (value as string) : undefined;
    default:
      return undefined;
  }
}

/** Bits of a signed or unsigned type: 8, 16, 32, 64. */
function bitsOf(type: number): number {
  return 8 << (type >= UInt8 ? type - UInt8 : type - Int8);
}

/** Two's complement of the type's own width or of the field's, whichever the sender took. */
function integerOf(type: number, raw: Wide, fieldBits: 32 | 64): Wide | undefined {
  const bits = bitsOf(type);
  if (type >= UInt8) return bits >= fieldBits || raw < 2 ** bits ? raw : undefined;
  if (bits === 64 && fieldBits === 32) return raw;
  if (bits === 64) return typeof raw === 'number' ? raw : narrow(BigInt.asIntN(64, raw));
  if (raw < 2 ** bits) return raw < 2 ** (bits - 1) ? raw : Number(raw) - 2 ** bits;
  const wide = Number(BigInt.asIntN(fieldBits, BigInt(raw)));
  return wide < 0 && wide >= -(2 ** (bits - 1)) ? wide : undefined;
}

function narrow(value: bigint): Wide {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The field and content for a value of a type; undefined where the type cannot have it. */
export function heldOf(type: number, value: Wide | string | boolean): Held | undefined {
  if (isInteger(type)) return heldInteger(type, value);
  if (type === Float || type === Double) {
    if (typeof value !== 'number') return undefined;
    return { field: type === Float ? 'float' : 'double', value };
  }
  if (type === Bool) return typeof value === 'boolean' ? { field: 'boolean', value } : undefined;
  if (isTextual(type)) return typeof value === 'string' ? { field: 'string', value } : undefined;
  if (type === DateTime) return heldInteger(UInt64, value);
  return undefined;
}

function heldInteger(type: number, value: Wide | string | boolean): Held | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return undefined;
  const bits = bitsOf(type);
  const signed = type <= Int64;
  const lowest = signed ? -(2n ** BigInt(bits - 1)) : 0n;
  const exact = BigInt(value);
  if (exact < lowest || exact >= lowest + 2n ** BigInt(bits)) return undefined;
  if (bits === 64) return { field: 'long', value: narrow(BigInt.asUintN(64, exact)) };
  // A negative integer of 8 or 16 bits in its own width: read alike by those who cut and those who sign-extend.
  return { field: 'int', value: Number(BigInt.asUintN(bits, exact)) };
}
