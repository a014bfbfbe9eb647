// For tests: whether the log of a record store agrees with its records and versions, as somebody finds out
// who copies the store by its log alone.
import type { RecordStore, StoredRecord } from './record-store.ts';

const pageChanges = 1_000;

/** What does not agree; nothing in a sound store. */
export async function checkStore(store: RecordStore): Promise<string[]> {
  const faults: string[] = [];
  const { copy, from, position, keys } = await copyByLog(store, faults);
  if (position !== store.position()) {
    faults.push(`the log ends at ${position}, the store says ${store.position()}`);
  }
  await compareRecords(store, { copy, from }, faults);
  for (const key of keys) await checkVersions(store, key, faults);
  return faults;
}

type Copy = Map<string, StoredRecord>;

async function copyByLog(store: RecordStore, faults: string[]) {
  const copy: Copy = new Map();
  const keys = new Set<string>();
  const from = await firstKept(store);
  let position = from;
  let timeMs = 0;
  for (;;) {
    const { changes } = await store.changes(position, pageChanges);
    for (const change of changes) {
      const { key, action, record } = change;
      if (change.position !== position + 1) faults.push(`position ${position + 1} is missing`);
      if (change.timeMs < timeMs) faults.push(`time runs backwards at ${change.position}`);
      ({ position, timeMs } = change);
      if (action !== 'created') keys.add(key);
      if (action === 'created' && copy.has(key)) faults.push(`${key} is created twice`);
      if (action === 'removed' && from === 0 && !copy.has(key)) faults.push(`${key} was not there`);
      if (action === 'removed') copy.delete(key);
      else if (record === undefined) faults.push(`version ${position} of ${key} is lost`);
      else copy.set(key, record);
    }
    if (changes.length < pageChanges) return { copy, from, position, keys };
  }
}

/** The position behind which the log is kept; found by halving. */
async function firstKept(store: RecordStore): Promise<number> {
  let [low, high] = [0, store.position()];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await store.changes(middle, 1)).truncated) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function compareRecords(
  store: RecordStore,
  { copy, from }: { copy: Copy; from: number },
  faults: string[],
): Promise<void> {
  let after: string | undefined;
  let found = 0;
  let all = 0;
  for (;;) {
    const range = { prefix: '', limit: pageChanges, ...(after === undefined ? {} : { after }) };
    const page = await store.scan(range);
    all += page.length;
    for (const record of page) {
      const copied = copy.get(record.key);
      if (copied !== undefined) found++;
      else if (record.revision > from) faults.push(`${record.key} is not in the log`);
      if (copied !== undefined && !isSame(record, copied)) faults.push(`${record.key} differs`);
    }
    after = page.at(-1)?.key;
    if (page.length < pageChanges) break;
  }
  const counted = await store.count('');
  if (counted !== all) faults.push(`${all} records, counted as ${counted}`);
  if (found !== copy.size) faults.push(`${copy.size - found} records of the log are not there`);
}

async function checkVersions(store: RecordStore, key: string, faults: string[]): Promise<void> {
  const versions = await store.historyOf(key, { limit: 1_000 });
  versions.forEach(({ record, endedBy = Infinity }, n) => {
    if (record.revision >= endedBy) faults.push(`${key} ended before it began`);
    const next = versions[n + 1]?.record.revision ?? Infinity;
    if (next < endedBy) faults.push(`two versions of ${key} at ${next}`);
  });
}

function isSame(one: StoredRecord, other: StoredRecord): boolean {
  return (
    one.revision === other.revision &&
    one.handle === other.handle &&
    one.sinceMs === other.sinceMs &&
    Buffer.compare(one.block, other.block) === 0
  );
}
