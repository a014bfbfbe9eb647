// The page of orders to machines: give and agree at `/orders`, the limits at `/orders/limits`, the record at
// `/orders/record`.
import {
  EnterprisePage,
  layout,
  type ConsolePage,
  type PagePart,
  type PageProps,
} from '@jingwei/console/kit';
import { Limits } from './limits.tsx';
import { OrderDesk } from './order-desk.tsx';
import { RecordOfOrders } from './record-of-orders.tsx';

const title = { en: 'Orders to machines', zh: '设备指令' };
const parts: readonly PagePart[] = [
  { id: 'orders', path: '/orders', label: { en: 'Orders', zh: '指令' } },
  { id: 'limits', path: '/orders/limits', label: { en: 'Limits', zh: '联锁' } },
  { id: 'record', path: '/orders/record', label: { en: 'Record', zh: '记录' } },
];

function OrdersPage({ rest, query }: PageProps) {
  const current = rest === 'limits' || rest === 'record' ? rest : 'orders';
  return (
    <EnterprisePage {...{ title, parts, current }} className={layout['tones'] ?? ''}>
      {(enterprise) => (
        <>
          {current === 'orders' && <OrderDesk enterprise={enterprise} />}
          {current === 'limits' && <Limits enterprise={enterprise} signal={query.get('signal')} />}
          {current === 'record' && <RecordOfOrders enterprise={enterprise} />}
        </>
      )}
    </EnterprisePage>
  );
}

export const page: ConsolePage = { id: 'orders', component: OrdersPage };
