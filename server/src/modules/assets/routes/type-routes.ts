// Types of assets and their versions over HTTP.
import { allows, prefixPattern, scopesOf } from '../../../kernel/access/rights.ts';
import { pageOf, pageQuery } from '../../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import { readAssetsRight, writeAssetsRight } from '../api.ts';
import type { Changes } from '../changes.ts';
import { assetsFailures } from '../failures.ts';
import { reachOf } from '../reach.ts';
import type { StoredAssets } from '../stored-assets.ts';
import type { AssetTypes } from '../types/asset-types.ts';
import {
  assetTypePage,
  assetTypeSchema,
  newType,
  newVersion,
  takeVersion,
  versionEffect,
} from '../types/schemas.ts';
import { ofAsset } from './asset-routes.ts';

export type TypeParts = {
  readonly assets: StoredAssets;
  readonly types: AssetTypes;
  readonly changes: Changes;
};

export function typeRoutes(parts: TypeParts): Route[] {
  const { types } = parts;
  const list = defineRoute({
    method: 'GET',
    path: '/api/assets/types',
    operation: 'listAssetTypes',
    summary: { en: 'Types of assets with their versions', zh: '资产类型及其版本' },
    access: 'signed-in',
    query: Type.Object({
      ...pageQuery(500),
      enterprise: Type.Optional(Type.String({ pattern: prefixPattern, maxLength: 200 })),
    }),
    reply: assetTypePage,
    handle: async ({ query, principal }) => {
      const { enterprise } = query;
      const scopes = scopesOf(principal, readAssetsRight);
      if (enterprise === undefined) return types.list(scopes, pageOf(query));
      const mayRead = allows(principal, readAssetsRight, enterprise);
      return types.list(mayRead ? [enterprise] : [], pageOf(query));
    },
  });
  const read = defineRoute({
    method: 'GET',
    path: '/api/assets/types/{identifier+}',
    operation: 'readAssetType',
    summary: { en: 'A type of assets with its versions', zh: '某资产类型及其版本' },
    access: { right: readAssetsRight, on: ({ params }) => params.identifier },
    params: ofAsset,
    reply: assetTypeSchema,
    handle: async ({ params: { identifier } }) => {
      const type = types.find(identifier);
      if (!type) throw assetsFailures['unknown-type']({ identifier, version: 1 });
      return type;
    },
  });
  const create = defineRoute({
    method: 'POST',
    path: '/api/assets/types',
    operation: 'createAssetType',
    summary: { en: 'Make a type of assets, at version 1', zh: '新建资产类型（版本 1）' },
    access: { right: writeAssetsRight, on: ({ body }) => body.enterprise },
    body: newType,
    reply: assetTypeSchema,
    handle: ({ body, principal }) => types.create(body, principal),
  });
  return [list, read, create, versionRoute(parts), takeRoute(parts)];
}

function versionRoute({ assets, types, changes }: TypeParts): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/assets/type-versions/{identifier+}',
    operation: 'addAssetTypeVersion',
    summary: {
      en: 'A new version of a type, and which assets would not fit it; with dryRun nothing is made',
      zh: '为类型新增版本，并列出不符合的资产；dryRun 时不保存',
    },
    access: { right: writeAssetsRight, on: ({ params }) => params.identifier },
    params: ofAsset,
    body: newVersion,
    reply: versionEffect,
    handle: ({ params, body, principal }) =>
      types.addVersion(params.identifier, body, {
        ...{ assets, changes, by: principal },
        reach: reachOf(principal, writeAssetsRight),
      }),
  });
}

function takeRoute({ assets, types, changes }: TypeParts): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/assets/type-takes/{identifier+}',
    operation: 'takeAssetTypeVersion',
    summary: {
      en: 'Make assets of a type be of this version; refused while any would not fit, unless anyway',
      zh: '让该类型的资产采用此版本；如有不符合者则拒绝，除非带 anyway',
    },
    access: { right: writeAssetsRight, on: ({ params }) => params.identifier },
    params: ofAsset,
    body: takeVersion,
    reply: versionEffect,
    handle: ({ params, body, principal }) =>
      types.take(params.identifier, body, {
        ...{ assets, changes, by: principal },
        reach: reachOf(principal, writeAssetsRight),
      }),
  });
}
