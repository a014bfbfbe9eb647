// The asset graph on records, with its tree in memory: put what a source describes, find assets and signals.
import { covers } from '../../kernel/access/rights.ts';
import type { Random } from '../../kernel/world/random.ts';
import type { RecordsStore, RecordsTransaction } from '../../stores/records/records.ts';
import type {
  Asset,
  Assets,
  AssetsChanged,
  MachineModel,
  PageOf,
  Signal,
  SignalSearch,
} from './api.ts';
import { assetsFailures } from './failures.ts';
import { AssetTree } from './model/asset-tree.ts';
import type { KeptAsset } from './model/kept-asset.ts';
import { keyOf } from './model/key.ts';
import { readPlace, writePlace } from './model/page-place.ts';
import { placesFor } from './places.ts';
import type { Reach } from './reach.ts';
import { SignalFinder } from './signal-search.ts';
import {
  assetsCollection,
  keptOfMachine,
  nothingWritten,
  pagesOf,
  putAsset,
  readKept,
  signalsCollection,
  writeModel,
  type KeptSignal,
  type PutCounts,
  type Written,
} from './store.ts';

const partsMax = 50_000;
const pageMax = 999;

export type Known = {
  readonly assets: readonly Asset[];
  readonly signals: readonly Signal[];
  /** They are no more. */
  readonly removed?: boolean;
};

export type StoredAssetsOptions = {
  readonly records: RecordsStore;
  readonly random: Random;
  /** Makes the identifiers resolvable; called after the records are durable. */
  readonly register: (known: Known) => Promise<void>;
  /** Keys of the asset types with a name. */
  readonly typeKeys: (name: string) => readonly string[];
};

export class StoredAssets implements Assets {
  readonly #options: StoredAssetsOptions;
  readonly #tree = new AssetTree();
  readonly #finder: SignalFinder;
  readonly #followers = new Set<(changed: AssetsChanged) => void>();
  /** Changes happen one after the other, so that each is checked against the tree that it changes. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: StoredAssetsOptions) {
    this.#options = options;
    this.#finder = new SignalFinder(options.records, this.#tree, options.typeKeys);
  }

  async open(): Promise<void> {
    const { records } = this.#options;
    await records.define(assetsCollection);
    await records.define(signalsCollection);
    const kept: KeptAsset[] = [];
    for await (const page of pagesOf<KeptAsset>(records, assetsCollection, { tenant: '*' })) {
      kept.push(...page);
    }
    this.#tree.put(kept.map(entryOf));
  }

  get tree(): AssetTree {
    return this.#tree;
  }

  async put(model: MachineModel): Promise<PutCounts> {
    checkModel(model);
    const { counts, assets } = await this.change(async (records, written) => {
      const placed = placesFor(model.machine, this.#tree, this.#options.random);
      for (const kept of placed.made) await putAsset(records, kept, written);
      const found = await writeModel(records, model, { placed: placed.place, written });
      return {
        counts: found.counts,
        assets: [...placed.made.map(({ thing }) => thing), ...found.assets],
      };
    });
    // Also when nothing changed, so that a registration that failed before is made good.
    await this.register({ assets, signals: model.signals });
    return counts;
  }

  /** Makes the identifiers resolvable, or says of them what is new. */
  register(known: Known): Promise<void> {
    return this.#options.register(known);
  }

  /**
   * Runs `work` as the only change, in one transaction; the tree and those who follow hear of it when it
   * is durable.
   */
  change<R>(work: (records: RecordsTransaction, written: Written) => Promise<R>): Promise<R> {
    const mine = this.#turn.then(async () => {
      const written = nothingWritten();
      const result = await this.#options.records.transaction((records) => work(records, written));
      this.#took(written);
      return result;
    });
    this.#turn = mine.catch(() => {});
    return mine;
  }

  #took({ assets, signals, removedAssets, removedSignals }: Written): void {
    if (removedAssets.length > 0) this.#tree.remove(removedAssets);
    if (assets.length > 0) this.#tree.put(assets.map(entryOf));
    const put = [...assets.map(({ thing }) => thing.identifier), ...signals.map(identified)];
    const removed = [...removedAssets, ...removedSignals];
    if (put.length + removed.length === 0) return;
    for (const hear of this.#followers) hear({ put, removed });
  }

  async machine(identifier: string): Promise<MachineModel | undefined> {
    const machine = await this.asset(identifier);
    if (machine?.kind !== 'machine') return undefined;
    const { records } = this.#options;
    const assets = await keptOfMachine<KeptAsset>(records, assetsCollection, identifier);
    const signals = await keptOfMachine<KeptSignal>(records, signalsCollection, identifier);
    return {
      machine,
      components: assets.map(({ thing }) => thing).filter(({ kind }) => kind === 'component'),
      signals: signals.map(({ thing }) => thing),
    };
  }

  async machines(
    scopes: readonly string[],
    page: PageOf,
  ): Promise<{ machines: Asset[]; next?: string }> {
    const limit = Math.min(Math.max(1, page.limit), pageMax);
    const all = scopes.includes('*');
    const keys: string[] = [];
    for (const key of this.#tree.machinesAfter(page.after && keyOf(page.after))) {
      if (!all && !scopes.some((scope) => covers(scope, key))) continue;
      keys.push(key);
      if (keys.length > limit) break;
    }
    const machines: Asset[] = [];
    for (const key of keys.slice(0, limit)) {
      const machine = await this.asset(key);
      if (machine) machines.push(machine);
    }
    const next = keys.length > limit ? keys[limit - 1] : undefined;
    return { machines, ...(next === undefined ? {} : { next }) };
  }

  async signal(identifier: string): Promise<Signal | undefined> {
    const { records } = this.#options;
    return (await readKept<KeptSignal>(records, signalsCollection, identifier))?.thing;
  }

  signals(search: SignalSearch, page: PageOf): Promise<{ signals: Signal[]; next?: string }> {
    return this.#finder.find(search, page);
  }

  async pathOf(identifier: string): Promise<readonly string[] | undefined> {
    const node = this.#tree.node(identifier);
    if (node) return this.#tree.path(node);
    const signal = await this.signal(identifier);
    const machine = signal && this.#tree.node(signal.machine);
    if (!signal || !machine) return undefined;
    return [...this.#tree.path(machine), signal.id];
  }

  async asset(identifier: string): Promise<Asset | undefined> {
    return (await this.kept(identifier))?.thing;
  }

  kept(identifier: string): Promise<KeptAsset | undefined> {
    return readKept<KeptAsset>(this.#options.records, assetsCollection, identifier);
  }

  /** `fits`: which of them are shown; all unless told. */
  async children(
    identifier: string,
    page: PageOf,
    fits?: Reach,
  ): Promise<{ assets: Asset[]; next?: string }> {
    const node = this.#tree.node(identifier);
    if (!node) return { assets: [] };
    const limit = Math.min(Math.max(1, page.limit), pageMax);
    const { nodes, more } = this.#tree.childrenAfter(node, readPlace(page.after), {
      ...{ limit, ...(fits === undefined ? {} : { fits }) },
    });
    const assets: Asset[] = [];
    for (const child of nodes) {
      const asset = await this.asset(child.key);
      if (asset) assets.push(asset);
    }
    const last = nodes.at(-1);
    return more && last ? { assets, next: writePlace([last.name, last.key]) } : { assets };
  }

  follow(hear: (changed: AssetsChanged) => void): { cancel(): void } {
    this.#followers.add(hear);
    return { cancel: () => void this.#followers.delete(hear) };
  }
}

function entryOf({ thing, knownAs }: KeptAsset) {
  return { asset: thing, ...(knownAs === undefined ? {} : { knownAs }) };
}

function identified({ identifier }: { readonly identifier: string }): string {
  return identifier;
}

function checkModel({ machine, components, signals }: MachineModel): void {
  const parts = [...components, ...signals];
  if (parts.length > partsMax) {
    const count = parts.length;
    throw assetsFailures['too-large']({ machine: machine.identifier, count, countMax: partsMax });
  }
  const under = keyOf(`${machine.identifier}/`);
  for (const part of parts) {
    if (keyOf(part.identifier).startsWith(under) && part.machine === machine.identifier) continue;
    throw assetsFailures['foreign-part']({
      machine: machine.identifier,
      identifier: part.identifier,
    });
  }
}
