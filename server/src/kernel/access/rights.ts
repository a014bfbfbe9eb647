// Who may do what to which identifier. Everything is denied unless a grant says otherwise. An
// enterprise is a prefix and a tenant: a grant on `88.118.8` covers that prefix, every handle under
// it (`88.118.8/…`) and every prefix derived from it (`88.118.8.1/…`), and nothing else.
import type { Bilingual } from '../schema/bilingual.ts';

export type Right = { readonly name: string; readonly title: Bilingual };

/** `<area>.<verb>`, e.g. `identifiers.register`. */
export function defineRight(name: string, title: Bilingual): Right {
  return { name, title };
}

/** What an enterprise's prefix looks like: `88.118.8`. */
export const prefixPattern = '^[0-9A-Za-z]+(\\.[0-9A-Za-z]+)*$';

export type Grant = {
  /** A right's name, or `*` for all. */
  readonly right: string;
  /** An identifier or prefix, or `*` for everything. */
  readonly on: string;
};

export const principalKinds = ['anonymous', 'person', 'service', 'operator'] as const;
export type PrincipalKind = (typeof principalKinds)[number];

export type Principal = {
  readonly kind: PrincipalKind;
  /** An identifier of the person or service, e.g. `88.118.8/P-zhang`; `anonymous` for nobody. */
  readonly id: string;
  readonly name: string;
  /** The enterprise that the principal belongs to; `*` for the operator of the installation. */
  readonly tenant: string;
  readonly grants: readonly Grant[];
};

export const anonymous: Principal = {
  kind: 'anonymous',
  id: 'anonymous',
  name: 'anonymous',
  tenant: '',
  grants: [],
};

export function allows(principal: Principal, right: Right, identifier: string): boolean {
  return principal.grants.some(
    (grant) => (grant.right === '*' || grant.right === right.name) && covers(grant.on, identifier),
  );
}

/** Does a grant on `on` reach `identifier`? Compared without ASCII case, as handles are. */
export function covers(on: string, identifier: string): boolean {
  if (on === '*') return true;
  const scope = withoutCase(on);
  const target = withoutCase(identifier);
  if (target === scope) return true;
  if (scope.includes('/')) return false;
  return target.startsWith(`${scope}/`) || target.startsWith(`${scope}.`);
}

/** Whether two prefixes name the same enterprise. */
export function isSamePrefix(one: string, other: string): boolean {
  return withoutCase(one) === withoutCase(other);
}

/** ASCII only: for handles, the Kelvin sign is no k. */
function withoutCase(identifier: string): string {
  return identifier.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The prefixes on which a principal has a right, for list routes: `['*']` means all. */
export function scopesOf(principal: Principal, right: Right): string[] {
  const scopes = principal.grants
    .filter((grant) => grant.right === '*' || grant.right === right.name)
    .map((grant) => grant.on);
  return scopes.includes('*') ? ['*'] : [...new Set(scopes)];
}
