// What a record store knows of itself: written with every commit, in the same step.
import type { NamesStore } from '../../../stores/names/names.ts';
import { stateKey } from './internal-keys.ts';
import type { Followed } from './record-store.ts';
import type { RecordCounts } from './record-counts.ts';

export type StoreState = {
  /** Of the layout of all that the space holds. */
  readonly layout: number;
  /** Of the newest change. */
  readonly position: number;
  readonly timeMs: number;
  /** From here on every version is known. */
  readonly historyFromMs: number;
  /** The last position that the log no longer holds. */
  readonly logFrom: number;
  readonly counts: RecordCounts;
  readonly followed?: Followed;
  /** Set while records of layout 1 are turned into ours: all keys up to this one are done. */
  readonly migratedTo?: string;
};

export const storeLayout = 2;

export const freshState: StoreState = {
  layout: storeLayout,
  position: 0,
  timeMs: 0,
  historyFromMs: 0,
  logFrom: 0,
  counts: {},
};

export async function loadState(names: NamesStore): Promise<StoreState | undefined> {
  const stored = await names.get(stateKey);
  return stored === undefined ? undefined : JSON.parse(new TextDecoder().decode(stored));
}

export function stateEntry(state: StoreState): { key: string; value: Uint8Array } {
  return { key: stateKey, value: Buffer.from(JSON.stringify(state)) };
}
