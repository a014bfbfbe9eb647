// Values in Modbus registers: the standard knows 16-bit words only, so everything larger is a habit of the maker,
// told by a type and an order of bytes. 64-bit integers stay exact (bigint).

export const numberTypes = [
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'float32',
  'float64',
  'bcd16',
  'bcd32',
] as const;
export type NumberType = (typeof numberTypes)[number];

/**
 * How the bytes of a value lie in its registers, as makers write it for four bytes: `abcd` most significant
 * first (big-endian), `badc` bytes swapped in each register, `cdab` registers reversed, `dcba` both.
 */
export const byteOrders = ['abcd', 'badc', 'cdab', 'dcba'] as const;
export type ByteOrder = (typeof byteOrders)[number];

export type RegisterValue = number | bigint | string | boolean;

export type RegisterForm =
  | { readonly type: NumberType; readonly order: ByteOrder }
  /** True where any bit is set. */
  | { readonly type: 'bool' }
  /** Bit 0 is the least significant. */
  | { readonly type: 'bit'; readonly bit: number; readonly order: ByteOrder }
  /** Two characters a register; ends at the first NUL. `badc` and `dcba` swap each two. */
  | { readonly type: 'string'; readonly characters: number; readonly order: ByteOrder };

const registersOf: Readonly<Record<NumberType, number>> = {
  int16: 1,
  uint16: 1,
  int32: 2,
  uint32: 2,
  int64: 4,
  uint64: 4,
  float32: 2,
  float64: 4,
  bcd16: 1,
  bcd32: 2,
};

export function registerCount(form: RegisterForm): number {
  if (form.type === 'string') return Math.ceil(form.characters / 2);
  return form.type === 'bool' || form.type === 'bit' ? 1 : registersOf[form.type];
}

/** Most significant byte first; the same function brings them back. */
export function reordered(bytes: Uint8Array, order: ByteOrder): Uint8Array {
  const out = new Uint8Array(bytes.length);
  const swap = order === 'badc' || order === 'dcba' ? 1 : 0;
  const reverse = order === 'cdab' || order === 'dcba';
  for (let at = 0; at < bytes.length; at += 2) {
    const from = reverse ? bytes.length - 2 - at : at;
    out[at] = bytes[from + swap] ?? 0;
    out[at + 1] = bytes[from + 1 - swap] ?? 0;
  }
  return out;
}

export type ValueTrouble = 'not-bcd' | 'not-text' | 'too-short';
export type ValueOutcome =
  | { readonly ok: true; readonly value: RegisterValue }
  | { readonly ok: false; readonly trouble: ValueTrouble };

/** `bytes`: the registers of one value, `registerCount(form) * 2` bytes. */
export function decodeRegisters(form: RegisterForm, bytes: Uint8Array): ValueOutcome {
  switch (form.type) {
    case 'bool':
      return { ok: true, value: bytes.some((byte) => byte !== 0) };
    case 'bit': {
      const [high = 0, low = 0] = reordered(bytes, form.order);
      return { ok: true, value: ((((high << 8) | low) >> form.bit) & 1) === 1 };
    }
    case 'string':
      return textIn(reordered(bytes, pairsOnly(form.order)).subarray(0, form.characters));
    default:
      return numberIn(form.type, reordered(bytes, form.order));
  }
}

/** Texts lie in the order of their registers, whatever the makers' order of numbers is. */
function pairsOnly(order: ByteOrder): ByteOrder {
  return order === 'badc' || order === 'dcba' ? 'badc' : 'abcd';
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textIn(bytes: Uint8Array): ValueOutcome {
  const end = bytes.indexOf(0);
  try {
    const text = utf8.decode(end < 0 ? bytes : bytes.subarray(0, end));
    return { ok: true, value: text.trimEnd() };
  } catch {
    return { ok: false, trouble: 'not-text' };
  }
}

function numberIn(type: NumberType, bytes: Uint8Array): ValueOutcome {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < registersOf[type] * 2) return { ok: false, trouble: 'too-short' };
  switch (type) {
    case 'int16':
      return { ok: true, value: view.getInt16(0) };
    case 'uint16':
      return { ok: true, value: view.getUint16(0) };
    case 'int32':
      return { ok: true, value: view.getInt32(0) };
    case 'uint32':
      return { ok: true, value: view.getUint32(0) };
    case 'int64':
      return { ok: true, value: view.getBigInt64(0) };
    case 'uint64':
      return { ok: true, value: view.getBigUint64(0) };
    case 'float32':
      return { ok: true, value: view.getFloat32(0) };
    case 'float64':
      return { ok: true, value: view.getFloat64(0) };
    case 'bcd16':
    case 'bcd32':
      return bcdIn(bytes);
  }
}

function bcdIn(bytes: Uint8Array): ValueOutcome {
  let value = 0;
  for (const byte of bytes) {
    const tens = byte >> 4;
    const ones = byte & 15;
    if (tens > 9 || ones > 9) return { ok: false, trouble: 'not-bcd' };
    value = value * 100 + tens * 10 + ones;
  }
  return { ok: true, value };
}

export type EncodeTrouble = 'not-whole' | 'out-of-range' | 'not-a-number' | 'too-long' | 'bits';
export type EncodeOutcome =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly trouble: EncodeTrouble };

/** A single bit has no registers of its own: it is written by a mask (function 22). */
export function encodeRegisters(
  form: RegisterForm,
  value: number | string | boolean | bigint,
): EncodeOutcome {
  switch (form.type) {
    case 'bit':
      return { ok: false, trouble: 'bits' };
    case 'bool':
      return { ok: true, bytes: Uint8Array.of(0, isOn(value) ? 1 : 0) };
    case 'string': {
      const text = new TextEncoder().encode(String(value));
      if (text.length > form.characters) return { ok: false, trouble: 'too-long' };
      const bytes = new Uint8Array(registerCount(form) * 2);
      bytes.set(text);
      return { ok: true, bytes: reordered(bytes, pairsOnly(form.order)) };
    }
    default: {
      const encoded = numberBytes(form.type, value);
      return encoded.ok ? { ok: true, bytes: reordered(encoded.bytes, form.order) } : encoded;
    }
  }
}

function isOn(value: number | string | boolean | bigint): boolean {
  return value === true || (typeof value !== 'boolean' && Number(value) !== 0);
}

function numberBytes(type: NumberType, given: number | string | boolean | bigint): EncodeOutcome {
  const bytes = new Uint8Array(registersOf[type] * 2);
  const view = new DataView(bytes.buffer);
  if (type === 'float32' || type === 'float64') {
    const value = typeof given === 'string' && given.trim() === '' ? NaN : Number(given);
    if (!Number.isFinite(value)) return { ok: false, trouble: 'not-a-number' };
    if (type === 'float64') view.setFloat64(0, value);
    else if (!Number.isFinite(Math.fround(value))) return { ok: false, trouble: 'out-of-range' };
    else view.setFloat32(0, value);
    return { ok: true, bytes };
  }
  const whole = wholeOf(given);
  if (whole === undefined) return { ok: false, trouble: 'not-whole' };
  const [least, most] = rangeOf(type);
  if (whole < least || whole > most) return { ok: false, trouble: 'out-of-range' };
  if (type === 'bcd16' || type === 'bcd32') {
    const digits = whole.toString().padStart(bytes.length * 2, '0');
    for (let i = 0; i < bytes.length; i += 1) {
      bytes[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16);
    }
  } else {
    let left = BigInt.asUintN(bytes.length * 8, whole);
    for (let i = bytes.length - 1; i >= 0; i -= 1) {
      bytes[i] = Number(left & 0xffn);
      left >>= 8n;
    }
  }
  return { ok: true, bytes };
}

/**
 * A number beyond 2^53 is not exact any more and is no whole number here; write it as a text of digits. What is
 * whole but for the last digits of a double (23.4 / 0.1) is whole.
 */
function wholeOf(given: number | string | boolean | bigint): bigint | undefined {
  if (typeof given === 'bigint') return given;
  if (typeof given === 'boolean') return given ? 1n : 0n;
  if (typeof given === 'number') {
    const near = Math.round(given);
    const off = Math.abs(given - near);
    const tolerated = Math.min(1e-6, 1e-9 * Math.max(1, Math.abs(near)));
    return Number.isSafeInteger(near) && off <= tolerated ? BigInt(near) : undefined;
  }
  return /^\s*-?\d{1,20}\s*$/.test(given) ? BigInt(given.trim()) : undefined;
}

function rangeOf(type: NumberType): readonly [bigint, bigint] {
  if (type === 'bcd16') return [0n, 9_999n];
  if (type === 'bcd32') return [0n, 99_999_999n];
  const bits = BigInt(registersOf[type] * 16);
  return type.startsWith('u')
    ? [0n, (1n << bits) - 1n]
    : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
}
