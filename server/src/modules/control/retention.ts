// Orders and their record are kept for as long as the settings say, and no longer: the oldest go first, a slice in a
// step, so that nobody who gives an order waits for it.
import type { Log } from '../../kernel/log/log.ts';
import type { World } from '../../kernel/world/world.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { orderStates, type AuditEntry } from './api.ts';
import { auditCollection, cutRecord } from './order-record.ts';
import { ordersCollection, type OrderDocument } from './store.ts';

export type RetentionOptions = {
  readonly records: RecordsStore;
  readonly world: World;
  readonly log: Log;
  readonly config: { readonly keepDays: number };
};

const dayMs = 86_400_000;
const sliceMax = 200;
const unsettled = new Set<string>(['queued', 'handed', 'waiting', 'sending']);
const settled = orderStates.filter((state) => !unsettled.has(state));

/** Never one that has not ended, and of the record nothing behind an entry that was changed. */
export async function forgetOld(options: RetentionOptions): Promise<void> {
  const { records, world, log, config } = options;
  const nowMs = world.clock.now();
  const at = new Date(nowMs).toISOString();
  const before = new Date(nowMs - config.keepDays * dayMs).toISOString();
  const orders = await forgetOrders(records, before);
  let entries = 0;
  for (const enterprise of await enterprisesWithOld(records, before)) {
    for (;;) {
      const given = { before, at, entriesMax: sliceMax };
      const outcome = await cutRecord(records, enterprise, given);
      if ('brokenAt' in outcome) {
        log.error('record-of-orders-broken', { enterprise, number: outcome.brokenAt });
        break;
      }
      entries += outcome.cut;
      if (outcome.cut < sliceMax) break;
    }
  }
  if (orders + entries > 0) log.info('orders-forgotten', { orders, entries, before });
}

async function forgetOrders(records: RecordsStore, before: string): Promise<number> {
  const collection = ordersCollection.name;
  const where = [
    { key: 'at', is: 'less', value: before },
    { key: 'state', is: 'one-of', value: settled },
  ] as const;
  let count = 0;
  for (;;) {
    const removed = await records.transaction(async (transaction) => {
      const query = { tenant: '*', where, limit: sliceMax };
      const { rows } = await transaction.find<OrderDocument>(collection, query);
      for (const { tenant, id } of rows) await transaction.remove(collection, tenant, id);
      return rows.length;
    });
    count += removed;
    if (removed < sliceMax) return count;
  }
}

async function enterprisesWithOld(records: RecordsStore, before: string): Promise<Set<string>> {
  const where = [{ key: 'at', is: 'less', value: before }] as const;
  const enterprises = new Set<string>();
  const query = { tenant: '*', where, limit: 1_000 };
  let page = await records.find<AuditEntry>(auditCollection.name, query);
  for (;;) {
    for (const { tenant } of page.rows) enterprises.add(tenant);
    if (page.next === undefined) return enterprises;
    page = await records.find<AuditEntry>(auditCollection.name, { ...query, after: page.next });
  }
}
