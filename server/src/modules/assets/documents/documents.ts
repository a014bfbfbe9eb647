// Documents and photos of assets. The bytes lie in the blobs store, named by their hash and shared by all
// who keep the same; who may see them is decided by the document's own record, which is the enterprise's.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import type { BlobsStore } from '../../../stores/blobs/blobs.ts';
import type {
  CollectionDefinition,
  RecordsReader,
  RecordsStore,
} from '../../../stores/records/records.ts';
import { enterpriseOf } from '../api.ts';
import type { Changes, Who } from '../changes.ts';
import { assetsFailures } from '../failures.ts';
import { keyOf } from '../model/key.ts';
import type { AssetDocument } from '../schemas.ts';
import type { StoredAssets } from '../stored-assets.ts';
import { contentOf } from './content-type.ts';

export const documentsCollection: CollectionDefinition = {
  name: 'assets.documents',
  keys: { asset: { path: 'asset' }, blob: { path: 'blob' } },
};

export type KeptDocument = {
  /** In lower case; also the row's id. */
  readonly identifier: string;
  readonly asset: string;
  readonly blob: string;
  readonly document: AssetDocument;
};

export const documentBytesMax = 32 * 1_024 * 1_024;
const documentsMax = 200;

export type DocumentsOptions = {
  readonly records: RecordsStore;
  readonly blobs: BlobsStore;
  readonly assets: StoredAssets;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly random: Random;
};

export class Documents {
  readonly #options: DocumentsOptions;

  constructor(options: DocumentsOptions) {
    this.#options = options;
  }

  async list(asset: string): Promise<AssetDocument[]> {
    const kept = await documentsOf(this.#options.records, keyOf(asset));
    return kept
      .map(({ document }) => document)
      .toSorted((one, other) => (one.at < other.at ? -1 : 1));
  }

  /** Fails with `assets.document-kind`, `assets.too-many-documents`. */
  async add(
    asset: string,
    { name, bytes, by }: { readonly name: string; readonly bytes: Uint8Array; readonly by: Who },
  ): Promise<AssetDocument> {
    const { blobs, assets, changes, clock, random } = this.#options;
    const node = assets.tree.node(asset);
    if (!node) throw assetsFailures['unknown-asset']({ identifier: asset });
    const content = contentOf(bytes);
    if (!content) throw notKept(name, bytes);
    const blob = await blobs.put(bytes);
    const id = Buffer.from(random.bytes(8)).toString('hex');
    const document: AssetDocument = {
      ...{ identifier: `${enterpriseOf(node.identifier)}/D-${id}`, asset: node.identifier, name },
      ...{ ...content, bytes: bytes.length, by: by.name },
      at: new Date(clock.now()).toISOString(),
    };
    const identifier = keyOf(document.identifier);
    const after: KeptDocument = { identifier, asset: node.key, blob, document };
    await assets.change(async (records) => {
      const { name: collection } = documentsCollection;
      if ((await documentsOf(records, node.key)).length >= documentsMax) {
        throw assetsFailures['too-many-documents']({ identifier: asset, countMax: documentsMax });
      }
      const tenant = enterpriseOf(identifier);
      await records.put({ collection, tenant, id: identifier, document: after });
      const steps = [{ collection, id: identifier, after }];
      const fields = [{ name: 'document', after: name }];
      const what = 'document-added';
      await changes.note(records, { asset: node.identifier, what, by, fields, steps });
    });
    return document;
  }

  async read(identifier: string): Promise<{ document: AssetDocument; bytes: Uint8Array }> {
    const { blobs } = this.#options;
    const kept = await this.#kept(identifier);
    const bytes = await blobs.get(kept.blob);
    if (!bytes) throw assetsFailures['unknown-document']({ identifier });
    return { document: kept.document, bytes };
  }

  async remove(identifier: string, by: Who): Promise<void> {
    const { assets, changes } = this.#options;
    const before = await this.#kept(identifier);
    const id = before.identifier;
    await assets.change(async (records) => {
      const { name: collection } = documentsCollection;
      await records.remove(collection, enterpriseOf(id), id);
      const { asset, name } = before.document;
      const fields = [{ name: 'document', before: name }];
      const steps = [{ collection, id, before }];
      await changes.note(records, { asset, what: 'document-removed', by, fields, steps });
    });
  }

  async #kept(identifier: string): Promise<KeptDocument> {
    const id = keyOf(identifier);
    const { name } = documentsCollection;
    const row = await this.#options.records.get<KeptDocument>(name, enterpriseOf(id), id);
    if (!row) throw assetsFailures['unknown-document']({ identifier });
    return row.document;
  }
}

export async function documentsOf(records: RecordsReader, asset: string): Promise<KeptDocument[]> {
  const { rows } = await records.find<KeptDocument>(documentsCollection.name, {
    tenant: enterpriseOf(asset),
    where: [{ key: 'asset', is: 'equal', value: asset }],
    limit: documentsMax,
  });
  return rows.map(({ document }) => document);
}

function notKept(name: string, bytes: Uint8Array) {
  const first = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  const empty = bytes.length === 0;
  const found = empty ? 'empty' : `unknown or not safe to show (it begins ${first})`;
  const foundZh = empty ? '空' : `未知或不宜显示（开头字节 ${first}）`;
  return assetsFailures['document-kind']({ name, found, foundZh });
}
