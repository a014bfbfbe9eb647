// The journal of alarms: newest first, by priority and event, page by page, as CSV from the server.
import type { AlarmJournalEntry, AlarmJournalEvent, AlarmPriority } from '@jingwei/sdk';
import {
  ChoiceInput,
  ColumnHeads,
  dateTimeText,
  EmptyState,
  epochMs,
  FailurePanel,
  layout,
  Loading,
  nothing,
  Pager,
  Panel,
  useCallback,
  useClient,
  useLanguage,
  useRefreshed,
  useState,
  useText,
  valueText,
} from '@jingwei/console/kit';
import { eventWords, priorityWords, stateWords, pagerWords } from './words.ts';

const text = {
  journal: { en: 'Journal', zh: '日志' },
  priority: { en: 'Priority', zh: '优先级' },
  event: { en: 'Event', zh: '事件' },
  all: { en: 'all', zh: '全部' },
  csv: { en: 'Save as CSV', zh: '导出 CSV' },
  none: { en: 'Nothing in the journal yet', zh: '日志为空' },
  at: { en: 'At', zh: '时间' },
  what: { en: 'Alarm', zh: '报警' },
  state: { en: 'State', zh: '状态' },
  by: { en: 'By', zh: '操作者' },
  why: { en: 'Why', zh: '原因' },
};
const columns = ['at', 'event', 'priority', 'what', 'state', 'by', 'why'] as const;
const pauseMs = 3_000;
const pageSize = 50;
const events = Object.keys(eventWords) as AlarmJournalEvent[];
const priorities = Object.keys(priorityWords) as AlarmPriority[];

export function AlarmJournal({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const [priority, setPriority] = useState<AlarmPriority>();
  const [event, setEvent] = useState<AlarmJournalEvent>();
  const [after, setAfter] = useState<string>();
  const load = useCallback(
    (signal: AbortSignal) =>
      client.alarmJournal(enterprise, {
        ...{ limit: pageSize, signal },
        ...(priority && { priority }),
        ...(event && { event }),
        ...(after === undefined ? {} : { after }),
      }),
    [client, enterprise, priority, event, after],
  );
  const { value, failure, again } = useRefreshed(load, pauseMs);
  const all = { value: '', label: t(text.all) };
  const controls = (
    <div className={layout['controls']}>
      <ChoiceInput
        label={t(text.priority)}
        value={priority ?? ''}
        choices={[all, ...priorities.map((one) => ({ value: one, label: t(priorityWords[one]) }))]}
        onChange={(told) => setPriority(priorities.find((one) => one === told))}
      />
      <ChoiceInput
        label={t(text.event)}
        value={event ?? ''}
        choices={[all, ...events.map((one) => ({ value: one, label: t(eventWords[one]) }))]}
        onChange={(told) => setEvent(events.find((one) => one === told))}
      />
      <a
        href={`${client.origin}/api/alarms/${encodeURIComponent(enterprise)}/journal.csv`}
        download
      >
        {t(text.csv)}
      </a>
    </div>
  );
  return (
    <Panel title={t(text.journal)} controls={controls}>
      {failure && <FailurePanel failure={failure} onRetry={again} />}
      {!value && !failure && <Loading />}
      {value?.entries.length === 0 && <EmptyState title={t(text.none)} />}
      {value && value.entries.length > 0 && <Entries entries={value.entries} />}
      <div className={layout['pager']}>
        <Pager after={after} next={value?.next} onPage={setAfter} words={pagerWords} />
      </div>
    </Panel>
  );
}

function Entries({ entries }: { readonly entries: readonly AlarmJournalEntry[] }) {
  const t = useText();
  const { language } = useLanguage();
  return (
    <div className={layout['frame']}>
      <table className={layout['table']}>
        <ColumnHeads columns={columns} text={text} />
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td className={layout['nowrap']}>
                {dateTimeText(epochMs(entry.at) ?? 0, { language })}
              </td>
              <td>{t(eventWords[entry.event])}</td>
              <td>
                {entry.priority === undefined ? (
                  nothing
                ) : (
                  <span data-priority={entry.priority}>{t(priorityWords[entry.priority])}</span>
                )}
              </td>
              <td>
                {entry.name ?? entry.position ?? nothing}
                <small>{entry.place}</small>
              </td>
              <td>
                {entry.to ? t(stateWords[entry.to]) : nothing}
                {entry.value !== undefined && <small>{valueText(entry.value)}</small>}
              </td>
              <td>{entry.by}</td>
              <td className={layout['reason']}>{entry.why ?? nothing}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
