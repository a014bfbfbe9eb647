// The sites that a naming record tells of: that of the node itself, and behind it those of its mirrors, each at
// indexes of its own that stay while others come and go (RFC 3651 §3.2.2; reference §1.7).
import { decodeSite, valueType, type HandleValue, type Site } from '../../../wire/handle/handle.ts';
import type { MirrorSite } from '../api.ts';
import { contactFor, outlineOf, siteOf, type SiteFacts } from '../model/site.ts';

export const siteIndex = 1;
const prefixSiteIndex = 2;
/** Pairs from here on are the mirrors'. */
const firstMirrorIndex = 201;
export const mirrorsMax = 8;

/** A value that is to stand in the record. */
export type SiteValue = {
  readonly index: number;
  readonly type: string;
  readonly data: Uint8Array;
};

/**
 * The values for a naming record. Without a list of mirrors those of the old record stay; one more than
 * there is room for is left out.
 */
export function siteValues(
  facts: SiteFacts,
  mirrors: readonly MirrorSite[] | undefined,
  old: readonly HandleValue[],
): SiteValue[] {
  const own = pair(siteIndex, siteOf(facts));
  if (mirrors === undefined) return [...own, ...old.filter(isMirrorSite)];
  const sites = mirrors.map((mirror) => mirrorSite(facts, mirror));
  const known = sites.map((site) => old.find((value) => isFirst(value) && tells(value, site)));
  const taken = new Set(known.flatMap((value) => value?.index ?? []));
  const foreign = new Set(old.filter((value) => !isMirrorSite(value)).map(({ index }) => index));
  const free = Array.from({ length: mirrorsMax }, (_, at) => firstMirrorIndex + 2 * at).filter(
    (index) => !taken.has(index) && !foreign.has(index) && !foreign.has(index + 1),
  );
  const placed = sites.flatMap((site, at) => {
    const index = known[at]?.index ?? free.shift();
    return index === undefined ? [] : pair(index, site);
  });
  return [...own, ...placed];
}

/** Whether a value of an old record is ours to replace. */
export function isSiteValue(value: HandleValue): boolean {
  return value.index === siteIndex || value.index === prefixSiteIndex || isMirrorSite(value);
}

export function siteIn(values: readonly HandleValue[]): Site | undefined {
  const data = values.find(({ type }) => type === valueType.site)?.data;
  const site = decodeSite(data ?? new Uint8Array(0));
  return site.ok ? site.value : undefined;
}

function isMirrorSite({ index, type }: HandleValue): boolean {
  const isSite = type === valueType.site || type === valueType.sitePrefix;
  return isSite && index >= firstMirrorIndex && index < firstMirrorIndex + 2 * mirrorsMax;
}

function isFirst(value: HandleValue): boolean {
  return isMirrorSite(value) && (value.index - firstMirrorIndex) % 2 === 0;
}

function pair(index: number, data: Uint8Array): SiteValue[] {
  return [
    { index, type: valueType.site, data },
    { index: index + 1, type: valueType.sitePrefix, data },
  ];
}

function mirrorSite({ prefix, serial }: SiteFacts, mirror: MirrorSite): Uint8Array {
  return siteOf({ ...mirror, prefix, serial, primary: false });
}

/** A mirror is known by where it listens. */
function tells({ data }: HandleValue, site: Uint8Array): boolean {
  const [one, other] = [outlineOf(data), outlineOf(site)].map(
    (outline) => outline && contactFor('', outline),
  );
  return one?.host === other?.host && one?.tcpPort === other?.tcpPort && one !== undefined;
}
