// The table of gateways: a row each, with what it sends and what of it was refused below when it is opened.
import type { Gateway } from '@jingwei/sdk';
import {
  dateTimeText,
  epochMs,
  LiveDot,
  nothing,
  nowMs,
  Opener,
  OpeningTable,
  useLanguage,
  useText,
  type Bilingual,
  type ConnectionTone,
  type Opening,
} from '@jingwei/console/kit';
import { GatewayDetail } from './gateway-detail.tsx';
import styles from './gateways.module.css';

const text = {
  gateway: { en: 'Gateway', zh: '网关' },
  state: { en: 'State', zh: '状态' },
  enterprises: { en: 'May speak for', zh: '可服务企业' },
  heard: { en: 'Last heard', zh: '最近通信' },
  enrolled: { en: 'Enrolled', zh: '登记时间' },
  all: { en: 'all enterprises', zh: '全部企业' },
  open: { en: 'Show what {name} sends', zh: '显示 {name} 的内容' },
  close: { en: 'Hide what {name} sends', zh: '收起 {name} 的内容' },
  others: { en: '{count} more', zh: '另有 {count} 个' },
  own: { en: 'in this process', zh: '与平台同一进程' },
};

const columns = ['gateway', 'state', 'enterprises', 'heard', 'enrolled'] as const;
const pieceSize = 50;
const enterprisesShown = 5;
/** When it was heard is known to the minute. */
const silentAfterMs = 5 * 60_000;

type State = { readonly tone: ConnectionTone; readonly word: Bilingual };
const states = {
  blocked: { tone: 'stopped', word: { en: 'blocked', zh: '已停用' } },
  waiting: { tone: 'connecting', word: { en: 'has sent nothing yet', zh: '尚未发送' } },
  silent: { tone: 'waiting', word: { en: 'not heard for minutes', zh: '数分钟无通信' } },
  heard: { tone: 'live', word: { en: 'sending', zh: '正常通信' } },
} as const satisfies Record<string, State>;

function stateOf({ blocked, heardAt }: Gateway): State {
  if (blocked) return states.blocked;
  const heardMs = epochMs(heardAt ?? '');
  if (heardMs === undefined) return states.waiting;
  return nowMs() - heardMs > silentAfterMs ? states.silent : states.heard;
}

type GatewayTableProps = { readonly gateways: readonly Gateway[]; readonly onChanged: () => void };

export function GatewayTable({ gateways, onChanged }: GatewayTableProps) {
  return (
    <OpeningTable
      items={gateways}
      nameOf={({ gateway }) => gateway}
      {...{ columns, text, pieceSize }}
      attribute="data-gateway"
      className={styles['table']}
      renderRow={(gateway, opening) => <GatewayRow gateway={gateway} {...opening} />}
      renderDetail={(gateway) => <GatewayDetail gateway={gateway} onChanged={onChanged} />}
    />
  );
}

type GatewayRowProps = Opening & { readonly gateway: Gateway };

function GatewayRow({ gateway, isOpen, onToggle }: GatewayRowProps) {
  const t = useText();
  const { language } = useLanguage();
  const { gateway: name, enterprises, own, enrolledAt, enrolledBy, heardAt } = gateway;
  const time = (iso: string | undefined) => {
    const ms = epochMs(iso ?? '');
    return ms === undefined ? nothing : dateTimeText(ms, { language });
  };
  const served = enterprises.slice(0, enterprisesShown);
  const others = enterprises.length - served.length;
  return (
    <tr>
      <th scope="row">
        <Opener
          {...{ name, isOpen, onToggle }}
          words={t(isOpen ? text.close : text.open, { name })}
        />
        {own && <small>{t(text.own)}</small>}
      </th>
      <td>
        <LiveDot {...stateOf(gateway)} />
      </td>
      <td>
        {served.map((one) => (one === '*' ? t(text.all) : one)).join(', ')}
        {others > 0 && <small>{t(text.others, { count: others })}</small>}
      </td>
      <td className={styles['nowrap']}>{time(heardAt)}</td>
      <td className={styles['nowrap']}>
        {time(enrolledAt)}
        {!own && <small>{enrolledBy}</small>}
      </td>
    </tr>
  );
}
