// The value type 10320/loc: several places where a thing is found, and by what one of them is chosen
// (DOI Handbook, 10320/LOC; Handle.Net technical manual). Reading only; see choose-location.ts.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { parseXml, type XmlElement } from '../xml/parse-xml.ts';

export type Location = {
  readonly href: string;
  /** 1 where nothing is said; 0 is taken only where nothing else is left. */
  readonly weight: number;
  readonly attributes: Readonly<Record<string, string>>;
};

export type LocationSet = {
  readonly locations: readonly Location[];
  /** Lower case; undefined for the default order. */
  readonly chooseBy: readonly string[] | undefined;
  /** The status that a redirect is asked to have. */
  readonly redirectStatus: number | undefined;
  /** The weight of the record's URL values beside the locations. */
  readonly urlWeight: number | undefined;
  /** The record's URL values are no choices. */
  readonly withoutUrls: boolean;
};

export type LocationOutcome =
  | { readonly ok: true; readonly set: LocationSet }
  | { readonly ok: false; readonly reason: Bilingual };

export const defaultChooseBy = ['locatt', 'address', 'country', 'score', 'weighted'] as const;

const redirectStatuses = new Set(['301', '302', '303', '307', '308']);

/** Reads `<locations>`; `handle` fills `href_template`. */
export function parseLocations(text: string, handle: string): LocationOutcome {
  const parsed = parseXml(text);
  if (!parsed.ok) return parsed;
  const { root } = parsed;
  if (root.tag !== 'locations') return { ok: false, reason: notLocations };
  const { attributes } = root;
  const chooseBy = attributes['chooseby'] ?? attributes['choose_by'];
  const status = attributes['http_sc'] ?? '';
  const locations = root.children
    .filter(({ tag }) => tag === 'location')
    .flatMap((element) => locationOf(element, handle));
  return {
    ok: true,
    set: {
      locations,
      chooseBy: chooseBy?.split(',').map((method) => method.trim().toLowerCase()),
      redirectStatus: redirectStatuses.has(status) ? Number(status) : undefined,
      urlWeight: numberIn(attributes['urlWeight']),
      withoutUrls: isTrue(attributes['no_legacy']),
    },
  };
}

function locationOf({ attributes }: XmlElement, handle: string): Location[] {
  const { href, href_template: template, weight } = attributes;
  const place = href ?? (template === undefined ? undefined : filledTemplate(template, handle));
  if (place === undefined) return [];
  return [{ href: place, weight: numberIn(weight) ?? 1, attributes }];
}

/** `{hdl}` is the handle as one part of a path or a query, `{hdl:path}` with its slashes. */
function filledTemplate(template: string, handle: string): string {
  const parts = handle.split('/').map((part) => encodeURIComponent(part));
  return template
    .replaceAll('{hdl}', () => parts.join('%2F'))
    .replaceAll('{hdl:path}', () => parts.join('/'));
}

function numberIn(text: string | undefined): number | undefined {
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

function isTrue(text: string | undefined): boolean {
  return ['1', 'true', 'yes', 'y'].includes((text ?? '').trim().toLowerCase());
}

const notLocations: Bilingual = {
  en: 'its root element is not <locations>',
  zh: '根元素不是 <locations>',
};
