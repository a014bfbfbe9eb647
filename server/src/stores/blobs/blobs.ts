// The blobs shape: bytes named by their SHA-256, so that the same bytes are kept once and a name
// can never come to mean something else.

/** 64 lower-case hexadecimal digits. */
export type BlobName = string;

/** Names in one `list`. */
export const blobListMax = 10_000;

export interface BlobsStore {
  /** Durable when the promise resolves. */
  put(bytes: Uint8Array): Promise<BlobName>;
  /** Fails with `stores.damaged-blob` when the bytes on disk no longer have that name. */
  get(name: BlobName): Promise<Uint8Array | undefined>;
  has(name: BlobName): Promise<boolean>;
  /** True when there was one. */
  remove(name: BlobName): Promise<boolean>;
  /** Names in order, behind `after`; the limit is 1 … 10,000. */
  list(limit: number, after?: BlobName): Promise<BlobName[]>;
  close(): Promise<void>;
}
