// Orders that wait for a second person, with how long they still may.
import type { JingweiFailure, Order } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  durationText,
  epochMs,
  FailurePanel,
  layout,
  Panel,
  type Refreshed,
  useClient,
  useLanguage,
  useNow,
  useState,
  useText,
} from '@jingwei/console/kit';
import { Write } from './order-table.tsx';
import styles from './orders.module.css';

const text = {
  title: { en: 'Waiting for a second person ({count})', zh: '等待第二人批准（{count}）' },
  none: { en: 'No order is waiting.', zh: '没有待批准的指令。' },
  by: { en: '{by} gives the order: {reason}', zh: '{by} 下达：{reason}' },
  noReason: { en: 'no reason was given', zh: '未填写原因' },
  left: { en: 'expires in {time}', zh: '{time} 后过期' },
  over: { en: 'expired', zh: '已过期' },
  agree: { en: 'Agree and send', zh: '批准并发送' },
  reject: { en: 'Reject', zh: '驳回' },
};

type WaitingOrdersProps = {
  readonly waiting: Refreshed<readonly Order[]>;
  readonly onChanged: () => void;
};

export function WaitingOrders({ waiting, onChanged }: WaitingOrdersProps) {
  const t = useText();
  const { value = [], failure, again } = waiting;
  return (
    <Panel title={t(text.title, { count: value.length })}>
      {failure && <FailurePanel failure={failure} onRetry={again} />}
      {!failure && value.length === 0 && <p className={layout['lead']}>{t(text.none)}</p>}
      <ul className={styles['waiting']}>
        {value.map((order) => (
          <WaitingOrder key={order.id} order={order} onChanged={onChanged} />
        ))}
      </ul>
    </Panel>
  );
}

function WaitingOrder({ order, onChanged }: { order: Order; onChanged: () => void }) {
  const t = useText();
  const { language } = useLanguage();
  const client = useClient();
  const now = useNow(1_000);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<JingweiFailure>();
  const decide = async (agrees: boolean): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await client.decideOrder(order, agrees);
    } catch (error) {
      setFailure(asFailure(error));
    }
    setBusy(false);
    onChanged();
  };
  const leftMs = (epochMs(order.expiresAt) ?? 0) - now;
  const time = durationText(Math.max(0, leftMs), language);
  return (
    <li data-waiting={order.id}>
      <div>
        {order.writes.map((write) => (
          <Write key={write.signal} write={write} />
        ))}
        <p>
          {t(text.by, { by: order.by, reason: order.reason ?? t(text.noReason) })} ·{' '}
          {leftMs > 0 ? t(text.left, { time }) : t(text.over)}
        </p>
      </div>
      <div className={layout['actions']}>
        <Button size="xs" loading={busy} onClick={() => void decide(true)}>
          {t(text.agree)}
        </Button>
        <Button size="xs" variant="default" disabled={busy} onClick={() => void decide(false)}>
          {t(text.reject)}
        </Button>
      </div>
      {failure && <FailurePanel failure={failure} />}
    </li>
  );
}
