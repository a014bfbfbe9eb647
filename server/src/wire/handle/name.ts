// Names of handles: prefix and suffix, what makes a name valid, which names are the same, and how prefixes descend from one
// another (RFC 3651 §2; reference §1.8). Case is folded in ASCII only, to upper case, as the servers of the world do.

import { limits } from './limits.ts';
import { bytesOfText } from './text.ts';

export type HandleName = { readonly prefix: string; readonly suffix: string };

export type NameReason =
  | 'no-slash' // a bare prefix; see `asHandle`
  | 'empty-prefix'
  | 'empty-prefix-segment' // `88..1/x`, `88./x`
  | 'too-long' // more than limits.handleBytesMax bytes
  | 'control-character'
  | 'not-utf8'; // a string with lone surrogates, so the bytes were not UTF-8

export type SplitName =
  | { readonly ok: true; readonly value: HandleName }
  | { readonly ok: false; readonly reason: NameReason };

/** The prefix under which prefixes themselves are handles. */
export const prefixAuthority = '0.NA';

/** The handle of the root service. */
export const rootHandle = '0.NA/0.NA';

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u001f\u007f-\u009f]/;

const printableAscii = /^[ -~]*$/;

/** Splits a handle at its first slash, or tells why it is not a valid name. An empty suffix is valid. */
export function splitName(handle: string): SplitName {
  const reason = nameFault(handle);
  if (reason !== undefined) return { ok: false, reason };
  const slash = handle.indexOf('/');
  return { ok: true, value: { prefix: handle.slice(0, slash), suffix: handle.slice(slash + 1) } };
}

/** Whether a handle is a valid name. */
export function isValidName(handle: string): boolean {
  return nameFault(handle) === undefined;
}

/** The handle that a name stands for: a name without a slash is a prefix. */
export function asHandle(name: string): string {
  return name.includes('/') ? name : prefixHandle(name);
}

/** The text before the first slash, or the authority `0.NA` for a name without one. No check. */
export function prefixOf(name: string): string {
  const slash = name.indexOf('/');
  return slash < 0 ? prefixAuthority : name.slice(0, slash);
}

/** The text behind the first slash, or the whole of a name without one. No check. */
export function suffixOf(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

/** Two handles are the same exactly if their keys are: ASCII letters upper-cased, all else kept. */
export function canonicalKey(handle: string): string {
  if (printableAscii.test(handle)) return handle.toUpperCase();
  return handle.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** `canonicalKey` on UTF-8, in a new array. Bytes of other characters are never ASCII letters. */
export function canonicalBytes(handle: Uint8Array): Uint8Array {
  const key = new Uint8Array(handle.length);
  for (let at = 0; at < handle.length; at++) {
    const byte = handle[at] ?? 0;
    key[at] = byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
  }
  return key;
}

/** `88.118.8` gives `0.NA/88.118.8`. */
export function prefixHandle(prefix: string): string {
  return `${prefixAuthority}/${prefix}`;
}

/** `0.NA/88.118.8` gives `88.118.8`; undefined for a handle that is not a prefix's. */
export function prefixNamedBy(handle: string): string | undefined {
  const slash = handle.indexOf('/');
  if (slash < 0 || canonicalKey(handle.slice(0, slash)) !== prefixAuthority) return undefined;
  return handle.slice(slash + 1);
}

/** `88.118.8` gives `88.118`; undefined for a prefix of one segment. */
export function parentPrefix(prefix: string): string | undefined {
  const dot = prefix.lastIndexOf('.');
  return dot < 0 ? undefined : prefix.slice(0, dot);
}

/** Whether a prefix lies below another at any depth; a prefix is not derived from itself. */
export function isDerivedFrom(prefix: string, ancestor: string): boolean {
  return canonicalKey(prefix).startsWith(`${canonicalKey(ancestor)}.`);
}

function nameFault(handle: string): NameReason | undefined {
  const slash = handle.indexOf('/');
  if (slash < 0) return 'no-slash';
  if (slash === 0) return 'empty-prefix';
  const prefix = handle.slice(0, slash);
  if (prefix.startsWith('.') || prefix.endsWith('.') || prefix.includes('..'))
    return 'empty-prefix-segment';
  if (!handle.isWellFormed()) return 'not-utf8';
  if (controlCharacter.test(handle)) return 'control-character';
  const surelyShort = handle.length * 3 <= limits.handleBytesMax;
  if (!surelyShort && bytesOfText(handle).length > limits.handleBytesMax) return 'too-long';
  return undefined;
}
