// One SELECT over the readings of the chosen signals in the span: the tables that there are, the statement, its rows page
// by page and as CSV. The statement is in the address, so that a link asks the same.
import type { SqlAnswer } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  csvText,
  isoTime,
  Loading,
  LongText,
  NoticeText,
  nothing,
  saveCsv,
  useClient,
  useEffect,
  useState,
  useText,
  type SpanMs,
} from '@jingwei/console/kit';
import type { JingweiFailure } from '@jingwei/sdk';
import styles from './explore.module.css';
import { Refusal } from './refusal.tsx';

const text = {
  sql: { en: 'One SELECT statement', zh: '一条 SELECT 语句' },
  ask: { en: 'Ask', zh: '查询' },
  tables: { en: 'Tables', zh: '数据表' },
  readings: {
    en: 'each reading of the chosen signals in the span',
    zh: '所选测点在时段内的每条读数',
  },
  signals: { en: 'the chosen signals', zh: '所选测点' },
  limits: {
    en: 'Only reading is possible, and only of these copies. At most {most} rows are given; a question that takes too long or would copy too many readings is refused with its estimate.',
    zh: '只能读取，且仅限这些副本。最多返回 {most} 行；耗时过长或涉及读数过多的查询会被拒绝并给出估算。',
  },
  rows: { en: 'Rows {from}–{to} of {all}', zh: '第 {from}–{to} 行，共 {all} 行' },
  cut: { en: 'There are more rows: the answer was cut.', zh: '结果被截断：还有更多行。' },
  none: { en: 'The answer has no rows', zh: '结果没有行' },
  before: { en: 'Rows before', zh: '上一页' },
  next: { en: 'Next rows', zh: '下一页' },
  csv: { en: 'Save the answer as CSV', zh: '将结果导出为 CSV' },
  read: { en: 'From {count} readings', zh: '取自 {count} 条读数' },
};

export const firstSql = `SELECT signal, count(*) AS readings, min(number) AS least, avg(number) AS mean, max(number) AS most
FROM readings GROUP BY signal ORDER BY signal`;

const rowsMost = 10_000;
const rowsShown = 50;

const tables = [
  ['readings', 'signal, time, server_time, number, text, type, quality', text.readings],
  ['signals', 'signal, name, machine, type, unit', text.signals],
] as const;

type SqlProps = {
  readonly signals: readonly string[];
  readonly span: SpanMs;
  readonly sql: string;
  readonly onSql: (sql: string) => void;
  readonly onSpan: (span: SpanMs) => void;
};

type Asked = { readonly sql: string; readonly round: number };
type Told = { readonly of: Asked; readonly answer?: SqlAnswer; readonly failure?: JingweiFailure };

export function SqlView({ signals, span, sql, onSql, onSpan }: SqlProps) {
  const t = useText();
  const client = useClient();
  const [draft, setDraft] = useState(sql === '' ? firstSql : sql);
  const [asked, setAsked] = useState<Asked>();
  const [told, setTold] = useState<Told>();
  useEffect(() => {
    if (!asked) return undefined;
    const abort = new AbortController();
    const over = { from: isoTime(span.fromMs), to: isoTime(span.toMs) };
    const tell = (next: Told) => {
      if (!abort.signal.aborted) setTold(next);
    };
    client
      .sql({ sql: asked.sql, signals, ...over, limit: rowsMost }, { signal: abort.signal })
      .then(
        (answer) => tell({ of: asked, answer }),
        (error: unknown) => tell({ of: asked, failure: asFailure(error) }),
      );
    return () => abort.abort();
  }, [client, asked, signals, span]);
  const isLoading = asked !== undefined && told?.of !== asked;
  return (
    <div className={styles['view']}>
      <Tables />
      <form
        className={styles['sql']}
        onSubmit={(event) => {
          event.preventDefault();
          onSql(draft);
          setAsked({ sql: draft, round: (asked?.round ?? 0) + 1 });
        }}
      >
        <LongText label={t(text.sql)} value={draft} rows={5} onChange={setDraft} />
        <Button size="xs" type="submit" disabled={draft.trim() === '' || signals.length === 0}>
          {t(text.ask)}
        </Button>
      </form>
      {isLoading && <Loading />}
      {!isLoading && told?.failure && (
        <Refusal failure={told.failure} span={span} onSpan={onSpan} />
      )}
      {!isLoading && told?.answer && <Rows key={asked?.round} answer={told.answer} />}
    </div>
  );
}

function Tables() {
  const t = useText();
  return (
    <div className={styles['tables']}>
      <h3>{t(text.tables)}</h3>
      <dl>
        {tables.map(([name, columns, words]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              <code>{columns}</code> · {t(words)}
            </dd>
          </div>
        ))}
      </dl>
      <p>{t(text.limits, { most: rowsMost.toLocaleString('en') })}</p>
    </div>
  );
}

function Rows({ answer }: { readonly answer: SqlAnswer }) {
  const t = useText();
  const [first, setFirst] = useState(0);
  const { columns, rows, complete, read } = answer;
  const last = Math.min(rows.length, first + rowsShown);
  const names = columns.map(({ name }) => name);
  if (rows.length === 0) return <NoticeText>{t(text.none)}</NoticeText>;
  const save = () => {
    const plain = rows.map((row) =>
      row.map((one) => (typeof one === 'number' ? one : one === null ? '' : String(one))),
    );
    saveCsv('answer.csv', csvText([names, ...plain]));
  };
  const turn = (words: 'before' | 'next', to: number, disabled: boolean) => (
    <Button size="compact-xs" variant="default" disabled={disabled} onClick={() => setFirst(to)}>
      {t(text[words])}
    </Button>
  );
  return (
    <>
      <div className={styles['moves']}>
        <span>{t(text.rows, { from: first + 1, to: last, all: rows.length })}</span>
        {turn('before', Math.max(0, first - rowsShown), first === 0)}
        {turn('next', last, last === rows.length)}
        <Button size="compact-xs" variant="default" onClick={save}>
          {t(text.csv)}
        </Button>
        <span>{t(text.read, { count: read.toLocaleString('en') })}</span>
        {!complete && <b>{t(text.cut)}</b>}
      </div>
      <div className={styles['frame']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              {columns.map(({ name, type }) => (
                <th key={name} scope="col">
                  {name} <small>{type}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(first, last).map((row, n) => (
              <tr key={first + n}>
                {row.map((one, column) => (
                  <td key={names[column]}>{one === null ? nothing : String(one)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
