// The tree of assets over HTTP: search, children, one asset, and people's edits.
import { allows, scopesOf } from '../../../kernel/access/rights.ts';
import { pageOf, pageQuery } from '../../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { oneOf, Type } from '../../../kernel/schema/schema.ts';
import { assetKinds, readAssetsRight, writeAssetsRight, type Asset } from '../api.ts';
import type { AssetEditor } from '../edit.ts';
import { assetsFailures } from '../failures.ts';
import {
  assetDetail,
  assetPage,
  assetPatch,
  identifierText,
  listedAsset,
  newAsset,
  removal,
  type AssetDetail,
} from '../schemas.ts';
import { reachOf, type Reach } from '../reach.ts';
import { searchAssets } from '../search.ts';
import { keptOfMachine, signalsCollection, type KeptSignal } from '../store.ts';
import type { StoredAssets } from '../stored-assets.ts';
import type { AssetTypes } from '../types/asset-types.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import type { TreeNode } from '../model/asset-tree.ts';

export type AssetParts = {
  readonly assets: StoredAssets;
  readonly editor: AssetEditor;
  readonly types: AssetTypes;
  readonly records: RecordsStore;
};

export const ofAsset = Type.Object({ identifier: identifierText });

export function assetRoutes(parts: AssetParts): Route[] {
  return [
    searchRoute(parts),
    childrenRoute(parts),
    readRoute(parts),
    createRoute(parts),
    patchRoute(parts),
    removeRoute(parts),
    undoRoute(parts),
  ];
}

function searchRoute({ assets, types }: AssetParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/assets',
    operation: 'listAssets',
    summary: {
      en: 'Assets that you may see, by words, place, kind and type',
      zh: '按文字、位置、层级和类型查找您可查看的资产',
    },
    access: 'signed-in',
    query: Type.Object({
      ...pageQuery(500),
      words: Type.Optional(Type.String({ maxLength: 200 })),
      under: Type.Optional(identifierText),
      kind: Type.Optional(oneOf(assetKinds)),
      assetType: Type.Optional(identifierText),
    }),
    reply: assetPage,
    handle: async ({ query, principal }) => {
      const { words, under, kind, assetType } = query;
      const named =
        assetType === undefined ? undefined : [assetType, ...types.keysNamed(assetType)];
      const { nodes, next } = searchAssets(
        assets.tree,
        {
          scopes: scopesOf(principal, readAssetsRight),
          ...(words === undefined ? {} : { words }),
          ...(under === undefined ? {} : { under }),
          ...(kind === undefined ? {} : { kind }),
          ...(named === undefined ? {} : { types: named }),
        },
        pageOf(query),
      );
      const found = await listed(assets, nodes, reachOf(principal, readAssetsRight));
      return { assets: found, ...(next === undefined ? {} : { next }) };
    },
  });
}

function childrenRoute({ assets }: AssetParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/assets/children/{identifier+}',
    operation: 'listAssetChildren',
    summary: {
      en: 'What stands in an asset or is part of it, by name',
      zh: '资产的下级（按名称排序）',
    },
    access: { right: readAssetsRight, on: ({ params }) => params.identifier },
    params: ofAsset,
    query: Type.Object(pageQuery(500)),
    reply: assetPage,
    handle: async ({ params: { identifier }, query, principal }) => {
      if (!assets.tree.node(identifier)) throw assetsFailures['unknown-asset']({ identifier });
      const reach = reachOf(principal, readAssetsRight);
      const page = await assets.children(identifier, pageOf(query), reach);
      return { ...page, assets: page.assets.map((asset) => withCount(assets, asset, reach)) };
    },
  });
}

function readRoute({ assets, types, records }: AssetParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/assets/{identifier+}',
    operation: 'readAsset',
    summary: {
      en: 'An asset, where it stands and what does not fit its type',
      zh: '资产、其位置及不符合类型之处',
    },
    access: { right: readAssetsRight, on: ({ params }) => params.identifier },
    params: ofAsset,
    reply: assetDetail,
    handle: async ({ params: { identifier }, principal }): Promise<AssetDetail> => {
      const kept = await assets.kept(identifier);
      const node = assets.tree.node(identifier);
      if (!kept || !node) throw assetsFailures['unknown-asset']({ identifier });
      const { assetType } = kept.thing;
      const signals = assetType
        ? await keptOfMachine<KeptSignal>(records, signalsCollection, kept.machine)
        : [];
      const typeName = assetType && types.find(assetType.identifier)?.name;
      return {
        asset: withCount(assets, kept.thing, reachOf(principal, readAssetsRight)),
        path: assets.tree
          .line(node)
          .map((one) => ({ identifier: one.identifier, name: one.name, kind: one.kind })),
        fromSource: kept.said !== undefined,
        setByPeople: Object.keys(kept.own ?? {}),
        ...(typeName === undefined ? {} : { typeName }),
        problems: types.problems(
          kept,
          signals.map(({ thing }) => thing),
        ),
      };
    },
  });
}

function createRoute({ assets, editor }: AssetParts): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/assets',
    operation: 'createAsset',
    summary: { en: 'Make a place, machine or component', zh: '新建位置、设备或部件' },
    access: { right: writeAssetsRight, on: ({ body }) => body.parent },
    body: newAsset,
    reply: listedAsset,
    handle: async ({ body, principal }) =>
      withCount(assets, await editor.create(body, principal), reachOf(principal, readAssetsRight)),
  });
}

function patchRoute({ assets, editor }: AssetParts): Route {
  return defineRoute({
    method: 'PATCH',
    path: '/api/assets/{identifier+}',
    operation: 'changeAsset',
    summary: {
      en: 'Rename, move or describe an asset; what is below it goes with it and keeps its identifiers',
      zh: '重命名、移动或描述资产；下级随之移动，标识不变',
    },
    access: { right: writeAssetsRight, on: ({ params }) => params.identifier },
    params: ofAsset,
    body: assetPatch,
    reply: listedAsset,
    handle: async ({ params: { identifier }, body, principal }) => {
      const { parent } = body;
      if (typeof parent === 'string' && !allows(principal, writeAssetsRight, parent)) {
        throw assetsFailures['unknown-asset']({ identifier: parent });
      }
      const changed = await editor.patch(identifier, body, principal);
      return withCount(assets, changed, reachOf(principal, readAssetsRight));
    },
  });
}

function removeRoute({ editor }: AssetParts): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/assets/{identifier+}',
    operation: 'removeAsset',
    summary: {
      en: 'Remove an asset; with others below it or readings only when asked with anyway=true',
      zh: '删除资产；若有下级或读数，须带 anyway=true',
    },
    access: { right: writeAssetsRight, on: ({ params }) => params.identifier },
    params: ofAsset,
    query: Type.Object({ anyway: Type.Optional(Type.Boolean()) }),
    reply: removal,
    handle: async ({ params: { identifier }, query, principal }) => {
      const anyway = query.anyway === true;
      const reach = reachOf(principal, writeAssetsRight);
      return { removed: await editor.remove(identifier, { anyway, by: principal, reach }) };
    },
  });
}

function undoRoute({ editor }: AssetParts): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/assets/undo/{identifier+}',
    operation: 'undoAssetChange',
    summary: {
      en: "Undo an asset's last change, its removal too",
      zh: '撤销资产的最近一次修改（包括删除）',
    },
    access: { right: writeAssetsRight, on: ({ params }) => params.identifier },
    params: ofAsset,
    reply: Type.Object({ undone: Type.Boolean() }),
    handle: async ({ params: { identifier }, principal }) => {
      await editor.undo(identifier, principal);
      return { undone: true };
    },
  });
}

async function listed(assets: StoredAssets, nodes: readonly TreeNode[], reach: Reach) {
  const found = [];
  for (const { key } of nodes) {
    const asset = await assets.asset(key);
    if (asset) found.push(withCount(assets, asset, reach));
  }
  return found;
}

/** Of the children only those are counted that would be listed. */
function withCount(assets: StoredAssets, asset: Asset, reach: Reach): Asset & { children: number } {
  const node = assets.tree.node(asset.identifier);
  if (!node) return { ...asset, children: 0 };
  return { ...asset, children: assets.tree.under(node).filter(reach).length };
}
