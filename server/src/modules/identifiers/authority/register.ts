// Registering under the enterprise's prefix: each item by itself, idempotent, refused with a reason or
// durable when told.
import type { Failure } from '../../../kernel/failure/failure.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { NameWrite, NamesStore } from '../../../stores/names/names.ts';
import {
  bytesOfText,
  decodeValueBlock,
  encodeValueBlock,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { Registration, RegistrationOutcome, RegistrationResult } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { blockOf, encodeRecord } from '../model/stored-record.ts';
import { shortened } from '../model/question.ts';
import { checkRegistration, type CheckedRegistration } from './check-registration.ts';
import { adminIndex, adminValue, textValue } from './new-values.ts';

export type RegisterOptions = {
  readonly store: NamesStore;
  readonly clock: Clock;
  /** Canonical. */
  readonly prefix: string;
  readonly overwrite: boolean;
};

/** How often a record may change under our hands before we give up. */
const triesMax = 8;

type Open = { readonly at: number; readonly item: CheckedRegistration };

export async function register(
  items: readonly Registration[],
  options: RegisterOptions,
): Promise<RegistrationResult[]> {
  const results: RegistrationResult[] = [];
  let open: Open[] = [];
  items.forEach((item, at) => {
    const checked = checkRegistration(item, options.prefix);
    if (checked.ok) open.push({ at, item: checked.value });
    else results[at] = checked.failure;
  });
  for (let tries = 0; open.length > 0; tries++) {
    if (tries === triesMax) {
      for (const { at, item } of open) results[at] = writtenMeanwhile(item);
      break;
    }
    open = await registerOnce(open, results, options);
  }
  return results;
}

/** Decides and writes all of them in one step; returns those that somebody else changed in between. */
async function registerOnce(
  open: readonly Open[],
  results: RegistrationResult[],
  options: RegisterOptions,
): Promise<Open[]> {
  const writes: NameWrite[] = [];
  const written: { one: Open; outcome: RegistrationOutcome }[] = [];
  for (const one of open) {
    const answer = options.store.get(one.item.key);
    const stored = answer instanceof Promise ? await answer : answer;
    const outcome = decide(stored, one.item, options.overwrite);
    if (outcome === 'unchanged' || outcome === 'conflict') {
      results[one.at] = outcome;
      continue;
    }
    const value = recordOf(one.item, options);
    writes.push({ key: one.item.key, value, expect: stored ?? 'absent' });
    written.push({ one, outcome });
  }
  const outcomes = writes.length === 0 ? [] : await options.store.write(writes);
  const again: Open[] = [];
  written.forEach(({ one, outcome }, at) => {
    if (outcomes[at] === 'refused') again.push(one);
    else results[one.at] = outcome;
  });
  return again;
}

function decide(
  stored: Uint8Array | undefined,
  item: CheckedRegistration,
  overwrite: boolean,
): RegistrationOutcome {
  if (stored === undefined) return 'registered';
  if (holdsTheSame(stored, item)) return 'unchanged';
  return overwrite ? 'updated' : 'conflict';
}

function recordOf(item: CheckedRegistration, { clock, prefix }: RegisterOptions): Uint8Array {
  const nowMs = clock.now();
  const values: HandleValue[] = item.values.map((value) => textValue({ ...value, nowMs }));
  const block = encodeValueBlock([...values, adminValue(prefix, nowMs)]);
  return encodeRecord({ handle: item.handle, key: item.key, block });
}

/** Same indexes, types and data, in whatever order; when they were written does not matter. */
function holdsTheSame(stored: Uint8Array, item: CheckedRegistration): boolean {
  const decoded = decodeValueBlock(blockOf(stored));
  if (!decoded.ok) return false;
  const known = decoded.value.filter((value) => value.index !== adminIndex);
  if (known.length !== item.values.length) return false;
  const byIndex = new Map(known.map((value) => [value.index, value]));
  return item.values.every((value) => {
    const other = byIndex.get(value.index);
    if (other === undefined || other.type !== value.type) return false;
    return Buffer.compare(other.data, bytesOfText(value.text)) === 0;
  });
}

function writtenMeanwhile(item: CheckedRegistration): Failure {
  return identifiersFailures['written-meanwhile']({ handle: shortened(item.handle) });
}
