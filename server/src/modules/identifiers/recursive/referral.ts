// What a 302 or 303 says: for which prefix, and which sites to ask (reference §1.5, §1.8).
import {
  canonicalKey,
  prefixNamedBy,
  responseCode,
  valueType,
  type HandleValue,
  type Message,
} from '../../../wire/handle/handle.ts';
import { attributeOf, contactFor, type Contact } from '../model/site.ts';
import { selfAndAncestors, type Question } from '../model/question.ts';
import { ttlSeconds } from '../model/value-json.ts';

export type Referral = {
  /** Canonical. */
  readonly prefix: string;
  /** 302: the site holds the prefix's own handles; 303: it answers for prefixes below. */
  readonly exact: boolean;
  /** Encoded sites, in order of preference. */
  readonly sites: readonly Uint8Array[];
  /** The node that referred. */
  readonly from: string;
  readonly ttlMs: number;
};

const exactTypes = [valueType.site, valueType.site6];
const derivedTypes = [valueType.sitePrefix, valueType.site, valueType.site6];

export function readReferral(
  answer: Message,
  context: { question: Question; last: string; from: string; nowMs: number },
): Referral | undefined {
  const { body, header } = answer;
  if (body.kind !== 'referral') return undefined;
  const exact = header.responseCode === responseCode.serviceReferral;
  const values = preferred(body.values ?? [], exact ? exactTypes : derivedTypes);
  const sites = values.map((value) => value.data);
  const prefix = exact
    ? context.question.prefix
    : (prefixNamedBy(canonicalKey(body.handle)) ?? namedBySite(sites) ?? nextLonger(context));
  const ttlMs = 1000 * Math.min(...values.map((value) => ttlSeconds(value, context.nowMs)));
  return { prefix, exact, sites, from: context.from, ttlMs };
}

/** The servers that answer for a handle, one of each site. */
export function contactsOf(referral: Referral, handle: string): Contact[] {
  return referral.sites.flatMap((site) => contactFor(handle, site)?.contact ?? []);
}

/** The values of the first type that there is. */
function preferred(values: readonly HandleValue[], types: readonly string[]): HandleValue[] {
  for (const type of types) {
    const found = values.filter((value) => value.type === type);
    if (found.length > 0) return found;
  }
  return [];
}

function namedBySite(sites: readonly Uint8Array[]): string | undefined {
  for (const data of sites) {
    const site = contactFor('', data)?.site;
    const prefix = site === undefined ? undefined : attributeOf(site, 'prefix');
    if (prefix !== undefined) return canonicalKey(prefix);
  }
  return undefined;
}

/** A referral that does not say for which prefix claims one segment more than the last. */
function nextLonger({ question, last }: { question: Question; last: string }): string {
  const longer = selfAndAncestors(question.prefix).filter((prefix) => prefix.length > last.length);
  return longer.at(-1) ?? question.prefix;
}
