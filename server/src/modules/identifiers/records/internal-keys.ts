// Where a record store keeps what is not a record, in the same names space so that one step writes all of
// it: under keys that begin with U+0001, which no handle can.

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

function fixed(number: number): string {
  return number.toString(16).padStart(digits, '0');
}
