// The table of signals, a row of inputs each; what few signals need is folded below its row. Long tables are
// shown in pieces, since every cell is an input.
import {
  ActionIcon,
  Button,
  Icon,
  memo,
  useState,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import styles from './connections.module.css';
import {
  mainCells,
  moreCells,
  rowsOfSheet,
  type Cell,
  type CellProblems,
  type SignalRow,
} from './signal-sheet.ts';

const headings: Readonly<Record<Cell, Bilingual>> = {
  id: { en: 'Id', zh: '编号' },
  name: { en: 'Name', zh: '名称' },
  address: { en: 'Address', zh: '地址' },
  unit: { en: 'Unit', zh: '单位' },
  value: { en: 'Value', zh: '数据类型' },
  intervalMs: { en: 'Every, ms', zh: '周期（毫秒）' },
  absolute: { en: 'Dead band', zh: '死区' },
  factor: { en: 'Factor', zh: '系数' },
  offset: { en: 'Offset', zh: '偏移' },
  writable: { en: 'Writable', zh: '可写' },
  type: { en: 'Type, e.g. TEMPERATURE', zh: '类型，如 TEMPERATURE' },
  kind: { en: 'Kind', zh: '种类' },
  percent: { en: 'Dead band, %', zh: '死区（%）' },
  silenceMs: { en: 'Longest silence, ms', zh: '最长静默（毫秒）' },
  keepWhen: { en: 'Keep when, e.g. value > 0', zh: '保留条件，如 value > 0' },
};

const choices: Partial<Record<Cell, Readonly<Record<string, Bilingual>>>> = {
  value: {
    '': { en: 'usual', zh: '默认' },
    number: { en: 'number', zh: '数值' },
    text: { en: 'text', zh: '文本' },
    boolean: { en: 'yes or no', zh: '开关' },
  },
  kind: {
    '': { en: 'usual', zh: '默认' },
    sample: { en: 'sample', zh: '采样' },
    event: { en: 'event', zh: '事件' },
    condition: { en: 'condition', zh: '状态' },
  },
};

const text = {
  cell: { en: '{heading} of row {row}', zh: '第 {row} 行的{heading}' },
  more: { en: 'More about row {row}', zh: '第 {row} 行的更多设置' },
  remove: { en: 'Delete row {row}', zh: '删除第 {row} 行' },
  actions: { en: 'Actions', zh: '操作' },
  earlier: { en: 'Earlier rows', zh: '上一页' },
  later: { en: 'Later rows', zh: '下一页' },
  span: { en: 'Rows {first} to {last} of {count}', zh: '第 {first}–{last} 行，共 {count} 行' },
};

const pieceSize = 50;

type SignalTableProps = {
  readonly rows: readonly SignalRow[];
  readonly problems: CellProblems | undefined;
  readonly example: string;
  readonly onChange: (rows: readonly SignalRow[]) => void;
};

export function SignalTable({ rows, problems, example, onChange }: SignalTableProps) {
  const t = useText();
  const [wanted, setFirst] = useState(0);
  const first = wanted < rows.length ? wanted : 0;
  const set = (key: number, part: Partial<SignalRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <>
      <div
        className={styles['sheetFrame']}
        onPaste={(event) => {
          const told = event.clipboardData.getData('text/plain');
          if (!told.includes('\t')) return;
          event.preventDefault();
          onChange([...rows.filter(isFilled), ...rowsOfSheet(told)]);
        }}
      >
        <table className={styles['sheet']}>
          <thead>
            <tr>
              {mainCells.map((cell) => (
                <th key={cell} scope="col" data-cell={cell}>
                  {t(headings[cell])}
                </th>
              ))}
              <th scope="col">{t(text.actions)}</th>
            </tr>
          </thead>
          {rows.slice(first, first + pieceSize).map((row, i) => (
            <SheetRow
              key={row.key}
              row={row}
              number={first + i + 1}
              problems={problems}
              example={example}
              onSet={(part) => set(row.key, part)}
              onDelete={() => onChange(rows.filter(({ key }) => key !== row.key))}
            />
          ))}
        </table>
      </div>
      {rows.length > pieceSize && <Pager first={first} count={rows.length} onFirst={setFirst} />}
    </>
  );
}

function isFilled({ id, address }: SignalRow): boolean {
  return id !== '' || address !== '';
}

type PagerProps = {
  readonly first: number;
  readonly count: number;
  readonly onFirst: (first: number) => void;
};

function Pager({ first, count, onFirst }: PagerProps) {
  const t = useText();
  const last = Math.min(count, first + pieceSize);
  return (
    <div className={styles['pager']}>
      <Button
        size="xs"
        variant="default"
        disabled={first === 0}
        onClick={() => onFirst(Math.max(0, first - pieceSize))}
      >
        {t(text.earlier)}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={last >= count}
        onClick={() => onFirst(first + pieceSize)}
      >
        {t(text.later)}
      </Button>
      <p>{t(text.span, { first: first + 1, last, count })}</p>
    </div>
  );
}

type SheetRowProps = {
  readonly row: SignalRow;
  readonly number: number;
  readonly problems: CellProblems | undefined;
  readonly example: string;
  readonly onSet: (part: Partial<SignalRow>) => void;
  readonly onDelete: () => void;
};

function SheetRow({ row, number, problems, example, onSet, onDelete }: SheetRowProps) {
  const t = useText();
  const [open, setOpen] = useState(() => moreCells.some((cell) => row[cell] !== ''));
  const cellOf = (cell: Cell) => {
    const trouble = problems?.get(`${row.key}/${cell}`);
    return (
      <SheetCell
        cell={cell}
        label={t(text.cell, { heading: t(headings[cell]), row: number })}
        told={row[cell]}
        placeholder={cell === 'address' ? example : ''}
        trouble={trouble && t(trouble)}
        onSet={onSet}
      />
    );
  };
  return (
    <tbody data-signal-row={row.id}>
      <tr>
        {mainCells.map((cell) => (
          <td key={cell} data-cell={cell}>
            {cellOf(cell)}
          </td>
        ))}
        <RowActions {...{ number, open, onDelete }} onToggle={() => setOpen(!open)} />
      </tr>
      {open && (
        <tr>
          <td colSpan={mainCells.length + 1}>
            <div className={styles['moreCells']}>
              {moreCells.map((cell) => (
                <div key={cell}>
                  <span aria-hidden="true">{t(headings[cell])}</span>
                  {cellOf(cell)}
                </div>
              ))}
            </div>
          </td>
        </tr>
      )}
    </tbody>
  );
}

type SheetCellProps = {
  readonly cell: Cell;
  readonly label: string;
  readonly told: string;
  readonly placeholder: string;
  readonly trouble: string | undefined;
  readonly onSet: (part: Partial<SignalRow>) => void;
};

const SheetCell = memo(function SheetCell(props: SheetCellProps) {
  const { cell, label, told, placeholder, trouble, onSet } = props;
  const t = useText();
  const known = choices[cell];
  const named = { 'aria-label': label, 'aria-invalid': trouble !== undefined };
  if (cell === 'writable') {
    const onChange = (on: boolean) => onSet({ writable: on ? 'true' : '' });
    return (
      <input
        type="checkbox"
        {...named}
        checked={told === 'true'}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  if (known) {
    return (
      <select
        {...named}
        value={told}
        onChange={(event) => onSet({ [cell]: event.currentTarget.value })}
      >
        {Object.entries(known).map(([value, word]) => (
          <option key={value} value={value}>
            {t(word)}
          </option>
        ))}
      </select>
    );
  }
  return (
    <>
      <input
        type="text"
        {...named}
        value={told}
        placeholder={placeholder}
        spellCheck={false}
        onChange={(event) => onSet({ [cell]: event.currentTarget.value })}
      />
      {trouble !== undefined && <span className={styles['fault']}>{trouble}</span>}
    </>
  );
});

type RowActionsProps = Pick<SheetRowProps, 'number' | 'onDelete'> & {
  readonly open: boolean;
  readonly onToggle: () => void;
};

function RowActions({ number, open, onToggle, onDelete }: RowActionsProps) {
  const t = useText();
  const [more, remove] = [t(text.more, { row: number }), t(text.remove, { row: number })];
  const look = { variant: 'subtle', color: 'gray', size: 'sm' };
  return (
    <td className={styles['rowActions']}>
      <ActionIcon {...look} aria-expanded={open} aria-label={more} title={more} onClick={onToggle}>
        <Icon name={open ? 'down' : 'open'} size={12} />
      </ActionIcon>
      <ActionIcon {...look} aria-label={remove} title={remove} onClick={onDelete}>
        <Icon name="trash" size={14} />
      </ActionIcon>
    </td>
  );
}
