// Registering a range: checked as a single handle is, with the longest name that it stands for; the same again
// changes nothing, another template is a conflict unless it is to replace the old.
import { assert } from '../../../kernel/failure/assert.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import { decodeValueBlock, encodeValueBlock } from '../../../wire/handle/handle.ts';
import type { NewValue, RegistrationOutcome } from '../api.ts';
import { checkRegistration, recordBytesMax } from '../authority/check-registration.ts';
import { adminIndex, adminValue, textValue } from '../authority/new-values.ts';
import { identifiersFailures } from '../failures.ts';
import { rangeFailures } from './failures.ts';
import { shortened } from '../model/question.ts';
import type { RecordStore, StoredRecord } from '../records/record-store.ts';
import { faultWords } from './fault-words.ts';
import { parsePattern, type RangePattern } from './pattern.ts';
import { rangeKey, rangesMax, type Ranges } from './ranges.ts';
import { RangeTemplate } from './template.ts';

export type RangeOptions = {
  readonly store: RecordStore;
  readonly ranges: Ranges;
  readonly clock: Clock;
  /** Canonical. */
  readonly prefix: string;
};

/** One at a time. Fails with `ranges.bad-range`, `ranges.range-overlaps`, `ranges.too-many-ranges`, and as registering does. */
export async function registerRange(
  item: { readonly pattern: string; readonly values: readonly NewValue[] },
  overwrite: boolean,
  options: RangeOptions,
): Promise<RegistrationOutcome> {
  const { store, ranges, clock, prefix } = options;
  const pattern = patternOf(item.pattern);
  const { before, to, behind } = pattern;
  const longest = `${before}${String(to).padStart(pattern.width, '0')}${behind}`;
  const checked = checkRegistration({ handle: longest, values: item.values }, prefix);
  if (!checked.ok) throw checked.failure;
  checkRoom(pattern, ranges);
  const nowMs = clock.now();
  const values = item.values.map((value) => textValue({ ...value, nowMs }));
  const block = encodeValueBlock([...values, adminValue(prefix, nowMs)]);
  checkSize(pattern, longest, block);
  const key = rangeKey(pattern.text);
  const known = await store.get(key);
  if (known !== undefined && tellsTheSame(known, block)) return 'unchanged';
  if (known !== undefined && !overwrite) return 'conflict';
  const record = { handle: pattern.text, block };
  const [outcome] = await store.write([{ key, record, expect: known?.revision ?? 'absent' }]);
  assert(outcome !== 'refused', 'somebody else writes ranges');
  return known === undefined ? 'registered' : 'updated';
}

/** The handles of the range that have no entry of their own are gone; false when there was none. */
export async function removeRange(
  text: string,
  { store }: Pick<RangeOptions, 'store'>,
): Promise<boolean> {
  const key = rangeKey(patternOf(text).text);
  const [outcome] = await store.write([{ key, record: null }]);
  return outcome === 'removed';
}

function patternOf(text: string): RangePattern {
  const parsed = parsePattern(text);
  if (parsed.ok) return parsed.value;
  const reason = faultWords[parsed.fault];
  throw rangeFailures['bad-range']({ pattern: shortened(text), reason });
}

function checkRoom(pattern: RangePattern, ranges: Ranges): void {
  const other = ranges.inTheWay(pattern);
  if (other !== undefined) {
    const [one, two] = [shortened(pattern.text), shortened(other.text)];
    throw rangeFailures['range-overlaps']({ pattern: one, other: two });
  }
  if (ranges.count >= rangesMax) throw rangeFailures['too-many-ranges']({ limit: rangesMax });
}

/** The template may grow where its holes are filled. */
function checkSize(pattern: RangePattern, longest: string, block: Uint8Array): void {
  const digits = String(pattern.to).padStart(pattern.width, '0').length;
  const bytes = new RangeTemplate(block).bytesMax(digits, Buffer.byteLength(longest));
  if (bytes <= recordBytesMax) return;
  const handle = shortened(pattern.text);
  throw identifiersFailures['record-too-large']({ handle, bytes, bytesMax: recordBytesMax });
}

function tellsTheSame(known: StoredRecord, block: Uint8Array): boolean {
  const [one, other] = [contentOf(known.block), contentOf(block)];
  return one === other;
}

function contentOf(block: Uint8Array): string {
  const decoded = decodeValueBlock(block);
  const values = decoded.ok ? decoded.value : [];
  return values
    .filter(({ index }) => index !== adminIndex)
    .toSorted((one, other) => one.index - other.index)
    .map(({ index, type, data }) => JSON.stringify([index, type, Buffer.from(data).toString()]))
    .join('\n');
}
