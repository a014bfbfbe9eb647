// How many records there are under each prefix: a list of millions tells its length without counting them.
// A node holds those of its own prefix and naming records; a store of more prefixes than that counts when asked.
import type { ChangeAction } from './record-store.ts';

/** Prefix -> records; null where there are too many prefixes. */
export type RecordCounts = Readonly<Record<string, number>> | null;

const prefixesMax = 64;

type Counted = { readonly key: string; readonly action: ChangeAction };

export function countedAfter(counts: RecordCounts, changes: readonly Counted[]): RecordCounts {
  if (counts === null) return null;
  const next = new Map(Object.entries(counts));
  let start = '/';
  let sum = 0;
  const add = (): void => void next.set(start, (next.get(start) ?? 0) + sum);
  for (const { key, action } of changes) {
    if (action === 'changed') continue;
    if (!key.startsWith(start)) {
      if (sum !== 0) add();
      start = startOf(key);
      sum = 0;
    }
    sum += action === 'created' ? 1 : -1;
  }
  if (sum !== 0) add();
  const kept = [...next].filter(([, count]) => count !== 0);
  return kept.length > prefixesMax ? null : Object.fromEntries(kept);
}

/** Undefined where it must be counted. `start` is a prefix and its slash, or empty for all records. */
export function countIn(counts: RecordCounts, start: string): number | undefined {
  if (counts === null) return undefined;
  if (start === '') return Object.values(counts).reduce((sum, count) => sum + count, 0);
  return startOf(start) === start ? (counts[start] ?? 0) : undefined;
}

function startOf(key: string): string {
  return key.slice(0, key.indexOf('/') + 1);
}
