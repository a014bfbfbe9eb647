// Alarms in rows: priority, since when, what, where, and what can be done; guidance opens under the name.
import type { Alarm, AlarmAct } from '@jingwei/sdk';
import {
  Button,
  ColumnHeads,
  dateTimeText,
  epochMs,
  layout,
  Link,
  machinePath,
  nothing,
  useLanguage,
  useText,
  valueText,
} from '@jingwei/console/kit';
import styles from './alarms.module.css';
import { levelWords, priorityWords, stateWords } from './words.ts';

const text = {
  priority: { en: 'Priority', zh: '优先级' },
  since: { en: 'Since', zh: '发生时间' },
  what: { en: 'Alarm', zh: '报警' },
  value: { en: 'Value', zh: '数值' },
  state: { en: 'State', zh: '状态' },
  do: { en: 'Actions', zh: '操作' },
  acknowledge: { en: 'Acknowledge', zh: '确认' },
  reset: { en: 'Reset', zh: '复位' },
  shelve: { en: 'Shelve', zh: '搁置' },
  unshelve: { en: 'End shelving', zh: '结束搁置' },
  back: { en: 'Return to service', zh: '恢复使用' },
  trend: { en: 'Trend', zh: '趋势' },
  guidance: { en: 'What to do', zh: '处理指导' },
  cause: { en: 'Possible cause', zh: '可能原因' },
  consequence: { en: 'If nobody acts', zh: '不处理的后果' },
  action: { en: 'Corrective action', zh: '纠正措施' },
  first: { en: 'came first', zh: '首出' },
  limit: { en: 'limit {limit}', zh: '限值 {limit}' },
  until: { en: '{why} · until {until}', zh: '{why} · 至 {until}' },
};
const columns = ['priority', 'since', 'what', 'value', 'state', 'do'] as const;

type Acts = {
  readonly onAct: (act: AlarmAct, ids: readonly string[]) => void;
  readonly onShelve: (alarm: Alarm) => void;
};

export function AlarmTable({ alarms, ...acts }: Acts & { readonly alarms: readonly Alarm[] }) {
  return (
    <div className={layout['frame']}>
      <table className={layout['table']}>
        <ColumnHeads columns={columns} text={text} />
        <tbody>
          {alarms.map((alarm) => (
            <AlarmRow key={alarm.id} alarm={alarm} {...acts} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AlarmRow({ alarm, ...acts }: Acts & { readonly alarm: Alarm }) {
  const t = useText();
  const { language } = useLanguage();
  const { id, priority, state, raisedAt, value, limit, unit = '', broken } = alarm;
  const why = alarm.outOfService ?? alarm.shelved ?? alarm.suppressed?.[0];
  const until = why && 'until' in why && why.until !== undefined ? epochMs(why.until) : undefined;
  return (
    <tr
      className={styles['row']}
      data-alarm={id}
      data-state={state}
      data-flash={state.endsWith('unacknowledged')}
    >
      <td>
        <strong data-priority={priority}>{t(priorityWords[priority])}</strong>
      </td>
      <td className={layout['nowrap']}>
        {raisedAt === undefined ? nothing : dateTimeText(epochMs(raisedAt) ?? 0, { language })}
      </td>
      <td>
        <What alarm={alarm} />
      </td>
      <td>
        {value === undefined ? nothing : `${valueText(value)} ${unit}`}
        {limit !== undefined && <small>{t(text.limit, { limit: `${limit} ${unit}` })}</small>}
      </td>
      <td>
        {t(stateWords[state])} <small>{alarm.letter}</small>
        {why && (
          <small>
            {until === undefined
              ? why.why
              : t(text.until, { why: why.why, until: dateTimeText(until, { language }) })}
          </small>
        )}
        {broken && <small data-tone="fault">{t(broken)}</small>}
      </td>
      <td>
        <Actions alarm={alarm} {...acts} />
      </td>
    </tr>
  );
}

function What({ alarm }: { readonly alarm: Alarm }) {
  const t = useText();
  const { name, place, level, firstOut, guidance, rationale } = alarm;
  return (
    <>
      <strong>{name}</strong> {level && t(levelWords[level])}
      {firstOut === true && <small data-tone="warning">{t(text.first)}</small>}
      <small>{place}</small>
      {(guidance ?? rationale) && (
        <details>
          <summary>{t(text.guidance)}</summary>
          <div className={styles['detail']}>
            {guidance && <p>{t(guidance)}</p>}
            {rationale && (
              <>
                <p>{`${t(text.cause)}: ${t(rationale.cause)}`}</p>
                <p>{`${t(text.consequence)}: ${t(rationale.consequence)}`}</p>
                <p>{`${t(text.action)}: ${t(rationale.correctiveAction)}`}</p>
              </>
            )}
          </div>
        </details>
      )}
    </>
  );
}

function Actions({ alarm, onAct, onShelve }: Acts & { readonly alarm: Alarm }) {
  const t = useText();
  const { id, state, signal } = alarm;
  const button = (act: AlarmAct, label: string) => (
    <Button size="compact-xs" variant="default" onClick={() => onAct(act, [id])}>
      {label}
    </Button>
  );
  return (
    <div className={layout['actions']}>
      {state.endsWith('unacknowledged') && button('acknowledge', t(text.acknowledge))}
      {state.startsWith('latched') && button('reset', t(text.reset))}
      {state === 'shelved' && button('unshelve', t(text.unshelve))}
      {state === 'out-of-service' && button('return-to-service', t(text.back))}
      {state !== 'shelved' && state !== 'out-of-service' && (
        <Button size="compact-xs" variant="default" onClick={() => onShelve(alarm)}>
          {t(text.shelve)}
        </Button>
      )}
      <Link to={machinePath(signal.slice(0, signal.lastIndexOf('/')))}>{t(text.trend)}</Link>
    </div>
  );
}
