// Where a page of children ended, as the opaque text that a caller hands back: the last name and key, so
// that it holds also when that child is gone.
import { assetsFailures } from '../failures.ts';

export function writePlace(place: readonly [string, string]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Fails with `assets.bad-place`. */
export function readPlace(text: string | undefined): readonly [string, string] | undefined {
  if (text === undefined) return undefined;
  try {
    const place: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(place) && place.length === 2) {
      const [name, key]: unknown[] = place;
      if (typeof name === 'string' && typeof key === 'string') return [name, key];
    }
  } catch {
    // said below
  }
  throw assetsFailures['bad-place']({ after: text });
}
