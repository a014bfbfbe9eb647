// What an import would do, row by row, against the tree as it is and the rows before: creates, changes, and what is
// wrong with which cell. Nothing is written here.
import type { Random } from '../../../kernel/world/random.ts';
import { check } from '../../../kernel/schema/schema.ts';
import { Failure } from '../../../kernel/failure/failure.ts';
import { assetKinds, enterpriseOf, type Asset, type AssetKind, type Attribute } from '../api.ts';
import { fieldsBetween } from '../changes.ts';
import { checkIdentifier } from '../edit.ts';
import type { AssetTree } from '../model/asset-tree.ts';
import { keptOf, withOwn, type KeptAsset, type Own } from '../model/kept-asset.ts';
import { keyOf } from '../model/key.ts';
import { segmentsOf } from '../model/path-pattern.ts';
import { mayHold } from '../model/placement.ts';
import { newIdentifier } from '../places.ts';
import { nameText } from '../schemas.ts';
import type { AssetTypes } from '../types/asset-types.ts';
import { kindNames } from '../words.ts';
import type { ImportProblem, ImportRow } from './schemas.ts';
import { attributeOf, problemAt, type Cell, type Row } from './table.ts';

/** Where something stands, in the tree or among the rows. */
type Spot = {
  readonly key: string;
  readonly identifier: string;
  readonly kind: AssetKind;
  readonly machine: string;
};

export type PlannedStep = {
  readonly row: ImportRow;
  readonly before: KeptAsset | undefined;
  readonly after: KeptAsset;
};

export type PlanOptions = {
  readonly enterprise: string;
  readonly tree: AssetTree;
  readonly types: AssetTypes;
  readonly random: Random;
  readonly kept: (identifier: string) => Promise<KeptAsset | undefined>;
};

const plainColumns = [
  ...['name', 'type', 'manufacturer', 'model', 'serialNumber', 'description'],
] as const;

export class ImportPlan {
  readonly steps: PlannedStep[] = [];
  readonly problems: ImportProblem[] = [];
  unchanged = 0;
  readonly #options: PlanOptions;
  readonly #byKey = new Map<string, { spot: Spot; parent: string | undefined; row: Row }>();
  /** Parent and name, in lower case -> spot. */
  readonly #byName = new Map<string, Spot>();
  readonly #taken = new Map<string, Row>();

  constructor(options: PlanOptions) {
    this.#options = options;
  }

  async add(row: Row): Promise<void> {
    try {
      await this.#add(row);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind === 'internal') throw error;
      this.#wrong(row, columnOfFailure[error.code] ?? 'identifier', error.publicMessage);
    }
  }

  /** What was moved below itself by several rows together; to be called behind the last row. */
  finish(): void {
    for (const { spot, row } of this.#byKey.values()) {
      const seen = new Set<string>();
      let at: string | undefined = spot.key;
      while (at !== undefined && !seen.has(at)) {
        seen.add(at);
        const planned = this.#byKey.get(at);
        at = planned ? planned.parent : this.#options.tree.node(at)?.parent?.key;
      }
      if (at === undefined) continue;
      this.#wrong(row, 'parent', {
        en: 'With the rows of this file it would stand below itself. Choose another parent.',
        zh: '按本文件的各行，它将位于自身之下。请更换上级。',
      });
    }
  }

  async #add(row: Row): Promise<void> {
    const parent = this.#parentOf(row);
    if (parent === 'wrong') return;
    const old = await this.#oldOf(row, parent);
    if (old === 'wrong') return;
    const kind = this.#kindOf(row, old?.thing);
    if (!kind) return;
    if (kind === 'enterprise') return void (this.unchanged += 1);
    const own = this.#ownOf(row, old);
    if (!own) return;
    if (parent && !mayHold(parent.kind, kind)) return this.#badParent(row, kind, parent);
    if (old) return this.#change(row, old, { own, parent });
    this.#create(row, kind, { own, parent });
  }

  #create(
    row: Row,
    kind: AssetKind,
    { own, parent }: { own: Own; parent: Spot | undefined },
  ): void {
    if (!parent) {
      return this.#wrong(row, 'parent', {
        en: 'A new asset needs a parent: an identifier or a path of names. Fill it in.',
        zh: '新资产需要上级：标识或名称路径。请填写。',
      });
    }
    if (own.name === undefined) {
      return this.#wrong(row, 'name', { en: 'A new asset needs a name.', zh: '新资产需要名称。' });
    }
    const machine =
      parent.kind === 'machine' || parent.kind === 'component' ? parent.machine : undefined;
    const at = machine ?? parent.identifier;
    const { random, types } = this.#options;
    const identifier =
      textOf(row.cells.get('identifier')) ?? newIdentifier(random, { kind, parent: at });
    checkIdentifier({ identifier, kind, machine }, parent.identifier);
    types.checkOwn(identifier, own);
    const belongs = kind === 'component' && machine !== undefined ? machine : identifier;
    const after = keptOf(
      { identifier, kind, machine: belongs },
      { own: { ...own, parent: parent.identifier } },
    );
    this.#took(row, { before: undefined, after, parent });
  }

  #change(row: Row, old: KeptAsset, { own, parent }: { own: Own; parent: Spot | undefined }): void {
    const moves = parent !== undefined && parent.key !== keyOf(old.thing.parent ?? '');
    if (moves && old.kind === 'component') {
      return this.#wrong(row, 'parent', {
        en: 'A component stays where it is. Move its machine instead.',
        zh: '部件不能移动。请移动其所属设备。',
      });
    }
    const next = withOwn(old, {
      ...old.own,
      ...own,
      ...(moves && parent ? { parent: parent.identifier } : {}),
    });
    this.#options.types.checkOwn(old.thing.identifier, next.thing);
    this.#took(row, { before: old, after: next, parent });
  }

  #took(
    row: Row,
    {
      before,
      after,
      parent,
    }: { before: KeptAsset | undefined; after: KeptAsset; parent: Spot | undefined },
  ): void {
    const { identifier, kind, machine, name } = after.thing;
    const spot: Spot = { key: after.identifier, identifier, kind, machine };
    const above =
      parent?.key ?? (after.thing.parent === undefined ? undefined : keyOf(after.thing.parent));
    this.#byKey.set(spot.key, { spot, parent: above, row });
    if (above !== undefined) this.#byName.set(`${above}\n${name.toLowerCase()}`, spot);
    const fields = fieldsBetween(before?.thing, after.thing).filter(
      (field) => before !== undefined || !['identifier', 'machine'].includes(field.name),
    );
    if (before && fields.length === 0) return void (this.unchanged += 1);
    const outcome = before ? 'change' : 'create';
    const { sheet, row: line } = row;
    this.steps.push({
      row: { sheet, row: line, outcome, identifier, name, fields },
      before,
      after,
    });
  }

  #parentOf(row: Row): Spot | 'wrong' | undefined {
    const said = textOf(row.cells.get('parent'));
    if (said === undefined) return undefined;
    const found = this.#spotAt(said) ?? this.#spotOnPath(said);
    if (found && keyOf(enterpriseOf(found.identifier)) === keyOf(this.#options.enterprise))
      return found;
    this.#wrong(row, 'parent', {
      en: `There is no "${said}" in ${this.#options.enterprise}, nor in a row above. Write the parent's identifier, or names from the enterprise down joined by "/", and put parents first.`,
      zh: `${this.#options.enterprise} 中及以上各行中没有“${said}”。请填写上级的标识，或从企业开始用“/”连接的名称，并将上级放在前面。`,
    });
    return 'wrong';
  }

  #spotAt(identifier: string): Spot | undefined {
    const key = keyOf(identifier);
    const planned = this.#byKey.get(key);
    if (planned) return planned.spot;
    const node = this.#options.tree.node(key);
    if (!node) return undefined;
    const machine = this.#options.tree.line(node).find(({ kind }) => kind === 'machine');
    return {
      key,
      identifier: node.identifier,
      kind: node.kind,
      machine: machine?.identifier ?? node.identifier,
    };
  }

  #spotOnPath(path: string): Spot | undefined {
    const [first, ...names] = segmentsOf(path);
    let at = first === undefined ? undefined : this.#spotAt(first);
    for (const name of names) {
      if (!at) return undefined;
      at = this.#childNamed(at.key, name);
    }
    return at;
  }

  #childNamed(parent: string, name: string): Spot | undefined {
    const planned = this.#byName.get(`${parent}\n${name}`);
    if (planned) return planned;
    const { tree } = this.#options;
    const node = tree.node(parent);
    const child = node && tree.under(node).find((one) => one.name.toLowerCase() === name);
    return child && this.#spotAt(child.key);
  }

  /** By identifier, or by its parent and name. */
  async #oldOf(row: Row, parent: Spot | undefined): Promise<KeptAsset | 'wrong' | undefined> {
    const said = textOf(row.cells.get('identifier'));
    const name = textOf(row.cells.get('name'));
    const found =
      said ?? (parent && name && this.#childNamed(parent.key, name.toLowerCase())?.identifier);
    if (found === undefined || found === '') return undefined;
    if (keyOf(enterpriseOf(found)) !== keyOf(this.#options.enterprise)) {
      this.#wrong(row, 'identifier', {
        en: `${found} is not of ${this.#options.enterprise}. Import it into its own enterprise.`,
        zh: `${found} 不属于 ${this.#options.enterprise}。请导入到其所属企业。`,
      });
      return 'wrong';
    }
    const first = this.#taken.get(keyOf(found)) ?? this.#byKey.get(keyOf(found))?.row;
    this.#taken.set(keyOf(found), row);
    if (first) {
      this.#wrong(row, said === undefined ? 'name' : 'identifier', {
        en: `${found} is also in row ${first.row}. Leave one of them.`,
        zh: `${found} 与第 ${first.row} 行重复。请只保留一行。`,
      });
      return 'wrong';
    }
    return this.#options.kept(found);
  }

  #kindOf(row: Row, old: Asset | undefined): AssetKind | undefined {
    const said = textOf(row.cells.get('kind'))?.toLowerCase();
    const kind =
      said === undefined
        ? old?.kind
        : assetKinds.find((one) => one === said || kindNames[one].zh === said);
    if (kind === undefined) {
      const all = assetKinds.slice(1);
      this.#wrong(row, 'kind', {
        en: `The kind ${said === undefined ? 'is missing' : `"${said}" is not known`}. Write ${all.join(', ')}.`,
        zh: `层级${said === undefined ? '缺失' : `“${said}”未知`}。可填：${all.map((one) => kindNames[one].zh).join('、')}。`,
      });
    } else if (old && old.kind !== kind) {
      this.#wrong(row, 'kind', {
        en: `${old.identifier} is a ${old.kind}, which cannot become a ${kind}. Leave the kind, or use another identifier.`,
        zh: `${old.identifier} 是${kindNames[old.kind].zh}，不能变为${kindNames[kind].zh}。请保留原层级或换一个标识。`,
      });
      return undefined;
    }
    return kind;
  }

  /** What differs from what is shown; an empty cell leaves things as they are. */
  #ownOf(row: Row, old: KeptAsset | undefined): Own | undefined {
    const own: Record<string, unknown> = {};
    for (const column of plainColumns) {
      const said = textOf(row.cells.get(column));
      if (said === undefined || said === old?.thing[column]) continue;
      if (column !== 'description' && !check(nameText, said).ok) {
        this.#wrong(row, column, {
          en: 'A name has 1 to 200 characters on one line. Shorten it.',
          zh: '名称为 1 至 200 个字符的单行文字。请缩短。',
        });
        return undefined;
      }
      own[column] = said;
    }
    const attributes = attributesOf(row, old?.thing.attributes);
    if (attributes) own['attributes'] = attributes;
    return this.#typeOf(row, old, own) ? (own as Own) : undefined;
  }

  #typeOf(row: Row, old: KeptAsset | undefined, own: Record<string, unknown>): boolean {
    const said = textOf(row.cells.get('assetType'));
    if (said === undefined) return true;
    const { types, enterprise } = this.#options;
    const named = types
      .keysNamed(said)
      .find((key) => keyOf(enterpriseOf(key)) === keyOf(enterprise));
    const type = types.find(said) ?? (named === undefined ? undefined : types.find(named));
    const told = row.cells.get('assetTypeVersion');
    const version =
      told === null || told === undefined || told === ''
        ? (old?.thing.assetType?.version ?? type?.versions.at(-1)?.version)
        : Number(told);
    if (!type || !type.versions.some((one) => one.version === version)) {
      this.#wrong(row, type ? 'assetTypeVersion' : 'assetType', {
        en: `There is no asset type "${said}" at version ${version ?? '?'}. Make it first.`,
        zh: `没有版本为 ${version ?? '?'} 的资产类型“${said}”。请先创建。`,
      });
      return false;
    }
    const before = old?.thing.assetType;
    if (before?.identifier === type.identifier && before.version === version) return true;
    own['assetType'] = { identifier: type.identifier, version };
    return true;
  }

  #badParent(row: Row, kind: AssetKind, parent: Spot): void {
    this.#wrong(row, 'parent', {
      en: `A ${kind} cannot stand in ${parent.identifier}, which is a ${parent.kind}. The order is enterprise, site, area, line, cell, machine, component.`,
      zh: `${kindNames[kind].zh}不能放在${kindNames[parent.kind].zh} ${parent.identifier} 下。层级依次为企业、工厂、区域、产线、单元、设备、部件。`,
    });
  }

  #wrong({ sheet, row }: Row, column: string, says: { en: string; zh: string }): void {
    this.problems.push(problemAt({ sheet, row, column }, says));
  }
}

const columnOfFailure: Readonly<Record<string, string>> = {
  'assets.type-not-fit': 'assetType',
  'assets.unknown-type': 'assetType',
};

export function textOf(cell: Cell | undefined): string | undefined {
  if (cell === null || cell === undefined || cell === '') return undefined;
  return String(cell);
}

/** Undefined where no cell says anything else than what is. */
function attributesOf(
  row: Row,
  old: Asset['attributes'],
): Readonly<Record<string, Attribute>> | undefined {
  const attributes: Record<string, Attribute> = { ...old };
  let differs = false;
  for (const [column, value] of row.cells) {
    const said = attributeOf(column);
    if (!said || value === null || value === '') continue;
    const { name, unit } = said;
    const before = old?.[name];
    if (before && before.value === value && before.unit === unit) continue;
    attributes[name] = { value, ...(unit === undefined ? {} : { unit }) };
    differs = true;
  }
  return differs ? attributes : undefined;
}
