// Orders to machines, their limits and their record over HTTP.
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { nextPage, pageOf, pageQuery } from '../../kernel/http/page.ts';
import { oneOf, Type } from '../../kernel/schema/schema.ts';
import { prefixPattern, type Principal } from '../../kernel/access/rights.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import {
  agreeRight,
  auditEntry,
  orderRequest,
  orderSchema,
  orderStates,
  readOrdersRight,
  recordCut,
  writeSignalsRight,
  type AuditEntry,
  type Order,
  type OrderRequest,
} from './api.ts';
import { controlFailures } from './failures.ts';
import { auditCollection, brokenAmong, readCut } from './order-record.ts';
import { ordersCollection, readOrder, shownOrder, type OrderDocument } from './store.ts';

export type OrderRoutesOptions = {
  readonly orders: {
    give(principal: Principal, request: OrderRequest): Promise<Order>;
    decide(
      principal: Principal,
      decision: { order: OrderDocument; agrees: boolean },
    ): Promise<Order>;
  };
  readonly records: RecordsStore;
};

const enterprise = Type.String({ pattern: prefixPattern, maxLength: 200 });
const orderPlace = Type.Object({ enterprise, id: Type.String({ maxLength: 100 }) });

export const orderPage = Type.Object({ orders: Type.Array(orderSchema), ...nextPage });
export const auditPage = Type.Object({
  entries: Type.Array(auditEntry),
  /** The first entry of this page that was changed or follows one that is missing. */
  brokenAt: Type.Optional(Type.Integer()),
  cut: Type.Optional(recordCut),
  ...nextPage,
});

export function orderRoutes({ orders, records }: OrderRoutesOptions): Route[] {
  const give = defineRoute({
    method: 'POST',
    path: '/api/orders',
    operation: 'giveOrder',
    summary: {
      en: 'Write values to machines, within their limits',
      zh: '在联锁范围内向设备写入数值',
    },
    access: { right: writeSignalsRight, on: ({ body }) => body.writes[0]?.signal ?? '' },
    body: orderRequest,
    reply: orderSchema,
    handle: ({ principal, body }) => orders.give(principal, body),
  });
  const decide = defineRoute({
    method: 'POST',
    path: '/api/orders/{enterprise}/{id}/decision',
    operation: 'decideOrder',
    summary: { en: "Agree to another person's order, or reject it", zh: '批准或驳回他人的指令' },
    access: { right: agreeRight, on: ({ params }) => params.enterprise },
    params: orderPlace,
    body: Type.Object({ agrees: Type.Boolean() }),
    reply: orderSchema,
    handle: async ({ principal, params, body }) => {
      const order = await knownOrder(records, params);
      return orders.decide(principal, { order, agrees: body.agrees });
    },
  });
  return [give, decide, readRoute(records), listRoute(records), auditRoute(records)];
}

function readRoute(records: RecordsStore): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/orders/{enterprise}/{id}',
    operation: 'readOrder',
    summary: { en: 'An order to machines', zh: '设备指令' },
    access: { right: readOrdersRight, on: ({ params }) => params.enterprise },
    params: orderPlace,
    reply: orderSchema,
    handle: async ({ params }) => shownOrder(await knownOrder(records, params)),
  });
}

function listRoute(records: RecordsStore): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/orders/{enterprise}',
    operation: 'listOrders',
    summary: { en: 'Orders to machines, newest first', zh: '设备指令（从新到旧）' },
    access: { right: readOrdersRight, on: ({ params }) => params.enterprise },
    params: Type.Object({ enterprise }),
    query: Type.Object({ ...pageQuery(200), state: Type.Optional(oneOf(orderStates)) }),
    reply: orderPage,
    handle: async ({ params, query }) => {
      const { state } = query;
      const page = await records.find<OrderDocument>(ordersCollection.name, {
        tenant: params.enterprise,
        order: { key: 'at', descending: true },
        ...(state === undefined ? {} : { where: [{ key: 'state', is: 'equal', value: state }] }),
        ...pageOf(query),
      });
      const orders = page.rows.map(({ document }) => shownOrder(document));
      return page.next === undefined ? { orders } : { orders, next: page.next };
    },
  });
}

function auditRoute(records: RecordsStore): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/orders/{enterprise}/record',
    operation: 'readOrderRecord',
    summary: {
      en: 'The record of orders, in order; each entry covers the one before',
      zh: '指令记录（按顺序），每条均含前一条的摘要',
    },
    access: { right: readOrdersRight, on: ({ params }) => params.enterprise },
    params: Type.Object({ enterprise }),
    query: Type.Object(pageQuery(500)),
    reply: auditPage,
    handle: async ({ params, query }) => {
      const page = await records.find<AuditEntry>(auditCollection.name, {
        tenant: params.enterprise,
        ...pageOf(query),
      });
      const entries = page.rows.map(({ document }) => document);
      const brokenAt = await brokenAmong(records, params.enterprise, entries);
      const cut = await readCut(records, params.enterprise);
      return {
        entries,
        ...(brokenAt === undefined ? {} : { brokenAt }),
        ...(cut === undefined ? {} : { cut }),
        ...(page.next === undefined ? {} : { next: page.next }),
      };
    },
  });
}

async function knownOrder(
  records: RecordsStore,
  place: { enterprise: string; id: string },
): Promise<OrderDocument> {
  const order = await readOrder(records, place);
  if (order) return order;
  throw controlFailures['unknown-order'](place);
}
