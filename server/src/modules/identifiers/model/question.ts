// A handle as a question: its key, and the prefix whose node must answer. Naming records (`0.NA/88.118`)
// are held by the parent of the prefix that they name (RFC 3651 §3; reference §1.8).
import type { Failure } from '../../../kernel/failure/failure.ts';
import {
  asHandle,
  canonicalKey,
  isDerivedFrom,
  limits,
  prefixAuthority,
  prefixNamedBy,
  splitName,
  type NameReason,
} from '../../../wire/handle/handle.ts';
import { identifiersFailures } from '../failures.ts';

export type Question = {
  /** As it was asked. */
  readonly handle: string;
  /** The same for all spellings of the handle; what stores and caches are keyed by. */
  readonly key: string;
  /** The canonical prefix of the handle, or the prefix that it names. */
  readonly prefix: string;
  /** True for `0.NA/…`: the record is about `prefix` and is held by its parent. */
  readonly naming: boolean;
};

export type Asked =
  | { readonly ok: true; readonly question: Question }
  | { readonly ok: false; readonly reason: NameReason };

/** No longer handle can be registered: the names store takes 1,950, of which versions need some. */
export const keyBytesMax = 1_900;

/** Reads a handle as it came over the wire. */
export function askedFor(handle: string): Asked {
  if (handle.length > limits.handleBytesMax) return { ok: false, reason: 'too-long' };
  const name = splitName(handle);
  if (!name.ok) return name;
  const key = canonicalKey(handle);
  const named = prefixNamedBy(key);
  const prefix = named ?? canonicalKey(name.value.prefix);
  return { ok: true, question: { handle, key, prefix, naming: named !== undefined } };
}

/** Reads a handle that a person or a program gave; a bare prefix stands for its naming record. Fails with `identifiers.malformed`. */
export function questionOf(name: string): Question {
  const handle = name.length > limits.handleBytesMax ? name : asHandle(name);
  const asked =
    handle === '0.NA/' ? { ok: false as const, reason: 'empty-prefix' as const } : askedFor(handle);
  if (!asked.ok) throw malformed(name, asked.reason);
  return asked.question;
}

/** The prefix of a root: every prefix lies below it. */
export const rootPrefix = prefixAuthority;

/** Whether a node of `parent` may refer to `prefix`; both canonical. */
export function isBelow(prefix: string, parent: string): boolean {
  if (parent !== rootPrefix) return isDerivedFrom(prefix, parent);
  return prefix !== rootPrefix && !isDerivedFrom(prefix, rootPrefix);
}

/** A hostile prefix of a thousand segments must not cost a thousand look-ups. */
const ancestorsMax = 16;

/**
 * A prefix and its ancestors, longest first: `88.118.8`, `88.118`, `88`. Of a very deep prefix only
 * the ancestors nearest to the root.
 */
export function selfAndAncestors(prefix: string): string[] {
  const all: string[] = [];
  for (let dot = prefix.indexOf('.'); dot > 0 && all.length < ancestorsMax;) {
    all.push(prefix.slice(0, dot));
    dot = prefix.indexOf('.', dot + 1);
  }
  all.push(prefix);
  return all.toReversed();
}

const reasons: Readonly<Record<NameReason, { en: string; zh: string }>> = {
  'no-slash': { en: 'it has no slash', zh: '缺少斜杠' },
  'empty-prefix': { en: 'nothing stands before the slash', zh: '斜杠前没有内容' },
  'empty-prefix-segment': { en: 'its prefix has an empty segment', zh: '前缀中有空段' },
  'too-long': {
    en: `it is longer than ${limits.handleBytesMax} bytes`,
    zh: `长度超过 ${limits.handleBytesMax} 字节`,
  },
  'control-character': { en: 'it holds a control character', zh: '含有控制字符' },
  'not-utf8': { en: 'it is not valid UTF-8', zh: '不是有效的 UTF-8 文本' },
};

export function malformed(handle: string, reason: NameReason): Failure {
  return identifiersFailures.malformed({
    handle: shortened(handle),
    reason: reasons[reason],
  });
}

const shownCharactersMax = 80;

/** A hostile handle must not fill logs and messages. */
export function shortened(handle: string): string {
  if (handle.length <= shownCharactersMax) return handle;
  return `${handle.slice(0, shownCharactersMax)}… (${handle.length} characters)`;
}
