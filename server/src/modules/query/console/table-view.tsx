// The same as a table: all signals at the same moments, or their figures of the same stretches; page by page, and whole
// as CSV.
import type { QueryAnswer, QueryValue } from '@jingwei/sdk';
import {
  Button,
  csvText,
  dateText,
  clockText,
  epochMs,
  isoTime,
  Loading,
  NoticeText,
  nothing,
  saveCsv,
  unitText,
  useCallback,
  useClient,
  useLanguage,
  useLoaded,
  useState,
  useText,
  valueText,
  type SpanMs,
} from '@jingwei/console/kit';
import styles from './explore.module.css';
import { correctedRows } from './corrected.ts';
import type { ShownSignal } from './known-signals.ts';
import { Refusal } from './refusal.tsx';
import { everyOf } from './spans.ts';

const text = {
  time: { en: 'Time', zh: '时间' },
  page: { en: 'Rows {from}–{to} of {all}', zh: '第 {from}–{to} 行，共 {all} 行' },
  before: { en: 'Rows before', zh: '上一页' },
  next: { en: 'Next rows', zh: '下一页' },
  csv: { en: 'Save this table as CSV', zh: '将此表导出为 CSV' },
  corrected: { en: 'Corrected', zh: '已更正' },
  none: { en: 'No readings in this span', zh: '该时段没有读数' },
  aligned: {
    en: 'The value that held at each moment, every {every}.',
    zh: '各时刻所保持的值，间隔 {every}。',
  },
  figures: {
    en: 'Mean of each stretch, with its minimum and maximum.',
    zh: '各时段的平均值及最小、最大值。',
  },
};

const rowsMost = 1_000;
const rowsShown = 50;
const figures = ['minimum', 'mean', 'maximum'] as const;

type TableProps = {
  readonly signals: readonly ShownSignal[];
  readonly span: SpanMs;
  readonly every: string;
  readonly measured: boolean;
  readonly zone: string;
  readonly onSpan: (span: SpanMs) => void;
};

export function TableView({ signals, span, every, measured, zone, onSpan }: TableProps) {
  const t = useText();
  const client = useClient();
  const length = everyOf(span, rowsMost);
  const load = useCallback(
    (signal: AbortSignal) => {
      const over = { from: isoTime(span.fromMs), to: isoTime(span.toMs) };
      const names = signals.map(({ identifier }) => identifier);
      const stretch = every === '' || every === 'auto' ? length : every;
      const common = {
        ...{ ...over, signals: names, every: stretch },
        ...(measured ? { asMeasured: true } : {}),
      };
      return every === ''
        ? client.query({ kind: 'interpolated', interpolation: 'step', ...common }, { signal })
        : client.query({ kind: 'aggregate', figures: [...figures], ...common }, { signal });
    },
    [client, signals, span, every, measured, length],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') {
    return <Refusal failure={loaded.failure} span={span} onSpan={onSpan} onRetry={again} />;
  }
  const lead = every === '' ? t(text.aligned, { every: length }) : t(text.figures);
  return (
    <Rows key={`${span.fromMs} ${every}`} answer={loaded.value} {...{ signals, zone, lead }} />
  );
}

type RowsProps = {
  readonly answer: QueryAnswer;
  readonly signals: readonly ShownSignal[];
  readonly zone: string;
  readonly lead: string;
};

function Rows({ answer, signals, zone, lead }: RowsProps) {
  const t = useText();
  const [first, setFirst] = useState(0);
  const { times = [] } = answer;
  if (times.length === 0) return <NoticeText>{t(text.none)}</NoticeText>;
  const last = Math.min(times.length, first + rowsShown);
  return (
    <div className={styles['view']}>
      <div className={styles['moves']}>
        <span>{t(text.page, { from: first + 1, to: last, all: times.length })}</span>
        <Button
          size="compact-xs"
          variant="default"
          disabled={first === 0}
          onClick={() => setFirst(Math.max(0, first - rowsShown))}
        >
          {t(text.before)}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          disabled={last === times.length}
          onClick={() => setFirst(last)}
        >
          {t(text.next)}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => saveCsv('readings.csv', csvOf(answer, signals))}
        >
          {t(text.csv)}
        </Button>
        <span>{lead}</span>
      </div>
      <Grid {...{ answer, signals, zone, first, last }} />
    </div>
  );
}

type GridProps = Omit<RowsProps, 'lead'> & { readonly first: number; readonly last: number };

function Grid({ answer, signals, zone, first, last }: GridProps) {
  const t = useText();
  const { language } = useLanguage();
  const { times = [], labels, series = [] } = answer;
  const timeText = (n: number) => {
    const ms = epochMs(times[n] ?? '') ?? 0;
    const style = { language, zone };
    return labels?.[n] ?? `${dateText(ms, style)} ${clockText(ms, style, true)}`;
  };
  const corrected = correctedRows(answer);
  const isCorrected = corrected.some((names) => names.length > 0);
  const names = new Map(signals.map(({ identifier, name }) => [identifier, name]));
  const rows = Array.from({ length: last - first }, (_, n) => first + n);
  return (
    <div className={styles['frame']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{t(text.time)}</th>
            {signals.map((signal) => (
              <th key={signal.identifier} scope="col">
                {signal.name} <small>{unitText(signal)}</small>
              </th>
            ))}
            {isCorrected && <th scope="col">{t(text.corrected)}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((n) => (
            <tr key={times[n]}>
              <td>{timeText(n)}</td>
              {series.map((column) => (
                <td key={column.signal}>
                  <Cell values={column.values ?? {}} n={n} />
                </td>
              ))}
              {isCorrected && (
                <td data-corrected={corrected[n]?.length}>
                  {corrected[n]?.map((one) => names.get(one) ?? one).join(', ')}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Values = Readonly<Record<string, readonly QueryValue[]>>;

function Cell({ values, n }: { readonly values: Values; readonly n: number }) {
  const own = (name: string) => valueText(values[name]?.[n] ?? null, true);
  if (values['mean'] === undefined) return own('value');
  if (own('mean') === nothing) return nothing;
  return (
    <>
      {own('mean')}{' '}
      <small>
        {own('minimum')} … {own('maximum')}
      </small>
    </>
  );
}

function csvOf(answer: QueryAnswer, signals: readonly ShownSignal[]): string {
  const { times = [], series = [] } = answer;
  const corrected = correctedRows(answer);
  const isCorrected = corrected.some((names) => names.length > 0);
  const units = new Map(signals.map((signal) => [signal.identifier, unitText(signal)]));
  const columns = series.flatMap(({ signal, values = {} }) =>
    Object.entries(values).map(([name, own]) => {
      const unit = units.get(signal) ?? '';
      const figure = name === 'value' ? '' : ` ${name}`;
      return { head: `${signal}${figure}${unit === '' ? '' : ` [${unit}]`}`, own };
    }),
  );
  const cell = (value: QueryValue | undefined): string | number =>
    typeof value === 'number' ? value : value === null || value === undefined ? '' : String(value);
  return csvText([
    ['time', ...columns.map(({ head }) => head), ...(isCorrected ? ['corrected'] : [])],
    ...times.map((time, n) => [
      ...[time, ...columns.map(({ own }) => cell(own[n]))],
      ...(isCorrected ? [(corrected[n] ?? []).join(' ')] : []),
    ]),
  ]);
}
