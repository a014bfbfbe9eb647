// Relations between assets beside the tree: one feeds, replaces, controls another. Listed from both ends.
import type {
  CollectionDefinition,
  RecordsReader,
  RecordsStore,
} from '../../stores/records/records.ts';
import { enterpriseOf } from './api.ts';
import type { Changes, Step, Who } from './changes.ts';
import { assetsFailures } from './failures.ts';
import { keyOf } from './model/key.ts';
import type { Relation } from './schemas.ts';
import type { StoredAssets } from './stored-assets.ts';

export const relationsCollection: CollectionDefinition = {
  name: 'assets.relations',
  keys: { from: { path: 'from' }, to: { path: 'to' } },
};

export type RelationKind = Exclude<Relation['kind'], 'partOf'>;

export type KeptRelation = {
  /** Keys of both ends. */
  readonly from: string;
  readonly to: string;
  readonly kind: RelationKind;
};

const listMax = 1_000;

export class Relations {
  readonly #records: RecordsStore;
  readonly #assets: StoredAssets;
  readonly #changes: Changes;

  constructor(records: RecordsStore, assets: StoredAssets, changes: Changes) {
    this.#records = records;
    this.#assets = assets;
    this.#changes = changes;
  }

  /** Both directions, the first thousand of each; that it is part of its parent among them. */
  async of(identifier: string): Promise<{ outward: Relation[]; inward: Relation[] }> {
    const node = this.#assets.tree.node(identifier);
    if (!node) throw assetsFailures['unknown-asset']({ identifier });
    const [from, to] = await Promise.all([
      relationsAt(this.#records, 'from', node.key),
      relationsAt(this.#records, 'to', node.key),
    ]);
    const partOf = node.parent ? [this.#shown('partOf', node.key, node.parent.key)] : [];
    const shown = (kept: KeptRelation) => this.#shown(kept.kind, kept.from, kept.to);
    return { outward: [...partOf, ...from.map(shown)], inward: to.map(shown) };
  }

  async put(from: string, told: { kind: RelationKind; to: string }, by: Who): Promise<void> {
    const { one, other, kind } = this.#ends(from, told);
    await this.#assets.change(async (records) => {
      const id = relationId({ from: one.key, to: other.key, kind });
      const { name: collection } = relationsCollection;
      if (await records.get(collection, enterpriseOf(one.key), id)) return;
      const document: KeptRelation = { from: one.key, to: other.key, kind };
      await records.put({ collection, tenant: enterpriseOf(one.key), id, document });
      const fields = [{ name: kind, after: `${other.name} (${other.identifier})` }];
      const steps: Step[] = [{ collection, id, after: document }];
      await this.#changes.note(records, {
        ...{ asset: one.identifier, what: 'related', by, fields, steps },
      });
    });
  }

  async remove(from: string, told: { kind: RelationKind; to: string }, by: Who): Promise<void> {
    const { kind, to } = told;
    const tenant = enterpriseOf(keyOf(from));
    await this.#assets.change(async (records) => {
      const id = relationId({ from: keyOf(from), to: keyOf(to), kind });
      const { name: collection } = relationsCollection;
      const before = (await records.get<KeptRelation>(collection, tenant, id))?.document;
      if (!before)
        throw assetsFailures['unknown-relation']({ identifier: from, relation: kind, to });
      await records.remove(collection, tenant, id);
      const fields = [{ name: kind, before: to }];
      const steps: Step[] = [{ collection, id, before }];
      await this.#changes.note(records, { asset: from, what: 'unrelated', by, fields, steps });
    });
  }

  #ends(from: string, { kind, to }: { kind: RelationKind; to: string }) {
    const one = this.#assets.tree.node(from);
    if (!one) throw assetsFailures['unknown-asset']({ identifier: from });
    const other = this.#assets.tree.node(to);
    if (!other) throw assetsFailures['unknown-asset']({ identifier: to });
    if (one.key === other.key) throw assetsFailures['relation-itself']({ identifier: from });
    if (enterpriseOf(one.key) !== enterpriseOf(other.key)) {
      throw assetsFailures['other-enterprise']({ identifier: from, other: to });
    }
    return { one, other, kind };
  }

  #shown(kind: Relation['kind'], from: string, to: string): Relation {
    const one = this.#assets.tree.node(from);
    const other = this.#assets.tree.node(to);
    return {
      kind,
      ...{ from: one?.identifier ?? from, fromName: one?.name ?? from },
      ...{ to: other?.identifier ?? to, toName: other?.name ?? to },
    };
  }
}

export function relationId({ from, to, kind }: KeptRelation): string {
  return `${from}\n${kind}\n${to}`;
}

export async function relationsAt(
  records: RecordsReader,
  end: 'from' | 'to',
  key: string,
): Promise<KeptRelation[]> {
  const { rows } = await records.find<KeptRelation>(relationsCollection.name, {
    tenant: enterpriseOf(key),
    where: [{ key: end, is: 'equal', value: key }],
    limit: listMax,
  });
  return rows.map(({ document }) => document);
}
