// Where a record store keeps what is not a record, in the same names space so that one step writes all of
// it: under keys that begin with U+0001, which no handle can.

import { refuse } from '../../../stores/checks.ts';
import { nameKeyBytesMax } from '../../../stores/names/names.ts';

/** All of it starts so. */
export const internalPrefix = '\u0001';
/** Every record lies behind it, and everything internal before. */
export const behindInternal = '\u0002';

/** Position, time, and how far the history reaches. */
export const stateKey = '\u0001m';

export const shapePrefix = '\u0001s';
export const shapeKey = (number: number): string => `${shapePrefix}${fixed(number)}`;

/** Log entries are kept under the position of their last change. */
export const logPrefix = '\u0001l';
export const logKey = (lastPosition: number): string => `${logPrefix}${fixed(lastPosition)}`;

/** Versions are kept under the position of the change that ended them. A handle holds no U+0000. */
export const versionPrefix = (key: string): string => `\u0001h${key}\u0000`;
export const versionKey = (key: string, endedBy: number): string =>
  `${versionPrefix(key)}${fixed(endedBy)}`;
export const endedByIn = (versionKeyText: string): number =>
  Number.parseInt(versionKeyText.slice(-digits), 16);

/** Positions are below 2^48. */
const digits = 12;

/** Bytes of UTF-8 in the key of a record: its versions are kept under that key and some more. */
export const recordKeyBytesMax = nameKeyBytesMax - 50;
const usual = /^[ -~]{1,600}$/;

/** Fails with `stores.bad-query` for what cannot be the key of a record. */
export function checkRecordKey(key: string): void {
  if (usual.test(key)) return;
  const bytes = Buffer.byteLength(key);
  const fits = bytes > 0 && bytes <= recordKeyBytesMax && key.isWellFormed();
  if (!fits || !isRecordKey(key) || key.includes('\u0000')) {
    refuse(
      `a record's key must be 1 to ${recordKeyBytesMax} bytes of UTF-8 and begin with a letter`,
    );
  }
}

/** Whether a record can stand under a key, and nothing internal. */
export function isRecordKey(key: string): boolean {
  return key.charCodeAt(0) >= 0x20;
}

function fixed(number: number): string {
  return number.toString(16).padStart(digits, '0');
}
