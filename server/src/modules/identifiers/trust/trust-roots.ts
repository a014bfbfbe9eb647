// The keys at which chains may end: those of the top node of this process, and those that the settings name,
// each for its own prefix, so that one root cannot speak for the prefixes of another.
import { createPublicKey } from 'node:crypto';
import type { Disk } from '../../../kernel/world/disk.ts';
import {
  canonicalKey,
  covers,
  keyJson,
  prefixHandle,
  strictObject,
  type KeyJson,
  type TrustPermission,
} from '../../../wire/handle/handle.ts';
import type { RootAddress } from '../api.ts';
import { trustFailures } from './failures.ts';
import { permissionsOf } from './certificates.ts';
import { prefixed } from './configured-keys.ts';
import { keyJsonOf, publicKeyOf, thumbprintOf } from './key-json.ts';
import { keysInText } from './key-text.ts';

export type TrustRoot = {
  /** Canonical. */
  readonly prefix: string;
  readonly permissions: readonly TrustPermission[];
  /** Known keys; none where only a thumbprint is known. `slot` where it is known too. */
  keys(): readonly { readonly json: KeyJson; readonly slot?: number }[];
  isPinned(thumbprint: string): boolean;
};

/** The root whose naming record a handle is. */
export function rootNamed(roots: readonly TrustRoot[], handle: string): readonly TrustRoot[] {
  const key = canonicalKey(handle);
  return roots.filter(({ prefix }) => canonicalKey(prefixHandle(prefix)) === key);
}

/** Whether some root answers for a handle. */
export function isUnderRoot(roots: readonly TrustRoot[], handle: string): boolean {
  return roots.some(({ permissions }) => covers(permissions, handle));
}

/** A root known by its keys alone. */
export function rootOf(prefix: string, jsons: readonly KeyJson[]): TrustRoot {
  const pins = new Set(jsons.map(thumbprintOf));
  return {
    prefix: canonicalKey(prefix),
    permissions: permissionsOf(canonicalKey(prefix)),
    keys: () => jsons.map((json) => ({ json })),
    isPinned: (thumbprint) => pins.has(thumbprint),
  };
}

/** The top node of this process: its keys as they are now. */
export function ownRoot({ prefix, keys }: NonNullable<RootAddress['trust']>): TrustRoot {
  return {
    prefix,
    permissions: permissionsOf(prefix),
    keys: () => keys.list().flatMap(({ text }) => keysInText(text, prefix) ?? []),
    isPinned: (thumbprint) => keys.list().some((one) => one.thumbprint === thumbprint),
  };
}

/** Fails with `identifiers.bad-address` and `trust.bad-trust-root`. */
export async function configuredRoots(
  settings: readonly string[],
  disk: Disk,
): Promise<TrustRoot[]> {
  const roots: TrustRoot[] = [];
  const form = 'prefix=FILE | prefix=sha256:THUMBPRINT';
  for (const text of settings) {
    const { prefix, rest } = prefixed(text, 'recursiveNode.trustRoots', form);
    const pin = /^sha256:([A-Za-z0-9_-]{43})$/.exec(rest)?.[1];
    if (pin !== undefined) roots.push(pinned(canonicalKey(prefix), pin));
    else {
      const json = rootKeyIn(await disk.read(rest));
      if (json === undefined) throw trustFailures['bad-trust-root']({ text, file: rest });
      roots.push(rootOf(prefix, json));
    }
  }
  return roots;
}

function pinned(prefix: string, pin: string): TrustRoot {
  const isPinned = (thumbprint: string): boolean => thumbprint === pin;
  return { prefix, permissions: permissionsOf(prefix), keys: () => [], isPinned };
}

const keysMax = 8;
const pem = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

/** One or more keys in PEM, or one as JWK; undefined for anything else. */
export function rootKeyIn(bytes: Uint8Array | undefined): KeyJson[] | undefined {
  const text = Buffer.from(bytes ?? []).toString();
  const json = keyJson(strictObject(text));
  const found = json === undefined ? [...text.matchAll(pem)].map(([one]) => jsonOf(one)) : [json];
  const good = found.filter((one) => one !== undefined && publicKeyOf(one) !== undefined);
  const whole = found.length > 0 && good.length === found.length && found.length <= keysMax;
  return whole ? good.filter((one) => one !== undefined) : undefined;
}

function jsonOf(text: string): KeyJson | undefined {
  try {
    return keyJsonOf(createPublicKey(text));
  } catch {
    return undefined;
  }
}
