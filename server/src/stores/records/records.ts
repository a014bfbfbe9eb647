// The records shape: small documents with declared secondary keys, changed in transactions. Every
// row belongs to a tenant (an enterprise, named by its prefix), so that no query can forget it.

/** A tenant is an enterprise's prefix, e.g. `88.118.8`; `*` in a query asks across all of them. */
export type Tenant = string;

export type CollectionDefinition = {
  /** `<module>.<noun>`, e.g. `assets.signals`. */
  readonly name: string;
  /**
   * Secondary keys: name -> dotted path in the document. Only these can be filtered and sorted by.
   * A text, number or boolean there is the key's value (true counts as 1, false as 0); of anything
   * else the row has no such key. `unique` holds within a tenant, among the rows that have the key.
   */
  readonly keys: Readonly<Record<string, { readonly path: string; readonly unique?: boolean }>>;
};

export type RecordRow<D> = {
  readonly tenant: Tenant;
  readonly id: string;
  /** Starts at 1 and grows by 1 with each change. */
  readonly version: number;
  readonly document: D;
};

export type KeyValue = string | number | boolean;

export const findLimitDefault = 100;
export const findLimitMax = 1_000;
/** Values in one `one-of`. */
export const oneOfMax = 1_000;

/**
 * Numbers are compared with numbers and texts with texts (in the order of their UTF-8 bytes); a row
 * without the key fits no filter on it.
 */
export type Filter = {
  readonly key: string;
  readonly is: 'equal' | 'less' | 'at-most' | 'greater' | 'at-least' | 'starts-with' | 'one-of';
  readonly value: KeyValue | readonly KeyValue[];
};

export type RecordsQuery = {
  readonly tenant: Tenant | '*';
  /** All must hold. */
  readonly where?: readonly Filter[];
  /**
   * Default: by id, ascending. Numbers come before texts, rows without the key last (first when
   * descending). Ties are broken by id in the same direction, then by tenant, so pages never repeat
   * or skip a row.
   */
  readonly order?: { readonly key: string; readonly descending?: boolean };
  /** 1 … 1000; default 100. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
};

export type RecordsPage<D> = {
  readonly rows: readonly RecordRow<D>[];
  /** Present when more rows follow. */
  readonly next?: string;
};

export interface RecordsReader {
  get<D>(collection: string, tenant: Tenant, id: string): Promise<RecordRow<D> | undefined>;
  find<D>(collection: string, query: RecordsQuery): Promise<RecordsPage<D>>;
  count(collection: string, query: Pick<RecordsQuery, 'tenant' | 'where'>): Promise<number>;
}

export interface RecordsTransaction extends RecordsReader {
  /**
   * Creates or replaces a document and returns its new version. `expected` is the version the caller
   * read, or `'absent'`. Fails with `stores.changed-meanwhile` or `stores.duplicate-key`.
   */
  put<D>(
    row: { collection: string; tenant: Tenant; id: string; document: D },
    expected?: number | 'absent',
  ): Promise<number>;
  /** True when there was one. */
  remove(collection: string, tenant: Tenant, id: string): Promise<boolean>;
}

export interface RecordsStore extends RecordsReader {
  /**
   * Makes a collection known, once in every run before it is used; adding, changing and dropping keys
   * later is allowed and indexes what is there. Fails with `stores.duplicate-key` when rows that are
   * there contradict a new unique key.
   */
  define(collection: CollectionDefinition): Promise<void>;
  /**
   * Runs `work` alone; all its changes become durable together when the promise resolves, none when
   * it rejects. Readers outside never see half of it. Not to be called from inside `work`.
   */
  transaction<R>(work: (records: RecordsTransaction) => Promise<R>): Promise<R>;
  close(): Promise<void>;
}
