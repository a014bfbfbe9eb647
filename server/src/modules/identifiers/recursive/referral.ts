// What a 302 or 303 says, and what a naming record says: for which prefix, and which sites or services to ask
// (reference §1.5, §1.7, §1.8).
import {
  canonicalKey,
  prefixNamedBy,
  responseCode,
  textOf,
  valueType,
  type HandleValue,
  type Message,
} from '../../../wire/handle/handle.ts';
import { contactFor, outlineOf, type SiteContact, type SiteOutline } from '../model/site.ts';
import { selfAndAncestors, type Question } from '../model/question.ts';
import { ttlSeconds } from '../model/value-json.ts';
import { contactsMax } from './usable-contacts.ts';

export type Referral = {
  /** Canonical. */
  readonly prefix: string;
  /** 302: the site holds the prefix's own handles; 303: it answers for prefixes below. */
  readonly exact: boolean;
  readonly sites: readonly SiteOutline[];
  /** Handles whose records hold the sites; looked at where there are no sites. */
  readonly services: readonly string[];
  /** The node that referred. */
  readonly from: string;
  readonly ttlMs: number;
};

type Types = { readonly sites: readonly string[]; readonly services: readonly string[] };

const own: Types = { sites: [valueType.site, valueType.site6], services: [valueType.service] };
const derived: Types = { sites: [valueType.sitePrefix], services: [valueType.servicePrefix] };

export function readReferral(
  answer: Message,
  context: { question: Question; last: string; from: string; nowMs: number },
): Referral | undefined {
  const { body, header } = answer;
  if (body.kind !== 'referral') return undefined;
  const exact = header.responseCode === responseCode.serviceReferral;
  const led = placesIn(body.values ?? [], { ...context, kinds: exact ? [own] : [derived, own] });
  const prefix = exact
    ? context.question.prefix
    : (prefixNamedBy(canonicalKey(body.handle)) ?? namedBySite(led.sites) ?? nextLonger(context));
  return { prefix, exact, from: context.from, ...led };
}

/** The sites that a naming record or the record of a service tells of. */
export function sitesOfRecord(
  values: readonly HandleValue[],
  context: { prefix: string; from: string; nowMs: number },
): Referral {
  const { prefix, from } = context;
  return { prefix, exact: true, from, ...placesIn(values, { ...context, kinds: [own] }) };
}

/** The servers that answer for a handle, one of each site; of very many sites only the first. */
export function contactsOf(referral: Referral, handle: string): SiteContact[] {
  return referral.sites.flatMap((site) => contactFor(handle, site) ?? []);
}

/** The values of the first kind of which there is one. */
function placesIn(
  values: readonly HandleValue[],
  { kinds, nowMs }: { kinds: readonly Types[]; nowMs: number },
): Pick<Referral, 'sites' | 'services' | 'ttlMs'> {
  for (const { sites, services } of kinds) {
    const found = values.filter(({ type }) => sites.includes(type) || services.includes(type));
    if (found.length === 0) continue;
    const ttlMs =
      1000 * found.reduce((min, one) => Math.min(min, ttlSeconds(one, nowMs)), Infinity);
    const kept = found.slice(0, contactsMax);
    return {
      ttlMs,
      sites: kept.flatMap(({ type, data }) => (sites.includes(type) && outlineOf(data)) || []),
      services: kept
        .filter(({ type }) => services.includes(type))
        .map(({ data }) => textOf(data, 0, data.length)),
    };
  }
  return { sites: [], services: [], ttlMs: 0 };
}

function namedBySite(sites: readonly SiteOutline[]): string | undefined {
  const prefix = sites.find((site) => site.prefix !== undefined)?.prefix;
  return prefix === undefined ? undefined : canonicalKey(prefix);
}

/** A referral that does not say for which prefix claims one segment more than the last. */
function nextLonger({ question, last }: { question: Question; last: string }): string {
  const longer = selfAndAncestors(question.prefix).filter((prefix) => prefix.length > last.length);
  return longer.at(-1) ?? question.prefix;
}
