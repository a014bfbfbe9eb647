// Ranges of a node: one entry stands for thousands or billions of handles, and answers for each of them that
// has no entry of its own. The definitions are records of the same store, under keys that no question
// reaches, so they have a history and are copied to mirrors like any other.
import type { RecordStore, StoredRecord } from '../records/record-store.ts';
import { canonicalKey } from '../../../wire/handle/handle.ts';
import {
  digitRunsMax,
  digitsMax,
  formOf,
  numberIn,
  overlap,
  parsePattern,
  type RangePattern,
} from './pattern.ts';
import { RangeTemplate } from './template.ts';

export const rangeKeyStart = '0.RANGE/';

/** Definitions are held in memory. */
export const rangesMax = 100_000;

export type KnownRange = {
  readonly pattern: RangePattern;
  readonly record: StoredRecord;
  readonly template: RangeTemplate;
};

export function rangeKey(pattern: string): string {
  return `${rangeKeyStart}${canonicalKey(pattern)}`;
}

const scanEntries = 1_000;

export class Ranges {
  /** By form and width; those of one group are sorted by their first number, and none overlap. */
  readonly #groups = new Map<string, KnownRange[]>();
  #count = 0;

  /** Reads all definitions of a store, and hears of each that changes there. */
  static async load(store: RecordStore): Promise<Ranges> {
    const ranges = new Ranges();
    store.watchKeys(
      (key) => key.startsWith(rangeKeyStart),
      async (key) => {
        const record = await store.get(key);
        if (record === undefined) ranges.drop(key);
        else ranges.keep(record);
      },
    );
    for (let after: string | undefined, more = true; more;) {
      const range = { prefix: rangeKeyStart, limit: scanEntries };
      const records = await store.scan(after === undefined ? range : { ...range, after });
      for (const record of records) ranges.keep(record);
      after = records.at(-1)?.key;
      more = records.length === scanEntries;
    }
    return ranges;
  }

  get count(): number {
    return this.#count;
  }

  /** The record that a range makes for a key; undefined where no range does. */
  find(key: string): StoredRecord | undefined {
    if (this.#count === 0) return undefined;
    const slash = key.indexOf('/');
    const runs = key.matchAll(digitRun);
    let looked = 0;
    for (const { 0: digits, index } of runs) {
      if (index < slash) continue;
      if (++looked > digitRunsMax) return undefined;
      const form = `${key.slice(0, index)}\u0000${key.slice(index + digits.length)}`;
      const range = this.#rangeOf(form, digits);
      if (range !== undefined) return recordOf(range, key, digits);
    }
    return undefined;
  }

  /** A range that shares handles with this one; the very same pattern does not count. */
  inTheWay(pattern: RangePattern): RangePattern | undefined {
    const key = canonicalKey(pattern.text);
    for (let width = 0; width <= digitsMax; width++) {
      const group = this.#groups.get(groupOf(formOf(pattern), width)) ?? [];
      const found = group.find(
        (known) => canonicalKey(known.pattern.text) !== key && overlap(known.pattern, pattern),
      );
      if (found !== undefined) return found.pattern;
    }
    return undefined;
  }

  /** Takes a definition as it was written, in place of the one before. */
  keep(record: StoredRecord): void {
    const parsed = parsePattern(record.handle);
    if (!parsed.ok) return; // a record of another kind under our keys
    this.drop(record.key);
    const pattern = parsed.value;
    const known = { pattern, record, template: new RangeTemplate(record.block) };
    const name = groupOf(formOf(pattern), pattern.width);
    const group = this.#groups.get(name);
    if (group === undefined) this.#groups.set(name, [known]);
    else group.splice(behind(group, pattern.from), 0, known);
    this.#count += 1;
  }

  drop(key: string): void {
    const parsed = parsePattern(key.slice(rangeKeyStart.length));
    if (!parsed.ok) return;
    const name = groupOf(formOf(parsed.value), parsed.value.width);
    const group = this.#groups.get(name) ?? [];
    const at = group.findIndex(({ record }) => record.key === key);
    if (at < 0) return;
    group.splice(at, 1);
    if (group.length === 0) this.#groups.delete(name);
    this.#count -= 1;
  }

  #rangeOf(form: string, digits: string): KnownRange | undefined {
    for (const width of [digits.length, 0]) {
      const group = this.#groups.get(groupOf(form, width));
      const range = group?.[behind(group, Number(digits)) - 1];
      if (range !== undefined && numberIn(range.pattern, digits) !== undefined) return range;
    }
    return undefined;
  }
}

function groupOf(form: string, width: number): string {
  return `${width} ${form}`;
}

/** The place behind the last range that begins at or before a number. */
function behind(group: readonly KnownRange[], number: number): number {
  let [low, high] = [0, group.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((group[middle] as KnownRange).pattern.from <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}

const digitRun = /\d+/g;
function recordOf(
  { pattern, record, template }: KnownRange,
  key: string,
  digits: string,
): StoredRecord {
  const handle = `${pattern.before}${digits}${pattern.behind}`;
  const { allPublic, revision, sinceMs } = record;
  return { key, handle, block: template.blockOf(handle, digits), allPublic, revision, sinceMs };
}
