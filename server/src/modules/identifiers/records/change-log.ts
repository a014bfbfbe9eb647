// The log of changes, read in order from any position: what a mirror follows.
import { checkLimit } from '../../../stores/checks.ts';
import type { NamesStore } from '../../../stores/names/names.ts';
import { logKey, logPrefix } from './internal-keys.ts';
import { decodeLog } from './log-entry.ts';
import type { ChangePage, LoggedChange } from './record-store.ts';
import type { Versions } from './versions.ts';

const pageChangesMax = 10_000;
const scanEntries = 8;

export class ChangeLog {
  readonly #names: NamesStore;
  readonly #versions: Versions;

  constructor(names: NamesStore, versions: Versions) {
    this.#names = names;
    this.#versions = versions;
  }

  async changes(
    after: number,
    { limit, logFrom }: { limit: number; logFrom: number },
  ): Promise<ChangePage> {
    checkLimit(limit, pageChangesMax);
    if (after < logFrom) return { changes: [], truncated: true };
    const changes: LoggedChange[] = [];
    let from = after;
    while (changes.length < limit) {
      const range = { prefix: logPrefix, after: logKey(from), limit: scanEntries };
      const entries = await this.#names.scan(range);
      for (const { key, value } of entries) {
        if (changes.length >= limit) break;
        const last = positionIn(key);
        changes.push(...(await this.#told(value, { last, from, limit: limit - changes.length })));
        from = last;
      }
      if (entries.length < scanEntries) break;
    }
    return { changes, truncated: false };
  }

  async #told(
    entry: Uint8Array,
    { last, from, limit }: { last: number; from: number; limit: number },
  ): Promise<LoggedChange[]> {
    const { timeMs, endsStep, lines } = decodeLog(entry);
    const first = last - lines.length + 1;
    const skip = Math.max(0, from - first + 1);
    const told: LoggedChange[] = [];
    for (let n = skip; n < Math.min(lines.length, skip + limit); n++) {
      const line = lines[n];
      if (line === undefined) break;
      const position = first + n;
      const { key, action } = line;
      const record =
        action === 'removed' ? undefined : await this.#versions.writtenBy(key, position);
      told.push({
        position,
        timeMs,
        key,
        action,
        ...(record === undefined ? {} : { record }),
        endsStep: endsStep && n === lines.length - 1,
      });
    }
    return told;
  }
}

export function positionIn(logKeyText: string): number {
  return Number.parseInt(logKeyText.slice(logPrefix.length), 16);
}
