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
    const next = newPlace(random, { kind: levels[level] ?? 'cell', parent: place, name });
    made.push(keptOf(next, { knownAs: [name] }));
    place = next.identifier;
  }
  return { place, made };
}

export function enterpriseAsset(prefix: string): KeptAsset {
  const identifier = keyOf(prefix);
  const base = { identifier, machine: identifier, name: prefix } as const;
  return keptOf({ ...base, kind: 'enterprise', type: 'Enterprise' }, {});
}

/** A place with an identifier of its own; `88.118.8/A-<id>`. */
export function newPlace(
  random: Random,
  place: { readonly kind: AssetKind; readonly parent: string; readonly name: string },
): Asset {
  const identifier = `${enterpriseOf(place.parent)}/${newIdentifier(random, place.kind)}`;
  return { identifier, machine: identifier, type: typeNames[place.kind], ...place };
}

function newIdentifier(random: Random, kind: AssetKind): string {
  const id = Buffer.from(random.bytes(identifierBytes)).toString('hex');
  return `${kind === 'machine' ? 'M' : 'A'}-${id}`;
}

const typeNames: Readonly<Record<AssetKind, string>> = {
  enterprise: 'Enterprise',
  site: 'Site',
  area: 'Area',
  line: 'Line',
  cell: 'Cell',
  machine: 'Device',
  component: 'Component',
};

function childNamed(tree: AssetTree, parent: TreeNode, name: string): TreeNode | undefined {
  const wanted = name.toLowerCase();
  return tree
    .under(parent)
    .find(({ kind, knownAs }) => kind !== 'machine' && knownAs.includes(wanted));
}
