// Keys as LMDB sees them: the plain UTF-8 bytes, so that its order is the order of the contract.
import { nameKeyBytesMax } from '../../../stores/names/names.ts';

/** Most keys are short and ASCII; copying them here is quicker than a call into Node. */
const shortMax = 64;

export const keyEncoder = {
  writeKey(key: string | Uint8Array, target: Buffer, start: number): number {
    if (typeof key !== 'string') {
      target.set(key, start);
      return start + key.length;
    }
    const { length } = key;
    if (length > shortMax) return start + target.write(key, start, 'utf8');
    for (let i = 0; i < length; i++) {
      const code = key.charCodeAt(i);
      if (code > 0x7f) return start + target.write(key, start, 'utf8');
      target[start + i] = code;
    }
    return start + length;
  },
  readKey(source: Buffer, start: number, end: number): string {
    return source.toString('utf8', start, end);
  },
};

/** Whether an entry may have this key: 1 … 1,950 bytes of well-formed UTF-8. */
export function isKey(key: string): boolean {
  const { length } = key;
  if (length === 0 || length > nameKeyBytesMax || !key.isWellFormed()) return false;
  return length * 3 <= nameKeyBytesMax || Buffer.byteLength(key) <= nameKeyBytesMax;
}

/** From the first key that starts with `prefix` up to, but without, the first one behind them all. */
export function prefixBounds(prefix: string): { start: Buffer; end: Buffer } {
  if (prefix === '') return { start: Buffer.of(0), end: Buffer.of(0xff) };
  const start = Buffer.from(prefix);
  const end = Buffer.from(start);
  end[end.length - 1] = (end.at(-1) ?? 0) + 1; // 0xff is no byte of UTF-8, so this never overflows
  return { start, end };
}
