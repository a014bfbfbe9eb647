// Ops 105 and 106: the handles of the node's prefix, and the prefixes derived from it, in parts of 50
// (reference §8.1).
import {
  adminPermission,
  bytesOfText,
  opCode,
  prefixHandle,
  type Body,
  type HandleRequest,
} from '../../../wire/handle/handle.ts';
import type { Question } from '../model/question.ts';
import { refusing, type Plan } from './plan.ts';
import { isRefusal, nameOf, type Records } from './records.ts';
import { refusal, type Refusal } from './refusal.ts';

const partHandles = 50;
/** An answer is put together in memory; longer lists are to be had in pages over HTTP. */
const listHandlesMax = 100_000;
const listBytesMax = 8 * 1024 * 1024;
const scanEntries = 500;

/** `op` is 105 or 106. */
export async function planList(
  op: number,
  { handle }: HandleRequest,
  records: Records,
): Promise<Plan> {
  const question = nameOf(handle);
  if (isRefusal(question)) return refusing(question);
  if (!question.naming) return refusing(refusal('invalidHandle', 'Not a prefix', { openly: true }));
  const elsewhere = await holderOf(question, records);
  if (elsewhere !== undefined) return refusing(elsewhere);
  const derived = op === opCode.listDerivedPrefixes;
  const start = derived ? prefixHandle(`${question.prefix}.`) : `${question.prefix}/`;
  const { listDerivedPrefixes, listHandles } = adminPermission;
  const permissions = derived ? listDerivedPrefixes : listHandles;
  const record = await records.prefixRecord(question.prefix);
  return { needs: [{ record, permissions }], answer: () => partsOf(start, records) };
}

/** A parent may hold the record of a derived prefix; its handles are at its own node. */
async function holderOf(question: Question, records: Records): Promise<Refusal | undefined> {
  const { prefix } = question;
  if (records.isHome(prefix)) return undefined;
  const inside = { handle: `${prefix}/`, key: `${prefix}/`, prefix, naming: false };
  return records.elsewhere(inside);
}

async function partsOf(start: string, { store }: Records): Promise<readonly Body[] | Refusal> {
  const handles: string[] = [];
  let bytes = 0;
  let after: string | undefined;
  do {
    const range = { prefix: start, limit: scanEntries, ...(after === undefined ? {} : { after }) };
    const entries = await store.scan(range);
    for (const { handle } of entries) {
      handles.push(handle);
      bytes += bytesOfText(handle).length;
    }
    if (handles.length > listHandlesMax || bytes > listBytesMax) return tooMany;
    after = entries.length < scanEntries ? undefined : entries.at(-1)?.key;
  } while (after !== undefined);
  const parts = Math.max(1, Math.ceil(handles.length / partHandles));
  return Array.from({ length: parts }, (_, part) => ({
    kind: 'list-response' as const,
    handles: handles.slice(part * partHandles, (part + 1) * partHandles),
  }));
}

const tooMany = refusal(
  'error',
  `More than ${listHandlesMax} handles: list them over HTTP, GET /api/handles`,
);
