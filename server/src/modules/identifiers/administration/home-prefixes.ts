// Ops 300 to 302 (reference §1.3): a node may hold the handles of prefixes derived from its own besides its
// own, for owners who have no node. That a prefix is at home here is kept as a record of the node's store,
// `0.HOMED/<prefix>`; what is stored under a prefix stays when it leaves, and is there when it comes back.
import {
  adminPermission,
  encodeValueBlock,
  opCode,
  type HandleRequest,
} from '../../../wire/handle/handle.ts';
import { publicValue } from '../authority/new-values.ts';
import { isBelow } from '../model/question.ts';
import type { NewRecord, RecordStore } from '../records/record-store.ts';
import { done, refusing, type Plan } from './plan.ts';
import { isRefusal, nameOf, type Records } from './records.ts';
import { refusal } from './refusal.ts';

const homedStart = '0.HOMED/';

/** An answer to op 302 is one message. */
const homedMax = 1_000;

/** Keeps to what stands in a node's store, also where that comes from elsewhere, as at a mirror. */
export async function followHomed(store: RecordStore, homed: Set<string>): Promise<void> {
  store.watchKeys(
    (key) => key.startsWith(homedStart),
    async (key) => {
      const prefix = key.slice(homedStart.length);
      if ((await store.get(key)) === undefined) homed.delete(prefix);
      else homed.add(prefix);
    },
  );
  for (const prefix of await readHomed(store)) homed.add(prefix);
}

/** The prefixes that are at home in a node's store, besides its own. */
async function readHomed(store: RecordStore): Promise<string[]> {
  const entries = await store.scan({ prefix: homedStart, limit: homedMax });
  return entries.map(({ key }) => key.slice(homedStart.length));
}

/** Who may derive prefixes from the node's own may also give them a home, and take it. */
export async function planHoming(
  op: number,
  { handle }: HandleRequest,
  { records, nowMs }: { records: Records; nowMs: number },
): Promise<Plan> {
  const question = nameOf(handle);
  if (isRefusal(question)) return refusing(question);
  const { prefix, naming } = question;
  if (!naming) return refusing(refusal('invalidHandle', 'Not a prefix', { openly: true }));
  if (!isBelow(prefix, records.prefix)) return refusing(notDerived);
  const { addDerivedPrefix, deleteDerivedPrefix } = adminPermission;
  const homing = op === opCode.homePrefix;
  const permissions = homing ? addDerivedPrefix : deleteDerivedPrefix;
  const needs = [{ record: await records.prefixRecord(records.prefix), permissions }];
  if (homing && records.homed.size >= homedMax) return refusing(tooMany, needs);
  const key = `${homedStart}${prefix}`;
  const record = homing ? markOf(key, nowMs) : null;
  const written = (): void =>
    void (homing ? records.homed.add(prefix) : records.homed.delete(prefix));
  return { needs, write: { key, record }, written, answer: async () => done };
}

/** Op 302: the node's own prefix and those that it gives a home, as names of their records. */
export async function planHomedList(records: Records): Promise<Plan> {
  const record = await records.prefixRecord(records.prefix);
  const needs = [{ record, permissions: adminPermission.listDerivedPrefixes }];
  const handles = [records.prefix, ...records.homed].toSorted().map((prefix) => `0.NA/${prefix}`);
  return { needs, answer: async () => [{ kind: 'list-response', handles }] };
}

function markOf(handle: string, nowMs: number): NewRecord {
  const value = publicValue({ index: 1, type: 'HOMED', data: new Uint8Array(0), nowMs });
  return { handle, block: encodeValueBlock([value]) };
}

const notDerived = refusal('notResponsible', 'Only prefixes derived from this node’s own', {
  openly: true,
});
const tooMany = refusal('error', `No node gives a home to more than ${homedMax} prefixes`);
