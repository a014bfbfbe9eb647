// Types of assets and their versions, kept as records and in memory: few, and asked with every edit.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import type { CollectionDefinition, RecordsStore } from '../../../stores/records/records.ts';
import { covers } from '../../../kernel/access/rights.ts';
import { enterpriseOf, type PageOf, type Signal } from '../api.ts';
import type { Changes, Step, Who } from '../changes.ts';
import { assetsFailures } from '../failures.ts';
import type { KeptAsset, Own } from '../model/kept-asset.ts';
import { withOwn } from '../model/kept-asset.ts';
import { keyOf } from '../model/key.ts';
import type { Reach } from '../reach.ts';
import type { TypeProblem } from '../schemas.ts';
import {
  assetsCollection,
  keptOfMachine,
  pagesOf,
  putAsset,
  signalsCollection,
  type KeptSignal,
} from '../store.ts';
import type { StoredAssets } from '../stored-assets.ts';
import { problemsOf, wrongAttributes } from './problems.ts';
import type { AssetType, TypeContent, TypeVersion, VersionEffect } from './schemas.ts';

export const typesCollection: CollectionDefinition = { name: 'assets.types', keys: {} };

const brokenMax = 100;
const versionsMax = 1_000;

export type AssetTypesOptions = {
  readonly records: RecordsStore;
  readonly clock: Clock;
  readonly random: Random;
};
type NewType = { enterprise: string; name: string; description?: string } & TypeContent;
type Taking = {
  readonly version: number;
  readonly assets?: readonly string[];
  readonly dryRun?: boolean;
  readonly anyway?: boolean;
};
type Around = {
  readonly assets: StoredAssets;
  readonly changes: Changes;
  readonly by: Who;
  /** Only these are looked at and changed. */
  readonly reach: Reach;
};

export class AssetTypes {
  readonly #options: AssetTypesOptions;
  readonly #types = new Map<string, AssetType>();

  constructor(options: AssetTypesOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { records } = this.#options;
    await records.define(typesCollection);
    for await (const page of pagesOf<AssetType>(records, typesCollection, { tenant: '*' })) {
      for (const type of page) this.#types.set(keyOf(type.identifier), type);
    }
  }

  /** By identifier. */
  list(scopes: readonly string[], { limit, after }: PageOf): { types: AssetType[]; next?: string } {
    const all = [...this.#types]
      .filter(([key]) => scopes.some((scope) => covers(scope, key)))
      .filter(([key]) => after === undefined || key > keyOf(after))
      .toSorted(([one], [other]) => (one < other ? -1 : 1));
    const types = all.slice(0, limit).map(([, type]) => type);
    const last = all.length > limit ? types.at(-1) : undefined;
    return last ? { types, next: last.identifier } : { types };
  }

  /** Keys of the types with a name. */
  keysNamed(name: string): string[] {
    const wanted = name.toLowerCase();
    const found = [...this.#types].filter(([, type]) => type.name.toLowerCase() === wanted);
    return found.map(([key]) => key);
  }

  find(identifier: string): AssetType | undefined {
    return this.#types.get(keyOf(identifier));
  }

  /** Fails with `assets.unknown-type`. */
  version(identifier: string, version: number): TypeVersion {
    const found = this.find(identifier)?.versions.find((one) => one.version === version);
    if (!found) throw assetsFailures['unknown-type']({ identifier, version });
    return found;
  }

  problems(kept: Pick<KeptAsset, 'thing'>, signals: readonly Signal[]): TypeProblem[] {
    const { assetType } = kept.thing;
    if (!assetType) return [];
    const type = this.find(assetType.identifier);
    const version = type?.versions.find((one) => one.version === assetType.version);
    return version ? problemsOf(kept.thing, signals, version) : [];
  }

  /** What is set must fit the type at its version, which must be of the same enterprise. */
  checkOwn(identifier: string, own: Pick<Own, 'assetType' | 'attributes'>): void {
    const { assetType, attributes = {} } = own;
    if (!assetType) return;
    const type = assetType.identifier;
    if (keyOf(enterpriseOf(type)) !== keyOf(enterpriseOf(identifier))) {
      throw assetsFailures['other-enterprise']({ identifier, other: type });
    }
    const problems = wrongAttributes(attributes, this.version(type, assetType.version));
    if (problems.length === 0) return;
    const says = problems.map((one) => one.says.en).join(' ');
    const saysZh = problems.map((one) => one.says.zh).join('');
    throw assetsFailures['type-not-fit']({ identifier, says, saysZh, problems });
  }

  async create(told: NewType, by: Who): Promise<AssetType> {
    const { enterprise, name, description, ...content } = told;
    const id = Buffer.from(this.#options.random.bytes(6)).toString('hex');
    const type: AssetType = {
      identifier: `${enterprise}/T-${id}`,
      name,
      ...(description === undefined ? {} : { description }),
      versions: [this.#versionOf(1, content, by)],
    };
    await this.#put(type);
    return type;
  }

  /** A dry run shows what would break and makes nothing. */
  async addVersion(
    identifier: string,
    { dryRun, ...content }: TypeContent & { dryRun?: boolean },
    { assets, by, reach }: Around,
  ): Promise<VersionEffect> {
    const type = this.find(identifier);
    if (!type) throw assetsFailures['unknown-type']({ identifier, version: 1 });
    const { kept, broken } = await this.#look(assets, type, { version: content, reach });
    const withNext = (now: AssetType): AssetType => {
      if (now.versions.length >= versionsMax) {
        throw assetsFailures['too-many-versions']({ identifier, countMax: versionsMax });
      }
      const next = this.#versionOf((now.versions.at(-1)?.version ?? 0) + 1, content, by);
      return { ...now, versions: [...now.versions, next] };
    };
    const made = dryRun === true ? withNext(type) : await this.#change(type, withNext);
    return {
      ...{ type: made, assets: kept.length, breaking: broken.length, taken: 0 },
      broken: broken.slice(0, brokenMax),
    };
  }

  /** By what is stored, not by what was read before: two at once are one after the other. */
  async #change(type: AssetType, change: (now: AssetType) => AssetType): Promise<AssetType> {
    const id = keyOf(type.identifier);
    const { name: collection } = typesCollection;
    const tenant = enterpriseOf(id);
    const made = await this.#options.records.transaction(async (records) => {
      const now = (await records.get<AssetType>(collection, tenant, id))?.document ?? type;
      const document = change(now);
      await records.put({ collection, tenant, id, document });
      return document;
    });
    const known = this.#types.get(id)?.versions.length ?? 0;
    if (known < made.versions.length) this.#types.set(id, made);
    return made;
  }

  /** Makes assets of the type be of this version. Fails with `assets.would-break`, unless `anyway`. */
  async take(identifier: string, told: Taking, around: Around): Promise<VersionEffect> {
    const { assets, changes, by, reach } = around;
    const version = this.version(identifier, told.version);
    const type = this.find(identifier);
    if (!type) throw assetsFailures['unknown-type']({ identifier, version: told.version });
    const only = told.assets && new Set(told.assets.map(keyOf));
    const looked = await this.#look(assets, type, {
      ...{ version, reach, ...(only ? { only } : {}) },
    });
    const { kept, broken } = looked;
    const effect = { type, assets: kept.length, breaking: broken.length };
    const shown = { ...effect, broken: broken.slice(0, brokenMax) };
    if (told.dryRun) return { ...shown, taken: 0 };
    if (broken.length > 0 && !told.anyway) {
      const first = broken[0]?.identifier;
      const { assets: count, breaking } = effect;
      const words = { type: type.name, version: told.version, first, assets: count, breaking };
      throw assetsFailures['would-break'](words);
    }
    const assetType = { identifier: type.identifier, version: told.version };
    const taken = await assets.change(async (records, written) => {
      let count = 0;
      for (const old of kept) {
        const tenant = enterpriseOf(old.identifier);
        const { name: collection } = assetsCollection;
        const now = (await records.get<KeptAsset>(collection, tenant, old.identifier))?.document;
        const had = now?.thing.assetType;
        if (!now || !had || had.version === told.version) continue;
        const after = withOwn(now, { ...now.own, assetType });
        await putAsset(records, after, written);
        const steps: Step[] = [{ collection, id: now.identifier, before: now, after }];
        const fields = [
          {
            name: 'assetType',
            before: `${type.name} ${had.version}`,
            after: `${type.name} ${told.version}`,
          },
        ];
        const asset = now.thing.identifier;
        await changes.note(records, { asset, what: 'changed', by, fields, steps });
        count += 1;
      }
      return count;
    });
    return { ...shown, taken };
  }

  async #look(
    assets: StoredAssets,
    type: AssetType,
    {
      version,
      reach,
      only,
    }: {
      readonly version: TypeContent;
      readonly reach: Reach;
      readonly only?: ReadonlySet<string>;
    },
  ) {
    const { records } = this.#options;
    const key = keyOf(type.identifier);
    const kept: KeptAsset[] = [];
    const broken: VersionEffect['broken'][number][] = [];
    for (const node of assets.tree.nodes()) {
      if (node.assetType !== key || (only && !only.has(node.key)) || !reach(node)) continue;
      const asset = await assets.kept(node.key);
      if (!asset) continue;
      kept.push(asset);
      const signals =
        version.signals.length === 0
          ? []
          : await keptOfMachine<KeptSignal>(records, signalsCollection, asset.machine);
      const things = signals.map(({ thing }) => thing);
      const problems = problemsOf(asset.thing, things, version);
      const { identifier, name } = asset.thing;
      if (problems.length > 0) broken.push({ identifier, name, problems });
    }
    return { kept, broken };
  }

  #versionOf(version: number, content: TypeContent, by: Who): TypeVersion {
    const at = new Date(this.#options.clock.now()).toISOString();
    return { version, at, by: by.name, attributes: content.attributes, signals: content.signals };
  }

  async #put(type: AssetType): Promise<void> {
    const id = keyOf(type.identifier);
    await this.#options.records.transaction((records) =>
      records.put({
        ...{ collection: typesCollection.name, tenant: enterpriseOf(id), id, document: type },
      }),
    );
    this.#types.set(id, type);
  }
}
