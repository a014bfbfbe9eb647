// Where a record leads: to a location of 10320/loc, or else to its URL value, as long as that is a web
// address; what was passed over is told in words.
import type { Random } from '../../../kernel/world/random.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { canonicalKey } from '../../../wire/handle/handle.ts';
import type { HandleValueJson } from '../api.ts';
import { chooseLocation, type Chooser } from './choose-location.ts';
import { parseLocations, type Location, type LocationSet } from './locations.ts';
import { safeTarget } from './safe-target.ts';

export type Target = {
  readonly url: string;
  /** 302 unless the record asks for another. */
  readonly status: number;
  /** Another client, or the same one again, may be sent elsewhere: shared caches must not keep it. */
  readonly varies: boolean;
};

export type Found = {
  readonly target: Target | undefined;
  /** What of the record was not used, and why. */
  readonly notices: readonly Bilingual[];
};

/**
 * 302: the binding of a handle to a place may change at any time and a client must come back here, and it
 * is what every client of Handle.Net's proxy and of doi.org has met so far. A record may ask for another.
 */
const redirectStatusDefault = 302;

export function findTarget(
  values: readonly HandleValueJson[],
  question: { handle: string; chooser: Chooser; urlAppend: string; random: Random },
): Found {
  const notices: Bilingual[] = [];
  const sets = locationSets(values, question.handle, notices);
  const urls = urlValues(values);
  const chosen = sets.length === 0 ? undefined : choose(sets, urls, question);
  if (chosen !== undefined) {
    const safe = safeTarget(chosen.location.href, question.urlAppend);
    const status = sets.find((set) => set.redirectStatus)?.redirectStatus ?? redirectStatusDefault;
    const varies = chosen.byChance || sets.some(({ locations }) => locations.length > 1);
    if (safe.ok) return { target: { url: safe.url, status, varies }, notices };
    notices.push(notFollowed(chosen.location.href, safe.reason));
  }
  for (const value of urls) {
    const text = String(value.data.value);
    const safe = safeTarget(text, question.urlAppend);
    const target = { status: redirectStatusDefault, varies: false };
    if (safe.ok) return { target: { url: safe.url, ...target }, notices };
    notices.push(notFollowed(text, safe.reason));
  }
  return { target: undefined, notices };
}

function locationSets(
  values: readonly HandleValueJson[],
  handle: string,
  notices: Bilingual[],
): LocationSet[] {
  return values.filter(isLocations).flatMap(({ index, data }) => {
    const parsed = parseLocations(String(data.value), handle);
    if (parsed.ok) return [parsed.set];
    notices.push({
      en: `The 10320/loc value at index ${index} is not used: ${parsed.reason.en}.`,
      zh: `索引 ${index} 的 10320/loc 值未被使用：${parsed.reason.zh}。`,
    });
    return [];
  });
}

export function isLocations({ type, data }: HandleValueJson): boolean {
  return canonicalKey(type) === '10320/LOC' && data.format === 'string';
}

/** URL values by index; those of sub-types (`URL.IMAGE`) behind plain ones. */
export function urlValues(values: readonly HandleValueJson[]): HandleValueJson[] {
  const rank = ({ type }: HandleValueJson): number => {
    const key = canonicalKey(type);
    if (key === 'URL' || key === '0.TYPE/URL') return 0;
    return key.startsWith('URL.') ? 1 : 2;
  };
  return values
    .filter((value) => rank(value) < 2)
    .toSorted((a, b) => rank(a) - rank(b) || a.index - b.index);
}

function choose(
  sets: readonly LocationSet[],
  urls: readonly HandleValueJson[],
  { chooser, random }: { chooser: Chooser; random: Random },
): ReturnType<typeof chooseLocation> {
  const weight = sets.find((set) => set.urlWeight !== undefined)?.urlWeight ?? 0;
  const beside = sets.some(({ withoutUrls }) => withoutUrls) ? [] : urls;
  const all: Location[] = [
    ...sets.flatMap(({ locations }) => locations),
    ...beside.map(({ data }) => ({
      href: String(data.value),
      weight,
      attributes: { mode: 'legacy' },
    })),
  ];
  return chooseLocation(all, chooser, { chooseBy: sets[0]?.chooseBy, random });
}

function notFollowed(text: string, reason: Bilingual): Bilingual {
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  return {
    en: `“${shown}” is shown, not followed: ${reason.en}.`,
    zh: `“${shown}”仅作显示，不予跳转：${reason.zh}。`,
  };
}
