// Places that follow from what sources say: the enterprise, and below it a site, area, line and cell for
// the names of a machine's ISA-95 location. A place that a person renamed is still found by the name that
// its sources use.
import type { Random } from '../../kernel/world/random.ts';
import { enterpriseOf, type Asset, type AssetKind } from './api.ts';
import type { AssetTree, TreeNode } from './model/asset-tree.ts';
import { keptOf, type KeptAsset } from './model/kept-asset.ts';
import { keyOf } from './model/key.ts';

const levels: readonly AssetKind[] = ['site', 'area', 'line', 'cell'];
const levelsMax = 8;
const identifierBytes = 8;

export type Placed = {
  /** Identifier of the place. */
  readonly place: string;
  readonly made: readonly KeptAsset[];
};

/** Where a machine of this enterprise stands; what is missing on the way is in `made`. */
export function placesFor(
  machine: Pick<Asset, 'identifier' | 'location'>,
  tree: AssetTree,
  random: Random,
): Placed {
  const made: KeptAsset[] = [];
  const enterprise = enterpriseOf(machine.identifier);
  let node: TreeNode | undefined = tree.node(enterprise);
  let place = node?.identifier ?? enterprise;
  if (!node) made.push(enterpriseAsset(enterprise));
  const names = (machine.location ?? []).slice(0, levelsMax);
  for (const [level, said] of names.entries()) {
    const name = said.trim();
    if (name === '') continue;
    node = node && childNamed(tree, node, name);
    if (node) {
      place = node.identifier;
      continue;
    }
    const kind = levels[level] ?? 'cell';
    const identifier = newIdentifier(random, { kind, parent: place });
    const who = { identifier, machine: identifier, kind };
    made.push(keptOf(who, { own: { name, parent: place }, knownAs: [name] }));
    place = identifier;
  }
  return { place, made };
}

export function enterpriseAsset(prefix: string): KeptAsset {
  const identifier = keyOf(prefix);
  return keptOf({ identifier, machine: identifier, kind: 'enterprise' }, {});
}

/** `88.118.8/A-<id>`, `88.118.8/M-<id>`, and `<machine>/C-<id>` below a machine. */
export function newIdentifier(
  random: Random,
  { kind, parent }: { readonly kind: AssetKind; readonly parent: string },
): string {
  const id = Buffer.from(random.bytes(identifierBytes)).toString('hex');
  if (kind === 'component') return `${parent}/C-${id}`;
  return `${enterpriseOf(parent)}/${kind === 'machine' ? 'M' : 'A'}-${id}`;
}

function childNamed(tree: AssetTree, parent: TreeNode, name: string): TreeNode | undefined {
  const wanted = name.toLowerCase();
  return tree
    .under(parent)
    .find(({ kind, knownAs }) => kind !== 'machine' && knownAs.includes(wanted));
}
