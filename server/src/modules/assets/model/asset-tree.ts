// The tree of all assets in memory: who is part of whom, by name in order. The records hold the same and
// are what is durable; from here come paths, pages of children, searches and checks of moves, so that
// 100,000 assets stay quick.
import { assert } from '../../../kernel/failure/assert.ts';
import type { Asset, AssetKind } from '../api.ts';
import { keyOf } from './key.ts';

export type TreeNode = {
  readonly key: string;
  readonly identifier: string;
  readonly kind: AssetKind;
  readonly name: string;
  /** Names in lower case that sources gave it, and its own: what a location is compared with. */
  readonly knownAs: readonly string[];
  /** Name, identifier, serial number and so on, in lower case. */
  readonly text: string;
  readonly type: string;
  readonly assetType: string | undefined;
  readonly parent: TreeNode | undefined;
};

type Branch = TreeNode & {
  parent: Branch | undefined;
  parentKey: string | undefined;
  children: Branch[];
  /** Whether the children stand in order. */
  sorted: boolean;
};

export type TreeEntry = { readonly asset: Asset; readonly knownAs?: readonly string[] };

/** By name as people count (`Press 2` before `Press 10`, Chinese by sound), then by identifier. */
const collator = new Intl.Collator('zh', { numeric: true, sensitivity: 'base' });

export class AssetTree {
  readonly #branches = new Map<string, Branch>();
  readonly #roots = new Map<string, Branch>();
  /** Keys of all machines in order; made when it is first asked for, then kept up. */
  #machines: string[] | undefined;
  /** Grows with each change; what was found in an older tree may be wrong. */
  #revision = 0;

  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.#branches.size;
  }

  node(identifier: string): TreeNode | undefined {
    return this.#branches.get(keyOf(identifier));
  }

  roots(): readonly TreeNode[] {
    return [...this.#roots.values()];
  }

  nodes(): Iterable<TreeNode> {
    return this.#branches.values();
  }

  /** What is put may come in any order; a child whose parent is not there yet waits as a root of its own. */
  put(entries: Iterable<TreeEntry>): void {
    this.#revision += 1;
    const fresh = new Map<string, Branch>();
    for (const entry of entries) {
      const branch = this.#put(entry);
      fresh.set(branch.key, branch);
    }
    for (const branch of fresh.values()) this.#attach(branch);
    for (const orphan of [...this.#roots.values()]) {
      if (orphan.parentKey !== undefined) this.#attach(orphan);
    }
  }

  remove(identifiers: Iterable<string>): void {
    this.#revision += 1;
    for (const identifier of identifiers) {
      const branch = this.#branches.get(keyOf(identifier));
      if (!branch) continue;
      this.#detach(branch);
      this.#branches.delete(branch.key);
      if (branch.kind === 'machine') this.#dropMachine(branch.key);
      for (const child of branch.children) {
        child.parent = undefined;
        this.#roots.set(child.key, child);
      }
    }
  }

  /** Keys of machines behind `after`, in order; all of them are walked only as far as is asked. */
  *machinesAfter(after: string | undefined): Generator<string> {
    this.#machines ??= [...this.#branches.values()]
      .filter(({ kind }) => kind === 'machine')
      .map(({ key }) => key)
      .toSorted();
    const keys = this.#machines;
    for (let at = after === undefined ? 0 : placeOf(keys, after, true); at < keys.length; at += 1) {
      const key = keys[at];
      if (key !== undefined) yield key;
    }
  }

  /** In order of name. */
  children(node: TreeNode): readonly TreeNode[] {
    const branch = this.#branchOf(node);
    if (!branch.sorted) {
      branch.children.sort(byName);
      branch.sorted = true;
    }
    return branch.children;
  }

  /** Children in no order, for walks. */
  under(node: TreeNode): readonly TreeNode[] {
    return this.#branchOf(node).children;
  }

  childCount(node: TreeNode): number {
    return this.#branchOf(node).children.length;
  }

  /** A page of children behind a name and key; a place in the order that need not exist any more. */
  childrenAfter(
    node: TreeNode,
    after: readonly [string, string] | undefined,
    { limit, fits = () => true }: { readonly limit: number; fits?: (child: TreeNode) => boolean },
  ) {
    const all = this.children(node);
    const nodes: TreeNode[] = [];
    for (let at = after === undefined ? 0 : firstBehind(all, after); at < all.length; at += 1) {
      const child = all[at];
      if (!child || !fits(child)) continue;
      if (nodes.length === limit) return { nodes, more: true };
      nodes.push(child);
    }
    return { nodes, more: false };
  }

  /** From the top down to the node itself. */
  line(node: TreeNode): readonly TreeNode[] {
    const line: TreeNode[] = [];
    for (let at: TreeNode | undefined = node; at; at = at.parent) line.push(at);
    return line.toReversed();
  }

  /** Names from the top down; that of an enterprise is its prefix, whatever it is called. */
  path(node: TreeNode): string[] {
    return this.line(node).map(segmentOf);
  }

  /** The node and all below it, parents first. */
  subtree(node: TreeNode): readonly TreeNode[] {
    const found: Branch[] = [this.#branchOf(node)];
    for (const branch of found) found.push(...branch.children); // it grows while it is walked
    return found;
  }

  isUnder(node: TreeNode, above: TreeNode): boolean {
    for (let at: TreeNode | undefined = node; at; at = at.parent) {
      if (at.key === above.key) return true;
    }
    return false;
  }

  #put({ asset, knownAs = [] }: TreeEntry): Branch {
    const key = keyOf(asset.identifier);
    const known = this.#branches.get(key);
    if (known) this.#detach(known);
    const branch: Branch = {
      key,
      identifier: asset.identifier,
      kind: asset.kind,
      name: asset.name,
      knownAs: [asset.name, ...knownAs].map((name) => name.toLowerCase()),
      text: textOf(asset),
      type: asset.type.toLowerCase(),
      assetType: asset.assetType && keyOf(asset.assetType.identifier),
      parent: undefined,
      parentKey: asset.parent === undefined ? undefined : keyOf(asset.parent),
      children: known?.children ?? [],
      sorted: known?.sorted ?? true,
    };
    for (const child of branch.children) child.parent = branch;
    this.#branches.set(key, branch);
    if (!known && branch.kind === 'machine' && this.#machines) {
      this.#machines.splice(placeOf(this.#machines, key, false), 0, key);
    }
    return branch;
  }

  #dropMachine(key: string): void {
    const keys = this.#machines;
    const at = keys ? placeOf(keys, key, false) : 0;
    if (keys?.[at] === key) keys.splice(at, 1);
  }

  #attach(branch: Branch): void {
    const above = branch.parentKey === undefined ? undefined : this.#branches.get(branch.parentKey);
    branch.parent = above;
    if (!above) return void this.#roots.set(branch.key, branch);
    this.#roots.delete(branch.key);
    const last = above.children.at(-1);
    if (above.sorted && last && byName(last, branch) > 0) {
      above.children.splice(firstBehind(above.children, [branch.name, branch.key]), 0, branch);
    } else above.children.push(branch);
  }

  #detach(branch: Branch): void {
    this.#roots.delete(branch.key);
    const siblings = branch.parent?.children;
    if (!siblings) return;
    const guess = branch.parent?.sorted ? firstBehind(siblings, [branch.name, branch.key]) - 1 : -1;
    const at = siblings[guess] === branch ? guess : siblings.indexOf(branch);
    assert(at >= 0, 'a child stands among the children of its parent');
    siblings.splice(at, 1);
  }

  #branchOf(node: TreeNode): Branch {
    const branch = this.#branches.get(node.key);
    assert(branch, 'a node of this tree');
    return branch;
  }
}

export function segmentOf({ kind, identifier, name }: TreeNode): string {
  return kind === 'enterprise' ? identifier : name;
}

function byName(one: TreeNode, other: TreeNode): number {
  return compare([one.name, one.key], [other.name, other.key]);
}

function compare(one: readonly [string, string], other: readonly [string, string]): number {
  const names = collator.compare(one[0], other[0]);
  if (names !== 0) return names;
  return one[1] < other[1] ? -1 : Number(one[1] > other[1]);
}

/** The first at the key or behind it; with `past`, behind it. */
function placeOf(keys: readonly string[], key: string, past: boolean): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = keys[middle] ?? '';
    if (other > key || (other === key && !past)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first that stands behind the place; all do in an order of `byName`. */
function firstBehind(sorted: readonly TreeNode[], place: readonly [string, string]): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const node = sorted[middle];
    if (node && compare([node.name, node.key], place) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function textOf(asset: Asset): string {
  const { name, identifier, type, manufacturer, model, serialNumber, description } = asset;
  return [name, identifier, type, manufacturer, model, serialNumber, description]
    .filter((text) => text !== undefined)
    .join('\n')
    .toLowerCase();
}
