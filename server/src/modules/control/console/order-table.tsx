// Orders with what became of each write.
import type { Order, OrderWrite } from '@jingwei/sdk';
import {
  ColumnHeads,
  dateTimeText,
  epochMs,
  layout,
  nothing,
  useLanguage,
  useText,
  valueText,
} from '@jingwei/console/kit';
import { outcomeWords, stateWords, toneOf } from './words.ts';

const text = {
  at: { en: 'Given', zh: '下达时间' },
  by: { en: 'By', zh: '下达人' },
  write: { en: 'Signal, from and to', zh: '测点与数值变化' },
  state: { en: 'Outcome', zh: '结果' },
  second: { en: 'Second person', zh: '第二人' },
  reason: { en: 'Reason', zh: '原因' },
  change: { en: '{before} → {value}', zh: '{before} → {value}' },
  readBack: { en: 'read back: {value}', zh: '回读：{value}' },
};

const columns = ['at', 'by', 'write', 'state', 'second', 'reason'] as const;

export function OrderTable({ orders }: { readonly orders: readonly Order[] }) {
  return (
    <div className={layout['frame']}>
      <table className={layout['table']}>
        <ColumnHeads columns={columns} text={text} />
        <tbody>
          {orders.map((order) => (
            <OrderRow key={order.id} order={order} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OrderRow({ order }: { readonly order: Order }) {
  const t = useText();
  const { language } = useLanguage();
  const { id, state, at, by, decidedBy, reason, writes } = order;
  return (
    <tr data-order={id} data-state={state}>
      <td className={layout['nowrap']}>{dateTimeText(epochMs(at) ?? 0, { language })}</td>
      <td>{by}</td>
      <td>
        {writes.map((write) => (
          <Write key={write.signal} write={write} />
        ))}
      </td>
      <td>
        <strong data-tone={toneOf[state]}>{t(stateWords[state])}</strong>
        {writes.map(({ signal, outcome, says }) => (
          <small key={signal}>
            {outcome && outcome !== 'taken' && outcome !== 'refused' && t(outcomeWords[outcome])}{' '}
            {says && t(says)}
          </small>
        ))}
      </td>
      <td>{decidedBy ?? nothing}</td>
      <td className={layout['reason']}>{reason ?? nothing}</td>
    </tr>
  );
}

export function Write({ write }: { readonly write: OrderWrite }) {
  const t = useText();
  const { signal, before, value, after } = write;
  const known = before === undefined ? nothing : valueText(before);
  return (
    <div className={layout['write']}>
      <code>{signal}</code>
      <span>
        {t(text.change, { before: known, value: valueText(value) })}
        {after !== undefined && ` · ${t(text.readBack, { value: valueText(after) })}`}
      </span>
    </div>
  );
}
