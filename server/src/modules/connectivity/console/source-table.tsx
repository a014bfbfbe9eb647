// The table of sources: a row each, its health below when it is opened.
import type { SourceStatus } from '@jingwei/sdk';
import {
  dateTimeText,
  epochMs,
  LiveDot,
  nothing,
  Opener,
  OpeningTable,
  Told,
  useLanguage,
  useText,
  type Bilingual,
  type ConnectionTone,
  type Opening,
} from '@jingwei/console/kit';
import styles from './connections.module.css';
import { SourceDetail } from './source-detail.tsx';

export type SourceNow = {
  readonly source: SourceStatus;
  /** Readings a second. */
  readonly rate?: number;
};

const text = {
  source: { en: 'Source', zh: '数据源' },
  state: { en: 'State', zh: '状态' },
  protocol: { en: 'Protocol, address', zh: '协议、地址' },
  signals: { en: 'Signals', zh: '测点' },
  readings: { en: 'Readings', zh: '读数' },
  refused: { en: 'Refused', zh: '拒收' },
  last: { en: 'Last reading', zh: '最新读数' },
  machines: { en: '{count} machines', zh: '{count} 台设备' },
  rate: { en: '{rate} / s', zh: '{rate} / 秒' },
  openDetail: { en: 'Show the details of {name}', zh: '显示 {name} 的详情' },
  closeDetail: { en: 'Hide the details of {name}', zh: '收起 {name} 的详情' },
};

const columns = ['source', 'state', 'protocol', 'signals', 'readings', 'refused', 'last'] as const;
const pieceSize = 100;

export const stateTones: Readonly<Record<SourceStatus['state'], ConnectionTone>> = {
  connecting: 'connecting',
  connected: 'live',
  waiting: 'waiting',
  stopped: 'stopped',
};
const stateWords: Readonly<Record<SourceStatus['state'], Bilingual>> = {
  connecting: { en: 'connecting', zh: '正在连接' },
  connected: { en: 'connected', zh: '已连接' },
  waiting: { en: 'no connection', zh: '连接中断' },
  stopped: { en: 'stopped', zh: '已停止' },
};

type SourceTableProps = {
  readonly sources: readonly SourceNow[];
  readonly open: string | null;
  readonly enterprise: string | undefined;
  readonly onChanged: () => void;
};

export function SourceTable({ sources, open, enterprise, onChanged }: SourceTableProps) {
  return (
    <OpeningTable
      items={sources}
      nameOf={({ source }) => source.name}
      {...{ columns, text, pieceSize, open }}
      attribute="data-source"
      className={styles['table']}
      renderRow={(now, opening) => <SourceRow now={now} {...opening} />}
      renderDetail={({ source }) => (
        <SourceDetail source={source} enterprise={enterprise} onRemoved={onChanged} />
      )}
    />
  );
}

type SourceRowProps = Opening & { readonly now: SourceNow };

function SourceRow({ now, isOpen, onToggle }: SourceRowProps) {
  const t = useText();
  const { language } = useLanguage();
  const { source, rate } = now;
  const { name, state, machines, refused } = source;
  const lastMs = epochMs(source.lastReadingAt ?? '');
  const [machine] = machines;
  const words = t(isOpen ? text.closeDetail : text.openDetail, { name });
  return (
    <tr>
      <th scope="row">
        <Opener {...{ name, words, isOpen, onToggle }} />
        {machine !== undefined && (
          <small>
            {machines.length > 1 ? t(text.machines, { count: machines.length }) : machine}
          </small>
        )}
      </th>
      <td>
        <LiveDot tone={stateTones[state]} word={stateWords[state]} />
        {source.trouble && (
          <small className={styles['trouble']}>
            <Told text={t(source.trouble)} />
          </small>
        )}
      </td>
      <td data-protocol="">
        <span title={source.protocol}>{t(source.protocolTitle)}</span>
        <small className={styles['address']}>{source.address}</small>
      </td>
      <td data-number="">{source.signals}</td>
      <td data-number="">
        {source.readings}
        {rate !== undefined && <small>{t(text.rate, { rate: rateText(rate) })}</small>}
      </td>
      <td data-number="" data-refused={refused > 0 ? true : undefined}>
        {refused}
      </td>
      <td data-number="">{lastMs === undefined ? nothing : dateTimeText(lastMs, { language })}</td>
    </tr>
  );
}

function rateText(rate: number): string {
  return rate >= 100 ? rate.toFixed(0) : rate.toFixed(1);
}
