// The record of orders: every step, each covering the one before by its digest, and whether the chain holds.
import type { AuditEntry } from '@jingwei/sdk';
import {
  ColumnHeads,
  dateTimeText,
  EmptyState,
  epochMs,
  FailurePanel,
  layout,
  Loading,
  Notice,
  NoticeText,
  Pager,
  Panel,
  useCallback,
  useClient,
  useLanguage,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';

const text = {
  title: { en: 'Record', zh: '记录' },
  lead: {
    en: 'Every step of every order, in order. Each entry holds the digest of the one before, so that none can be changed or left out unseen.',
    zh: '按顺序记录每条指令的每一步。每条均含前一条的摘要，任何篡改或缺失都会被发现。',
  },
  holds: { en: 'The chain of this page holds', zh: '本页记录链完整' },
  broken: { en: 'The record is broken at entry {number}', zh: '记录在第 {number} 条处断裂' },
  brokenHow: {
    en: 'This entry was changed, or one before it is missing. Keep the data folder as it is and find out who had access to it.',
    zh: '该条被修改，或其前一条缺失。请保留数据文件夹原状，并查明何人曾访问。',
  },
  cut: {
    en: 'Entries up to No. {number} were older than they are kept, and were deleted on {date}. The record says so itself, with the digest of the last.',
    zh: '第 {number} 条及以前的记录已超过保留期限，于 {date} 删除；删除操作及末条摘要已记入本记录。',
  },
  number: { en: 'No.', zh: '序号' },
  at: { en: 'Time', zh: '时间' },
  order: { en: 'Order', zh: '指令' },
  step: { en: 'Step', zh: '步骤' },
  by: { en: 'By', zh: '执行人' },
  digest: { en: 'Digest', zh: '摘要' },
  empty: { en: 'Nothing is recorded yet', zh: '尚无记录' },
};

const columns = ['number', 'at', 'order', 'step', 'by', 'digest'] as const;
const steps: Readonly<Record<string, { en: string; zh: string }>> = {
  cut: { en: 'older entries deleted', zh: '删除过期记录' },
  given: { en: 'given', zh: '下达' },
  sending: { en: 'sending', zh: '发送' },
  sent: { en: 'sent', zh: '已发送' },
  tried: { en: 'tried', zh: '试算' },
  refused: { en: 'refused', zh: '拒绝' },
  rejected: { en: 'rejected', zh: '驳回' },
  expired: { en: 'expired', zh: '过期' },
  handed: { en: 'handed to the gateway', zh: '交给网关' },
  declined: { en: 'not of this gateway', zh: '网关无此测点' },
  agreed: { en: 'agreed', zh: '批准' },
  'not-taken': { en: 'not taken in time', zh: '逾期未领取' },
  'not-heard-of': { en: 'no word from the gateway', zh: '网关无回音' },
  'gateway-given': { en: 'gateway: waits', zh: '网关：等待批准' },
  'gateway-sending': { en: 'gateway: sending', zh: '网关：发送' },
  'gateway-sent': { en: 'gateway: sent', zh: '网关：已发送' },
  'gateway-tried': { en: 'gateway: tried', zh: '网关：试算' },
  'gateway-refused': { en: 'gateway: refused', zh: '网关：拒绝' },
  'gateway-rejected': { en: 'gateway: rejected', zh: '网关：驳回' },
  'gateway-expired': { en: 'gateway: expired', zh: '网关：过期' },
  'gateway-found-after-restart': { en: 'gateway: found after a restart', zh: '网关：重启后发现' },
  'found-after-restart': { en: 'found after a restart', zh: '重启后发现' },
};
const pageSize = 100;
const digestShown = 16;

export function RecordOfOrders({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const { language } = useLanguage();
  const client = useClient();
  const [after, setAfter] = useState<string>();
  const load = useCallback(
    (signal: AbortSignal) => {
      const more = after === undefined ? {} : { after };
      return client.orderRecord(enterprise, { limit: pageSize, signal, ...more });
    },
    [client, enterprise, after],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { entries, brokenAt, cut, next } = loaded.value;
  if (entries.length === 0) {
    return (
      <EmptyState title={t(text.empty)}>
        <NoticeText>{t(text.lead)}</NoticeText>
      </EmptyState>
    );
  }
  return (
    <>
      <p className={layout['lead']}>{t(text.lead)}</p>
      {brokenAt === undefined ? (
        <Notice icon="check" title={t(text.holds)} />
      ) : (
        <Notice tone="fault" title={t(text.broken, { number: brokenAt })}>
          <NoticeText>{t(text.brokenHow)}</NoticeText>
        </Notice>
      )}
      <Panel title={t(text.title)}>
        {cut && (
          <p className={layout['lead']}>
            {t(text.cut, {
              number: cut.number,
              date: dateTimeText(epochMs(cut.at) ?? 0, { language }),
            })}
          </p>
        )}
        <Entries entries={entries} brokenAt={brokenAt} />
      </Panel>
      <div className={layout['pager']}>
        <Pager after={after} next={next} onPage={setAfter} />
      </div>
    </>
  );
}

type EntriesProps = {
  readonly entries: readonly AuditEntry[];
  readonly brokenAt: number | undefined;
};

function Entries({ entries, brokenAt }: EntriesProps) {
  const t = useText();
  const { language } = useLanguage();
  return (
    <div className={layout['frame']}>
      <table className={layout['table']}>
        <ColumnHeads columns={columns} text={text} />
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.number} data-broken={entry.number === brokenAt || undefined}>
              <td>{entry.number}</td>
              <td className={layout['nowrap']}>
                {dateTimeText(epochMs(entry.at) ?? 0, { language })}
              </td>
              <td>
                <code>{entry.order}</code>
              </td>
              <td>{t(steps[entry.step] ?? { en: entry.step, zh: entry.step })}</td>
              <td>{entry.by}</td>
              <td title={entry.digest}>
                <code>{entry.digest.slice(0, digestShown)}…</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
