// Values to the memory of S7 controllers: what does not fit exactly is refused, never cut.
import { byteCount, type S7Form, type S7Value, type ScalarType } from './values.ts';

export type S7EncodeTrouble =
  | 'not-whole'
  | 'out-of-range'
  | 'not-a-number'
  | 'too-long'
  | 'not-writable';
export type S7EncodeOutcome =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly trouble: S7EncodeTrouble };

const ranges: Readonly<Partial<Record<ScalarType, readonly [bigint, bigint]>>> = {
  byte: [0n, 0xffn],
  sint: [-0x80n, 0x7fn],
  int: [-0x8000n, 0x7fffn],
  word: [0n, 0xffffn],
  dint: [-0x8000_0000n, 0x7fff_ffffn],
  time: [-0x8000_0000n, 0x7fff_ffffn],
  dword: [0n, 0xffff_ffffn],
  tod: [0n, 86_399_999n],
  lint: [-(1n << 63n), (1n << 63n) - 1n],
  ltime: [-(1n << 63n), (1n << 63n) - 1n],
  lword: [0n, (1n << 64n) - 1n],
};

/** Of a string all but its declared maximum, which stays as it is: see `writeSkip`. */
export function encodeValue(form: S7Form, value: S7Value): S7EncodeOutcome {
  const { type } = form;
  if (type === 'bool') {
    const on = value === true || value === 'true' || Number(value) === 1;
    const off = value === false || value === 'false' || Number(value) === 0;
    return on || off ? { ok: true, bytes: Uint8Array.of(on ? 1 : 0) } : no('not-a-number');
  }
  if (type === 'string' || type === 'char') return latin(form, String(value));
  if (type === 'wstring' || type === 'wchar') return wide(form, String(value));
  if (type === 'real' || type === 'lreal') return float(type, value);
  const range = ranges[type];
  if (!range) return no('not-writable');
  const whole = wholeOf(value);
  if (whole === undefined) return no('not-whole');
  if (whole < range[0] || whole > range[1]) return no('out-of-range');
  const bytes = new Uint8Array(byteCount(form));
  let left = BigInt.asUintN(64, whole);
  for (let i = bytes.length - 1; i >= 0; i -= 1) {
    bytes[i] = Number(left & 0xffn);
    left >>= 8n;
  }
  return { ok: true, bytes };
}

/** Bytes at the front of a value that a write leaves alone. */
export function writeSkip({ type }: S7Form): number {
  return type === 'string' ? 1 : type === 'wstring' ? 2 : 0;
}

function no(trouble: S7EncodeTrouble): S7EncodeOutcome {
  return { ok: false, trouble };
}

function latin(form: S7Form, text: string): S7EncodeOutcome {
  const codes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  if (/[\u0100-\uffff]/.test(text)) return no('out-of-range');
  if (!('characters' in form)) {
    return codes.length === 1 ? { ok: true, bytes: codes } : no('too-long');
  }
  if (codes.length > form.characters) return no('too-long');
  return { ok: true, bytes: Uint8Array.of(codes.length, ...codes) };
}

function wide(form: S7Form, text: string): S7EncodeOutcome {
  const codes = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const bytes = codes.flatMap((code) => [code >> 8, code & 0xff]);
  if (!('characters' in form)) {
    return codes.length === 1 ? { ok: true, bytes: Uint8Array.from(bytes) } : no('too-long');
  }
  if (codes.length > form.characters) return no('too-long');
  return { ok: true, bytes: Uint8Array.of(codes.length >> 8, codes.length & 0xff, ...bytes) };
}

function float(type: 'real' | 'lreal', given: S7Value): S7EncodeOutcome {
  const value = typeof given === 'string' && given.trim() === '' ? NaN : Number(given);
  if (!Number.isFinite(value)) return no('not-a-number');
  const bytes = new Uint8Array(type === 'real' ? 4 : 8);
  const view = new DataView(bytes.buffer);
  if (type === 'lreal') view.setFloat64(0, value);
  else if (!Number.isFinite(Math.fround(value))) return no('out-of-range');
  else view.setFloat32(0, value);
  return { ok: true, bytes };
}

/** A number beyond 2^53 is not exact any more: write it as a text of digits. 23.4 / 0.1 is whole. */
function wholeOf(given: S7Value): bigint | undefined {
  if (typeof given === 'bigint') return given;
  if (typeof given === 'boolean') return given ? 1n : 0n;
  if (typeof given === 'number') {
    const near = Math.round(given);
    const tolerated = Math.min(1e-6, 1e-9 * Math.max(1, Math.abs(near)));
    const whole = Number.isSafeInteger(near) && Math.abs(given - near) <= tolerated;
    return whole ? BigInt(near) : undefined;
  }
  return /^\s*-?\d{1,20}\s*$/.test(given) ? BigInt(given.trim()) : undefined;
}
