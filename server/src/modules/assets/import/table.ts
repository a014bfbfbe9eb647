// The tables of an import or export: sheets `Assets` and `Relations`, the same in JSON and in a spreadsheet. An
// attribute is a column `@clampForce [kN]`.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';

export type Cell = string | number | boolean | null;

export type Row = {
  readonly sheet: string;
  /** As the spreadsheet counts; in JSON the place in its list, from 1. */
  readonly row: number;
  readonly cells: ReadonlyMap<string, Cell>;
};

export type Tables = { readonly assets: readonly Row[]; readonly relations: readonly Row[] };

export const assetsSheet = 'Assets';
export const relationsSheet = 'Relations';
export const rowsMax = 200_000;

/** Columns by what they may be called, in lower case. */
const columnNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...['identifier', 'parent', 'kind', 'name', 'type', 'manufacturer', 'model', 'serialNumber'],
      ...['description', 'assetType', 'assetTypeVersion', 'from', 'to'],
    ].map((name) => [name.toLowerCase(), name]),
  ),
  ...{ 标识: 'identifier', 上级: 'parent', 层级: 'kind', 名称: 'name', 类别: 'type' },
  ...{ 制造商: 'manufacturer', 型号: 'model', 序列号: 'serialNumber', 说明: 'description' },
  ...{
    资产类型: 'assetType',
    类型版本: 'assetTypeVersion',
    关系: 'kind',
    起点: 'from',
    终点: 'to',
  },
};

export const assetColumns = [
  ...['identifier', 'parent', 'kind', 'name', 'type', 'manufacturer', 'model', 'serialNumber'],
  ...['description', 'assetType', 'assetTypeVersion'],
] as const;

/** A column's own name; undefined for one that is not known. Attributes keep their name and unit. */
export function columnOf(heading: string): string | undefined {
  const said = heading.trim();
  return said.startsWith('@') && said.length > 1 ? said : columnNames[said.toLowerCase()];
}

/** `@clampForce [kN]` → name and unit. */
export function attributeOf(column: string): { name: string; unit?: string } | undefined {
  const found = /^@\s*(?<name>.+?)\s*(?:\[(?<unit>[^\]]+)\])?$/.exec(column)?.groups;
  const name = found?.['name'];
  const unit = found?.['unit'];
  if (name === undefined) return undefined;
  return { name, ...(unit === undefined ? {} : { unit }) };
}

export function attributeColumn(name: string, unit: string | undefined): string {
  return unit === undefined ? `@${name}` : `@${name} [${unit}]`;
}

export type Place = { readonly sheet: string; readonly row: number; readonly column: string };

export function problemAt(place: Place, says: Bilingual) {
  return { ...place, says };
}
