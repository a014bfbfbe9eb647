// What an administrator may do (RFC 3651 §3.2.1; reference §1.6, §1.7): the sum of the permissions of
// every HS_ADMIN value that names the key, or a group that holds it. Groups may name groups and each
// other, so their search is bounded.
import { assert } from '../../../kernel/failure/assert.ts';
import {
  canonicalKey,
  decodeAdmin,
  decodeAdminGroup,
  valueType,
  type Admin,
  type Reference,
} from '../../../wire/handle/handle.ts';
import type { KnownValue, KnownValues } from './known-values.ts';

/** A key that answered a challenge. */
export type Identity = Reference;

/** Rights that a request needs: permission bits in the HS_ADMIN values of a record. */
export type Need = { readonly record: readonly KnownValue[]; readonly permissions: number };

/** Index 0, "any key", authorises nothing (reference §8.8). */
export async function isGranted(
  identity: Identity,
  { record, permissions }: Need,
  known: KnownValues,
): Promise<boolean> {
  assert(permissions !== 0, 'a need of no permission');
  if (identity.index === 0) return false;
  const admins = adminsOf(record);
  let missing = permissions;
  for (const admin of admins) if (names(admin, identity)) missing &= ~admin.permissions;
  const search = new GroupSearch(identity, known);
  for (const admin of admins) {
    if ((admin.permissions & missing) === 0) continue;
    if (await search.finds(admin)) missing &= ~admin.permissions;
  }
  return missing === 0;
}

function adminsOf(record: readonly KnownValue[]): Admin[] {
  return record.flatMap((value) => {
    const admin = value.type === valueType.admin ? decodeAdmin(value.data) : undefined;
    return admin?.ok === true ? [admin.value] : [];
  });
}

/** A reference with index 0 names every key of its handle. */
function names(reference: Reference, identity: Identity): boolean {
  return (
    (reference.index === 0 || reference.index === identity.index) &&
    canonicalKey(reference.handle) === canonicalKey(identity.handle)
  );
}

const depthMax = 8;
const handlesMax = 32;
const referencesMax = 1_000;

/** Whether groups hold a key; the bounds are for all groups of one decision. */
class GroupSearch {
  readonly #identity: Identity;
  readonly #known: KnownValues;
  readonly #handles = new Map<string, readonly KnownValue[]>();
  #references = 0;

  constructor(identity: Identity, known: KnownValues) {
    this.#identity = identity;
    this.#known = known;
  }

  async finds(group: Reference): Promise<boolean> {
    const seen = new Set<string>();
    let level: readonly Reference[] = [group];
    for (let depth = 0; depth < depthMax && level.length > 0; depth++) {
      const below: Reference[] = [];
      for (const reference of level) {
        const name = `${reference.index}:${canonicalKey(reference.handle)}`;
        if (seen.has(name) || this.#references++ >= referencesMax) continue;
        seen.add(name);
        below.push(...(await this.#membersOf(reference)));
      }
      if (below.some((member) => names(member, this.#identity))) return true;
      level = below;
    }
    return false;
  }

  async #membersOf({ handle, index }: Reference): Promise<readonly Reference[]> {
    const values = await this.#valuesOf(handle);
    const value = values.find((one) => one.index === index && one.type === valueType.adminGroup);
    const members = value === undefined ? undefined : decodeAdminGroup(value.data);
    return members?.ok === true ? members.value : [];
  }

  async #valuesOf(handle: string): Promise<readonly KnownValue[]> {
    const key = canonicalKey(handle);
    const found = this.#handles.get(key);
    if (found !== undefined) return found;
    if (this.#handles.size >= handlesMax) return [];
    const values = (await this.#known.of(handle)) ?? [];
    this.#handles.set(key, values);
    return values;
  }
}
