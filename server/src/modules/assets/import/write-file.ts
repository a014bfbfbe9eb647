// All assets of an enterprise, or below one, as a file that the import reads back unchanged.
import writeWorkbook from 'write-excel-file/node';
import type { RecordsStore } from '../../../stores/records/records.ts';
import { enterpriseOf, type Asset } from '../api.ts';
import type { KeptAsset } from '../model/kept-asset.ts';
import { relationsCollection, type KeptRelation } from '../relations.ts';
import { assetsCollection, pagesOf } from '../store.ts';
import type { StoredAssets } from '../stored-assets.ts';
import { assetColumns, assetsSheet, attributeColumn, relationsSheet, type Cell } from './table.ts';

export type Exported = { readonly bytes: Uint8Array; readonly contentType: string };
type Exporting = {
  readonly assets: StoredAssets;
  readonly records: RecordsStore;
  /** The enterprise, or an asset of it. */
  readonly under: string;
};

export async function writeJson(given: Exporting): Promise<Exported> {
  const { rows, relations } = await gather(given);
  const text = JSON.stringify({
    assets: rows.map((row) => Object.fromEntries([...row].filter(([, cell]) => cell !== null))),
    relations,
  });
  return { bytes: Buffer.from(text), contentType: 'application/json; charset=utf-8' };
}

export async function writeXlsx(given: Exporting): Promise<Exported> {
  const { rows, relations } = await gather(given);
  const attributes = new Set(
    rows.flatMap((row) => [...row.keys()].filter((key) => key[0] === '@')),
  );
  const columns = [...assetColumns, ...[...attributes].toSorted()];
  const head = (names: readonly string[]) =>
    names.map((value) => ({ value, fontWeight: 'bold' as const }));
  const links = relations.map(({ from, kind, to }) => [from, kind, to]);
  const workbook = writeWorkbook([
    {
      sheet: assetsSheet,
      data: [head(columns), ...rows.map((row) => columns.map((column) => row.get(column) ?? null))],
      columns: columns.map((name) => ({
        width: name === 'identifier' || name === 'parent' ? 36 : 20,
      })),
      stickyRowsCount: 1,
    },
    { sheet: relationsSheet, data: [head(['from', 'kind', 'to']), ...links], stickyRowsCount: 1 },
  ]);
  return {
    bytes: await workbook.toBuffer(),
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  };
}

/** Parents before children, so that it can be read from top to bottom. */
async function gather({ assets, records, under }: Exporting) {
  const top = assets.tree.node(under);
  const things = new Map<string, Asset>();
  const tenant = enterpriseOf(top?.key ?? under);
  for await (const page of pagesOf<KeptAsset>(records, assetsCollection, { tenant })) {
    for (const { identifier, thing } of page) things.set(identifier, thing);
  }
  const nodes = top ? assets.tree.subtree(top) : [];
  const inside = new Set(nodes.map(({ key }) => key));
  const rows = nodes.flatMap(({ key }) => {
    const thing = things.get(key);
    return thing ? [rowOf(thing)] : [];
  });
  const relations: KeptRelation[] = [];
  for await (const page of pagesOf<KeptRelation>(records, relationsCollection, { tenant })) {
    relations.push(...page.filter(({ from }) => inside.has(from)));
  }
  return { rows, relations };
}

function rowOf(asset: Asset): Map<string, Cell> {
  const { identifier, parent, kind, name, type, manufacturer, model } = asset;
  const { serialNumber, description, assetType, attributes = {} } = asset;
  const row = new Map<string, Cell>(
    Object.entries({
      ...{ identifier, parent: parent ?? null, kind, name, type },
      ...{ manufacturer: manufacturer ?? null, model: model ?? null },
      ...{ serialNumber: serialNumber ?? null, description: description ?? null },
      ...{ assetType: assetType?.identifier ?? null, assetTypeVersion: assetType?.version ?? null },
    }),
  );
  for (const [said, { value, unit }] of Object.entries(attributes)) {
    row.set(attributeColumn(said, unit), value);
  }
  return row;
}
