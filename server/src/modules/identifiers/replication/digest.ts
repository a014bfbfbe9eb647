// The digest of a run of records: the same exactly if the same handles have the same values.
import { createHash } from 'node:crypto';
import type { RecordStore, StoredRecord } from '../records/record-store.ts';

export type RunDigest = {
  readonly count: number;
  readonly last?: string;
  readonly digest: string;
  /** Fewer records than asked for were there. */
  readonly done: boolean;
};

/** Of at most `limit` records behind a key, and at or before another. */
export async function digestOf(
  store: RecordStore,
  range: { after?: string; upTo?: string; limit: number },
): Promise<RunDigest> {
  const { after, upTo, limit } = range;
  const found = await store.scan({ prefix: '', limit, ...(after === undefined ? {} : { after }) });
  const records = upTo === undefined ? found : found.filter(({ key }) => atOrBefore(key, upTo));
  const hash = createHash('sha256');
  for (const record of records) addTo(hash, record);
  const last = records.at(-1)?.key;
  return {
    count: records.length,
    ...(last === undefined ? {} : { last }),
    digest: hash.digest('hex'),
    done: found.length < limit || records.length < found.length,
  };
}

export function isSameRecord(one: StoredRecord, other: StoredRecord): boolean {
  return one.handle === other.handle && Buffer.compare(one.block, other.block) === 0;
}

/** In the order of UTF-8 bytes, which is the order of the store. */
export function atOrBefore(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) <= 0;
}

type Hash = ReturnType<typeof createHash>;

/** Lengths in front, so that no two runs of records give the same bytes. */
function addTo(hash: Hash, { key, handle, block }: StoredRecord): void {
  const lengths = Buffer.alloc(12);
  lengths.writeUInt32BE(Buffer.byteLength(key), 0);
  lengths.writeUInt32BE(Buffer.byteLength(handle), 4);
  lengths.writeUInt32BE(block.length, 8);
  hash.update(lengths).update(key).update(handle).update(block);
}
