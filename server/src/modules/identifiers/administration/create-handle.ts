// Op 100: a new handle, under a name that the node mints where the client asks for one, or in place of an
// old record where it asks for that (reference §1.2 OWE and MNS, §1.8, §8.11).
import {
  adminPermission,
  asHandle,
  hasFlag,
  parentPrefix,
  type ValuesRequest,
} from '../../../wire/handle/handle.ts';
import type { Question } from '../model/question.ts';
import { refusing, type Plan } from './plan.ts';
import { isRefusal, recordOf, writtenAt, type Records } from './records.ts';
import { refusal } from './refusal.ts';
import type { Need } from './rights.ts';
import { valuesFault } from './value-rules.ts';

export async function planCreate(
  { handle, values }: ValuesRequest,
  options: { records: Records; flags: number; nowMs: number; mint: () => string },
): Promise<Plan> {
  const { records, flags, nowMs } = options;
  const name = hasFlag(flags, 'mintNewSuffix') ? `${handle}${options.mint()}` : handle;
  const question = await records.questionOf(name);
  if (isRefusal(question)) return refusing(question);
  const fault = valuesFault(values);
  if (fault !== undefined) return refusing(fault);
  const { key } = question;
  const old = await records.read(key);
  const needs = [await needOf(question, records)];
  if (old !== undefined) {
    if (!hasFlag(flags, 'overwriteWhenExists')) {
      return refusing(refusal('handleExists', '', { openly: true }), needs);
    }
    needs.push({ record: old.values, permissions: deletePermission(question) });
  }
  const record = recordOf(asHandle(name), writtenAt(nowMs, values));
  if (isRefusal(record)) return refusing(record, needs);
  return {
    needs,
    write: { key, record, expect: old?.revision ?? 'absent' },
    answer: async () => [{ kind: 'create-response', handle: name }],
  };
}

/** A handle is its prefix's to create, a derived prefix its parent's. */
async function needOf({ prefix, naming }: Question, records: Records): Promise<Need> {
  const governing = naming ? (parentPrefix(prefix) ?? '') : prefix;
  const { addDerivedPrefix, addHandle } = adminPermission;
  const permissions = naming ? addDerivedPrefix : addHandle;
  return { record: await records.prefixRecord(governing), permissions };
}

export function deletePermission({ naming }: Question): number {
  return naming ? adminPermission.deleteDerivedPrefix : adminPermission.deleteHandle;
}
