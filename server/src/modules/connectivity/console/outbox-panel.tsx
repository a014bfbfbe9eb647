// What the gateway has still to send to the platform, in one line of figures.
import type { OutboxStatus } from '@jingwei/sdk';
import {
  asFailure,
  dateTimeText,
  epochMs,
  Link,
  LiveDot,
  nothing,
  useCallback,
  useClient,
  useLanguage,
  useRefreshed,
  useText,
  type Bilingual,
  type ConnectionTone,
} from '@jingwei/console/kit';
import styles from './connections.module.css';

const text = {
  title: { en: 'Outbox to the platform', zh: '发往平台的发件箱' },
  waiting: { en: 'Waiting', zh: '待发送' },
  readings: { en: '{count} readings, {size}', zh: '{count} 条读数，{size}' },
  oldest: { en: 'Oldest', zh: '最早' },
  rate: { en: 'Sent', zh: '发送速度' },
  perSecond: { en: '{count} / s', zh: '{count} 条/秒' },
  room: { en: 'Disk', zh: '磁盘' },
  used: { en: '{percent} % of {size}', zh: '{size} 的 {percent}%' },
  full: { en: 'When full', zh: '写满后' },
  givenUp: { en: 'Given up', zh: '已放弃' },
  gaps: { en: 'Gap report: what arrived, and what did not', zh: '缺口报告：核对到达情况' },
  held: { en: 'The disk is full: sources wait for room.', zh: '磁盘已满，数据源正在等待。' },
  'drop-oldest': { en: 'the oldest is given up', zh: '放弃最早的数据' },
  hold: { en: 'sources wait', zh: '数据源等待' },
  unknown: { en: 'Cannot be seen now: {why}', zh: '暂时无法查看：{why}' },
};

const states: Readonly<Record<OutboxStatus['state'], { tone: ConnectionTone; word: Bilingual }>> = {
  sending: { tone: 'live', word: { en: 'sending', zh: '发送中' } },
  idle: { tone: 'live', word: { en: 'all sent', zh: '已全部发送' } },
  waiting: { tone: 'waiting', word: { en: 'waits for the platform', zh: '等待平台' } },
  'no-platform': { tone: 'stopped', word: { en: 'no platform is set', zh: '未配置平台' } },
};

const pauseMs = 2_000;

export function OutboxPanel({ enterprise }: { readonly enterprise: string | undefined }) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal): Promise<OutboxStatus> => {
      try {
        return await client.outbox({ signal });
      } catch (error) {
        // A person of one enterprise sees its streams alone.
        if (enterprise === undefined || asFailure(error).kind !== 'forbidden') throw error;
        return client.outbox({ signal, enterprise });
      }
    },
    [client, enterprise],
  );
  const { value, failure } = useRefreshed(load, pauseMs);
  if (failure?.kind === 'forbidden' || failure?.kind === 'missing') return null;
  return (
    <section className={styles['outbox']} aria-label={t(text.title)}>
      <h2>{t(text.title)}</h2>
      {failure && <p className={styles['trouble']}>{t(text.unknown, { why: t(failure.text) })}</p>}
      {value && <Figures status={value} />}
      {value?.trouble && <p className={styles['trouble']}>{t(value.trouble)}</p>}
      {value?.held === true && <p className={styles['trouble']}>{t(text.held)}</p>}
    </section>
  );
}

function Figures({ status }: { readonly status: OutboxStatus }) {
  const t = useText();
  const { language } = useLanguage();
  const { waiting, rates, totals, bytesMax, whenFull } = status;
  const oldestMs = epochMs(status.oldestAt ?? '');
  const { tone, word } = states[status.state];
  const percent = bytesMax > 0 ? ((100 * waiting.bytes) / bytesMax).toFixed(1) : '0';
  const count = waiting.readings;
  const facts: readonly (readonly [Bilingual, string])[] = [
    [text.waiting, t(text.readings, { count, size: sizeText(waiting.bytes) })],
    [text.oldest, oldestMs === undefined ? nothing : dateTimeText(oldestMs, { language })],
    [text.rate, t(text.perSecond, { count: Math.round(rates.settled) })],
    [text.room, t(text.used, { percent, size: sizeText(bytesMax) })],
    [text.full, t(text[whenFull])],
    ...(totals.givenUp > 0 ? [[text.givenUp, String(totals.givenUp)] as const] : []),
  ];
  return (
    <>
      <LiveDot tone={tone} word={word} />
      <dl>
        {facts.map(([name, told]) => (
          <div key={name.en}>
            <dt>{t(name)}</dt>
            <dd>{told}</dd>
          </div>
        ))}
      </dl>
      <Link to="/gaps">{t(text.gaps)}</Link>
    </>
  );
}

function sizeText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const [unit, size] =
    bytes >= 1_024 ** 3
      ? ['GiB', bytes / 1_024 ** 3]
      : bytes >= 1_024 ** 2
        ? ['MiB', bytes / 1_024 ** 2]
        : ['KiB', bytes / 1_024];
  return `${size.toFixed(size >= 100 ? 0 : 1)} ${unit}`;
}
