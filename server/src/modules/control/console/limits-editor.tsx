// Sets the limits of one signal: range, step, allowed values, a condition over other signals, a second person,
// the read-back.
import type { Interlock, JingweiFailure, Signal } from '@jingwei/sdk';
import {
  ActionIcon,
  asFailure,
  Button,
  FailurePanel,
  Icon,
  layout,
  Loading,
  LongText,
  SignalPicker,
  TextInput,
  Tick,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import { draftOf, interlockOf, numbers, type LimitsDraft } from './limits-draft.ts';
import styles from './orders.module.css';

const text = {
  minimum: { en: 'Lowest', zh: '下限' },
  maximum: { en: 'Highest', zh: '上限' },
  stepMaximum: { en: 'Largest step', zh: '最大单次变化' },
  tolerance: { en: 'Tolerance of the read-back', zh: '回读允差' },
  readBackMs: { en: 'Read back within, ms (0: not)', zh: '回读时限（毫秒，0 为不回读）' },
  allowed: {
    en: 'Allowed values instead of a range, one a line',
    zh: '允许值（代替范围，每行一个）',
  },
  condition: { en: 'Condition, over the inputs and `value`', zh: '条件（基于输入和新值 value）' },
  inputs: { en: 'Inputs of the condition', zh: '条件的输入' },
  short: { en: 'Short name of {signal}', zh: '{signal} 的简称' },
  use: { en: 'Use this signal', zh: '使用该测点' },
  drop: { en: 'Remove {name}', zh: '移除 {name}' },
  second: { en: 'A second person must agree', zh: '须第二人批准' },
  save: { en: 'Save the limits', zh: '保存联锁' },
  cancel: { en: 'Cancel', zh: '取消' },
  remove: { en: 'Remove: no longer writable', zh: '删除联锁（不可再写入）' },
  number: { en: 'This is not a number.', zh: '请填写数值。' },
};

type LimitsEditorProps = { readonly signal: string; readonly onDone: () => void };

export function LimitsEditor({ signal, onDone }: LimitsEditorProps) {
  const client = useClient();
  const load = useCallback(
    async (abort: AbortSignal) => {
      const machine = signal.slice(0, signal.lastIndexOf('/'));
      const [model, given] = await Promise.all([
        client.machine(machine, { signal: abort }),
        client.interlock(signal, { signal: abort }).catch((error: unknown) => {
          if (asFailure(error).kind === 'missing') return undefined;
          throw error;
        }),
      ]);
      const known = model.signals.find(({ identifier }) => identifier === signal);
      return { given, kind: known?.value ?? 'number' };
    },
    [client, signal],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  return <Editor signal={signal} {...loaded.value} onDone={onDone} />;
}

type EditorProps = LimitsEditorProps & {
  readonly given: Interlock | undefined;
  readonly kind: string;
};

function Editor({ signal, given, kind, onDone }: EditorProps) {
  const t = useText();
  const client = useClient();
  const [draft, setDraft] = useState(() => draftOf(given));
  const [failure, setFailure] = useState<JingweiFailure>();
  const change = (part: Partial<LimitsDraft>) => setDraft({ ...draft, ...part });
  const { interlock, wrong } = interlockOf(draft, kind);
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
      onDone();
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <div className={layout['give']}>
      <Numbers draft={draft} kind={kind} wrong={wrong} onChange={change} />
      <Tick
        label={t(text.second)}
        checked={draft.secondPerson}
        onChange={(secondPerson) => change({ secondPerson })}
      />
      <Condition draft={draft} onChange={change} />
      {failure && <FailurePanel failure={failure} />}
      <div className={layout['actions']}>
        <Button
          size="xs"
          disabled={wrong.length > 0}
          onClick={() => void run(() => client.putInterlock(signal, interlock))}
        >
          {t(text.save)}
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          {t(text.cancel)}
        </Button>
        {given && (
          <Button
            size="xs"
            variant="default"
            color="red"
            onClick={() => void run(() => client.removeInterlock(signal))}
          >
            {t(text.remove)}
          </Button>
        )}
      </div>
    </div>
  );
}

type PartProps = {
  readonly draft: LimitsDraft;
  readonly onChange: (part: Partial<LimitsDraft>) => void;
};

type NumbersProps = PartProps & { readonly kind: string; readonly wrong: readonly string[] };

function Numbers({ draft, kind, wrong, onChange }: NumbersProps) {
  const t = useText();
  const names = kind === 'number' ? [...numbers, 'readBackMs' as const] : ['readBackMs' as const];
  return (
    <div className={layout['form']}>
      {names.map((name) => (
        <TextInput
          key={name}
          size="xs"
          label={t(text[name])}
          inputMode="decimal"
          value={draft[name]}
          error={wrong.includes(name) && t(text.number)}
          onChange={(event) => onChange({ [name]: event.currentTarget.value })}
        />
      ))}
      <LongText
        label={t(text.allowed)}
        rows={3}
        value={draft.allowed}
        error={wrong.includes('allowed') ? t(text.number) : undefined}
        onChange={(allowed) => onChange({ allowed })}
      />
    </div>
  );
}

function Condition({ draft, onChange }: PartProps) {
  const t = useText();
  const [picked, setPicked] = useState<Signal>();
  const pick = useCallback((signal: Signal | undefined) => setPicked(signal), []);
  const { inputs } = draft;
  return (
    <fieldset className={layout['condition']}>
      <LongText
        label={t(text.condition)}
        rows={2}
        placeholder="door and value < 80"
        value={draft.condition}
        onChange={(condition) => onChange({ condition })}
      />
      <h3>{t(text.inputs)}</h3>
      <ul className={styles['inputs']}>
        {inputs.map((input, i) => (
          <li key={i}>
            <TextInput
              size="xs"
              aria-label={t(text.short, { signal: input.signal })}
              value={input.name}
              onChange={(event) => {
                const name = event.currentTarget.value;
                onChange({ inputs: inputs.map((one, at) => (at === i ? { ...one, name } : one)) });
              }}
            />
            <code>{input.signal}</code>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t(text.drop, { name: input.name })}
              onClick={() => onChange({ inputs: inputs.filter((_one, at) => at !== i) })}
            >
              <Icon name="trash" size={14} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <SignalPicker onPick={pick} />
      <div>
        <Button
          size="xs"
          variant="default"
          disabled={!picked}
          onClick={() => {
            if (!picked) return;
            const name = picked.id.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
            const short = name.slice(0, 40);
            onChange({ inputs: [...inputs, { name: short, signal: picked.identifier }] });
          }}
        >
          {t(text.use)}
        </Button>
      </div>
    </fieldset>
  );
}
