// Orders, limits and the record of orders, kept by enterprise.
import type {
  CollectionDefinition,
  RecordsStore,
  RecordsTransaction,
} from '../../stores/records/records.ts';
import type { AuditEntry, Interlock, Order, OrderState } from './api.ts';
import { appendEntry, auditCollection, cutsCollection } from './order-record.ts';

export const ordersCollection: CollectionDefinition = {
  name: 'control.orders',
  keys: { at: { path: 'at' }, state: { path: 'state' }, key: { path: 'key', unique: true } },
};
export const interlocksCollection: CollectionDefinition = {
  name: 'control.interlocks',
  keys: { signal: { path: 'signal' } },
};

/** `key`: who gave it and under which name, so that the same order is not given twice. */
export type OrderDocument = Order & { readonly key?: string; readonly far?: FarState };
/** At the platform, of an order to a machine of a gateway elsewhere. */
export type FarState = {
  /** Of the last entry in the gateway's own record that is known here. */
  readonly number: number;
  /** Gateways that have no such signal. */
  readonly declined: readonly string[];
  readonly dryRun?: true;
  readonly decision?: { readonly by: string; readonly agrees: boolean };
};
/** What the platform has not yet heard of its order; `number` is the last entry's. */
export type ReportDocument = {
  readonly order: Order;
  readonly number: number;
  readonly entries: readonly AuditEntry[];
};
export type InterlockDocument = { readonly signal: string; readonly interlock: Interlock };

export const reportsCollection: CollectionDefinition = { name: 'control.reports', keys: {} };

export async function openControlStore(records: RecordsStore): Promise<void> {
  const ours = [ordersCollection, interlocksCollection, reportsCollection];
  for (const one of [...ours, auditCollection, cutsCollection]) {
    await records.define(one);
  }
}

export type Step = {
  readonly name: string;
  readonly by: string;
  readonly at: string;
  /** What the entry holds instead of the order as it is now. */
  readonly detail?: string;
};

/** Steps of an order and their entries in the record, together or not at all. */
export async function writeSteps(
  records: RecordsStore,
  order: OrderDocument,
  steps: readonly Step[],
): Promise<void> {
  await records.transaction(async (transaction) => {
    const { enterprise: tenant, id } = order;
    await transaction.put({ collection: ordersCollection.name, tenant, id, document: order });
    for (const { name, by, at, detail = detailOf(order) } of steps) {
      const fact = { at, order: id, step: name, by, detail };
      const entry = await appendEntry(transaction, tenant, fact);
      if (order.from === 'platform') await appendReport(transaction, order, entry);
    }
  });
}

function detailOf({ state, writes, reason }: Order): string {
  return JSON.stringify({ state, writes, reason });
}

async function appendReport(
  transaction: RecordsTransaction,
  order: OrderDocument,
  entry: AuditEntry,
): Promise<void> {
  const { enterprise: tenant, id } = order;
  const collection = reportsCollection.name;
  const before = await transaction.get<ReportDocument>(collection, tenant, id);
  const entries = [...(before?.document.entries ?? []), entry];
  const document: ReportDocument = { order: shownOrder(order), number: entry.number, entries };
  await transaction.put({ collection, tenant, id, document });
}

/** The platform has heard it: gone, unless there is news since. */
export async function forgetReport(
  records: RecordsStore,
  heard: { readonly enterprise: string; readonly id: string; readonly number: number },
): Promise<void> {
  const { enterprise: tenant, id, number } = heard;
  const collection = reportsCollection.name;
  await records.transaction(async (transaction) => {
    const known = await transaction.get<ReportDocument>(collection, tenant, id);
    if (!known) return;
    const entries = known.document.entries.filter((entry) => entry.number > number);
    if (entries.length === 0) await transaction.remove(collection, tenant, id);
    else
      await transaction.put({ collection, tenant, id, document: { ...known.document, entries } });
  });
}

/** As people and other programs see it. */
export function shownOrder({ key: _key, far: _far, ...order }: OrderDocument): Order {
  return order;
}

export async function readOrder(
  records: RecordsStore,
  { enterprise: tenant, id }: { enterprise: string; id: string },
): Promise<OrderDocument | undefined> {
  const row = await records.get<OrderDocument>(ordersCollection.name, tenant, id);
  return row?.document;
}

export async function orderWithKey(
  records: RecordsStore,
  tenant: string,
  key: string,
): Promise<OrderDocument | undefined> {
  const where = [{ key: 'key', is: 'equal', value: key }] as const;
  const query = { tenant, where, limit: 1 };
  return (await records.find<OrderDocument>(ordersCollection.name, query)).rows[0]?.document;
}

/** Of all enterprises. */
export async function ordersInState(
  records: RecordsStore,
  state: OrderState,
): Promise<OrderDocument[]> {
  const where = [{ key: 'state', is: 'equal', value: state }] as const;
  const query = { tenant: '*', where, limit: 1_000 };
  const found = await records.find<OrderDocument>(ordersCollection.name, query);
  return found.rows.map(({ document }) => document);
}
