// Where an order belongs: to a machine of this process, or to a gateway elsewhere that asks for it.
import type { Actuation } from '../connectivity/api.ts';
import { controlFailures } from './failures.ts';
import type { FarOrders } from './far/far-orders.ts';
import type { Orders } from './orders.ts';
import type { OrderRoutesOptions } from './routes.ts';

type Places = {
  readonly here: Orders | undefined;
  readonly far: FarOrders | undefined;
  readonly actuation: Actuation | undefined;
};

export function eitherOrders({ here, far, actuation }: Places): OrderRoutesOptions['orders'] {
  return {
    async give(principal, request) {
      const signal = request.writes[0]?.signal ?? '';
      const isHere = actuation?.known(signal) !== undefined;
      const orders = here && (isHere || !far) ? here : far;
      if (orders) return orders.give(principal, request);
      throw controlFailures['unknown-signal']({ signal });
    },
    async decide(principal, decision) {
      const { id, state } = decision.order;
      const orders = decision.order.far ? far : here;
      if (orders) return orders.decide(principal, decision);
      throw controlFailures['not-waiting']({ id, state });
    },
  };
}
