// Registering under the enterprise's prefix: each item by itself, idempotent, refused with a reason or
// durable when told.
import type { Clock } from '../../../kernel/world/clock.ts';
import { decodeValueBlock, type HandleValue } from '../../../wire/handle/handle.ts';
import type { Registration, RegistrationOutcome, RegistrationResult } from '../api.ts';
import type { OpenRecordStore } from '../records/open-record-store.ts';
import type { ChangeOutcome, RecordChange } from '../records/record-store.ts';
import { otherServerFailure, type SiteSplit } from '../split/site-split.ts';
import { checkRegistration } from './check-registration.ts';
import { adminIndex, adminValue, textValue } from './new-values.ts';

export type RegisterOptions = {
  readonly store: OpenRecordStore;
  readonly clock: Clock;
  /** Canonical. */
  readonly prefix: string;
  readonly overwrite: boolean;
  /** Where the site has several servers. */
  readonly split?: SiteSplit | undefined;
};

/** Calls of the store share a commit; a longer one would keep the process from answering. */
const callItems = 4_000;

export async function register(
  items: readonly Registration[],
  options: RegisterOptions,
): Promise<RegistrationResult[]> {
  if (items.length <= callItems) return registerSome(items, options);
  const calls: Promise<RegistrationResult[]>[] = [];
  for (let from = 0; from < items.length; from += callItems) {
    calls.push(registerSome(items.slice(from, from + callItems), options));
  }
  return (await Promise.all(calls)).flat();
}

async function registerSome(
  items: readonly Registration[],
  { store, clock, prefix, overwrite, split }: RegisterOptions,
): Promise<RegistrationResult[]> {
  const results: RegistrationResult[] = [];
  const changes: RecordChange[] = [];
  const places: number[] = [];
  const nowMs = clock.now();
  const admin = adminValue(prefix, nowMs);
  const packer = store.packer({
    valuesOf: (texts) => [...texts.map((text) => textValue({ ...text, nowMs })), admin],
    nowMs,
  });
  items.forEach((item, at) => {
    const checked = checkRegistration(item, prefix);
    if (!checked.ok) {
      results[at] = checked.failure;
      return;
    }
    const { key, handle, values } = checked.value;
    const other = split?.otherServer(key);
    if (other !== undefined) {
      results[at] = otherServerFailure(handle, other.address);
      return;
    }
    const record = packer.pack(key, handle, values);
    changes.push(overwrite ? { key, record } : { key, record, expect: 'absent' });
    places.push(at);
  });
  const outcomes = await store.write(changes, { same: holdsTheSame });
  places.forEach((at, n) => (results[at] = resultOf[outcomes[n] ?? 'refused']));
  return results;
}

const resultOf: Readonly<Record<ChangeOutcome, RegistrationOutcome>> = {
  created: 'registered',
  changed: 'updated',
  unchanged: 'unchanged',
  refused: 'conflict',
  removed: 'conflict',
};

/** Same indexes, types and data, in whatever order; when they were written and who administers them does not matter. */
function holdsTheSame(current: Uint8Array, wanted: Uint8Array): boolean {
  const [known, asked] = [registeredValues(current), registeredValues(wanted)];
  if (known.length !== asked.length) return false;
  const byIndex = new Map(known.map((value) => [value.index, value]));
  return asked.every((value) => {
    const other = byIndex.get(value.index);
    if (other === undefined || other.type !== value.type) return false;
    return Buffer.compare(other.data, value.data) === 0;
  });
}

function registeredValues(block: Uint8Array): HandleValue[] {
  const decoded = decodeValueBlock(block);
  return decoded.ok ? decoded.value.filter(({ index }) => index !== adminIndex) : [];
}
