// What a certificate lets its owner sign (reference §1.7 "permission words"). Prefixes are named by their handles,
// `0.NA/88.118`. As Handle.Net has it, `thisHandle` of a prefix handle also covers the handles under that prefix, and
// `derivedPrefixes` covers the derived prefix handles and every handle under these.
import { canonicalKey, isDerivedFrom, prefixNamedBy, prefixOf } from '../name.ts';

export const permissionWords = [
  'everything',
  'derivedPrefixes',
  'handlesUnderThisPrefix',
  'thisHandle',
] as const;
export type PermissionWord = (typeof permissionWords)[number];

export type TrustPermission =
  | { readonly perm: 'everything' }
  | { readonly perm: Exclude<PermissionWord, 'everything'>; readonly handle: string };

export function isPermissionWord(value: unknown): value is PermissionWord {
  return permissionWords.some((word) => word === value);
}

/** Whether one of the permissions covers a handle. */
export function covers(permissions: readonly TrustPermission[], handle: string): boolean {
  return permissions.some((permission) => coversOne(permission, handle));
}

function coversOne(permission: TrustPermission, handle: string): boolean {
  switch (permission.perm) {
    case 'everything':
      return true;
    case 'thisHandle':
      return (
        canonicalKey(permission.handle) === canonicalKey(handle) || isUnder(handle, permission)
      );
    case 'handlesUnderThisPrefix':
      return isUnder(handle, permission);
    case 'derivedPrefixes': {
      const ancestor = prefixNamedBy(permission.handle);
      const prefix = prefixNamedBy(handle) ?? prefixOf(handle);
      return ancestor !== undefined && ancestor !== '' && isDerivedFrom(prefix, ancestor);
    }
  }
}

function isUnder(handle: string, permission: { readonly handle: string }): boolean {
  const prefix = prefixNamedBy(permission.handle);
  if (prefix === undefined || prefix === '') return false;
  return canonicalKey(handle).startsWith(`${canonicalKey(prefix)}/`);
}
