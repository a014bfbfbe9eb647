// Writes a rule: as a form, or as the text that the interface takes; tried on what was recorded first.
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
  type Bilingual,
  Button,
  dateTimeText,
  epochMs,
  FailurePanel,
  isoTime,
  layout,
  LongText,
  nowMs,
  Panel,
  SignalPicker,
  TextInput,
  Tick,
  useCallback,
  useClient,
  useLanguage,
  useState,
  useText,
} from '@jingwei/console/kit';
import { problemsOf, toldRule } from './rule-draft.ts';
import { RuleForm } from './rule-form.tsx';
import { bareRule, readRule, ruleText, startingRule } from './rule-text.ts';

const text = {
  title: { en: 'Rule', zh: '规则' },
  id: { en: 'Name in addresses, e.g. oven-hot', zh: '编号，例如 oven-hot' },
  rule: { en: 'The rule', zh: '规则内容' },
  bad: { en: 'This cannot be read: {what}', zh: '无法读取：{what}' },
  asText: { en: 'Edit as text', zh: '以文本编辑' },
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
  const [draft, setDraft] = useState<AlarmRule>(() => bareRule(given ?? startingRule));
  /** Present while the rule is edited as text. */
  const [written, setWritten] = useState<string>();
  const [failure, setFailure] = useState<JingweiFailure>();
  const [trial, setTrial] = useState<AlarmTrial>();
  const { rule: read, wrong }: ReturnType<typeof readRule> =
    written === undefined ? { rule: draft } : readRule(written);
  const problems = read && written === undefined ? problemsOf(read) : [];
  const rule = read && problems.length === 0 ? toldRule(read) : undefined;
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
      <div className={layout['give']}>
        <TextInput
          size="xs"
          label={t(text.id)}
          value={id}
          disabled={given !== undefined}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <Draft {...{ draft, written, read, wrong }} onDraft={setDraft} onWritten={setWritten} />
        {problems.length > 0 && <Problems problems={problems} />}
        {failure && <FailurePanel failure={failure} />}
        {trial && <Trial trial={trial} />}
        <EditorActions
          isReady={rule !== undefined && id !== ''}
          canTry={rule !== undefined}
          isNew={!given}
          {...acts}
        />
      </div>
    </Panel>
  );
}

type DraftProps = {
  readonly draft: AlarmRule;
  readonly written: string | undefined;
  readonly read: AlarmRule | undefined;
  readonly wrong: string | undefined;
  readonly onDraft: (rule: AlarmRule) => void;
  readonly onWritten: (text: string | undefined) => void;
};

/** The form, or the text instead of it. */
function Draft({ draft, written, read, wrong, onDraft, onWritten }: DraftProps) {
  const t = useText();
  return (
    <>
      <Tick
        label={t(text.asText)}
        checked={written !== undefined}
        disabled={written !== undefined && !read}
        onChange={(isText) => {
          if (read) onDraft(read);
          onWritten(isText ? ruleText(draft) : undefined);
        }}
      />
      {written === undefined ? (
        <>
          <UseSignal onUse={({ identifier: signal }) => onDraft({ ...draft, signal, path: '' })} />
          <RuleForm rule={draft} onChange={onDraft} />
        </>
      ) : (
        <LongText
          label={t(text.rule)}
          rows={20}
          value={written}
          error={wrong === undefined ? undefined : t(text.bad, { what: wrong })}
          onChange={onWritten}
        />
      )}
    </>
  );
}

function Problems({ problems }: { readonly problems: readonly Bilingual[] }) {
  const t = useText();
  return (
    <ul role="status">
      {problems.map((one) => (
        <li key={one.en}>{t(one)}</li>
      ))}
    </ul>
  );
}

function lastDays(client: Client, enterprise: string, rule: AlarmRule): Promise<AlarmTrial> {
  const to = nowMs();
  return client.tryAlarmRule(enterprise, { rule, from: isoTime(to - trialMs), to: isoTime(to) });
}

type UseSignalProps = {
  readonly onUse: (signal: Signal) => void;
};

function UseSignal({ onUse }: UseSignalProps) {
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
          disabled={!picked}
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
  readonly canTry: boolean;
  readonly isNew: boolean;
  readonly onSave: () => void;
  readonly onTry: () => void;
  readonly onCancel: () => void;
  readonly onRemove: () => void;
};

function EditorActions({ isReady, canTry, isNew, ...on }: EditorActionsProps) {
  const t = useText();
  return (
    <div className={layout['actions']}>
      <Button size="xs" disabled={!isReady} onClick={on.onSave}>
        {t(text.save)}
      </Button>
      <Button size="xs" variant="default" disabled={!canTry} onClick={on.onTry}>
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
