// The administrator's key of a node's own prefix: what the setting's file holds stands as HS_PUBKEY at
// index 300 of `0.NA/<prefix>` in the node's own store, and goes when the setting goes (reference §1.6).
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Disk } from '../../../kernel/world/disk.ts';
import {
  adminPermission,
  decodeValueBlock,
  encodeAdmin,
  encodeValueBlock,
  prefixHandle,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import { adminIndex, adminKeyIndex, publicValue } from '../authority/new-values.ts';
import { identifiersFailures } from '../failures.ts';
import type { RecordStore } from '../records/record-store.ts';
import { keyRecordOf } from './key-records.ts';

/** The HS_PUBKEY record of the key in a PEM file; undefined for no file. Fails with `identifiers.bad-admin-key`. */
export async function readAdminKey(
  disk: Disk,
  { file, setting }: { file: string; setting: string },
): Promise<Uint8Array | undefined> {
  if (file === '') return undefined;
  const bytes = await disk.read(file);
  const pem = bytes === undefined ? '' : Buffer.from(bytes).toString('latin1');
  const record = pem.includes('PRIVATE KEY') ? undefined : keyRecordOf(pem);
  if (record === undefined) throw identifiersFailures['bad-admin-key']({ setting, file });
  return record;
}

type KeepOptions = {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly prefix: string;
  /** False where the record is the parent's, and stands here for the key alone. */
  readonly holdsOwnNaming: boolean;
};

/** Makes the record of the prefix hold this key, or none, at index 300; other values stay. */
export async function keepAdminKey(
  key: Uint8Array | undefined,
  { store, clock, prefix, holdsOwnNaming }: KeepOptions,
): Promise<void> {
  const name = prefixHandle(prefix);
  for (;;) {
    const stored = await store.get(name);
    if (stored === undefined && key === undefined) return;
    if (key === undefined && !holdsOwnNaming) {
      await store.write([{ key: name, record: null }]);
      return;
    }
    const block = stored === undefined ? undefined : decodeValueBlock(stored.block);
    const old = block?.ok === true ? block.value : [];
    const next = key === undefined ? withoutKey(old) : withKey(old, { key, prefix, clock });
    if (next === undefined) return;
    const record = { handle: name, block: encodeValueBlock(next) };
    const expect = stored?.revision ?? 'absent';
    const [outcome] = await store.write([{ key: name, record, expect }]);
    if (outcome !== 'refused') return;
  }
}

type Values = readonly HandleValue[];

function withoutKey(old: Values): Values | undefined {
  const kept = old.filter((value) => !isKey(value));
  return kept.length === old.length ? undefined : kept;
}

function withKey(
  old: Values,
  { key, prefix, clock }: { key: Uint8Array; prefix: string; clock: Clock },
): Values | undefined {
  if (old.some((value) => isKey(value) && Buffer.compare(value.data, key) === 0)) return undefined;
  const nowMs = clock.now();
  const permissions = Object.values(adminPermission).reduce((sum, bit) => sum | bit, 0);
  const handle = prefixHandle(prefix);
  const admin = encodeAdmin({ permissions, handle, index: adminKeyIndex });
  return [
    ...old.filter(({ index }) => index !== adminIndex && index !== adminKeyIndex),
    publicValue({ index: adminIndex, type: valueType.admin, data: admin, nowMs }),
    publicValue({ index: adminKeyIndex, type: valueType.publicKey, data: key, nowMs }),
  ];
}

function isKey({ index, type }: HandleValue): boolean {
  return index === adminKeyIndex && type === valueType.publicKey;
}
