// Content negotiation (RFC 9110 §12): what a client accepts, how much it likes each, and which of what we
// offer it gets. Quality first, then how exactly it was named, then our own order.
import type { Language } from '../../../kernel/schema/bilingual.ts';

export type Range = {
  /** Lower case: a media range such as `text/*`, or a language tag. */
  readonly name: string;
  /** 0 to 1. */
  readonly quality: number;
};

/** A longer list is cut: no client that is served well names more. */
const rangesMax = 50;

/** In the order given; what cannot be read is left out. */
export function rangesIn(header: string | undefined): Range[] {
  const ranges: Range[] = [];
  for (const entry of (header ?? '').slice(0, 4_096).split(',').slice(0, rangesMax)) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    if (!/^[a-z0-9*!#$&^_.+-]+(?:\/[a-z0-9*!#$&^_.+-]+)?$/.test(name)) continue;
    const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const quality = given === undefined ? 1 : Number(given);
    if (quality >= 0 && quality <= 1) ranges.push({ name, quality });
  }
  return ranges;
}

type Liking = { readonly quality: number; readonly exactness: number };

/** How much a media type is liked: the most exact range that covers it decides. */
export function liking(ranges: readonly Range[], type: string): Liking {
  if (ranges.length === 0) return { quality: 1, exactness: 0 };
  const family = `${type.split('/')[0]}/*`;
  const covering = [type, family, '*/*'].flatMap((name, at) =>
    ranges
      .filter((range) => range.name === name)
      .map(({ quality }) => ({ quality, exactness: 2 - at })),
  );
  return covering[0] ?? { quality: 0, exactness: 0 };
}

/** The offer that is liked best; undefined when none is acceptable. */
export function bestOf<T extends string>(
  ranges: readonly Range[],
  offers: readonly T[],
): T | undefined {
  let best: { offer: T; liked: Liking } | undefined;
  for (const offer of offers) {
    const liked = liking(ranges, offer);
    if (liked.quality > 0 && (best === undefined || isBetter(liked, best.liked))) {
      best = { offer, liked };
    }
  }
  return best?.offer;
}

function isBetter(one: Liking, other: Liking): boolean {
  if (one.quality !== other.quality) return one.quality > other.quality;
  return one.exactness > other.exactness;
}

/** The tags of `Accept-Language`, best first. */
export function languageTags(header: string | undefined): string[] {
  return rangesIn(header)
    .filter(({ name, quality }) => quality > 0 && name !== '*')
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ name }) => name);
}

/** `lang` of the address wins; then whichever of our two languages is liked better; English otherwise. */
export function languageFor(lang: string | undefined, header: string | undefined): Language {
  const tags = lang === undefined ? languageTags(header) : [lang.toLowerCase()];
  const first = tags.find((tag) => /^(zh|en)(-|$)/.test(tag));
  return first?.startsWith('zh') === true ? 'zh' : 'en';
}

/** What a browser asks for, for which nothing but the page or its parts is meant. */
function isForBrowsers(name: string): boolean {
  if (name.includes('*') || /^(image|audio|video)\//.test(name)) return true;
  return /^(text\/html|application\/xhtml\+xml|application\/pdf)$/.test(name);
}

/** The media types that are liked better than any a browser would name: data is wanted, best first. */
export function dataTypesWanted(ranges: readonly Range[]): string[] {
  const browsers = ranges.filter(({ name }) => isForBrowsers(name));
  const quality = Math.max(
    0,
    ...browsers.filter(({ name }) => !name.includes('*')).map((r) => r.quality),
  );
  return ranges
    .filter((range) => !isForBrowsers(range.name) && range.quality > quality)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ name }) => name);
}
