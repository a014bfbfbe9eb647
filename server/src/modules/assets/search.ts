// Finding assets by words: all words must be in an asset's name, identifier, type, maker or description. One walk
// over the tree in memory; those whose name begins with the words come first.
import { covers } from '../../kernel/access/rights.ts';
import type { AssetKind, PageOf } from './api.ts';
import { assetsFailures } from './failures.ts';
import type { AssetTree, TreeNode } from './model/asset-tree.ts';
import { keyOf } from './model/key.ts';

export type AssetSearch = {
  readonly scopes: readonly string[];
  readonly words?: string;
  readonly under?: string;
  readonly kind?: AssetKind;
  /** Keys of asset types. */
  readonly types?: readonly string[];
};

const wordsMax = 10;

/** By rank, then by identifier; `next` is opaque. Fails with `assets.bad-place`. */
export function searchAssets(
  tree: AssetTree,
  search: AssetSearch,
  { limit, after }: PageOf,
): { nodes: TreeNode[]; next?: string } {
  const fits = fitting(tree, search);
  const phrase = search.words?.trim().toLowerCase() ?? '';
  const place = (node: TreeNode) =>
    `${phrase !== '' && node.name.toLowerCase().startsWith(phrase) ? 0 : 1}${node.key}`;
  const from = after === undefined ? '' : checkedPlace(after);
  const found: { place: string; node: TreeNode }[] = [];
  for (const node of tree.nodes()) {
    if (!fits(node)) continue;
    const at = place(node);
    if (at <= from) continue;
    const last = found.at(-1);
    if (found.length > limit && last && at > last.place) continue;
    insert(found, { place: at, node });
    if (found.length > limit + 1) found.pop();
  }
  const nodes = found.slice(0, limit).map(({ node }) => node);
  const last = found.length > limit ? found[limit - 1] : undefined;
  return last ? { nodes, next: last.place } : { nodes };
}

function fitting(tree: AssetTree, search: AssetSearch): (node: TreeNode) => boolean {
  const { scopes, kind, types } = search;
  const words = (search.words ?? '').toLowerCase().split(/\s+/).filter(Boolean).slice(0, wordsMax);
  const all = scopes.includes('*');
  const above = search.under === undefined ? undefined : tree.node(search.under);
  if (search.under !== undefined && !above) return () => false;
  const typeKeys = types && new Set(types.map(keyOf));
  return (node) =>
    (kind === undefined || node.kind === kind) &&
    (typeKeys === undefined || (node.assetType !== undefined && typeKeys.has(node.assetType))) &&
    words.every((word) => node.text.includes(word)) &&
    (all || scopes.some((scope) => covers(scope, node.key))) &&
    (above === undefined || (node.key !== above.key && tree.isUnder(node, above)));
}

function checkedPlace(after: string): string {
  if (/^[01]./.test(after)) return after;
  throw assetsFailures['bad-place']({ after });
}

function insert<T extends { readonly place: string }>(sorted: T[], one: T): void {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle];
    if (other && other.place > one.place) high = middle;
    else low = middle + 1;
  }
  sorted.splice(low, 0, one);
}
