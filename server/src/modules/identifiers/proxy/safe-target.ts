// Where the proxy may send somebody: http and https only, written so that nothing of the value can become
// a header of its own, and what a link appends never leads to another site.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';

export type SafeTarget =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly reason: Bilingual };

export const targetCharactersMax = 8_192;

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** The text as an address in ASCII, or why nobody is sent there. */
export function safeTarget(text: string, append = ''): SafeTarget {
  const plain = parsed(text.trim());
  if (!plain.ok || append === '') return outcome(plain);
  const whole = parsed(text.trim() + append);
  if (whole.ok && whole.url.origin !== plain.url.origin) return refuse(reasons.elsewhere);
  return outcome(whole);
}

type Parsed = { readonly ok: true; readonly url: URL } | (SafeTarget & { readonly ok: false });

function parsed(text: string): Parsed {
  if (text.length > targetCharactersMax) return refuse(reasons.tooLong);
  if (controlCharacter.test(text)) return refuse(reasons.control);
  const url = URL.parse(text);
  if (url === null) return refuse(reasons.notAddress);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse(reasons.scheme);
  if (url.username !== '' || url.password !== '') return refuse(reasons.credentials);
  return { ok: true, url };
}

function outcome(found: Parsed): SafeTarget {
  return found.ok ? { ok: true, url: found.url.href } : found;
}

function refuse(reason: Bilingual): SafeTarget & { readonly ok: false } {
  return { ok: false, reason };
}

const reasons = {
  tooLong: {
    en: `it is longer than ${targetCharactersMax} characters`,
    zh: `长度超过 ${targetCharactersMax} 个字符`,
  },
  control: { en: 'it holds a control character', zh: '含有控制字符' },
  notAddress: { en: 'it is not a web address', zh: '不是网址' },
  scheme: { en: 'it is not an http or https address', zh: '不是 http 或 https 地址' },
  credentials: { en: 'it carries a user name', zh: '地址中含有用户名' },
  elsewhere: { en: 'what is appended leads to another site', zh: '附加内容会指向另一个网站' },
} as const satisfies Record<string, Bilingual>;
