// A record as a set of links (RFC 9264 §4.2): the handle's address is the anchor, what its values lead to
// are the targets, and the kind of value says in which relation (RFC 8288).
import { canonicalKey, valueType } from '../../../wire/handle/handle.ts';
import type { HandleValueJson, Resolution } from '../api.ts';
import { handlePath, looksLikeHandle } from './handle-path.ts';
import { parseLocations } from './locations.ts';
import { safeTarget } from './safe-target.ts';

export type Link = {
  readonly href: string;
  readonly type?: string;
  readonly title?: string;
  readonly hreflang?: readonly string[];
};

export type Linkset = {
  readonly linkset: readonly [{ readonly anchor: string } & Readonly<Record<string, unknown>>];
};

export const linksetType = 'application/linkset+json';
export const contextPath = '/api/linkset-context';

/** `base` is the public address of this proxy, without a slash at its end. */
export function linksetOf(resolution: Resolution, base: string): Linkset {
  const addressOf = (handle: string) => `${base}/hdl/${handlePath(handle)}`;
  const { handle, aliases = [], values } = resolution;
  const links = new Map<string, Link[]>();
  const known = new Set<string>();
  const add = (relation: string, link: Link) => {
    const key = JSON.stringify([relation, link]);
    if (known.has(key)) return;
    known.add(key);
    const others = links.get(relation);
    if (others === undefined) links.set(relation, [link]);
    else others.push(link);
  };
  const last = aliases.at(-1);
  if (last !== undefined) add('canonical', { href: addressOf(last) });
  for (const value of values) {
    for (const [relation, link] of linksOf(value, last ?? handle, addressOf)) add(relation, link);
  }
  add('alternate', { href: `${addressOf(handle)}?noredirect`, type: 'text/html' });
  add('alternate', { href: `${base}/api/handles/${handlePath(handle)}`, type: 'application/json' });
  return { linkset: [{ anchor: addressOf(handle), ...Object.fromEntries(links) }] };
}

type Related = readonly [relation: string, link: Link];

function linksOf(
  value: HandleValueJson,
  handle: string,
  addressOf: (handle: string) => string,
): Related[] {
  const { type, data } = value;
  if (data.format !== 'string') return [];
  const key = canonicalKey(type);
  if (key === '10320/LOC') return locationLinks(data.value, handle);
  if (key === 'URL' || key.startsWith('URL.') || key === '0.TYPE/URL') {
    const safe = safeTarget(data.value);
    return safe.ok ? [['describedby', { href: safe.url, title: type }]] : [];
  }
  if (!looksLikeHandle(data.value)) return [];
  const link = { href: addressOf(data.value), title: type };
  return [[key === valueType.alias ? 'canonical' : 'related', link]];
}

function locationLinks(text: string, handle: string): Related[] {
  const parsed = parseLocations(text, handle);
  if (!parsed.ok) return [];
  return parsed.set.locations.flatMap(({ href, attributes }) => {
    const safe = safeTarget(href);
    if (!safe.ok) return [];
    const type = attributes['media-type'] ?? attributes['ctype'];
    const title = attributes['label'] ?? attributes['title'];
    const language = attributes['language'] ?? attributes['hreflang'];
    const link: Link = {
      href: safe.url,
      ...(type === undefined ? {} : { type }),
      ...(title === undefined ? {} : { title }),
      ...(language === undefined ? {} : { hreflang: [language] }),
    };
    return [[relationOf(attributes['rel']), link] as const];
  });
}

/** A registered name, or the address of a relation; anything else tells nobody anything. */
function relationOf(rel: string | undefined): string {
  const first = rel?.trim().split(/\s+/)[0] ?? '';
  const isName = /^[a-z][a-z0-9.-]{0,40}$/.test(first) && first !== 'anchor';
  return isName || /^https?:\/\/[!-~]+$/.test(first) ? first : 'describedby';
}

/** For those who read a link set as JSON-LD (RFC 9264 appendix A). */
export const linksetContext = {
  '@context': {
    '@version': 1.1,
    '@vocab': 'http://www.iana.org/assignments/relation/',
    linkset: '@graph',
    anchor: '@id',
    href: '@id',
    type: { '@id': 'http://purl.org/dc/terms/format' },
    title: { '@id': 'http://purl.org/dc/terms/title' },
    hreflang: { '@id': 'http://purl.org/dc/terms/language', '@container': '@set' },
  },
} as const;
