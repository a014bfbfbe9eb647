// Which of several locations somebody is sent to: the methods of `chooseby` narrow the choice one after
// the other, and chance by weight settles what they leave.
import type { Random } from '../../../kernel/world/random.ts';
import { isInRange } from './address-range.ts';
import { defaultChooseBy, type Location } from './locations.ts';

export type Chooser = {
  /** `name:value`, or `name` alone for whatever has it: asked for by the link, in its order. */
  readonly wanted: readonly string[];
  /** The same, made from what the client accepts; they come after those of the link. */
  readonly liked: readonly string[];
  /** Data rather than a page is asked for: locations of the role `conneg` are meant. */
  readonly wantsData: boolean;
  /** Two letters, in whatever case. */
  readonly country: string | undefined;
  readonly address: string | undefined;
};

export type Choice = {
  readonly location: Location;
  /** Another request could have been sent elsewhere. */
  readonly byChance: boolean;
};

/** Undefined where none of them is for this client. */
export function chooseLocation(
  all: readonly Location[],
  chooser: Chooser,
  options: { chooseBy: readonly string[] | undefined; random: Random },
): Choice | undefined {
  let left = forThisClient(all, chooser);
  for (const method of options.chooseBy ?? defaultChooseBy) {
    if (left.length <= 1 || method === 'weighted') break;
    left = narrowing[method]?.(left, chooser) ?? left;
  }
  return byWeight(left, options.random);
}

type Locations = readonly Location[];

/** A location for data is no page: a browser is not sent there by chance. */
function forThisClient(all: Locations, { wantsData, wanted }: Chooser): Locations {
  if (wantsData || wanted.some((one) => one.startsWith('http_role:'))) return all;
  return all.filter(({ attributes }) => !rolesOf(attributes).includes('conneg'));
}

function rolesOf(attributes: Location['attributes']): string[] {
  return (attributes['http_role'] ?? '').split(/[\s,]+/);
}

/** What a method leaves of a choice of several: all of them where it has nothing to say. */
const narrowing: Readonly<Record<string, (left: Locations, chooser: Chooser) => Locations>> = {
  locatt: byAttribute,
  country: byCountry,
  address: byAddress,
  score: byScore,
};

function byAttribute(all: Locations, { wanted, liked, wantsData }: Chooser): Locations {
  let left = all;
  const role = wantsData ? ['http_role:conneg'] : [];
  for (const one of [...wanted, ...role, ...liked]) {
    const fitting = left.filter(({ attributes }) => hasAttribute(attributes, one));
    if (fitting.length > 0) left = fitting;
  }
  return left;
}

function hasAttribute(attributes: Location['attributes'], wanted: string): boolean {
  const colon = wanted.indexOf(':');
  const held = attributes[colon < 0 ? wanted.trim() : wanted.slice(0, colon).trim()];
  if (held === undefined) return false;
  return colon < 0 || held === wanted.slice(colon + 1);
}

/** Those of the country; where there are none, those of no country in particular. */
function byCountry(all: Locations, { country }: Chooser): Locations {
  const own = country?.trim().toLowerCase();
  const countryOf = ({ attributes }: Location) => attributes['country']?.trim().toLowerCase();
  const there = own === undefined ? [] : all.filter((location) => countryOf(location) === own);
  if (there.length > 0) return there;
  const anywhere = all.filter((location) => countryOf(location) === undefined);
  return anywhere.length > 0 ? anywhere : all;
}

function byAddress(all: Locations, { address }: Chooser): Locations {
  if (address === undefined) return all;
  const near = all.filter(({ attributes }) =>
    (attributes['addresses'] ?? '').split(',').some((range) => isInRange(address, range)),
  );
  return near.length > 0 ? near : all;
}

function byScore(all: Locations): Locations {
  const scoreOf = ({ attributes }: Location) => Number(attributes['score']) || 0;
  const highest = Math.max(...all.map(scoreOf));
  return all.filter((location) => scoreOf(location) === highest);
}

function byWeight(all: Locations, random: Random): Choice | undefined {
  const heavy = all.filter(({ weight }) => weight > 0);
  const left = heavy.length > 0 ? heavy : all;
  const weightOf = ({ weight }: Location) => (heavy.length > 0 ? weight : 1);
  let chance = random.number() * left.reduce((sum, one) => sum + weightOf(one), 0);
  const found = left.find((location) => (chance -= weightOf(location)) < 0) ?? left.at(-1);
  return found && { location: found, byChance: left.length > 1 };
}
