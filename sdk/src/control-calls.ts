// The calls about orders to machines: to give them, to agree, to look back, and to set the limits.
import type {
  AuditPage,
  Interlock,
  InterlockPage,
  Order,
  OrderPage,
  OrderRequest,
  OrderState,
} from './control-types.ts';
import { identifierPath, request, type Connection } from './request.ts';

type Options = { readonly signal?: AbortSignal };
type PageOf = Options & { readonly limit?: number; readonly after?: string };

export type ControlCalls = {
  /** Resolves when it ended, or waits for a second person. */
  giveOrder(order: OrderRequest, options?: Options): Promise<Order>;
  /** Agrees to another person's order, or rejects it. */
  decideOrder(order: Pick<Order, 'enterprise' | 'id'>, agrees: boolean): Promise<Order>;
  order(order: Pick<Order, 'enterprise' | 'id'>, options?: Options): Promise<Order>;
  /** Newest first. */
  orders(enterprise: string, options?: PageOf & { state?: OrderState }): Promise<OrderPage>;
  /** The record of orders, oldest first. */
  orderRecord(enterprise: string, options?: PageOf): Promise<AuditPage>;
  interlocks(enterprise: string, options?: PageOf): Promise<InterlockPage>;
  interlock(signal: string, options?: Options): Promise<Interlock>;
  putInterlock(signal: string, interlock: Interlock): Promise<Interlock>;
  removeInterlock(signal: string): Promise<void>;
};

export function controlCalls(connection: Connection): ControlCalls {
  const of = (enterprise: string) => `/api/orders/${encodeURIComponent(enterprise)}`;
  const place = ({ enterprise, id }: Pick<Order, 'enterprise' | 'id'>) =>
    `${of(enterprise)}/${encodeURIComponent(id)}`;
  const limits = (signal: string) => `/api/interlocks/${identifierPath(signal)}`;
  return {
    giveOrder: (body, given) =>
      request(connection, '/api/orders', { method: 'POST', body, signal: given?.signal }),
    decideOrder: (order, agrees) =>
      request(connection, `${place(order)}/decision`, { method: 'POST', body: { agrees } }),
    order: (order, given) => request(connection, place(order), { signal: given?.signal }),
    orders: (enterprise, { signal, ...query } = {}) =>
      request(connection, of(enterprise), { query, signal }),
    orderRecord: (enterprise, { signal, ...query } = {}) =>
      request(connection, `${of(enterprise)}/record`, { query, signal }),
    interlocks: (enterprise, { signal, ...query } = {}) =>
      request(connection, '/api/interlocks', { query: { enterprise, ...query }, signal }),
    interlock: (signal, given) => request(connection, limits(signal), { signal: given?.signal }),
    putInterlock: (signal, body) => request(connection, limits(signal), { method: 'PUT', body }),
    async removeInterlock(signal) {
      await request(connection, limits(signal), { method: 'DELETE' });
    },
  };
}
