// Orders, limits and the record of orders, kept by enterprise.
import type {
  CollectionDefinition,
  RecordsStore,
  RecordsTransaction,
} from '../../stores/records/records.ts';
import type { AuditEntry, Interlock, Order } from './api.ts';
import { digestOf, firstDigest } from './model/audit-chain.ts';

export const ordersCollection: CollectionDefinition = {
  name: 'control.orders',
  keys: { at: { path: 'at' }, state: { path: 'state' }, key: { path: 'key', unique: true } },
};
export const interlocksCollection: CollectionDefinition = {
  name: 'control.interlocks',
  keys: { signal: { path: 'signal' } },
};
export const auditCollection: CollectionDefinition = {
  name: 'control.audit',
  keys: { number: { path: 'number', unique: true }, order: { path: 'order' } },
};

/** `key`: who gave it and under which name, so that the same order is not given twice. */
export type OrderDocument = Order & { readonly key?: string };
export type InterlockDocument = { readonly signal: string; readonly interlock: Interlock };

export async function openControlStore(records: RecordsStore): Promise<void> {
  for (const one of [ordersCollection, interlocksCollection, auditCollection]) {
    await records.define(one);
  }
}

/** One step of an order and its entry in the record, together or not at all. */
export async function writeStep(
  records: RecordsStore,
  order: OrderDocument,
  step: { readonly name: string; readonly by: string; readonly at: string },
  expected?: 'absent',
): Promise<void> {
  await records.transaction(async (transaction) => {
    const { enterprise: tenant, id } = order;
    const row = { collection: ordersCollection.name, tenant, id, document: order };
    await transaction.put(row, expected);
    await appendAudit(transaction, order, step);
  });
}

async function appendAudit(
  transaction: RecordsTransaction,
  order: Order,
  step: { readonly name: string; readonly by: string; readonly at: string },
): Promise<void> {
  const { enterprise: tenant, id } = order;
  const { rows } = await transaction.find<AuditEntry>(auditCollection.name, {
    tenant,
    order: { key: 'number', descending: true },
    limit: 1,
  });
  const last = rows[0]?.document;
  const number = (last?.number ?? 0) + 1;
  const detail = JSON.stringify({ state: order.state, writes: order.writes, reason: order.reason });
  const fact = { number, at: step.at, order: id, step: step.name, by: step.by, detail };
  const document: AuditEntry = { ...fact, digest: digestOf(fact, last?.digest ?? firstDigest) };
  const collection = auditCollection.name;
  await transaction.put({ collection, tenant, id: String(number).padStart(12, '0'), document });
}
