// Reading JSON that a stranger sent: each part is looked at before it is used, and what does not fit is
// refused with its place, `values[3].data.value.index`, and what would fit there.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { identifiersFailures } from '../failures.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Fails with `identifiers.bad-json`. */
export function refuseJson(at: string, reason: Bilingual): never {
  throw identifiersFailures['bad-json']({ at, reason });
}

export function objectAt(at: string, json: unknown): JsonObject {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonObject;
  return refuseJson(at, { en: 'an object belongs here', zh: '此处应为对象' });
}

export function listAt(at: string, json: unknown, countMax: number): readonly unknown[] {
  if (!Array.isArray(json))
    return refuseJson(at, { en: 'a list belongs here', zh: '此处应为列表' });
  if (json.length <= countMax) return json;
  return refuseJson(at, {
    en: `at most ${countMax} elements fit, and there are ${json.length}`,
    zh: `最多 ${countMax} 项，实际为 ${json.length} 项`,
  });
}

/** Well-formed Unicode, so that it has bytes. */
export function textAt(at: string, json: unknown): string {
  if (typeof json === 'string' && json.isWellFormed()) return json;
  return refuseJson(at, { en: 'a text belongs here', zh: '此处应为文本' });
}

/** A whole number, or one in digits, as other servers take it. */
export function wholeAt(at: string, json: unknown, range: { min: number; max: number }): number {
  const number = typeof json === 'string' && /^\d{1,16}$/.test(json) ? Number(json) : json;
  const { min, max } = range;
  if (typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max) {
    return number;
  }
  return refuseJson(at, {
    en: `a whole number from ${min} to ${max} belongs here`,
    zh: `此处应为 ${min} 至 ${max} 的整数`,
  });
}

export function flagAt(at: string, json: unknown): boolean {
  if (typeof json === 'boolean') return json;
  return refuseJson(at, { en: 'true or false belongs here', zh: '此处应为 true 或 false' });
}

/** Seconds since 1970 of a moment in ISO 8601; without an offset it is UTC. */
export function momentAt(at: string, json: unknown): number {
  const text = typeof json === 'string' && isoMoment.test(json) ? json : '';
  const seconds = Math.floor(
    Date.parse(/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : utc(text)) / 1000,
  );
  if (seconds >= 0 && seconds <= 0x7fff_ffff) return seconds;
  return refuseJson(at, {
    en: 'a moment such as 2030-01-31T00:00:00Z belongs here, between 1970 and 2038',
    zh: '此处应为 2030-01-31T00:00:00Z 这样的时刻，介于 1970 年与 2038 年之间',
  });
}

const isoMoment = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

function utc(text: string): string {
  return text.includes('T') ? `${text}Z` : text;
}

/** Standard and URL-safe alphabet, with and without padding. */
export function base64At(at: string, json: unknown): Uint8Array {
  if (typeof json === 'string' && base64.test(json) && json.replace(/=+$/, '').length % 4 !== 1) {
    return Buffer.from(json, 'base64');
  }
  return refuseJson(at, { en: 'base64 belongs here', zh: '此处应为 base64 编码' });
}

const base64 = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/;

export function hexAt(at: string, json: unknown): Uint8Array {
  if (typeof json === 'string' && /^(?:[0-9a-fA-F]{2})*$/.test(json))
    return Buffer.from(json, 'hex');
  return refuseJson(at, {
    en: 'an even number of hexadecimal digits belongs here',
    zh: '此处应为偶数个十六进制数字',
  });
}
