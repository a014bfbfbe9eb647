// Writes ASN.1 in DER (X.690 §8, §10), as far as a certificate needs it. Node reads certificates and signs,
// but cannot make one; reading stays with Node.

const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export type Der = Uint8Array;

function element(type: number, ...contents: readonly Uint8Array[]): Der {
  const content = Buffer.concat(contents);
  const size = content.length;
  const length: number[] = [];
  for (let left = size; left > 0; left = Math.floor(left / 256)) length.unshift(left % 256);
  const head = size < 0x80 ? [size] : [0x80 + length.length, ...length];
  return Buffer.concat([Uint8Array.of(type, ...head), content]);
}

export const sequence = (...parts: readonly Der[]): Der => element(tag.sequence, ...parts);
export const set = (...parts: readonly Der[]): Der => element(tag.set, ...parts);
export const boolean = (value: boolean): Der =>
  element(tag.boolean, Uint8Array.of(value ? 255 : 0));
export const octetString = (bytes: Uint8Array): Der => element(tag.octetString, bytes);
export const utf8 = (text: string): Der => element(tag.utf8, new TextEncoder().encode(text));

/** An unsigned number of any length, highest byte first. */
export function integer(bytes: Uint8Array): Der {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
  const digits = bytes.subarray(from);
  const isHigh = ((digits[0] ?? 0) & 0x80) !== 0;
  return element(tag.integer, Uint8Array.from(isHigh || digits.length === 0 ? [0] : []), digits);
}

/** `unusedBits` at the end of the last byte. */
export function bitString(bytes: Uint8Array, unusedBits = 0): Der {
  return element(tag.bitString, Uint8Array.of(unusedBits), bytes);
}

/** From dotted numbers; each below 2^31. */
export function objectId(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((number) => base128(number));
  return element(tag.objectId, Uint8Array.from(bytes));
}

function base128(number: number): number[] {
  const digits = [number % 128];
  for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128)) {
    digits.unshift((left % 128) + 128);
  }
  return digits;
}

/** UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5); whole seconds. */
export function time(epochMs: number): Der {
  const digits = `${new Date(epochMs).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  const isShort = Number(digits.slice(0, 4)) < 2050;
  return isShort
    ? element(tag.utcTime, Buffer.from(digits.slice(2)))
    : element(tag.generalizedTime, Buffer.from(digits));
}

/** A part that is known by its number: `constructed` where it holds whole elements. */
export function numbered(number: number, content: Uint8Array, constructed: boolean): Der {
  return element(0x80 + (constructed ? 0x20 : 0) + number, content);
}

export function pem(label: string, der: Der): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
