// The page of orders to machines: give and agree at `/orders`, the limits at `/orders/limits`, the record at
// `/orders/record`.
import {
  ChoiceInput,
  EmptyState,
  FailurePanel,
  Link,
  Loading,
  useEnterprise,
  useText,
  type ConsolePage,
  type PageProps,
} from '@jingwei/console/kit';
import { Limits } from './limits.tsx';
import { OrderDesk } from './order-desk.tsx';
import styles from './orders.module.css';
import { RecordOfOrders } from './record-of-orders.tsx';

const text = {
  title: { en: 'Orders to machines', zh: '设备指令' },
  enterprise: { en: 'Enterprise', zh: '企业' },
  orders: { en: 'Orders', zh: '指令' },
  limits: { en: 'Limits', zh: '联锁' },
  record: { en: 'Record', zh: '记录' },
  parts: { en: 'Parts of this page', zh: '页面分区' },
  none: { en: 'No machine is connected yet', zh: '尚未接入设备' },
  connect: { en: 'Connect a machine', zh: '接入设备' },
};

const places = [
  ['orders', '/orders'],
  ['limits', '/orders/limits'],
  ['record', '/orders/record'],
] as const;

function OrdersPage({ rest, query }: PageProps) {
  const t = useText();
  const { loaded, again } = useEnterprise();
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { enterprise, options, choose } = loaded.value;
  if (enterprise === undefined) {
    const link = <Link to="/connections/new">{t(text.connect)}</Link>;
    return <EmptyState heading="h1" title={t(text.none)} actions={link} />;
  }
  const current = rest === 'limits' || rest === 'record' ? rest : 'orders';
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(text.title)}</h1>
        <nav aria-label={t(text.parts)} className={styles['parts']}>
          {places.map(([place, path]) => (
            <Link key={place} to={path} aria-current={place === current ? 'page' : undefined}>
              {t(text[place])}
            </Link>
          ))}
        </nav>
        {options.length > 1 && (
          <ChoiceInput
            label={t(text.enterprise)}
            value={enterprise}
            choices={options.map((one) => ({ value: one, label: one }))}
            onChange={choose}
          />
        )}
      </header>
      {current === 'orders' && <OrderDesk key={enterprise} enterprise={enterprise} />}
      {current === 'limits' && (
        <Limits key={enterprise} enterprise={enterprise} signal={query.get('signal')} />
      )}
      {current === 'record' && <RecordOfOrders key={enterprise} enterprise={enterprise} />}
    </div>
  );
}

export const page: ConsolePage = { id: 'orders', component: OrdersPage };
