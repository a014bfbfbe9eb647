// The calls about the tree of assets: to look, to edit, to hang documents on, to import and export.
import type {
  AssetDetail,
  AssetDocument,
  AssetImport,
  AssetPage,
  AssetPatch,
  AssetType,
  AssetTypePage,
  ChangePage,
  ImportedPage,
  ListedAsset,
  NewAsset,
  RelationKind,
  RelationPage,
  Removed,
  SignalPage,
  TypeContent,
  VersionEffect,
} from './asset-types.ts';
import { identifierPath, request, urlOf, type Connection } from './request.ts';
import type { AssetKind } from './types.ts';

type Options = { readonly signal?: AbortSignal };
type PageOf = Options & { readonly limit?: number; readonly after?: string };
type Related = { readonly kind: RelationKind; readonly to: string };
type AssetQuery = {
  readonly words?: string;
  readonly under?: string;
  readonly kind?: AssetKind;
  /** Identifier or name. */
  readonly assetType?: string;
};
type SignalQuery = {
  /** E.g. `88.118.8/**\/melt_*`. */
  readonly path?: string;
  readonly under?: string;
  readonly assetType?: string;
  readonly signalType?: string;
};

export type AssetCalls = {
  assets(options?: PageOf & AssetQuery): Promise<AssetPage>;
  /** By name. */
  assetChildren(identifier: string, options?: PageOf): Promise<AssetPage>;
  asset(identifier: string, options?: Options): Promise<AssetDetail>;
  createAsset(asset: NewAsset): Promise<ListedAsset>;
  changeAsset(identifier: string, patch: AssetPatch): Promise<ListedAsset>;
  /** Fails with `assets.would-lose`, whose facts count what would go, unless `anyway`. */
  removeAsset(identifier: string, options?: { anyway?: boolean }): Promise<Removed>;
  undoAssetChange(identifier: string): Promise<void>;
  assetHistory(identifier: string, options?: PageOf): Promise<ChangePage>;
  findSignals(options?: PageOf & SignalQuery): Promise<SignalPage>;
  assetRelations(identifier: string, options?: Options): Promise<RelationPage>;
  putAssetRelation(identifier: string, relation: Related): Promise<RelationPage>;
  removeAssetRelation(identifier: string, relation: Related): Promise<void>;
  assetDocuments(identifier: string, options?: Options): Promise<readonly AssetDocument[]>;
  addAssetDocument(identifier: string, name: string, bytes: Blob): Promise<AssetDocument>;
  removeAssetDocument(identifier: string): Promise<void>;
  /** The address of a document's bytes. */
  assetFileUrl(identifier: string): string;
  assetTypes(options?: PageOf & { enterprise?: string }): Promise<AssetTypePage>;
  assetType(identifier: string, options?: Options): Promise<AssetType>;
  createAssetType(
    type: { enterprise: string; name: string; description?: string } & TypeContent,
  ): Promise<AssetType>;
  addAssetTypeVersion(
    identifier: string,
    version: TypeContent & { dryRun?: boolean },
  ): Promise<VersionEffect>;
  takeAssetTypeVersion(
    identifier: string,
    take: { version: number; assets?: readonly string[]; dryRun?: boolean; anyway?: boolean },
  ): Promise<VersionEffect>;
  /** .xlsx or JSON; all of it or nothing. */
  importAssets(
    enterprise: string,
    bytes: Blob,
    options?: { dryRun?: boolean; name?: string },
  ): Promise<AssetImport>;
  assetImports(enterprise: string, options?: PageOf): Promise<ImportedPage>;
  undoAssetImport(enterprise: string, id: string): Promise<void>;
  /** The address of a file of all assets of an enterprise, or below one. */
  assetExportUrl(identifier: string, format: 'json' | 'xlsx'): string;
};

const root = '/api/assets';

export function assetCalls(connection: Connection): AssetCalls {
  return {
    ...treeCalls(connection),
    ...hangingCalls(connection),
    ...typeCalls(connection),
    ...fileCalls(connection),
  };
}

function at(call: string, identifier: string): string {
  return `${root}/${call}/${identifierPath(identifier)}`;
}

function treeCalls(connection: Connection) {
  const one = (identifier: string) => `${root}/${identifierPath(identifier)}`;
  return {
    assets: ({ signal, ...query } = {}) => request(connection, root, { query, signal }),
    assetChildren: (identifier, { signal, ...query } = {}) =>
      request(connection, at('children', identifier), { query, signal }),
    asset: (identifier, given) => request(connection, one(identifier), { signal: given?.signal }),
    createAsset: (body) => request(connection, root, { method: 'POST', body }),
    changeAsset: (identifier, body) =>
      request(connection, one(identifier), { method: 'PATCH', body }),
    removeAsset: (identifier, { anyway } = {}) =>
      request(connection, one(identifier), { method: 'DELETE', query: { anyway } }),
    async undoAssetChange(identifier) {
      await request(connection, at('undo', identifier), { method: 'POST' });
    },
    assetHistory: (identifier, { signal, ...query } = {}) =>
      request(connection, at('history', identifier), { query, signal }),
    findSignals: ({ signal, ...query } = {}) =>
      request(connection, `${root}/signals`, { query, signal }),
  } satisfies Partial<AssetCalls>;
}

function hangingCalls(connection: Connection) {
  return {
    assetRelations: (identifier, given) =>
      request(connection, at('relations', identifier), { signal: given?.signal }),
    putAssetRelation: (identifier, body) =>
      request(connection, at('relations', identifier), { method: 'PUT', body }),
    async removeAssetRelation(identifier, query) {
      await request(connection, at('relations', identifier), { method: 'DELETE', query });
    },
    async assetDocuments(identifier, given) {
      type Reply = { documents: AssetDocument[] };
      const path = at('documents', identifier);
      return (await request<Reply>(connection, path, { signal: given?.signal })).documents;
    },
    addAssetDocument: (identifier, name, bytes) =>
      request(connection, at('documents', identifier), { method: 'POST', query: { name }, bytes }),
    async removeAssetDocument(identifier) {
      await request(connection, at('documents', identifier), { method: 'DELETE' });
    },
    assetFileUrl: (identifier) => urlOf(connection, at('files', identifier)),
  } satisfies Partial<AssetCalls>;
}

function typeCalls(connection: Connection) {
  return {
    assetTypes: ({ signal, ...query } = {}) =>
      request(connection, `${root}/types`, { query, signal }),
    assetType: (identifier, given) =>
      request(connection, at('types', identifier), { signal: given?.signal }),
    createAssetType: (body) => request(connection, `${root}/types`, { method: 'POST', body }),
    addAssetTypeVersion: (identifier, body) =>
      request(connection, at('type-versions', identifier), { method: 'POST', body }),
    takeAssetTypeVersion: (identifier, body) =>
      request(connection, at('type-takes', identifier), { method: 'POST', body }),
  } satisfies Partial<AssetCalls>;
}

function fileCalls(connection: Connection) {
  return {
    importAssets: (enterprise, bytes, query = {}) =>
      request(connection, at('import', enterprise), { method: 'POST', query, bytes }),
    assetImports: (enterprise, { signal, ...query } = {}) =>
      request(connection, at('imports', enterprise), { query, signal }),
    async undoAssetImport(enterprise, id) {
      const path = `${at('imports', enterprise)}/${encodeURIComponent(id)}/undo`;
      await request(connection, path, { method: 'POST' });
    },
    assetExportUrl: (identifier, format) => urlOf(connection, at('export', identifier), { format }),
  } satisfies Partial<AssetCalls>;
}
