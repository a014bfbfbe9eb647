// Which keys the calls of one commit are about, as ranges: a long call whose keys are in order and in nobody
// else's range need not be compared with the others.
import type { RecordChange } from './record-store.ts';

export type KeyRange = { readonly first: string; readonly last: string };

const worthwhile = 16;
const rangesMax = 64;

export class TouchedRanges {
  #ranges: KeyRange[] = [];
  #unknown = false;

  /** The range of the call, where its keys are in ASCII, in order, and apart from all the calls before it. */
  add(changes: readonly RecordChange[]): KeyRange | undefined {
    const range = changes.length >= worthwhile ? rangeOf(changes) : undefined;
    const apart = range !== undefined && !this.#unknown && !this.#overlaps(range);
    if (range !== undefined && this.#ranges.length < rangesMax) this.#ranges.push(range);
    else this.#unknown = true;
    return apart ? range : undefined;
  }

  #overlaps({ first, last }: KeyRange): boolean {
    return this.#ranges.some((other) => first <= other.last && other.first <= last);
  }
}

const ascii = /^[ -~]*$/;

/** Undefined where the keys do not rise. In ASCII their order is that of the names store. */
function rangeOf(changes: readonly RecordChange[]): KeyRange | undefined {
  let before = '';
  for (const { key } of changes) {
    if (key <= before || !ascii.test(key)) return undefined;
    before = key;
  }
  return { first: changes[0]?.key ?? '', last: before };
}
