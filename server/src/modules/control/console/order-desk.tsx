// Orders given and agreed to: what waits for a second person stands first, what ended below it.
import type { Order, OrderState } from '@jingwei/sdk';
import {
  Button,
  ChoiceInput,
  csvText,
  EmptyState,
  FailurePanel,
  isoTime,
  layout,
  Loading,
  NoticeText,
  nowMs,
  Pager,
  Panel,
  saveCsv,
  useCallback,
  useClient,
  useLanguage,
  useRefreshed,
  useState,
  useText,
} from '@jingwei/console/kit';
import { GiveOrder } from './give-order.tsx';
import { orderRows } from './order-csv.ts';
import { OrderTable } from './order-table.tsx';
import { WaitingOrders } from './waiting-orders.tsx';
import { stateWords } from './words.ts';

const text = {
  history: { en: 'History', zh: '历史' },
  state: { en: 'State', zh: '状态' },
  all: { en: 'all', zh: '全部' },
  csv: { en: 'Save as CSV', zh: '导出 CSV' },
  older: { en: 'Older', zh: '更早' },
  newest: { en: 'Newest', zh: '最新' },
  empty: { en: 'No order yet', zh: '尚无指令' },
  emptyHow: {
    en: 'A signal can be written when its source marks it as writable and somebody has set its limits.',
    zh: '测点须在数据源中标记为可写，并设置联锁后方可写入。',
  },
};

const pauseMs = 2_000;
const pageSize = 50;
const states = Object.keys(stateWords) as OrderState[];

export function OrderDesk({ enterprise }: { readonly enterprise: string }) {
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal) =>
      (await client.orders(enterprise, { state: 'waiting', limit: 200, signal })).orders,
    [client, enterprise],
  );
  const waiting = useRefreshed(load, pauseMs);
  const [changes, setChanges] = useState(0);
  const changed = () => {
    setChanges(changes + 1);
    waiting.again();
  };
  return (
    <>
      <WaitingOrders waiting={waiting} onChanged={changed} />
      <GiveOrder enterprise={enterprise} onGiven={changed} />
      <History enterprise={enterprise} changes={changes} />
    </>
  );
}

type HistoryProps = { readonly enterprise: string; readonly changes: number };

function History({ enterprise, changes }: HistoryProps) {
  const t = useText();
  const client = useClient();
  const [state, setState] = useState<OrderState>();
  const [after, setAfter] = useState<string>();
  // `changes` makes it ask at once after an order of this very page.
  const load = useCallback(
    (signal: AbortSignal) => {
      const more = { ...(state ? { state } : {}), ...(after === undefined ? {} : { after }) };
      void changes;
      return client.orders(enterprise, { limit: pageSize, signal, ...more });
    },
    [client, enterprise, state, after, changes],
  );
  const { value, failure, again } = useRefreshed(load, pauseMs);
  const orders: readonly Order[] = value?.orders ?? [];
  const chooseState = (told: OrderState | undefined) => {
    setAfter(undefined);
    setState(told);
  };
  const controls = <HistoryControls {...{ enterprise, orders, state }} onState={chooseState} />;
  return (
    <Panel title={t(text.history)} controls={controls}>
      {failure && <FailurePanel failure={failure} onRetry={again} />}
      {!value && !failure && <Loading />}
      {value && orders.length === 0 && (
        <EmptyState title={t(text.empty)}>
          <NoticeText>{t(text.emptyHow)}</NoticeText>
        </EmptyState>
      )}
      {orders.length > 0 && <OrderTable orders={orders} />}
      {(after !== undefined || value?.next !== undefined) && (
        <div className={layout['pager']}>
          <Pager
            after={after}
            next={value?.next}
            onPage={setAfter}
            words={{ first: text.newest, next: text.older }}
          />
        </div>
      )}
    </Panel>
  );
}

type HistoryControlsProps = {
  readonly enterprise: string;
  readonly orders: readonly Order[];
  readonly state: OrderState | undefined;
  readonly onState: (state: OrderState | undefined) => void;
};

function HistoryControls({ enterprise, orders, state, onState }: HistoryControlsProps) {
  const t = useText();
  const { language } = useLanguage();
  const all = states.map((one) => ({ value: one, label: t(stateWords[one]) }));
  return (
    <div className={layout['controls']}>
      <ChoiceInput
        label={t(text.state)}
        value={state ?? ''}
        choices={[{ value: '', label: t(text.all) }, ...all]}
        onChange={(told) => onState(states.find((one) => one === told))}
      />
      <Button
        size="xs"
        variant="default"
        disabled={orders.length === 0}
        onClick={() => {
          const name = `orders-${enterprise}-${isoTime(nowMs()).slice(0, 10)}.csv`;
          saveCsv(name, csvText(orderRows(orders, language)));
        }}
      >
        {t(text.csv)}
      </Button>
    </div>
  );
}
