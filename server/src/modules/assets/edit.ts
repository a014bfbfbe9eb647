// People's hands on the asset tree: create, rename, move, remove, undo. Each is checked against the tree, done
// in one step with its history, and told to those who follow.
import { allows, type Principal } from '../../kernel/access/rights.ts';
import type { Random } from '../../kernel/world/random.ts';
import type { RecordsTransaction } from '../../stores/records/records.ts';
import { enterpriseOf, writeAssetsRight, type Asset, type AssetKind } from './api.ts';
import { fieldsBetween, type Changes, type Step, type Who } from './changes.ts';
import { assetsFailures } from './failures.ts';
import type { TreeNode } from './model/asset-tree.ts';
import { keptOf, withOwn, type KeptAsset, type Own } from './model/kept-asset.ts';
import { keyOf } from './model/key.ts';
import { mayHold } from './model/placement.ts';
import { mayStandAgain } from './may-stand.ts';
import { newIdentifier } from './places.ts';
import type { AssetPatch, NewAsset, Removal } from './schemas.ts';
import { assetsCollection, putAsset } from './store.ts';
import type { StoredAssets } from './stored-assets.ts';
import { Removing, type Asked, type RemovingOptions } from './remove.ts';
import type { AssetTypes } from './types/asset-types.ts';
import { kindNames } from './words.ts';

export type EditorOptions = RemovingOptions & {
  readonly assets: StoredAssets;
  readonly changes: Changes;
  readonly types: AssetTypes;
  readonly random: Random;
};

export class AssetEditor {
  readonly #options: EditorOptions;

  constructor(options: EditorOptions) {
    this.#options = options;
  }

  /** Fails with `assets.exists`, `.bad-parent`, `.bad-identifier`, `.unknown-type`, `.type-not-fit` and so on. */
  async create(told: NewAsset, by: Who): Promise<Asset> {
    const { assets, changes } = this.#options;
    const made = await assets.change(async (records, written) => {
      const kept = await this.#newAsset(told, records);
      await putAsset(records, kept, written);
      const steps = [{ collection: assetsCollection.name, id: kept.identifier, after: kept }];
      const fields = fieldsBetween({}, kept.own);
      const asset = kept.thing.identifier;
      await changes.note(records, { asset, what: 'created', by, fields, steps });
      return kept.thing;
    });
    await assets.register({ assets: [made], signals: [] });
    return made;
  }

  async patch(identifier: string, told: AssetPatch, by: Who): Promise<Asset> {
    const { assets, changes } = this.#options;
    const { kept, changed } = await assets.change(async (records, written) => {
      const old = await keptIn(records, identifier);
      const next = this.#patched(old, told);
      const fields = fieldsBetween(old.thing, next.thing);
      if (fields.length === 0) return { kept: old, changed: false };
      await putAsset(records, next, written);
      const id = old.identifier;
      const steps = [{ collection: assetsCollection.name, id, before: old, after: next }];
      const what = fields.every(({ name }) => name === 'parent') ? 'moved' : 'changed';
      const named = fields.map((field) => (field.name === 'parent' ? this.#named(field) : field));
      await changes.note(records, { asset: old.thing.identifier, what, by, fields: named, steps });
      return { kept: next, changed: true };
    });
    if (changed) await assets.register({ assets: [kept.thing], signals: [] });
    return kept.thing;
  }

  /** Fails with `assets.beyond-reach`; with `assets.would-lose`, unless `anyway`. */
  async remove(identifier: string, given: Asked): Promise<Removal> {
    return new Removing(this.#options).remove(identifier, given);
  }

  async undo(identifier: string, by: Principal): Promise<void> {
    const { assets, changes } = this.#options;
    const written = await assets.change(async (records, done) => {
      const mayStand = (kept: KeptAsset) => mayStandAgain(assets.tree, kept, done);
      await changes.undo(
        records,
        { asset: identifier, by },
        { asset: identifier, written: done, mayStand, mayChange: (step) => mayPutBack(by, step) },
      );
      return done;
    });
    const { assets: put, signals } = written;
    await assets.register({ assets: put.map(({ thing }) => thing), signals });
  }

  async #newAsset(told: NewAsset, records: RecordsTransaction): Promise<KeptAsset> {
    const { parent: parentId, kind, identifier: wanted, ...facts } = told;
    const { assets, random, types } = this.#options;
    const parent = assets.tree.node(parentId);
    if (!parent) throw assetsFailures['unknown-asset']({ identifier: parentId });
    if (kind === 'enterprise') throw assetsFailures['fixed-asset']({ identifier: parentId });
    checkPlace({ kind, identifier: wanted ?? facts.name }, parent);
    const machine = machineOf(assets.tree.line(parent));
    const at = machine?.identifier ?? parent.identifier;
    const identifier = wanted ?? newIdentifier(random, { kind, parent: at });
    checkIdentifier({ identifier, kind, machine: machine?.identifier }, parent.identifier);
    await checkAbsent(records, identifier);
    const own: Own = { ...facts, parent: parent.identifier };
    types.checkOwn(identifier, own);
    const belongs = kind === 'component' && machine ? machine.identifier : identifier;
    return keptOf({ identifier, kind, machine: belongs }, { own });
  }

  #patched(old: KeptAsset, told: AssetPatch): KeptAsset {
    const { types } = this.#options;
    const { attributes, parent, ...plain } = told;
    const { thing } = old;
    const own: Record<string, unknown> = { ...old.own };
    for (const [name, value] of Object.entries(plain)) own[name] = value ?? undefined;
    if (old.said === undefined && plain.name === null) own['name'] = thing.name;
    if (attributes !== undefined) {
      const merged = { ...thing.attributes, ...attributes };
      const left = Object.entries(merged).filter(([, value]) => value !== null);
      own['attributes'] = left.length === 0 ? undefined : Object.fromEntries(left);
    }
    if (parent !== undefined) own['parent'] = this.#movedTo(old, parent);
    const next = withOwn(old, own as Own);
    types.checkOwn(thing.identifier, next.thing);
    return next;
  }

  /** The identifier of the new parent; undefined for where its source puts it. */
  #movedTo(old: KeptAsset, parent: string | null): string | undefined {
    const { tree } = this.#options.assets;
    const { identifier, kind } = old.thing;
    if (kind === 'enterprise') throw assetsFailures['fixed-asset']({ identifier });
    if (kind === 'component' && old.said) throw assetsFailures['held-by-source']({ identifier });
    if (parent === null) return old.placed === undefined ? old.own?.parent : undefined;
    const to = tree.node(parent);
    if (!to) throw assetsFailures['unknown-asset']({ identifier: parent });
    const node = tree.node(identifier);
    if (node && tree.isUnder(to, node)) throw assetsFailures['into-itself']({ identifier, parent });
    checkPlace({ kind, identifier }, to);
    if (kind === 'component' && machineOf(tree.line(to))?.key !== old.machine) {
      throw assetsFailures['held-by-source']({ identifier });
    }
    return to.identifier;
  }

  #named({ name, before, after }: { name: string; before?: string; after?: string }) {
    const path = (identifier: string | undefined) => {
      const node =
        identifier === undefined ? undefined : this.#options.assets.tree.node(identifier);
      return node ? this.#options.assets.tree.path(node).join(' / ') : (identifier ?? '');
    };
    return { name, before: path(before), after: path(after) };
  }
}

/** What others may have put there since is theirs: a removal is undone only by who may change all of it. */
function mayPutBack(by: Principal, { collection, before, after }: Step): boolean {
  if (collection !== assetsCollection.name) return true;
  const { identifier, machine } = ((before ?? after) as KeptAsset).thing;
  return [identifier, machine].some((one) => allows(by, writeAssetsRight, one));
}

export async function keptIn(records: RecordsTransaction, identifier: string): Promise<KeptAsset> {
  const id = keyOf(identifier);
  const row = await records.get<KeptAsset>(assetsCollection.name, enterpriseOf(id), id);
  if (!row) throw assetsFailures['unknown-asset']({ identifier });
  return row.document;
}

async function checkAbsent(records: RecordsTransaction, identifier: string): Promise<void> {
  const id = keyOf(identifier);
  const { name } = assetsCollection;
  if (await records.get(name, enterpriseOf(id), id)) throw assetsFailures.exists({ identifier });
}

export function machineOf(line: readonly TreeNode[]): TreeNode | undefined {
  return line.find(({ kind }) => kind === 'machine');
}

type Placing = { readonly kind: AssetKind; readonly identifier: string };

export function checkPlace({ kind, identifier }: Placing, parent: TreeNode): void {
  if (identifier.includes('/') && enterpriseOf(keyOf(identifier)) !== enterpriseOf(parent.key)) {
    throw assetsFailures['other-enterprise']({ identifier, other: parent.identifier });
  }
  if (mayHold(parent.kind, kind)) return;
  throw assetsFailures['bad-parent']({
    ...{ kind, parent: parent.identifier, parentKind: parent.kind },
    ...{ kindZh: kindNames[kind].zh, parentKindZh: kindNames[parent.kind].zh },
  });
}

/** Names of places begin with `A-`, of machines with `M-`, of components with their machine's. */
export function checkIdentifier(
  asset: Placing & { readonly machine: string | undefined },
  parent: string,
): void {
  const { identifier, kind, machine } = asset;
  const enterprise = enterpriseOf(parent);
  const start = {
    component: `${machine ?? ''}/C-`,
    machine: `${enterprise}/M-`,
    place: `${enterprise}/A-`,
  }[kind === 'component' || kind === 'machine' ? kind : 'place'];
  const rest = identifier.slice(start.length);
  const good = keyOf(identifier).startsWith(keyOf(start)) && /^[^\s/\p{Cc}]{1,200}$/u.test(rest);
  if (good) return;
  throw assetsFailures['bad-identifier']({
    ...{ identifier, kind, kindZh: kindNames[kind].zh, parent },
    example: `${start}7`,
  });
}
