// The expressions of a calculated source, each with its trouble at its place.
import type { JingweiFailure } from '@jingwei/sdk';
import {
  ActionIcon,
  Button,
  ChoiceInput,
  Icon,
  LongText,
  TextInput,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import styles from './connections.module.css';
import { emptyRow, type CellProblems, type SignalRow } from './signal-sheet.ts';

const text = {
  id: { en: 'Id of the new signal', zh: '新测点编号' },
  name: { en: 'Name', zh: '名称' },
  expression: { en: 'Expression', zh: '表达式' },
  unit: { en: 'Unit', zh: '单位' },
  unitHow: { en: 'UCUM, e.g. Cel, kW, m/s2', zh: 'UCUM 代码，如 Cel、kW、m/s2' },
  value: { en: 'Value', zh: '数据类型' },
  number: { en: 'number', zh: '数值' },
  text: { en: 'text', zh: '文本' },
  boolean: { en: 'yes or no', zh: '开关' },
  remove: { en: 'Delete {id}', zh: '删除 {id}' },
  add: { en: 'Add an expression', zh: '添加表达式' },
  place: { en: 'Wrong at character {place}', zh: '第 {place} 个字符处有误' },
};

type ExpressionTableProps = {
  readonly rows: readonly SignalRow[];
  readonly problems: CellProblems | undefined;
  /** Of the last try. */
  readonly failure: JingweiFailure | undefined;
  readonly onChange: (rows: readonly SignalRow[]) => void;
};

export function ExpressionTable({ rows, problems, failure, onChange }: ExpressionTableProps) {
  const t = useText();
  return (
    <div className={styles['expressions']}>
      {rows.map((row) => (
        <Expression
          key={row.key}
          row={row}
          problems={problems}
          wrong={placeIn(failure, row.id.trim())}
          onSet={(part) =>
            onChange(rows.map((one) => (one.key === row.key ? { ...one, ...part } : one)))
          }
          onDelete={() => onChange(rows.filter(({ key }) => key !== row.key))}
        />
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => onChange([...rows, emptyRow()])}
        >
          {t(text.add)}
        </Button>
      </div>
    </div>
  );
}

type Wrong = { readonly place: number; readonly trouble: Bilingual };

function placeIn(failure: JingweiFailure | undefined, id: string): Wrong | undefined {
  const { signal, place, trouble } = failure?.facts ?? {};
  if (failure?.code !== 'calculated.bad-expression' || signal !== id) return undefined;
  if (typeof place !== 'number') return undefined;
  return { place, trouble: isBilingual(trouble) ? trouble : failure.text };
}

function isBilingual(value: unknown): value is Bilingual {
  return typeof (value as Bilingual | undefined)?.en === 'string';
}

type ExpressionProps = {
  readonly row: SignalRow;
  readonly problems: CellProblems | undefined;
  readonly wrong: Wrong | undefined;
  readonly onSet: (part: Partial<SignalRow>) => void;
  readonly onDelete: () => void;
};

function Expression({ row, problems, wrong, onSet, onDelete }: ExpressionProps) {
  const t = useText();
  const trouble = (cell: string) => {
    const words = problems?.get(`${row.key}/${cell}`);
    return words && t(words);
  };
  return (
    <div className={styles['expression']} data-expression={row.id}>
      <TextInput
        size="xs"
        label={t(text.id)}
        required
        value={row.id}
        error={trouble('id')}
        onChange={(event) => onSet({ id: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        label={t(text.name)}
        value={row.name}
        onChange={(event) => onSet({ name: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        label={t(text.unit)}
        placeholder={t(text.unitHow)}
        value={row.unit}
        onChange={(event) => onSet({ unit: event.currentTarget.value })}
      />
      <KindInput row={row} onSet={onSet} />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t(text.remove, { id: row.id })}
        onClick={onDelete}
      >
        <Icon name="trash" size={14} />
      </ActionIcon>
      <div className={styles['formula']}>
        <LongText
          label={t(text.expression)}
          required
          rows={2}
          placeholder="mean(power, 5min) when running"
          value={row.address}
          error={trouble('address')}
          onChange={(address) => onSet({ address })}
        />
        {wrong && <WrongPlace expression={row.address} wrong={wrong} />}
      </div>
    </div>
  );
}

/** The expression once more, with a mark under the character that is wrong. */
function WrongPlace({ expression, wrong }: { expression: string; wrong: Wrong }) {
  const t = useText();
  const at = Math.max(0, wrong.place - 1);
  return (
    <div role="alert" className={styles['wrong']}>
      <pre>
        {expression.slice(0, at)}
        <mark>{expression.slice(at, at + 1) || ' '}</mark>
        {expression.slice(at + 1)}
      </pre>
      <p>
        {t(text.place, { place: wrong.place })}: {t(wrong.trouble)}
      </p>
    </div>
  );
}

function KindInput({ row, onSet }: Pick<ExpressionProps, 'row' | 'onSet'>) {
  const t = useText();
  return (
    <ChoiceInput
      label={t(text.value)}
      value={row.value === '' ? 'number' : row.value}
      choices={(['number', 'text', 'boolean'] as const).map((value) => ({
        value,
        label: t(text[value]),
      }))}
      onChange={(value) => onSet({ value })}
    />
  );
}
