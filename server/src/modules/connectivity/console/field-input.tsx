// One field of a connection, in the input that fits its kind.
import {
  ActionIcon,
  Button,
  ChoiceInput,
  FileButton,
  Icon,
  LongText,
  TextInput,
  Tick,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import { answersOf, type Answer, type Answers, type Field } from './connection-form.ts';
import styles from './connections.module.css';
import { nameOf } from './field-words.ts';

const text = {
  usual: { en: 'usual ({value})', zh: '默认（{value}）' },
  unsaid: { en: 'not said', zh: '未指定' },
  lines: { en: 'One entry a line.', zh: '每行一项。' },
  file: { en: 'From a file', zh: '从文件读取' },
  row: { en: 'Add a row', zh: '添加一行' },
  remove: { en: 'Remove row {row}', zh: '删除第 {row} 行' },
};

export type FieldInputProps = {
  readonly field: Field;
  readonly answer: Answer;
  /** Of the field, as `problems` names it. */
  readonly place: string;
  readonly problems: ReadonlyMap<string, Bilingual> | undefined;
  readonly onChange: (answer: Answer) => void;
};

export function FieldInput(props: FieldInputProps) {
  const t = useText();
  const { field, answer, place, problems, onChange } = props;
  const trouble = problems?.get(place);
  const words = {
    label: t(nameOf(field.name)),
    description: t(field.about),
    required: field.required,
    ...(trouble === undefined ? {} : { error: t(trouble) }),
  };
  if (field.kind === 'table') return <TableInput {...props} field={field} />;
  if (typeof answer !== 'string') return null;
  if (field.kind === 'flag') {
    const { label, description } = words;
    const checked = (answer === '' ? field.usual : answer) === 'true';
    return <Tick {...{ label, description, checked }} onChange={(on) => onChange(String(on))} />;
  }
  if (field.kind === 'choice') {
    const blank = field.usual === '' ? t(text.unsaid) : t(text.usual, { value: field.usual });
    const choices = field.choices.map((value) => ({ value, label: value }));
    const all = field.required ? choices : [{ value: '', label: blank }, ...choices];
    return <ChoiceInput {...words} value={answer} choices={all} onChange={onChange} />;
  }
  if (field.kind === 'lines' || field.kind === 'long') {
    const isList = field.kind === 'lines';
    const about = isList
      ? [words.description, t(text.lines)].filter((one) => one !== '').join(' · ')
      : words.description;
    return (
      <div className={styles['wideField']}>
        <LongText {...words} description={about} rows={3} value={answer} onChange={onChange} />
        {!isList && <FileButton label={t(text.file)} onText={(told) => onChange(told)} />}
      </div>
    );
  }
  return (
    <TextInput
      size="xs"
      {...words}
      value={answer}
      placeholder={field.usual}
      {...(field.kind === 'secret' ? { type: 'password', autoComplete: 'new-password' } : {})}
      {...(field.kind === 'number' ? { inputMode: 'decimal' } : {})}
      spellCheck={false}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

type TableInputProps = FieldInputProps & { readonly field: Field & { readonly kind: 'table' } };

function TableInput({ field, answer, place, problems, onChange }: TableInputProps) {
  const t = useText();
  const rows: readonly Answers[] = typeof answer === 'string' ? [] : answer;
  const trouble = problems?.get(place);
  const set = (at: number, name: string, told: Answer) =>
    onChange(rows.map((row, i) => (i === at ? { ...row, [name]: told } : row)));
  return (
    <fieldset className={styles['rows']}>
      <legend>{t(nameOf(field.name))}</legend>
      <p>{t(field.about)}</p>
      {rows.map((row, i) => (
        <div key={i} className={styles['tableRow']}>
          {field.columns.map((column) => (
            <FieldInput
              key={column.name}
              field={column}
              answer={row[column.name] ?? ''}
              place={`${place}/${i}/${column.name}`}
              problems={problems}
              onChange={(told) => set(i, column.name, told)}
            />
          ))}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t(text.remove, { row: i + 1 })}
            onClick={() => onChange(rows.filter((_row, at) => at !== i))}
          >
            <Icon name="trash" size={14} />
          </ActionIcon>
        </div>
      ))}
      {trouble && <p className={styles['fault']}>{t(trouble)}</p>}
      <div>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => onChange([...rows, answersOf(field.columns)])}
        >
          {t(text.row)}
        </Button>
      </div>
    </fieldset>
  );
}
