// Removing an asset with all below it: what would be lost is counted first, and nothing happens without
// being asked for; the identifiers stay registered and say that what they named is gone.
import type { RecordsStore, RecordsTransaction } from '../../stores/records/records.ts';
import type { SeriesStore } from '../../stores/series/series.ts';
import { enterpriseOf, type Asset, type Signal } from './api.ts';
import type { Changes, Step, Who } from './changes.ts';
import { documentsCollection, documentsOf } from './documents/documents.ts';
import { assetsFailures } from './failures.ts';
import type { TreeNode } from './model/asset-tree.ts';
import type { KeptAsset } from './model/kept-asset.ts';
import type { Reach } from './reach.ts';
import { relationId, relationsAt, relationsCollection } from './relations.ts';
import type { Removal } from './schemas.ts';
import {
  assetsCollection,
  keptOfMachine,
  removeAsset,
  removeSignal,
  signalsCollection,
  type KeptSignal,
  type Written,
} from './store.ts';
import type { StoredAssets } from './stored-assets.ts';

export type RemovingOptions = {
  readonly assets: StoredAssets;
  readonly changes: Changes;
  readonly records: RecordsStore;
  /** Absent where no readings are kept. */
  readonly series: SeriesStore | undefined;
};

export type Asked = {
  readonly anyway: boolean;
  readonly by: Who;
  /** What the person may change. */
  readonly reach: Reach;
};

type Lost = { readonly steps: Step[]; readonly assets: Asset[]; readonly signals: Signal[] };

const seriesAtOnce = 1_000;

export class Removing {
  readonly #options: RemovingOptions;

  constructor(options: RemovingOptions) {
    this.#options = options;
  }

  async remove(identifier: string, given: Asked): Promise<Removal> {
    const { assets, changes } = this.#options;
    const { lost, removal } = await assets.change(async (records, written) => {
      const node = assets.tree.node(identifier);
      if (!node) throw assetsFailures['unknown-asset']({ identifier });
      if (node.kind === 'enterprise') throw assetsFailures['fixed-asset']({ identifier });
      const nodes = assets.tree.subtree(node);
      const count = nodes.filter((one) => !given.reach(one)).length;
      if (count > 0) throw assetsFailures['beyond-reach']({ identifier, count });
      const going = await this.#lostWith(records, nodes);
      const counts = await this.#counted(going);
      const { assets: all, ...others } = counts;
      if (!given.anyway && (all > 1 || counts.signalsWithReadings > 0)) {
        throw assetsFailures['would-lose']({ identifier, children: all - 1, ...others });
      }
      await this.#removeAll(records, going, written);
      const before = going.assets.length > 1 ? `${node.name} (+${all - 1})` : node.name;
      await changes.note(records, {
        ...{ asset: node.identifier, what: 'deleted', by: given.by, steps: going.steps },
        fields: [{ name: 'name', before }],
      });
      return { lost: going, removal: counts };
    });
    await assets.register({ assets: lost.assets, signals: lost.signals, removed: true });
    return removal;
  }

  async #lostWith(records: RecordsTransaction, nodes: readonly TreeNode[]): Promise<Lost> {
    const lost: Lost = { steps: [], assets: [], signals: [] };
    const relations = new Map<string, Step>();
    for (const { key, kind } of nodes) {
      const tenant = enterpriseOf(key);
      const row = await records.get<KeptAsset>(assetsCollection.name, tenant, key);
      if (!row) continue;
      lost.assets.push(row.document.thing);
      lost.steps.push({ collection: assetsCollection.name, id: key, before: row.document });
      const measured =
        kind === 'machine' ? await keptOfMachine<KeptSignal>(records, signalsCollection, key) : [];
      for (const before of measured) {
        lost.signals.push(before.thing);
        lost.steps.push({ collection: signalsCollection.name, id: before.identifier, before });
      }
      const ends = [
        ...(await relationsAt(records, 'from', key)),
        ...(await relationsAt(records, 'to', key)),
      ];
      for (const before of ends) {
        const id = relationId(before);
        relations.set(id, { collection: relationsCollection.name, id, before });
      }
      for (const before of await documentsOf(records, key)) {
        const id = before.identifier;
        lost.steps.push({ collection: documentsCollection.name, id, before });
      }
    }
    lost.steps.push(...relations.values());
    return lost;
  }

  async #counted({ steps, assets, signals }: Lost): Promise<Removal> {
    const { series } = this.#options;
    const names = signals.map(({ identifier }) => identifier);
    const signalsWithReadings = series ? await withReadings(series, names) : 0;
    const countOf = (collection: string) =>
      steps.filter((step) => step.collection === collection).length;
    return {
      assets: assets.length,
      signals: signals.length,
      signalsWithReadings,
      relations: countOf(relationsCollection.name),
      documents: countOf(documentsCollection.name),
    };
  }

  async #removeAll(
    records: RecordsTransaction,
    { steps, assets, signals }: Lost,
    written: Written,
  ): Promise<void> {
    for (const { identifier } of assets) await removeAsset(records, identifier, written);
    for (const { identifier } of signals) await removeSignal(records, identifier, written);
    for (const { collection, id } of steps) {
      if (collection === assetsCollection.name || collection === signalsCollection.name) continue;
      await records.remove(collection, enterpriseOf(id), id);
    }
  }
}

async function withReadings(series: SeriesStore, names: readonly string[]): Promise<number> {
  let count = 0;
  for (let at = 0; at < names.length; at += seriesAtOnce) {
    count += (await series.last(names.slice(at, at + seriesAtOnce))).size;
  }
  return count;
}
