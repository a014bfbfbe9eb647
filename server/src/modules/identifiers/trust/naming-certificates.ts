// Keeps the certificates in the naming records that a node holds: for its children, and at the top for itself.
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  decodeValueBlock,
  encodeValueBlock,
  prefixHandle,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import { rootPrefix } from '../model/question.ts';
import type { RecordStore, StoredRecord } from '../records/record-store.ts';
import { certificatesFor, isKept, keysIn, type Issuer, type SlottedKey } from './certificates.ts';

export type CertifyOptions = {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly lifeMs: number;
  /** Who signs the certificates of a prefix. */
  readonly issuerOf: (prefix: string) => Issuer;
};

const pageSize = 500;
const triesMax = 8;

/**
 * Certifies just these keys of a prefix (canonical); the ones that are certified already without `keys`.
 * False where there is no naming record, or it changes under our hands again and again.
 */
export async function certify(
  prefix: string,
  options: CertifyOptions,
  keys?: readonly SlottedKey[],
): Promise<boolean> {
  const { store, clock, lifeMs, issuerOf } = options;
  const key = prefixHandle(prefix);
  for (let tries = 0; tries < triesMax; tries++) {
    const stored = await store.get(key);
    const values = stored === undefined ? undefined : valuesOf(stored);
    if (stored === undefined || values === undefined) return false;
    const old = values.filter(isKept);
    const wanted = (keys ?? keysIn(old)).filter(({ slot }) => isFree(slot, values));
    const facts = { prefix, issuer: issuerOf(prefix), nowMs: clock.now(), lifeMs };
    const fresh = certificatesFor(wanted, old, facts);
    if (fresh.length === old.length && fresh.every((value) => old.includes(value))) return true;
    const block = encodeValueBlock([...values.filter((value) => !isKept(value)), ...fresh]);
    const record = { handle: stored.handle, block };
    const [outcome] = await store.write([{ key, record, expect: stored.revision }]);
    if (outcome !== 'refused') return true;
  }
  return false;
}

/** The keys of a prefix that are certified, were it long ago. */
export async function certifiedKeys(prefix: string, store: RecordStore): Promise<SlottedKey[]> {
  const stored = await store.get(prefixHandle(prefix));
  return stored === undefined ? [] : keysIn(valuesOf(stored) ?? []);
}

/** Renews the certificates of all prefixes below one, a few at a time, so that answers go on in between. */
export async function renewBelow(prefix: string, options: CertifyOptions): Promise<void> {
  const start = prefix === rootPrefix ? prefixHandle('') : `${prefixHandle(prefix)}.`;
  let after: string | undefined;
  for (;;) {
    const range = { prefix: start, limit: pageSize, ...(after === undefined ? {} : { after }) };
    const page = await options.store.scan(range);
    for (const { key } of page) {
      const below = key.slice(prefixHandle('').length);
      if (below !== prefix) await certify(below, options);
    }
    after = page.at(-1)?.key;
    if (page.length < pageSize) return;
  }
}

function valuesOf(stored: StoredRecord): readonly HandleValue[] | undefined {
  const decoded = decodeValueBlock(stored.block);
  return decoded.ok ? decoded.value : undefined;
}

/** What an administrator put there stays. */
function isFree(slot: number, values: readonly HandleValue[]): boolean {
  return !values.some((value) => value.index === slot && !isKept(value));
}
