// What hangs on an asset, over HTTP: its signals by path, relations, documents and history.
import { allows, scopesOf } from '../../../kernel/access/rights.ts';
import { pageOf, pageQuery } from '../../../kernel/http/page.ts';
import { defineRoute, Reply, type Route } from '../../../kernel/http/route.ts';
import { oneOf, Type } from '../../../kernel/schema/schema.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import { readAssetsRight, writeAssetsRight } from '../api.ts';
import type { Changes } from '../changes.ts';
import { documentBytesMax, type Documents } from '../documents/documents.ts';
import { assetsFailures } from '../failures.ts';
import type { Relations } from '../relations.ts';
import {
  changePage,
  documentList,
  documentSchema,
  identifierText,
  nameText,
  newRelation,
  relationKinds,
  relationPage,
  signalPage,
} from '../schemas.ts';
import type { StoredAssets } from '../stored-assets.ts';
import { ofAsset } from './asset-routes.ts';

export type DetailParts = {
  readonly assets: StoredAssets;
  readonly relations: Relations;
  readonly documents: Documents;
  readonly changes: Changes;
  readonly records: RecordsStore;
};

const reading = { right: readAssetsRight, on: inPath };
const writing = { right: writeAssetsRight, on: inPath };
const done = Type.Object({ done: Type.Boolean() });

export function detailRoutes(parts: DetailParts): Route[] {
  return [
    signalsRoute(parts),
    historyRoute(parts),
    ...relationRoutes(parts),
    ...documentRoutes(parts),
    fileRoute(parts),
  ];
}

function inPath({ params }: { readonly params: { readonly identifier: string } }): string {
  return params.identifier;
}

function signalsRoute({ assets }: DetailParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/assets/signals',
    operation: 'findSignals',
    summary: {
      en: 'Signals by path pattern, place and type, e.g. path=88.118.8/**/melt_*',
      zh: '按路径模式、位置和类型查找测点，例如 path=88.118.8/**/melt_*',
    },
    access: 'signed-in',
    query: Type.Object({
      ...pageQuery(1_000),
      path: Type.Optional(Type.String({ maxLength: 1_000 })),
      under: Type.Optional(identifierText),
      assetType: Type.Optional(identifierText),
      signalType: Type.Optional(identifierText),
    }),
    reply: signalPage,
    handle: async ({ query, principal }) => {
      const { path, under, assetType, signalType } = query;
      const scopes = scopesOf(principal, readAssetsRight);
      const search = {
        scopes,
        ...(path === undefined ? {} : { path }),
        ...(under === undefined ? {} : { under }),
        ...(assetType === undefined ? {} : { assetType }),
        ...(signalType === undefined ? {} : { signalType }),
      };
      const page = await assets.signals(search, pageOf(query));
      const signals = [];
      for (const signal of page.signals) {
        const machine = assets.tree.node(signal.machine);
        const above = machine ? assets.tree.path(machine) : [];
        signals.push({ ...signal, path: [...above, signal.id] });
      }
      return { signals, ...(page.next === undefined ? {} : { next: page.next }) };
    },
  });
}

function historyRoute({ records, changes }: DetailParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/assets/history/{identifier+}',
    operation: 'readAssetHistory',
    summary: { en: 'Who changed what of an asset, newest first', zh: '资产的修改历史（从新到旧）' },
    access: reading,
    params: ofAsset,
    query: Type.Object(pageQuery(200)),
    reply: changePage,
    handle: ({ params, query }) => changes.list(records, params.identifier, pageOf(query)),
  });
}

function relationRoutes({ relations }: DetailParts): Route[] {
  const path = '/api/assets/relations/{identifier+}';
  const list = defineRoute({
    ...{ method: 'GET', path, operation: 'listAssetRelations', access: reading, params: ofAsset },
    summary: { en: 'Relations of an asset, in both directions', zh: '资产的关系（双向）' },
    reply: relationPage,
    handle: ({ params }) => relations.of(params.identifier),
  });
  const put = defineRoute({
    ...{ method: 'PUT', path, operation: 'putAssetRelation', access: writing, params: ofAsset },
    summary: { en: 'Relate an asset to another', zh: '建立资产关系' },
    body: newRelation,
    reply: relationPage,
    handle: async ({ params: { identifier }, body, principal }) => {
      if (!allows(principal, writeAssetsRight, body.to)) {
        throw assetsFailures['unknown-asset']({ identifier: body.to });
      }
      await relations.put(identifier, body, principal);
      return relations.of(identifier);
    },
  });
  const remove = defineRoute({
    ...{ method: 'DELETE', path, operation: 'removeAssetRelation' },
    summary: { en: 'Remove a relation of an asset to another', zh: '删除资产关系' },
    ...{ access: writing, params: ofAsset },
    query: Type.Object({ kind: oneOf(relationKinds), to: identifierText }),
    reply: done,
    handle: async ({ params: { identifier }, query, principal }) => {
      await relations.remove(identifier, query, principal);
      return { done: true };
    },
  });
  return [list, put, remove];
}

function documentRoutes({ documents }: DetailParts): Route[] {
  const path = '/api/assets/documents/{identifier+}';
  const list = defineRoute({
    ...{ method: 'GET', path, operation: 'listAssetDocuments', access: reading, params: ofAsset },
    summary: { en: 'Documents and photos of an asset', zh: '资产的文档和照片' },
    reply: documentList,
    handle: async ({ params }) => ({ documents: await documents.list(params.identifier) }),
  });
  const add = defineRoute({
    ...{ method: 'POST', path, operation: 'addAssetDocument', access: writing, params: ofAsset },
    summary: {
      en: 'Add a document or photo: its bytes, at most 32 MB; what it is is found from them',
      zh: '添加文档或照片：上传原始字节，最大 32 MB；类型由内容判定',
    },
    query: Type.Object({ name: nameText }),
    body: Type.Unsafe<Uint8Array>({}),
    bodyTypes: ['application/octet-stream'],
    bodyBytesMax: documentBytesMax,
    reply: documentSchema,
    handle: ({ params, query, body, principal }) =>
      documents.add(params.identifier, { name: query.name, bytes: body, by: principal }),
  });
  const remove = defineRoute({
    ...{ method: 'DELETE', path, operation: 'removeAssetDocument' },
    summary: { en: 'Remove a document by its identifier', zh: '按标识删除文档' },
    ...{ access: writing, params: ofAsset },
    reply: done,
    handle: async ({ params, principal }) => {
      await documents.remove(params.identifier, principal);
      return { done: true };
    },
  });
  return [list, add, remove];
}

/** Photos and PDF are shown, all else is saved; whatever it holds, it runs nothing and frames nothing. */
function fileRoute({ documents }: DetailParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/assets/files/{identifier+}',
    operation: 'readAssetFile',
    summary: { en: 'The bytes of a document or photo', zh: '文档或照片的内容' },
    access: reading,
    params: ofAsset,
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
    handle: async ({ params }) => {
      const { document, bytes } = await documents.read(params.identifier);
      const { contentType, isPhoto, name } = document;
      const shown = isPhoto || contentType === 'application/pdf';
      const saved = `filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`;
      return new Reply(bytes, {
        headers: {
          'content-type': contentType,
          'content-disposition': `${shown ? 'inline' : 'attachment'}; ${saved}`,
          'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
          'cross-origin-resource-policy': 'same-origin',
          'cache-control': 'private, max-age=3600, immutable',
        },
      });
    },
  });
}
