// Backups: those that there are, and the task at work; made, verified, brought back and deleted here.
import type { Backup, BackupTask, JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  ColumnHeads,
  dateTimeText,
  Dialog,
  EmptyState,
  epochMs,
  FailurePanel,
  layout,
  Loading,
  Notice,
  NoticeText,
  Panel,
  useCallback,
  useClient,
  useLanguage,
  useRefreshed,
  useState,
  useText,
} from '@jingwei/console/kit';
import { bytesText } from './bytes-text.ts';
import styles from './upkeep.module.css';

const text = {
  title: { en: 'Backups', zh: '备份' },
  make: { en: 'Back up now', zh: '立即备份' },
  none: { en: 'No backup yet', zh: '尚无备份' },
  how: {
    en: 'A backup copies the readings of all enterprises to {folder} while everything goes on. Keep that folder on another disk (setting upkeep.backupFolder).',
    zh: '备份会在运行期间将所有企业的读数复制到 {folder}。建议将该文件夹设在另一块磁盘（设置项 upkeep.backupFolder）。',
  },
  name: { en: 'Backup', zh: '备份' },
  made: { en: 'Made', zh: '时间' },
  readings: { en: 'Readings', zh: '读数' },
  size: { en: 'Size', zh: '大小' },
  acts: { en: 'What to do', zh: '操作' },
  unfinished: { en: 'was never finished', zh: '未完成' },
  verify: { en: 'Verify', zh: '校验' },
  restore: { en: 'Restore', zh: '恢复' },
  remove: { en: 'Delete', zh: '删除' },
  cancel: { en: 'Cancel', zh: '取消' },
  sure: { en: 'Restore {name}?', zh: '恢复 {name}？' },
  sureRemove: { en: 'Delete {name}?', zh: '删除 {name}？' },
  restores: {
    en: 'Readings that are in the backup and no longer here come back. What is here stays as it is.',
    zh: '将恢复备份中有而当前缺失的读数；现有数据保持不变。',
  },
  removes: { en: 'The backup is gone for ever.', zh: '该备份将被永久删除。' },
  running: { en: '{backup}: {work} under way', zh: '{backup}：正在{work}' },
  works: {
    make: { en: 'backing up', zh: '备份' },
    verify: { en: 'verifying', zh: '校验' },
    restore: { en: 'restoring', zh: '恢复' },
  },
};
const columns = ['name', 'made', 'readings', 'size', 'acts'] as const;
const pauseMs = 2_000;

type Question = { readonly act: 'restore' | 'remove'; readonly name: string };

export function BackupsPanel() {
  const t = useText();
  const client = useClient();
  const [failure, setFailure] = useState<JingweiFailure>();
  const [question, setQuestion] = useState<Question>();
  const load = useCallback((signal: AbortSignal) => client.backups({ signal }), [client]);
  const { value, failure: unread, again } = useRefreshed(load, pauseMs);
  const run = (work: Promise<unknown>) => {
    setQuestion(undefined);
    void work.then(
      () => {
        setFailure(undefined);
        again();
      },
      (error) => setFailure(asFailure(error)),
    );
  };
  const isBusy = value?.task?.state === 'running';
  const make = (
    <Button size="xs" disabled={!value || isBusy} onClick={() => run(client.makeBackup())}>
      {t(text.make)}
    </Button>
  );
  return (
    <>
      {question && (
        <Ask
          question={question}
          onYes={() =>
            run(
              question.act === 'restore'
                ? client.restoreBackup(question.name)
                : client.removeBackup(question.name),
            )
          }
          onClose={() => setQuestion(undefined)}
        />
      )}
      {failure && <FailurePanel failure={failure} />}
      {value?.task && <TaskNotice task={value.task} />}
      <Panel title={t(text.title)} controls={make}>
        {unread && <FailurePanel failure={unread} onRetry={again} />}
        {!value && !unread && <Loading />}
        {value && (
          <div className={layout['give']}>
            <p className={styles['lead']}>{t(text.how, { folder: value.folder })}</p>
          </div>
        )}
        {value?.backups.length === 0 && <EmptyState title={t(text.none)} />}
        {value && value.backups.length > 0 && (
          <BackupTable
            {...{ backups: value.backups, isBusy }}
            onVerify={(name) => run(client.verifyBackup(name))}
            onAsk={setQuestion}
          />
        )}
      </Panel>
    </>
  );
}

function TaskNotice({ task }: { readonly task: BackupTask }) {
  const t = useText();
  const { work, backup, state, told } = task;
  const title =
    state === 'running' ? t(text.running, { backup, work: t(text.works[work]) }) : backup;
  return (
    <div data-task={state}>
      <Notice
        tone={state === 'failed' ? 'fault' : 'plain'}
        icon={state === 'failed' ? 'warning' : 'check'}
        title={title}
      >
        {told && <NoticeText>{t(told)}</NoticeText>}
      </Notice>
    </div>
  );
}

type TableProps = {
  readonly backups: readonly Backup[];
  readonly isBusy: boolean;
  readonly onVerify: (name: string) => void;
  readonly onAsk: (question: Question) => void;
};

function BackupTable({ backups, isBusy, onVerify, onAsk }: TableProps) {
  const t = useText();
  const { language } = useLanguage();
  const small = { size: 'compact-xs', variant: 'default', disabled: isBusy } as const;
  return (
    <div className={layout['frame']}>
      <table className={styles['table']}>
        <ColumnHeads columns={columns} text={text} />
        <tbody>
          {backups.map(({ name, state, madeAt, by, readings, bytes }) => (
            <tr key={name} data-backup={name} data-state={state}>
              <td>
                <code>{name}</code>
                {state === 'unfinished' && <small>{t(text.unfinished)}</small>}
              </td>
              <td>
                {madeAt !== undefined && dateTimeText(epochMs(madeAt) ?? 0, { language })}
                <small>{by}</small>
              </td>
              <td>{readings}</td>
              <td>{bytes !== undefined && bytesText(bytes)}</td>
              <td>
                <div className={layout['actions']}>
                  {state === 'whole' && (
                    <>
                      <Button {...small} onClick={() => onVerify(name)}>
                        {t(text.verify)}
                      </Button>
                      <Button {...small} onClick={() => onAsk({ act: 'restore', name })}>
                        {t(text.restore)}
                      </Button>
                    </>
                  )}
                  <Button {...small} onClick={() => onAsk({ act: 'remove', name })}>
                    {t(text.remove)}
                  </Button>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type AskProps = {
  readonly question: Question;
  readonly onYes: () => void;
  readonly onClose: () => void;
};

function Ask({ question: { act, name }, onYes, onClose }: AskProps) {
  const t = useText();
  const actions = (
    <>
      <Button size="xs" onClick={onYes}>
        {t(text[act])}
      </Button>
      <Button size="xs" variant="default" onClick={onClose}>
        {t(text.cancel)}
      </Button>
    </>
  );
  const title = t(act === 'restore' ? text.sure : text.sureRemove, { name });
  return (
    <Dialog title={title} actions={actions} onClose={onClose}>
      <p>{t(act === 'restore' ? text.restores : text.removes)}</p>
    </Dialog>
  );
}
