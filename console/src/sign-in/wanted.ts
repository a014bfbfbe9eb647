// Where a person wanted to go before they had to sign in. Kept for this tab only.
import { safeAddress } from '../kit/route.ts';

const key = 'jingwei.wanted';

export function keepWanted(address: string): void {
  try {
    sessionStorage.setItem(key, address);
  } catch {
    // Then they land on the first page.
  }
}

/** A path of this site, given out once. */
export function takeWanted(): string {
  try {
    const wanted = sessionStorage.getItem(key) ?? '/';
    sessionStorage.removeItem(key);
    return wanted.startsWith('/') ? (safeAddress(wanted) ?? '/') : '/';
  } catch {
    return '/';
  }
}
