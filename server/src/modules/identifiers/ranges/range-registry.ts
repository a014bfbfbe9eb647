// The ranges of an enterprise node, for other modules and for HTTP.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { RangeRegistry, RegisteredRange } from '../api.ts';
import { filteredRecord } from '../model/filtered-record.ts';
import type { RecordStore, StoredRecord } from '../records/record-store.ts';
import { parsePattern, sizeOf } from './pattern.ts';
import { rangeKey, rangeKeyStart, type Ranges } from './ranges.ts';
import { registerRange, removeRange } from './register-range.ts';

export function rangeRegistry(options: {
  store: RecordStore;
  ranges: Ranges;
  clock: Clock;
  /** Canonical. */
  prefix: string;
  /** Fails where the node is a copy. */
  checkWritable: () => void;
}): RangeRegistry {
  const { store, clock, prefix } = options;
  let last: Promise<unknown> = Promise.resolve();
  // Two that overlap must not both find room.
  const inTurn = async <R>(work: () => Promise<R>): Promise<R> => {
    options.checkWritable();
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
  return {
    prefix,
    register: (range, { overwrite = false } = {}) =>
      inTurn(() => registerRange(range, overwrite, options)),
    remove: (pattern) => inTurn(() => removeRange(pattern, options)),
    async list({ limit, after }) {
      const range = { prefix: rangeKeyStart, limit };
      const from = after === undefined ? {} : { after: rangeKey(after) };
      const records = await store.scan({ ...range, ...from });
      const last = records.length === limit ? records.at(-1)?.handle : undefined;
      const ranges = records.map((record) => shown(record, clock.now()));
      return { ranges, ...(last === undefined ? {} : { next: last }) };
    },
  };
}

function shown({ handle, block, sinceMs }: StoredRecord, nowMs: number): RegisteredRange {
  const parsed = parsePattern(handle);
  const { values } = filteredRecord({ code: 1, block }, {}, nowMs);
  const since = new Date(sinceMs).toISOString();
  return { pattern: handle, size: parsed.ok ? sizeOf(parsed.value) : 0, since, values };
}
