// Writes a rule: what it is about is a form, its condition and rationale are written out; tried on what was recorded first.
import type {
  AlarmRule,
  AlarmTrial,
  Client,
  JingweiFailure,
  KeptAlarmRule,
  Signal,
} from '@jingwei/sdk';
import {
  asFailure,
  Button,
  dateTimeText,
  epochMs,
  FailurePanel,
  isoTime,
  LongText,
  nowMs,
  Panel,
  SignalPicker,
  TextInput,
  useCallback,
  useClient,
  useLanguage,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './alarms.module.css';
import { readRule, ruleText, startingRule } from './rule-text.ts';

const text = {
  title: { en: 'Rule', zh: '规则' },
  id: { en: 'Name in addresses, e.g. oven-hot', zh: '编号，例如 oven-hot' },
  rule: { en: 'The rule', zh: '规则内容' },
  bad: { en: 'This cannot be read: {what}', zh: '无法读取：{what}' },
  use: { en: 'Use this signal', zh: '使用该测点' },
  save: { en: 'Save', zh: '保存' },
  remove: { en: 'Remove', zh: '删除' },
  cancel: { en: 'Cancel', zh: '取消' },
  trial: { en: 'Try on the last 30 days', zh: '用最近 30 天试算' },
  told: {
    en: 'It would have raised {raised} alarms, {perDay} a day, from {readings} readings.',
    zh: '将产生 {raised} 条报警，平均每天 {perDay} 条（{readings} 个读数）。',
  },
};
const trialMs = 30 * 86_400_000;

type RuleEditorProps = {
  readonly enterprise: string;
  readonly given?: KeptAlarmRule;
  readonly onDone: () => void;
};

export function RuleEditor({ enterprise, given, onDone }: RuleEditorProps) {
  const t = useText();
  const client = useClient();
  const [id, setId] = useState(given?.id ?? '');
  const [written, setWritten] = useState(() => ruleText(given ?? startingRule));
  const [failure, setFailure] = useState<JingweiFailure>();
  const [trial, setTrial] = useState<AlarmTrial>();
  const { rule, wrong } = readRule(written);
  const run = (work: (rule: AlarmRule) => Promise<void>) => {
    if (rule)
      void work(rule).then(
        () => setFailure(undefined),
        (error) => setFailure(asFailure(error)),
      );
  };
  const acts = {
    onCancel: onDone,
    onSave: () =>
      run(async (told) => {
        await client.putAlarmRule({ enterprise, id }, told);
        onDone();
      }),
    onTry: () => run(async (told) => setTrial(await lastDays(client, enterprise, told))),
    onRemove: () =>
      run(async () => {
        await client.removeAlarmRule({ enterprise, id });
        onDone();
      }),
  };
  return (
    <Panel title={t(text.title)}>
      <div className={styles['give']}>
        <TextInput
          size="xs"
          label={t(text.id)}
          value={id}
          disabled={given !== undefined}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <UseSignal
          isReady={rule !== undefined}
          onUse={({ identifier: signal }) => rule && setWritten(ruleText({ ...rule, signal }))}
        />
        <LongText
          label={t(text.rule)}
          rows={20}
          value={written}
          error={wrong === undefined ? undefined : t(text.bad, { what: wrong })}
          onChange={setWritten}
        />
        {failure && <FailurePanel failure={failure} />}
        {trial && <Trial trial={trial} />}
        <EditorActions isReady={rule !== undefined && id !== ''} isNew={!given} {...acts} />
      </div>
    </Panel>
  );
}

function lastDays(client: Client, enterprise: string, rule: AlarmRule): Promise<AlarmTrial> {
  const to = nowMs();
  return client.tryAlarmRule(enterprise, { rule, from: isoTime(to - trialMs), to: isoTime(to) });
}

type UseSignalProps = {
  readonly isReady: boolean;
  readonly onUse: (signal: Signal) => void;
};

function UseSignal({ isReady, onUse }: UseSignalProps) {
  const t = useText();
  const [picked, setPicked] = useState<Signal>();
  const pick = useCallback((signal: Signal | undefined) => setPicked(signal), []);
  return (
    <>
      <SignalPicker onPick={pick} />
      <div>
        <Button
          size="xs"
          variant="default"
          disabled={!picked || !isReady}
          onClick={() => picked && onUse(picked)}
        >
          {t(text.use)}
        </Button>
      </div>
    </>
  );
}

type EditorActionsProps = {
  readonly isReady: boolean;
  readonly isNew: boolean;
  readonly onSave: () => void;
  readonly onTry: () => void;
  readonly onCancel: () => void;
  readonly onRemove: () => void;
};

function EditorActions({ isReady, isNew, ...on }: EditorActionsProps) {
  const t = useText();
  return (
    <div className={styles['actions']}>
      <Button size="xs" disabled={!isReady} onClick={on.onSave}>
        {t(text.save)}
      </Button>
      <Button size="xs" variant="default" onClick={on.onTry}>
        {t(text.trial)}
      </Button>
      <Button size="xs" variant="default" onClick={on.onCancel}>
        {t(text.cancel)}
      </Button>
      {!isNew && (
        <Button size="xs" variant="default" color="red" onClick={on.onRemove}>
          {t(text.remove)}
        </Button>
      )}
    </div>
  );
}

function Trial({ trial }: { readonly trial: AlarmTrial }) {
  const t = useText();
  const { language } = useLanguage();
  const { raised, readings } = trial;
  const perDay = trial.perDay.toFixed(2);
  return (
    <div role="status">
      <p>{t(text.told, { raised, perDay, readings })}</p>
      <ul>
        {trial.alarms.flatMap(({ signal, level, occurrences }) =>
          occurrences.slice(0, 10).map(({ from, value }) => (
            <li key={`${signal} ${level ?? ''} ${from}`}>
              {dateTimeText(epochMs(from) ?? 0, { language })} · {String(value)} ·{' '}
              <code>{signal}</code>
            </li>
          )),
        )}
      </ul>
    </div>
  );
}
