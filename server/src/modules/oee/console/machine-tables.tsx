// The tables of a machine's settings: inputs, the rules over them, where its parts are counted, and thresholds.
import type { Signal, StopReason } from '@jingwei/sdk';
import {
  ChoiceInput,
  type DraftRow,
  EditTable,
  layout,
  TextInput,
  useText,
} from '@jingwei/console/kit';
import { states, stateOf } from './catalogue-drafts.ts';
import type { MachineDraft } from './machine-draft.ts';
import styles from './oee.module.css';
import { elementWords } from './words.ts';

const text = {
  inputs: { en: 'Inputs', zh: '输入' },
  input: { en: 'input', zh: '输入' },
  name: { en: 'Name in rules', zh: '规则中的名称' },
  signal: { en: 'Signal', zh: '测点' },
  choose: { en: 'Choose …', zh: '请选择……' },
  addInput: { en: 'Add an input', zh: '添加输入' },
  noInput: {
    en: 'No input yet: which signals say what the machine does?',
    zh: '尚无输入：哪些测点说明设备状态？',
  },
  rules: { en: 'Rules: the first that holds decides', zh: '规则：首条成立的规则生效' },
  rule: { en: 'rule', zh: '规则' },
  when: { en: 'When', zh: '条件' },
  is: { en: 'Is', zh: '状态' },
  reason: { en: 'Reason', zh: '原因' },
  noReason: { en: '(none)', zh: '（无）' },
  failure: { en: 'Failure', zh: '故障' },
  addRule: { en: 'Add a rule', zh: '添加规则' },
  noRule: {
    en: 'No rule yet, e.g. execution == "ACTIVE" is Production.',
    zh: '尚无规则，例如 execution == "ACTIVE" 为生产。',
  },
  otherwise: { en: 'Where no rule holds', zh: '无规则成立时' },
  microStop: { en: 'Micro-stops are shorter than (seconds)', zh: '微停机阈值（秒）' },
  silence: { en: 'Unknown after silence of (seconds)', zh: '无数据多久视为未知（秒）' },
  counts: { en: 'Parts', zh: '数量' },
  count: { en: 'count', zh: '计数' },
  by: { en: 'Counted by', zh: '计数方式' },
  quantity: { en: 'It counts', zh: '统计内容' },
  wrapsAt: { en: 'Runs over at', zh: '翻转值' },
  scrapWhen: { en: 'Scrap when', zh: '废品条件' },
  reworkWhen: { en: 'Rework when', zh: '返工条件' },
  addCount: { en: 'Add a count', zh: '添加计数' },
  noCount: {
    en: 'No parts are counted: only availability can be told.',
    zh: '未统计数量：只能给出可用率。',
  },
  fixed: { en: 'Article that is always made', zh: '固定生产的物品' },
  articleSignal: { en: 'Signal that names the article', zh: '给出物品的测点' },
};
const countWords = {
  counter: { en: 'a counter', zh: '计数器' },
  reading: { en: 'each reading is a part', zh: '每条读数为一件' },
  'part-finished': { en: 'parts that the machine names', zh: '设备上报的工件' },
};
const quantityWords = {
  produced: { en: 'all parts', zh: '总产量' },
  good: { en: 'good parts', zh: '合格' },
  scrap: { en: 'scrap', zh: '废品' },
  rework: { en: 'for rework', zh: '返工' },
};

type Props = {
  readonly draft: MachineDraft;
  readonly signals: readonly Signal[];
  readonly reasons: readonly StopReason[];
  readonly onDraft: (changed: Partial<MachineDraft>) => void;
};

export function MachineTables(props: Props) {
  const t = useText();
  const { draft, signals, onDraft } = props;
  const choices = [
    { value: '', label: t(text.choose) },
    ...signals.map(({ identifier, name, id, type }) => ({
      value: identifier,
      label: `${name === id ? id : `${name} · ${id}`} · ${type}`,
    })),
  ];
  return (
    <>
      <h3 className={layout['part']}>{t(text.inputs)}</h3>
      <EditTable
        name={text.input}
        columns={[
          { name: 'name', label: text.name },
          { name: 'signal', label: text.signal, choices, wide: true },
        ]}
        rows={draft.inputs}
        fresh={{ name: '', signal: '' }}
        add={text.addInput}
        none={text.noInput}
        onRows={(inputs) => onDraft({ inputs })}
      />
      <Rules {...props} />
      <h3 className={layout['part']}>{t(text.counts)}</h3>
      <Counts {...props} choices={choices} />
      <div className={styles['fields']}>
        <TextInput
          size="xs"
          label={t(text.fixed)}
          value={draft.articleFixed}
          onChange={(event) => onDraft({ articleFixed: event.currentTarget.value })}
        />
        <ChoiceInput
          label={t(text.articleSignal)}
          value={draft.articleSignal}
          choices={[{ value: '', label: t(text.noReason) }, ...choices.slice(1)]}
          onChange={(articleSignal) => onDraft({ articleSignal })}
        />
      </div>
    </>
  );
}

function Rules({ draft, reasons, onDraft }: Props) {
  const t = useText();
  const stateChoices = states.map((value) => ({
    value,
    label: `${t(elementWords[value])} (${value})`,
  }));
  return (
    <>
      <h3 className={layout['part']}>{t(text.rules)}</h3>
      <EditTable
        name={text.rule}
        columns={[
          { name: 'when', label: text.when, wide: true },
          { name: 'is', label: text.is, choices: stateChoices },
          {
            ...{ name: 'reason', label: text.reason },
            choices: [
              { value: '', label: t(text.noReason) },
              ...reasons.map(({ id, name }) => ({ value: id, label: t(name) })),
            ],
          },
          { name: 'failure', label: text.failure, choices: 'tick' },
        ]}
        rows={draft.rules}
        fresh={{ when: '', is: 'APT', reason: '', failure: '', en: '', zh: '' }}
        add={text.addRule}
        none={text.noRule}
        ordered
        onRows={(rules) => onDraft({ rules })}
      />
      <div className={styles['fields']}>
        <ChoiceInput
          label={t(text.otherwise)}
          value={draft.otherwise}
          choices={stateChoices}
          onChange={(told) => onDraft({ otherwise: stateOf(told) ?? draft.otherwise })}
        />
        <TextInput
          size="xs"
          label={t(text.microStop)}
          value={draft.microStopSeconds}
          onChange={(event) => onDraft({ microStopSeconds: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          label={t(text.silence)}
          value={draft.silenceSeconds}
          onChange={(event) => onDraft({ silenceSeconds: event.currentTarget.value })}
        />
      </div>
    </>
  );
}

const isCounter = (row: DraftRow) => row['from'] === 'counter';
const isSingle = (row: DraftRow) => !isCounter(row);
const isNamed = (row: DraftRow) => row['from'] === 'part-finished';

type Choices = readonly { readonly value: string; readonly label: string }[];

function Counts({ draft, choices, onDraft }: Props & { readonly choices: Choices }) {
  const t = useText();
  const worded = (words: Readonly<Record<string, { en: string; zh: string }>>): Choices =>
    Object.entries(words).map(([value, label]) => ({ value, label: t(label) }));
  return (
    <EditTable
      name={text.count}
      columns={[
        { name: 'from', label: text.by, choices: worded(countWords) },
        { name: 'signal', label: text.signal, choices, isOff: isNamed },
        {
          ...{ name: 'quantity', label: text.quantity, isOff: isSingle },
          choices: worded(quantityWords),
        },
        { name: 'wrapsAt', label: text.wrapsAt, isOff: isSingle },
        { name: 'scrapWhen', label: text.scrapWhen, isOff: isCounter },
        { name: 'reworkWhen', label: text.reworkWhen, isOff: isCounter },
      ]}
      rows={draft.counts.map((row) => ({ ...row, quantity: row['quantity'] || 'produced' }))}
      fresh={{ from: 'counter', signal: '', quantity: 'produced', wrapsAt: '' }}
      add={text.addCount}
      none={text.noCount}
      onRows={(counts) => onDraft({ counts })}
    />
  );
}
