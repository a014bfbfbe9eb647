// Op 1 for values that only administrators may read: a client that does not content itself with the public
// ones must say who it is (reference §8.9).
import {
  adminPermission,
  asHandle,
  responseCode,
  valuePermission,
  type ResolveRequest,
} from '../../../wire/handle/handle.ts';
import type { Answer } from '../../../stores/names/names.ts';
import type { Authority } from '../authority/authority.ts';
import { resolvedBody } from '../listeners/reply.ts';
import { whenThere } from '../model/answered.ts';
import { askedFor } from '../model/question.ts';
import { countOf, readableValues, type Filter } from '../model/value-block.ts';
import { refusing, type Plan } from './plan.ts';
import { isRefusal, type Records } from './records.ts';
import { refusal } from './refusal.ts';

const everyReader = valuePermission.publicRead;
const administrator = valuePermission.publicRead | valuePermission.adminRead;

/** Whether a question is also for values that not everybody may read. */
export function asksForRestricted(
  { handle, ...filter }: ResolveRequest,
  authority: Authority,
): Answer<boolean> {
  const asked = askedFor(handle === '' ? handle : asHandle(handle));
  if (!asked.ok) return false;
  const found = authority.find(asked.question, { doNotRefer: true });
  return whenThere(
    found,
    ({ code, block }) =>
      code === responseCode.ok && block !== undefined && hasRestricted(block, filter),
  );
}

function hasRestricted(block: Uint8Array, filter: Filter): boolean {
  const all = countOf(readableValues(block, filter, administrator));
  return all > countOf(readableValues(block, filter, everyReader));
}

export async function planRead(request: ResolveRequest, records: Records): Promise<Plan> {
  const question = await records.questionOf(request.handle);
  if (isRefusal(question)) return refusing(question);
  const record = await records.read(question.key);
  if (record === undefined) return refusing(refusal('handleNotFound'));
  const needs = [{ record: record.values, permissions: adminPermission.readValue }];
  const block = readableValues(record.block, request, administrator);
  if (countOf(block) === 0) return refusing(refusal('valuesNotFound'), needs);
  return { needs, answer: async () => [resolvedBody(request.handle, block)] };
}
