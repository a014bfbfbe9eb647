// A table that a person fills in: lines of text, choices and ticks, with lines added, taken away and, where their order
// matters, moved up. What the texts mean is the page's to say.
import { Button, TextInput } from '@mantine/core';
import { Icon } from './icons.tsx';
import type { Bilingual } from './bilingual.ts';
import { ChoiceInput } from './fields.tsx';
import { useText } from './language.tsx';
import styles from './edit-table.module.css';

/** By column; a tick is `yes` or empty. May hold more than is shown. */
export type DraftRow = Readonly<Record<string, string>>;

export type EditColumn = {
  readonly name: string;
  readonly label: Bilingual;
  /** None: text; `tick`: yes or no. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[] | 'tick';
  readonly wide?: boolean;
  readonly placeholder?: string;
  /** Where the line has nothing to say here. */
  readonly isOff?: (row: DraftRow) => boolean;
};

type EditTableProps = {
  /** What a line is, e.g. `rule`. */
  readonly name: Bilingual;
  readonly columns: readonly EditColumn[];
  readonly rows: readonly DraftRow[];
  /** A new line. */
  readonly fresh: DraftRow;
  readonly add: Bilingual;
  /** What is said of no lines at all. */
  readonly none: Bilingual;
  readonly ordered?: boolean;
  readonly onRows: (rows: readonly DraftRow[]) => void;
};

const text = {
  of: { en: '{column} of {name} {row}', zh: '第 {row} 行{name}的{column}' },
  remove: { en: 'Remove {name} {row}', zh: '删除第 {row} 行{name}' },
  up: { en: 'Move {name} {row} up', zh: '上移第 {row} 行{name}' },
};

export function EditTable(props: EditTableProps) {
  const { columns, rows, fresh, add, none, onRows } = props;
  const t = useText();
  return (
    <div className={styles['frame']}>
      {rows.length === 0 ? (
        <p className={styles['none']}>{t(none)}</p>
      ) : (
        <table className={styles['table']}>
          <thead>
            <tr>
              {columns.map(({ name, label }) => (
                <th key={name} scope="col">
                  {t(label)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <Line key={at} {...{ ...props, row, at }} />
            ))}
          </tbody>
        </table>
      )}
      <div className={styles['below']}>
        <Button size="xs" variant="default" onClick={() => onRows([...rows, fresh])}>
          {t(add)}
        </Button>
      </div>
    </div>
  );
}

type LineProps = EditTableProps & { readonly row: DraftRow; readonly at: number };

function Line({ name, columns, rows, row, at, ordered = false, onRows }: LineProps) {
  const t = useText();
  const told = { name: t(name), row: at + 1 };
  const put = (column: string, value: string) =>
    onRows(rows.map((one, i) => (i === at ? { ...one, [column]: value } : one)));
  const up = () => {
    const before = rows[at - 1];
    if (before) onRows([...rows.slice(0, at - 1), row, before, ...rows.slice(at + 1)]);
  };
  return (
    <tr>
      {columns.map((column) => (
        <td key={column.name} data-wide={column.wide} data-tick={column.choices === 'tick'}>
          {column.isOff?.(row) !== true && (
            <Cell
              column={column}
              label={t(text.of, { ...told, column: t(column.label) })}
              value={row[column.name] ?? ''}
              onValue={(value) => put(column.name, value)}
            />
          )}
        </td>
      ))}
      <td>
        {ordered && (
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={at === 0}
            aria-label={t(text.up, told)}
            onClick={up}
          >
            ↑
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={t(text.remove, told)}
          onClick={() => onRows(rows.filter((_, i) => i !== at))}
        >
          <Icon name="trash" size={14} />
        </Button>
      </td>
    </tr>
  );
}

type CellProps = {
  readonly column: EditColumn;
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
};

function Cell({ column: { choices, placeholder }, label, value, onValue }: CellProps) {
  if (choices === 'tick') {
    return (
      <input
        type="checkbox"
        aria-label={label}
        checked={value === 'yes'}
        onChange={(event) => onValue(event.currentTarget.checked ? 'yes' : '')}
      />
    );
  }
  if (choices) {
    // What was set stays to be seen, also when it is no choice any more.
    const known = choices.some((one) => one.value === value);
    const all = known ? choices : [...choices, { value, label: value }];
    return <ChoiceInput aria-label={label} value={value} choices={all} onChange={onValue} />;
  }
  return (
    <TextInput
      size="xs"
      aria-label={label}
      value={value}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={(event) => onValue(event.currentTarget.value)}
    />
  );
}
