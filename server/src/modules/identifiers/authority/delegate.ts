// Telling of a child: the parent keeps `0.NA/<child prefix>` with the child's site, and refers by it
// from then on (reference §1.5, §1.8).
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  canonicalKey,
  decodeValueBlock,
  encodeValueBlock,
  prefixHandle,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { Delegations } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { isBelow } from '../model/question.ts';
import type { SiteFacts } from '../model/site.ts';
import type { NewRecord, RecordStore, StoredRecord } from '../records/record-store.ts';
import { isSiteValue, siteIn, siteValues, type SiteValue } from './naming-sites.ts';
import { adminIndex, adminKeyIndex, adminValue, publicValue } from './new-values.ts';

/** Short, since a node may move and resolvers keep its site for so long. */
const siteTtlSeconds = 3_600;

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
  const { adminKey, mirrors, keys: _keys, ...site } = child;
  await writeNamingRecord({ ...site, prefix }, options, {
    ...(adminKey === undefined ? {} : { adminKey }),
    ...(mirrors === undefined ? {} : { mirrors }),
  });
}

/** Whether the naming record of a prefix tells of a site. */
export async function holds(child: string, { store }: DelegationOptions): Promise<boolean> {
  const stored = await store.get(prefixHandle(canonicalKey(child)));
  return valuesOf(stored).some(({ type }) => type === valueType.site);
}

/** Takes the naming record of a child away. */
export async function withdraw(child: string, { store, prefix }: DelegationOptions): Promise<void> {
  const key = canonicalKey(child);
  if (!isBelow(key, prefix)) {
    throw identifiersFailures['not-a-child']({ prefix: child, parent: prefix });
  }
  await store.write([{ key: prefixHandle(key), record: null }]);
}

/** Writes `0.NA/<prefix>` unless it tells the same already. The serial of the sites grows with each change. */
export async function writeNamingRecord(
  facts: Omit<SiteFacts, 'serial'>,
  { store, clock }: Pick<DelegationOptions, 'store' | 'clock'>,
  { adminKey, mirrors }: Pick<Child, 'adminKey' | 'mirrors'> = {},
): Promise<void> {
  const key = prefixHandle(facts.prefix);
  for (;;) {
    const stored = await store.get(key);
    const old = valuesOf(stored);
    const serial = siteIn(old)?.serial ?? 0;
    const told = (siteSerial: number): Told => {
      const sites = siteValues({ ...facts, serial: siteSerial }, mirrors, old);
      return { sites, adminKey };
    };
    if (stored !== undefined && tellsTheSame(old, told(serial))) return;
    const next = told((serial + 1) & 0xffff);
    const record = namingRecord(facts.prefix, next, { old, nowMs: clock.now() });
    const expect = stored?.revision ?? 'absent';
    const [outcome] = await store.write([{ key, record, expect }]);
    if (outcome !== 'refused') return;
  }
}

type Told = {
  readonly sites: readonly SiteValue[];
  readonly adminKey: Uint8Array | undefined;
};

/** What administrators added, keys for example, stays when a node moves. */
function namingRecord(
  prefix: string,
  { sites, adminKey }: Told,
  { old, nowMs }: { old: readonly HandleValue[]; nowMs: number },
): NewRecord {
  const kept = old.filter(
    (value) => !isSiteValue(value) && !(adminKey !== undefined && value.index === adminKeyIndex),
  );
  const block = encodeValueBlock([
    ...sites.map((site) => publicValue({ ...site, nowMs, ttlSeconds: siteTtlSeconds })),
    ...(kept.some(({ index }) => index === adminIndex) ? [] : [adminValue(prefix, nowMs)]),
    ...(adminKey === undefined ? [] : [keyValue(adminKey, nowMs)]),
    ...kept,
  ]);
  return { handle: prefixHandle(prefix), block };
}

function keyValue(data: Uint8Array, nowMs: number): HandleValue {
  return publicValue({ index: adminKeyIndex, type: valueType.publicKey, data, nowMs });
}

function valuesOf(stored: StoredRecord | undefined): readonly HandleValue[] {
  const values = stored === undefined ? undefined : decodeValueBlock(stored.block);
  return values?.ok === true ? values.value : [];
}

function tellsTheSame(old: readonly HandleValue[], { sites, adminKey }: Told): boolean {
  const key = old.find(({ index }) => index === adminKeyIndex)?.data;
  if (adminKey !== undefined && !isSame(key, adminKey)) return false;
  if (old.filter(isSiteValue).length !== sites.length) return false;
  return sites.every(({ index, type, data }) =>
    old.some((value) => value.index === index && value.type === type && isSame(value.data, data)),
  );
}

function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0;
}
