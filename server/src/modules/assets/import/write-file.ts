// All assets of an enterprise, or below one, as a file that the import reads back unchanged.
import type { Clock } from '../../../kernel/world/clock.ts';
import { sleep } from '../../../kernel/world/clock.ts';
import type { Threads } from '../../../kernel/world/threads.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import { enterpriseOf, type Asset } from '../api.ts';
import type { KeptAsset } from '../model/kept-asset.ts';
import type { Reach } from '../reach.ts';
import { relationsCollection, type KeptRelation } from '../relations.ts';
import { assetsCollection, pagesOf } from '../store.ts';
import type { StoredAssets } from '../stored-assets.ts';
import { attributeColumn } from './table.ts';
import type { ExportRelation, ExportRow } from './workbook.ts';
import { writeApart, type Pieces } from './write-apart.ts';

export type Exported = { readonly bytes: Uint8Array; readonly contentType: string };
export type Exporting = {
  readonly assets: StoredAssets;
  readonly records: RecordsStore;
  readonly clock: Clock;
  readonly threads?: Threads | undefined;
  /** The enterprise, or an asset of it. */
  readonly under: string;
  /** What is in it; the rest is left out. */
  readonly reach: Reach;
};

/** Rows between two pauses, in which others get their turn. */
const rowsAtOnce = 1_000;

export async function writeJson(given: Exporting): Promise<Exported> {
  const rows: string[] = [];
  const links: string[] = [];
  for await (const piece of piecesOf(given)) {
    for (const row of piece.rows) rows.push(JSON.stringify(row));
    for (const [from, kind, to] of piece.relations) links.push(JSON.stringify({ from, kind, to }));
  }
  const text = `{"assets":[${rows.join(',')}],"relations":[${links.join(',')}]}`;
  return { bytes: Buffer.from(text), contentType: 'application/json; charset=utf-8' };
}

/** Fails with `assets.too-large-export`. */
export async function writeXlsx(given: Exporting): Promise<Exported> {
  return {
    bytes: await writeApart(piecesOf(given), given),
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  };
}

/** Parents before children, so that it can be read from top to bottom. */
async function* piecesOf({ assets, records, clock, under, reach }: Exporting): Pieces {
  const top = assets.tree.node(under);
  const things = new Map<string, Asset>();
  const tenant = enterpriseOf(top?.key ?? under);
  for await (const page of pagesOf<KeptAsset>(records, assetsCollection, { tenant })) {
    for (const { identifier, thing } of page) things.set(identifier, thing);
    await sleep(clock, 0);
  }
  const nodes = top ? assets.tree.subtree(top).filter(reach) : [];
  for (let at = 0; at < nodes.length; at += rowsAtOnce) {
    const some = nodes.slice(at, at + rowsAtOnce).map(({ key }) => things.get(key));
    yield { rows: some.filter((one) => one !== undefined).map(rowOf), relations: [] };
    await sleep(clock, 0);
  }
  const inside = new Set(nodes.map(({ key }) => key));
  const isSeen = (key: string): boolean => {
    const node = assets.tree.node(key);
    return node !== undefined && reach(node);
  };
  for await (const page of pagesOf<KeptRelation>(records, relationsCollection, { tenant })) {
    const own = page.filter(({ from, to }) => inside.has(from) && isSeen(to));
    const relations = own.map(({ from, kind, to }): ExportRelation => [from, kind, to]);
    yield { rows: [], relations };
  }
}

function rowOf(asset: Asset): ExportRow {
  const { identifier, parent, kind, name, type, manufacturer, model } = asset;
  const { serialNumber, description, assetType, attributes = {} } = asset;
  const said = {
    ...{ identifier, parent, kind, name, type, manufacturer, model, serialNumber, description },
    ...{ assetType: assetType?.identifier, assetTypeVersion: assetType?.version },
    ...Object.fromEntries(
      Object.entries(attributes).map(([own, { value, unit }]) => [
        attributeColumn(own, unit),
        value,
      ]),
    ),
  };
  return Object.fromEntries(
    Object.entries(said).flatMap(([column, cell]) => (cell === undefined ? [] : [[column, cell]])),
  );
}
