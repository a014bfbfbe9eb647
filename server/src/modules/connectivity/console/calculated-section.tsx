// Edge rules: signals picked under short names, and expressions over them, tried before they go live.
import type { JingweiFailure, Signal } from '@jingwei/sdk';
import {
  ActionIcon,
  Button,
  Icon,
  Panel,
  SignalPicker,
  TextInput,
  useCallback,
  useState,
  useText,
} from '@jingwei/console/kit';
import { fieldsOf, inputsOf, type Answers } from './connection-form.ts';
import { Fields, NameInput } from './connection-section.tsx';
import styles from './connections.module.css';
import type { Part } from './draft.ts';
import { ExpressionTable } from './expression-table.tsx';
import { FunctionList } from './function-list.tsx';
import { TrialPanel } from './trial-panel.tsx';

const text = {
  title: { en: 'Inputs', zh: '输入' },
  inputs: {
    en: 'Signals that the expressions use, each under a short name.',
    zh: '表达式使用的测点，各有一个简称。',
  },
  short: { en: 'Short name of {signal}', zh: '{signal} 的简称' },
  remove: { en: 'Remove {name}', zh: '移除 {name}' },
  add: { en: 'Use this signal', zh: '使用该测点' },
  none: { en: 'No input yet: pick one below.', zh: '尚无输入，请在下方选择。' },
  rules: { en: 'Expressions ({count})', zh: '表达式（{count}）' },
};

export function CalculatedSection(props: Part & { readonly isNew: boolean }) {
  const t = useText();
  const { draft, change, problems } = props;
  const [failure, setFailure] = useState<JingweiFailure>();
  const others = fieldsOf(props.protocol.connection).filter(({ name }) => name !== 'inputs');
  const trouble = problems?.connection.get('inputs');
  const inputs = inputsOf(draft.answers);
  const setInputs = (next: readonly Answers[]) =>
    change({ answers: { ...draft.answers, inputs: next } });
  return (
    <>
      <Panel title={t(text.title)}>
        <div className={styles['form']}>
          <NameInput {...props} />
          <Fields {...props} fields={others} />
        </div>
        <p className={styles['lead']}>{t(text.inputs)}</p>
        <Inputs inputs={inputs} problems={problems?.connection} onChange={setInputs} />
        {inputs.length === 0 && <p className={styles['lead']}>{t(text.none)}</p>}
        {trouble && <p className={styles['fault']}>{t(trouble)}</p>}
        <PickInput onPick={(signal) => setInputs([...inputs, inputOf(signal, inputs)])} />
      </Panel>
      <Panel title={t(text.rules, { count: draft.rows.length })} controls={<FunctionList />}>
        <ExpressionTable
          rows={draft.rows}
          problems={problems?.cells}
          failure={failure}
          onChange={(rows) => change({ rows })}
        />
        <TrialPanel part={props} onFailure={setFailure} />
      </Panel>
    </>
  );
}

/** Named after the signal, in the letters that a name may have, and like no other input. */
function inputOf(signal: Signal, inputs: readonly Answers[]): Answers {
  const plain = signal.id
    .replace(/[^A-Za-z0-9_]/g, '_')
    .replace(/^(?=\d)/, '_')
    .slice(0, 36);
  const taken = new Set(inputs.map(({ name }) => name));
  let name = plain;
  for (let i = 2; taken.has(name); i++) name = `${plain}_${i}`;
  return { name, signal: signal.identifier };
}

type InputsProps = {
  readonly inputs: readonly Answers[];
  readonly problems: ReadonlyMap<string, { en: string; zh: string }> | undefined;
  readonly onChange: (inputs: readonly Answers[]) => void;
};

function Inputs({ inputs, problems, onChange }: InputsProps) {
  const t = useText();
  return (
    <ul className={styles['inputs']}>
      {inputs.map((input, i) => {
        const [name, signal] = [String(input['name'] ?? ''), String(input['signal'] ?? '')];
        const trouble = problems?.get(`inputs/${i}/name`);
        return (
          <li key={i}>
            <TextInput
              size="xs"
              aria-label={t(text.short, { signal })}
              value={name}
              error={trouble && t(trouble)}
              onChange={(event) => {
                const told = event.currentTarget.value;
                onChange(inputs.map((one, at) => (at === i ? { ...one, name: told } : one)));
              }}
            />
            <code>{signal}</code>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t(text.remove, { name })}
              onClick={() => onChange(inputs.filter((_one, at) => at !== i))}
            >
              <Icon name="trash" size={14} />
            </ActionIcon>
          </li>
        );
      })}
    </ul>
  );
}

function PickInput({ onPick }: { readonly onPick: (signal: Signal) => void }) {
  const t = useText();
  const [picked, setPicked] = useState<Signal>();
  const pick = useCallback((signal: Signal | undefined) => setPicked(signal), []);
  return (
    <div className={styles['pick']}>
      <SignalPicker onPick={pick} />
      <Button
        size="xs"
        variant="default"
        disabled={picked === undefined}
        onClick={() => picked && onPick(picked)}
      >
        {t(text.add)}
      </Button>
    </div>
  );
}
