// The record of orders as it lies in the store. What is older than people want to keep is cut off at its beginning; the
// place of the cut and its digest are an entry of the record itself, so that a cut made by anybody else is seen.
import type {
  CollectionDefinition,
  RecordsReader,
  RecordsStore,
  RecordsTransaction,
} from '../../stores/records/records.ts';
import type { AuditEntry, RecordCut } from './api.ts';
import { digestOf, firstBroken, firstDigest, type AuditFact } from './model/audit-chain.ts';

export const auditCollection: CollectionDefinition = {
  name: 'control.audit',
  keys: {
    number: { path: 'number', unique: true },
    order: { path: 'order' },
    at: { path: 'at' },
  },
};
/** One an enterprise: the last cut, and the number of the entry that says so. */
export const cutsCollection: CollectionDefinition = { name: 'control.cuts', keys: {} };

type CutDocument = RecordCut & { readonly entry: number };
const cutId = 'cut';
const cutStep = 'cut';

export async function appendEntry(
  transaction: RecordsTransaction,
  tenant: string,
  said: Omit<AuditFact, 'number'>,
): Promise<AuditEntry> {
  const collection = auditCollection.name;
  const order = { key: 'number', descending: true };
  const { rows } = await transaction.find<AuditEntry>(collection, { tenant, order, limit: 1 });
  const last = rows[0]?.document;
  const fact = { number: (last?.number ?? 0) + 1, ...said };
  const document: AuditEntry = { ...fact, digest: digestOf(fact, last?.digest ?? firstDigest) };
  await transaction.put({ collection, tenant, id: idOf(document.number), document });
  return document;
}

/** Which entry of these, that follow each other, was changed or follows one that is missing. */
export async function brokenAmong(
  records: RecordsReader,
  tenant: string,
  entries: readonly AuditEntry[],
): Promise<number | undefined> {
  const [first] = entries;
  if (!first) return undefined;
  return firstBroken(entries, await digestBefore(records, tenant, first.number));
}

/** The last cut; undefined where nothing was cut, and where the record does not say so. */
export async function readCut(
  records: RecordsReader,
  tenant: string,
): Promise<RecordCut | undefined> {
  const cut = (await records.get<CutDocument>(cutsCollection.name, tenant, cutId))?.document;
  if (!cut) return undefined;
  const { number, digest, at, entry } = cut;
  const told = await readEntry(records, tenant, entry);
  const isTold = told?.step === cutStep && told.detail === detailOf({ number, digest });
  return isTold ? { number, digest, at } : undefined;
}

export type CutOutcome = { readonly cut: number } | { readonly brokenAt: number };

/** Cuts off the oldest that were written before `before`, so many at most; none where the chain does not hold. */
export function cutRecord(
  records: RecordsStore,
  tenant: string,
  { before, at, entriesMax }: { before: string; at: string; entriesMax: number },
): Promise<CutOutcome> {
  return records.transaction(async (transaction) => {
    const collection = auditCollection.name;
    const { rows } = await transaction.find<AuditEntry>(collection, { tenant, limit: entriesMax });
    const oldest = rows.map(({ document }) => document);
    const kept = oldest.findIndex((entry) => entry.at >= before);
    const entries = kept < 0 ? oldest : oldest.slice(0, kept);
    const brokenAt = await brokenAmong(transaction, tenant, entries);
    if (brokenAt !== undefined) return { brokenAt };
    const last = entries.at(-1);
    if (!last) return { cut: 0 };
    const { number, digest } = last;
    const fact = { at, order: '', step: cutStep, by: 'retention' };
    const entry = await appendEntry(transaction, tenant, {
      ...fact,
      detail: detailOf({ number, digest }),
    });
    const document: CutDocument = { number, digest, at, entry: entry.number };
    await transaction.put({ collection: cutsCollection.name, tenant, id: cutId, document });
    for (const one of entries) await transaction.remove(collection, tenant, idOf(one.number));
    return { cut: entries.length };
  });
}

async function digestBefore(
  records: RecordsReader,
  tenant: string,
  number: number,
): Promise<string> {
  if (number === 1) return firstDigest;
  const entry = await readEntry(records, tenant, number - 1);
  if (entry) return entry.digest;
  const cut = await readCut(records, tenant);
  return cut?.number === number - 1 ? cut.digest : 'missing';
}

async function readEntry(
  records: RecordsReader,
  tenant: string,
  number: number,
): Promise<AuditEntry | undefined> {
  const row = await records.get<AuditEntry>(auditCollection.name, tenant, idOf(number));
  return row?.document;
}

function detailOf({ number, digest }: Pick<RecordCut, 'number' | 'digest'>): string {
  return JSON.stringify({ cutThrough: number, digest });
}

function idOf(number: number): string {
  return String(number).padStart(12, '0');
}
