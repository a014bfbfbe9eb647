// Retention: the policies in the order in which they count, what they would do now, and the last run with its progress.
import type { JingweiFailure, Retention, RetentionPolicy, RetentionPreview } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  ColumnHeads,
  dateTimeText,
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
import { PolicyEditor } from './policy-editor.tsx';
import { PreviewTable } from './preview-table.tsx';
import styles from './upkeep.module.css';

const text = {
  title: { en: 'Retention', zh: '保留策略' },
  add: { en: 'New policy', zh: '新建策略' },
  edit: { en: 'Edit', zh: '编辑' },
  preview: { en: 'Preview', zh: '预览' },
  apply: { en: 'Apply now', zh: '立即执行' },
  none: { en: 'No policy yet: readings are kept for ever', zh: '尚无策略：读数永久保留' },
  how: {
    en: 'Of policies that meet in a signal, the one with the smallest position holds. They are applied each night of the plant.',
    zh: '多条策略涉及同一测点时，顺序号最小者生效。策略于工厂当地每晚执行。',
  },
  position: { en: 'Position', zh: '顺序' },
  policy: { en: 'Policy', zh: '策略' },
  about: { en: 'Signals', zh: '测点' },
  raw: { en: 'As measured', zh: '原始数据' },
  thin: { en: 'Then one each', zh: '之后抽稀为' },
  remove: { en: 'Removed after', zh: '删除期限' },
  acts: { en: 'Edit', zh: '编辑' },
  all: { en: 'all', zh: '全部' },
  days: { en: '{count} days', zh: '{count} 天' },
  seconds: { en: '{count} s', zh: '{count} 秒' },
  never: { en: 'never', zh: '永不' },
  ahead: { en: 'The clock is far ahead', zh: '时钟大幅超前' },
  aheadHow: {
    en: 'It says {now}. By such a clock nothing is thinned or removed until the operator confirms it.',
    zh: '当前显示 {now}。运维人员确认之前，不执行抽稀或删除。',
  },
  confirm: { en: 'The clock is right', zh: '时钟正确' },
};
const run = {
  running: { en: 'The policies are being applied', zh: '正在执行策略' },
  done: { en: 'The policies were applied', zh: '策略已执行' },
  stopped: { en: 'Stopped, since policies were changed', zh: '策略已更改，执行已停止' },
  failed: { en: 'Applying the policies failed; the log tells why', zh: '策略执行失败，原因见日志' },
  told: {
    en: '{at}: step {step} of {steps}, {thinned} readings thinned away, {removed} removed.',
    zh: '{at}：第 {step}/{steps} 步，抽稀减少 {thinned} 条读数，删除 {removed} 条。',
  },
};
const columns = ['position', 'policy', 'about', 'raw', 'thin', 'remove', 'acts'] as const;
const pauseMs = 2_000;

export function RetentionPanel({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const [editing, setEditing] = useState<RetentionPolicy | 'new'>();
  const [preview, setPreview] = useState<RetentionPreview>();
  const [failure, setFailure] = useState<JingweiFailure>();
  const load = useCallback(
    (signal: AbortSignal) => client.retention(enterprise, { signal }),
    [client, enterprise],
  );
  const { value, failure: unread, again } = useRefreshed(load, pauseMs);
  const act = (work: Promise<unknown>) =>
    void work.then(
      () => {
        setFailure(undefined);
        again();
      },
      (error) => setFailure(asFailure(error)),
    );
  const hasPolicies = value !== undefined && value.policies.length > 0;
  const controls = (
    <Controls
      hasPolicies={hasPolicies}
      isRunning={value?.run?.state === 'running'}
      onPreview={() => act(client.previewRetention(enterprise).then(setPreview))}
      onApply={() => act(client.runRetention(enterprise))}
      onAdd={() => setEditing('new')}
    />
  );
  const done = () => {
    setEditing(undefined);
    setPreview(undefined);
    again();
  };
  return (
    <>
      {value && !value.clockBelieved && (
        <ClockNotice now={value.now} onConfirm={() => act(client.confirmClock())} />
      )}
      {failure && <FailurePanel failure={failure} />}
      {editing && (
        <PolicyEditor
          key={editing === 'new' ? '' : editing.id}
          enterprise={enterprise}
          {...(editing === 'new' ? {} : { given: editing })}
          onDone={done}
        />
      )}
      <Panel title={t(text.title)} controls={controls}>
        {unread && <FailurePanel failure={unread} onRetry={again} />}
        {!value && !unread && <Loading />}
        <HowPoliciesCount />
        {value?.policies.length === 0 && <EmptyState title={t(text.none)} />}
        {hasPolicies && <PolicyTable policies={value.policies} onEdit={setEditing} />}
        {preview && hasPolicies && <PreviewTable preview={preview} />}
      </Panel>
      {value?.run && <RunNotice run={value.run} />}
    </>
  );
}

function HowPoliciesCount() {
  const t = useText();
  return (
    <div className={layout['give']}>
      <p className={styles['lead']}>{t(text.how)}</p>
    </div>
  );
}

type ControlsProps = {
  readonly hasPolicies: boolean;
  readonly isRunning: boolean;
  readonly onPreview: () => void;
  readonly onApply: () => void;
  readonly onAdd: () => void;
};

function Controls({ hasPolicies, isRunning, onPreview, onApply, onAdd }: ControlsProps) {
  const t = useText();
  const button = { size: 'xs', variant: 'default' } as const;
  return (
    <div className={layout['actions']}>
      <Button {...button} disabled={!hasPolicies} onClick={onPreview}>
        {t(text.preview)}
      </Button>
      <Button {...button} disabled={!hasPolicies || isRunning} onClick={onApply}>
        {t(text.apply)}
      </Button>
      <Button size="xs" onClick={onAdd}>
        {t(text.add)}
      </Button>
    </div>
  );
}

function ClockNotice({ now, onConfirm }: { readonly now: string; readonly onConfirm: () => void }) {
  const t = useText();
  const confirm = (
    <Button size="xs" variant="default" onClick={onConfirm}>
      {t(text.confirm)}
    </Button>
  );
  return (
    <Notice tone="warning" title={t(text.ahead)} actions={confirm}>
      <NoticeText>{t(text.aheadHow, { now })}</NoticeText>
    </Notice>
  );
}

function RunNotice({ run: last }: { readonly run: NonNullable<Retention['run']> }) {
  const t = useText();
  const { language } = useLanguage();
  const { step, steps, thinned, removed, state } = last;
  const at = dateTimeText(epochMs(last.endedAt ?? last.startedAt) ?? 0, { language });
  return (
    <div data-run={state}>
      <Notice
        tone={state === 'failed' ? 'fault' : 'plain'}
        icon={state === 'failed' ? 'warning' : 'check'}
        title={t(run[state])}
      >
        <NoticeText>{t(run.told, { at, step, steps, thinned, removed })}</NoticeText>
      </Notice>
    </div>
  );
}

type TableProps = {
  readonly policies: readonly RetentionPolicy[];
  readonly onEdit: (policy: RetentionPolicy) => void;
};

function PolicyTable({ policies, onEdit }: TableProps) {
  const t = useText();
  return (
    <div className={layout['frame']}>
      <table className={styles['table']}>
        <ColumnHeads columns={columns} text={text} />
        <tbody>
          {policies.map((one) => (
            <tr key={one.id} data-policy={one.id}>
              <td>{one.position}</td>
              <td>
                {one.name} <small>{one.id}</small>
              </td>
              <td>
                <code>{aboutOf(one) || t(text.all)}</code>
              </td>
              <td>{t(text.days, { count: one.keepRawDays })}</td>
              <td>
                {one.thinToSeconds === undefined
                  ? '–'
                  : t(text.seconds, { count: one.thinToSeconds })}
              </td>
              <td>
                {one.removeAfterDays === undefined
                  ? t(text.never)
                  : t(text.days, { count: one.removeAfterDays })}
              </td>
              <td>
                <Button size="compact-xs" variant="default" onClick={() => onEdit(one)}>
                  {t(text.edit)}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function aboutOf({ path, under, signalType }: RetentionPolicy): string {
  return [path, under, signalType].filter((one) => one !== undefined).join(' · ');
}
