// The way up from a signal or machine to its enterprise, whose calendars it follows.
import { enterpriseOf, type Assets } from '../assets/api.ts';

const stepsMax = 20;

/** The identifier itself first, its enterprise last. */
export async function placesAbove(
  assets: Assets | undefined,
  identifier: string,
): Promise<readonly string[]> {
  const enterprise = enterpriseOf(identifier);
  const places: string[] = [];
  let place: string | undefined = identifier;
  while (place !== undefined && place !== enterprise && places.length < stepsMax) {
    if (places.includes(place)) break;
    places.push(place);
    place = assets && (await aboveOf(assets, place));
  }
  return [...places, enterprise];
}

async function aboveOf(assets: Assets, identifier: string): Promise<string | undefined> {
  const asset = await assets.asset(identifier);
  if (asset) return asset.parent;
  const signal = await assets.signal(identifier);
  if (signal) return signal.machine;
  // Of something that nobody has described yet: what its identifier stands under.
  const slash = identifier.lastIndexOf('/');
  return slash > identifier.indexOf('/') ? identifier.slice(0, slash) : undefined;
}
