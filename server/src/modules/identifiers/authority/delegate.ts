// Telling of a child: the parent keeps `0.NA/<child prefix>` with the child's site, and refers by it
// from then on (reference §1.5, §1.8).
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  canonicalKey,
  decodeSite,
  decodeValueBlock,
  encodeValueBlock,
  prefixHandle,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { Delegations } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { isBelow } from '../model/question.ts';
import { siteOf, type SiteFacts } from '../model/site.ts';
import type { NewRecord, RecordStore, StoredRecord } from '../records/record-store.ts';
import { adminIndex, adminKeyIndex, adminValue, publicValue } from './new-values.ts';

/** Short, since a node may move and resolvers keep its site for so long. */
const siteTtlSeconds = 3_600;
const siteIndex = 1;
const prefixSiteIndex = 2;

type Child = Parameters<Delegations['delegate']>[0];

export type DelegationOptions = {
  readonly store: RecordStore;
  readonly clock: Clock;
  /** Of the parent. */
  readonly prefix: string;
};

/** Writes the naming record of a child prefix; the same site again changes nothing. */
export async function delegate(child: Child, options: DelegationOptions): Promise<void> {
  const prefix = canonicalKey(child.prefix);
  if (!isBelow(prefix, options.prefix)) {
    throw identifiersFailures['not-a-child']({ prefix: child.prefix, parent: options.prefix });
  }
  const { adminKey, ...site } = child;
  await writeNamingRecord({ ...site, prefix }, options, adminKey);
}

/** Takes the naming record of a child away. */
export async function withdraw(child: string, { store, prefix }: DelegationOptions): Promise<void> {
  const key = canonicalKey(child);
  if (!isBelow(key, prefix)) {
    throw identifiersFailures['not-a-child']({ prefix: child, parent: prefix });
  }
  await store.write([{ key: prefixHandle(key), record: null }]);
}

/** Writes `0.NA/<prefix>` unless it tells the same already. The serial of the site grows with each change. */
export async function writeNamingRecord(
  facts: Omit<SiteFacts, 'serial'>,
  { store, clock }: Pick<DelegationOptions, 'store' | 'clock'>,
  adminKey?: Uint8Array,
): Promise<void> {
  const key = prefixHandle(facts.prefix);
  for (;;) {
    const stored = await store.get(key);
    const serial = stored === undefined ? 0 : serialOf(stored);
    const told = { site: siteOf({ ...facts, serial }), adminKey };
    if (stored !== undefined && tellsTheSame(stored, told)) return;
    const site = { ...facts, serial: (serial + 1) & 0xffff };
    const record = namingRecord(site, { nowMs: clock.now(), old: stored, adminKey });
    const expect = stored?.revision ?? 'absent';
    const [outcome] = await store.write([{ key, record, expect }]);
    if (outcome !== 'refused') return;
  }
}

/** What administrators added, keys for example, stays when a node moves. */
function namingRecord(
  facts: SiteFacts,
  {
    nowMs,
    old,
    adminKey,
  }: { nowMs: number; old: StoredRecord | undefined; adminKey: Uint8Array | undefined },
): NewRecord {
  const handle = prefixHandle(facts.prefix);
  const data = siteOf(facts);
  const common = { data, nowMs, ttlSeconds: siteTtlSeconds };
  const written = new Set([siteIndex, prefixSiteIndex, ...(adminKey ? [adminKeyIndex] : [])]);
  const kept = valuesOf(old).filter(({ index }) => !written.has(index));
  const block = encodeValueBlock([
    publicValue({ ...common, index: siteIndex, type: valueType.site }),
    publicValue({ ...common, index: prefixSiteIndex, type: valueType.sitePrefix }),
    ...(kept.some(({ index }) => index === adminIndex) ? [] : [adminValue(facts.prefix, nowMs)]),
    ...(adminKey === undefined ? [] : [keyValue(adminKey, nowMs)]),
    ...kept,
  ]);
  return { handle, block };
}

function keyValue(data: Uint8Array, nowMs: number): HandleValue {
  return publicValue({ index: adminKeyIndex, type: valueType.publicKey, data, nowMs });
}

function siteData(stored: StoredRecord): Uint8Array | undefined {
  return valuesOf(stored).find((value) => value.type === valueType.site)?.data;
}

function valuesOf(stored: StoredRecord | undefined): readonly HandleValue[] {
  const values = stored === undefined ? undefined : decodeValueBlock(stored.block);
  return values?.ok === true ? values.value : [];
}

function serialOf(stored: StoredRecord): number {
  const site = decodeSite(siteData(stored) ?? new Uint8Array(0));
  return site.ok ? site.value.serial : 0;
}

function tellsTheSame(
  stored: StoredRecord,
  told: { site: Uint8Array; adminKey: Uint8Array | undefined },
): boolean {
  const key = valuesOf(stored).find(({ index }) => index === adminKeyIndex)?.data;
  const sameKey = told.adminKey === undefined || isSame(key, told.adminKey);
  return sameKey && isSame(siteData(stored), told.site);
}

function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0;
}
