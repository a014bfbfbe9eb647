// The JSON of a record straight from its value block, as the route of the Handle JSON API writes it
// (reference §1.9), for a caller who asks for nothing but the record.
import type { Answer } from '../../../stores/names/names.ts';
import { whenThere } from '../model/answered.ts';
import { valueTexts } from './value-texts.ts';
import type { DoorNode } from './door-node.ts';

export type QuickNodes = {
  readonly authorities: readonly DoorNode[];
  readonly recursive: DoorNode | undefined;
};

/**
 * The JSON of the record of `handle`: of an authority that holds it, or of the recursive node's memory.
 * Undefined for what the route must decide: absent, not public, of types that it may treat in its own way.
 */
export function quickRecord(
  handle: string,
  nodes: QuickNodes,
  peer: string,
): Answer<string | undefined> {
  const slash = handle.indexOf('/');
  if (slash <= 0 || slash === handle.length - 1) return undefined;
  // The path of a quick request is ASCII, so this is the canonical key.
  const key = handle.toUpperCase();
  const node = holderOf(key.slice(0, slash), nodes);
  if (node === undefined) return undefined;
  return whenThere(node.source.plain(key), (block) => {
    if (block === undefined || node.allows?.(peer) === false) return undefined;
    const values = valueTexts(block);
    if (values === undefined) return undefined;
    return `{"responseCode":1,"handle":"${handle}","values":[${values}]}`;
  });
}

/** The authority that holds the prefix; naming records, which several nodes may hold, are left to the route. */
function holderOf(prefix: string, { authorities, recursive }: QuickNodes): DoorNode | undefined {
  if (prefix === namingPrefix) return undefined;
  for (const node of authorities) if (node.isHome?.(prefix) === true) return node;
  return recursive;
}

const namingPrefix = '0.NA';
