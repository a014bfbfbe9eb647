// Versions and log entries go when they are older than they are to be kept: some log entries at a time,
// each with the versions that its changes ended.
import type { NamePut, NamesStore } from '../../../stores/names/names.ts';
import { positionIn } from './change-log.ts';
import { logPrefix, versionKey } from './internal-keys.ts';
import { decodeLog } from './log-entry.ts';
import type { StoreState } from './store-state.ts';

/** A mirror that was away for so long can go on where it was, also where no history is kept. */
export const logDaysMin = 7;

/** Entries of one run: some thousand changes. */
const runEntries = 10;
const dayMs = 86_400_000;

export type PurgeOptions = {
  readonly names: NamesStore;
  readonly nowMs: number;
  readonly historyDays: number;
};

export async function purgeStep(
  state: StoreState,
  { names, nowMs, historyDays }: PurgeOptions,
): Promise<{ puts: NamePut[]; state: StoreState; more: boolean }> {
  const endMs = nowMs - Math.max(historyDays, logDaysMin) * dayMs;
  const puts: NamePut[] = [];
  let next = state;
  const entries = await names.scan({ prefix: logPrefix, limit: runEntries });
  for (const { key, value } of entries) {
    const { timeMs, lines } = decodeLog(value);
    if (timeMs >= endMs) return { puts, state: next, more: false };
    const last = positionIn(key);
    lines.forEach((line, n) => {
      if (line.action === 'created') return;
      puts.push({ key: versionKey(line.key, last - lines.length + 1 + n), value: null });
    });
    puts.push({ key, value: null });
    const historyFromMs = Math.max(next.historyFromMs, timeMs);
    next = { ...next, logFrom: last, historyFromMs };
  }
  return { puts, state: next, more: entries.length === runEntries };
}
