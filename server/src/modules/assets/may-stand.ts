// Whether an asset that comes back by undoing can stand again where it stood.
import type { AssetTree } from './model/asset-tree.ts';
import type { KeptAsset } from './model/kept-asset.ts';
import { keyOf } from './model/key.ts';
import type { Written } from './store.ts';

/** Whether its parent is there, or comes back in the same step, and is not below it. */
export function mayStandAgain(tree: AssetTree, { thing }: KeptAsset, written: Written): boolean {
  const { parent, identifier } = thing;
  if (parent === undefined) return true;
  const above = tree.node(parent);
  const node = tree.node(identifier);
  if (above) return !node || !tree.isUnder(above, node);
  return written.assets.some((kept) => kept.identifier === keyOf(parent));
}
