// The values of OPC UA as the library hands them over, with the built-in types by their numbers (Part 6,
// 5.1.2), so that reading and writing values can be tested without it.

export const builtIn = {
  null: 0,
  boolean: 1,
  sByte: 2,
  byte: 3,
  int16: 4,
  uInt16: 5,
  int32: 6,
  uInt32: 7,
  int64: 8,
  uInt64: 9,
  float: 10,
  double: 11,
  string: 12,
  dateTime: 13,
  guid: 14,
  byteString: 15,
  xmlElement: 16,
  nodeId: 17,
  expandedNodeId: 18,
  statusCode: 19,
  qualifiedName: 20,
  localizedText: 21,
  extensionObject: 22,
} as const;

export type ToldVariant = {
  readonly dataType: number;
  /** 0 scalar, 1 array, 2 matrix. */
  readonly arrayType?: number;
  readonly value: unknown;
};

export type ToldValue = {
  readonly value?: ToldVariant | null;
  readonly statusCode: { readonly value: number; readonly name?: string };
  readonly sourceTimestamp?: Date | null;
  readonly sourcePicoseconds?: number;
  readonly serverTimestamp?: Date | null;
  readonly serverPicoseconds?: number;
};

export function isInteger64(dataType: number): boolean {
  return dataType === builtIn.int64 || dataType === builtIn.uInt64;
}

/** The elements of an array or matrix (last index fastest); undefined for a scalar. */
export function elementsOf({ arrayType = 0, value }: ToldVariant): ArrayLike<unknown> | undefined {
  if (arrayType === 0) return undefined;
  if (Array.isArray(value)) return value;
  return ArrayBuffer.isView(value) ? (value as unknown as ArrayLike<unknown>) : [];
}

/** Exact; the library gives 64 bits as their upper and lower half. */
export function integer64(dataType: number, value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [high, low] = value as unknown[];
  if (typeof high !== 'number' || typeof low !== 'number') return undefined;
  const whole = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return dataType === builtIn.int64 ? BigInt.asIntN(64, whole) : whole;
}

/** A value as a text: a scalar as a person writes it, arrays and structures as JSON. */
export function textOf(variant: ToldVariant): string {
  const elements = elementsOf(variant);
  const { dataType } = variant;
  if (!elements) {
    const plain = plainOf(dataType, variant.value, 0);
    return typeof plain === 'object' ? JSON.stringify(plain) : String(plain);
  }
  return JSON.stringify(Array.from(elements, (one) => jsonOf(dataType, one)));
}

/** JSON has no NaN, and programs read its numbers as doubles: 64-bit integers are texts in it. */
function jsonOf(dataType: number, value: unknown): unknown {
  const plain = plainOf(dataType, value, 0);
  return typeof plain === 'number' && !Number.isFinite(plain) ? String(plain) : plain;
}

const depthMax = 20;

function plainOf(dataType: number, value: unknown, depth: number): unknown {
  if (value === null || value === undefined) return null;
  if (isInteger64(dataType)) return String(integer64(dataType, value) ?? value);
  if (value instanceof Date)
    return Number.isFinite(value.getTime()) ? value.toISOString() : 'Invalid Date';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value !== 'object') return value;
  if (dataType === builtIn.localizedText) return (value as { text?: string | null }).text ?? '';
  if (dataType === builtIn.qualifiedName) return (value as { name?: string | null }).name ?? '';
  if (dataType === builtIn.statusCode) return (value as { name?: string }).name ?? '';
  if (dataType === builtIn.extensionObject) return structureOf(value, depth);
  return String(value);
}

/** The fields of a structure that the library could decode, without its own marks. */
function structureOf(value: object, depth: number): unknown {
  if (depth > depthMax) return null;
  const told = (value as { toJSON?: () => unknown }).toJSON?.() ?? value;
  if (told === null || typeof told !== 'object') return told;
  return Object.fromEntries(
    Object.entries(told as Record<string, unknown>)
      .filter(([key, field]) => !key.startsWith('$') && typeof field !== 'function')
      .map(([key, field]) => [key, fieldOf(field, depth + 1)]),
  );
}

function fieldOf(field: unknown, depth: number): unknown {
  if (Array.isArray(field)) return field.map((one) => fieldOf(one, depth + 1));
  if (typeof field === 'number') return Number.isFinite(field) ? field : String(field);
  if (typeof field === 'bigint') return String(field);
  if (field === null || typeof field !== 'object') return field ?? null;
  if (field instanceof Date || field instanceof Uint8Array) return plainOf(0, field, depth);
  return structureOf(field, depth);
}
