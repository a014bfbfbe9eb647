// Import and export of assets over HTTP.
import { prefixPattern } from '../../../kernel/access/rights.ts';
import { pageOf, pageQuery } from '../../../kernel/http/page.ts';
import { defineRoute, Reply, type Route } from '../../../kernel/http/route.ts';
import { oneOf, Type } from '../../../kernel/schema/schema.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Threads } from '../../../kernel/world/threads.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import { readAssetsRight, writeAssetsRight } from '../api.ts';
import { assetsFailures } from '../failures.ts';
import { importBytesMax, type Imports } from '../import/apply.ts';
import { exportFormats, importPage, importProgress, importReply } from '../import/schemas.ts';
import { writeJson, writeXlsx } from '../import/write-file.ts';
import { reachOf } from '../reach.ts';
import { nameText } from '../schemas.ts';
import type { StoredAssets } from '../stored-assets.ts';
import { ofAsset } from './asset-routes.ts';

export type ImportParts = {
  readonly assets: StoredAssets;
  readonly imports: Imports;
  readonly records: RecordsStore;
  readonly clock: Clock;
  readonly threads?: Threads | undefined;
};

const prefix = Type.String({ pattern: prefixPattern, maxLength: 200 });
const inEnterprise = Type.Object({ enterprise: prefix });

export function importRoutes({ imports, ...parts }: ImportParts): Route[] {
  const run = defineRoute({
    method: 'POST',
    path: '/api/assets/import/{enterprise}',
    operation: 'importAssets',
    summary: {
      en: 'Import assets from .xlsx or JSON: all or nothing; with dryRun what each row would do',
      zh: '从 .xlsx 或 JSON 导入资产：全部成功或不改动；dryRun 时只列出各行将做的修改',
    },
    access: { right: writeAssetsRight, on: ({ params }) => params.enterprise },
    params: inEnterprise,
    query: Type.Object({ dryRun: Type.Optional(Type.Boolean()), name: Type.Optional(nameText) }),
    body: Type.Unsafe<Uint8Array>({}),
    bodyTypes: ['application/octet-stream'],
    bodyBytesMax: importBytesMax,
    reply: importReply,
    handle: ({ params, query, body, principal }) =>
      imports.run(params.enterprise, {
        ...{ bytes: body, name: query.name ?? '', by: principal },
        dryRun: query.dryRun === true,
      }),
  });
  const list = defineRoute({
    method: 'GET',
    path: '/api/assets/imports/{enterprise}',
    operation: 'listAssetImports',
    summary: { en: 'Imports of assets, newest first', zh: '资产导入记录（从新到旧）' },
    access: { right: readAssetsRight, on: ({ params }) => params.enterprise },
    params: inEnterprise,
    query: Type.Object(pageQuery(200)),
    reply: importPage,
    handle: ({ params, query }) => imports.list(params.enterprise, pageOf(query)),
  });
  const undo = defineRoute({
    method: 'POST',
    path: '/api/assets/imports/{enterprise}/{id}/undo',
    operation: 'undoAssetImport',
    summary: { en: 'Undo an import as a whole', zh: '整体撤销一次导入' },
    access: { right: writeAssetsRight, on: ({ params }) => params.enterprise },
    params: Type.Object({ enterprise: prefix, id: Type.String({ maxLength: 100 }) }),
    reply: Type.Object({ undone: Type.Boolean() }),
    handle: async ({ params: { enterprise, id }, principal }) => {
      await imports.undo(enterprise, id, principal);
      return { undone: true };
    },
  });
  return [run, list, undo, progressRoute(imports), exportRoute(parts)];
}

function progressRoute(imports: Imports): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/assets/import-progress/{enterprise}',
    operation: 'readAssetImportProgress',
    summary: { en: 'How far the import that runs now has come', zh: '当前导入的进度' },
    access: { right: readAssetsRight, on: ({ params }) => params.enterprise },
    params: inEnterprise,
    reply: importProgress,
    handle: async ({ params }) => {
      const running = imports.progress(params.enterprise);
      return running ? { running: { ...running } } : {};
    },
  });
}

function exportRoute(parts: Omit<ImportParts, 'imports'>): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/assets/export/{identifier+}',
    operation: 'exportAssets',
    summary: {
      en: 'The assets of an enterprise, or below one, that you may see, as JSON or .xlsx that can be imported',
      zh: '将企业或某资产之下您可查看的资产导出为可再导入的 JSON 或 .xlsx',
    },
    access: { right: readAssetsRight, on: ({ params }) => params.identifier },
    params: ofAsset,
    query: Type.Object({ format: Type.Optional(oneOf(exportFormats)) }),
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
    handle: async ({ params: { identifier: under }, query: { format = 'json' }, principal }) => {
      if (!parts.assets.tree.node(under))
        throw assetsFailures['unknown-asset']({ identifier: under });
      const write = format === 'json' ? writeJson : writeXlsx;
      const reach = reachOf(principal, readAssetsRight);
      const { bytes, contentType } = await write({ ...parts, under, reach });
      const name = `assets-${under.replaceAll(/[^\w.-]/g, '-')}.${format}`;
      return new Reply(bytes, {
        headers: {
          'content-type': contentType,
          'content-disposition': `attachment; filename="${name}"`,
        },
      });
    },
  });
}
