// The page of the gap report: for every source, what it said in the last hours and what became of it.
import type { GapQuery, GapReport } from '@jingwei/sdk';
import {
  Button,
  csvText,
  dateTimeText,
  EmptyState,
  epochMs,
  FailurePanel,
  isoTime,
  Loading,
  NoticeText,
  nowMs,
  Pager,
  saveCsv,
  SegmentedControl,
  TextInput,
  useCallback,
  useClient,
  useLanguage,
  useLoaded,
  useState,
  useText,
  type ConsolePage,
  type PageProps,
} from '@jingwei/console/kit';
import { gapRows } from './gap-rows.ts';
import { GapTable } from './gap-table.tsx';
import styles from './gaps.module.css';

const text = {
  title: { en: 'Gap report', zh: '缺口报告' },
  lead: {
    en: 'Everything that sources said, and what became of it. Numbers are given beside the machine and checked here.',
    zh: '数据源产生的全部读数及其去向。编号在设备侧生成，在此核对。',
  },
  source: { en: 'Source or enterprise', zh: '数据源或企业' },
  example: { en: '88.118.8/press-1, or 88.118.8', zh: '88.118.8/press-1 或 88.118.8' },
  hour: { en: 'Last hour', zh: '最近 1 小时' },
  day: { en: 'Last day', zh: '最近 1 天' },
  week: { en: 'Last week', zh: '最近 1 周' },
  span: { en: '{from} to {to}', zh: '{from} 至 {to}' },
  csv: { en: 'Save as CSV', zh: '导出 CSV' },
  again: { en: 'Look again', zh: '刷新' },
  empty: { en: 'Nothing was heard of in this span', zh: '该时段没有任何数据' },
  emptyHow: {
    en: 'A source appears here as soon as its gateway has sent the first parcel. Try a longer span.',
    zh: '网关发送首个数据包后，数据源会显示在此处。可尝试更长的时段。',
  },
};

const hourMs = 3_600_000;
const spans = { hour: hourMs, day: 24 * hourMs, week: 168 * hourMs } as const;
const spanNames = ['hour', 'day', 'week'] as const;
type SpanName = (typeof spanNames)[number];
const pageSize = 50;

function GapsPage({ query }: PageProps) {
  const t = useText();
  const client = useClient();
  const [asked, setAsked] = useState<Asked>({ wanted: query.get('source') ?? '', span: 'day' });
  const load = useCallback(
    (signal: AbortSignal) => client.gapReport(queryOf(asked), { signal }),
    [client, asked],
  );
  const { loaded, again } = useLoaded(load);
  const { after } = asked;
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(text.title)}</h1>
        <p>{t(text.lead)}</p>
      </header>
      <Controls asked={asked} onAsk={setAsked} />
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {loaded.state === 'loaded' && (
        <Report
          report={loaded.value}
          after={after}
          onPage={(place) => {
            const { after: _before, ...rest } = asked;
            setAsked(place === undefined ? rest : { ...rest, after: place });
          }}
        />
      )}
    </div>
  );
}

type Asked = {
  /** `<enterprise>/<source>`, `<enterprise>`, or all. */
  readonly wanted: string;
  readonly span: SpanName;
  readonly after?: string;
};

function queryOf({ wanted, span, after }: Asked): GapQuery {
  const of = wanted.includes('/') ? { source: wanted } : { enterprise: wanted };
  return {
    ...(wanted === '' ? {} : of),
    ...(after === undefined ? {} : { after }),
    from: isoTime(nowMs() - spans[span]),
    limit: pageSize,
  };
}

type ControlsProps = { readonly asked: Asked; readonly onAsk: (asked: Asked) => void };

function Controls({ asked, onAsk }: ControlsProps) {
  const t = useText();
  const [typed, setTyped] = useState(asked.wanted);
  const spanOf = (value: string) => spanNames.find((one) => one === value) ?? 'day';
  return (
    <form
      className={styles['controls']}
      onSubmit={(event) => {
        event.preventDefault();
        onAsk({ wanted: typed.trim(), span: asked.span });
      }}
    >
      <TextInput
        size="xs"
        label={t(text.source)}
        placeholder={t(text.example)}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <SegmentedControl
        size="xs"
        value={asked.span}
        data={spanNames.map((name) => ({ value: name, label: t(text[name]) }))}
        onChange={(value) => onAsk({ wanted: typed.trim(), span: spanOf(value) })}
      />
      <Button size="xs" variant="default" type="submit">
        {t(text.again)}
      </Button>
    </form>
  );
}

type ReportProps = {
  readonly report: GapReport;
  readonly after: string | undefined;
  readonly onPage: (after: string | undefined) => void;
};

function Report({ report, after, onPage }: ReportProps) {
  const t = useText();
  const { language } = useLanguage();
  const { next } = report;
  const said = report.sources.filter(({ streams }) => streams.length > 0);
  const shown = (iso: string) => dateTimeText(epochMs(iso) ?? 0, { language });
  const save = () => saveCsv(`gap-report-${report.to.slice(0, 10)}.csv`, csvText(gapRows(said)));
  return (
    <>
      <div className={styles['foot']}>
        <p>{t(text.span, { from: shown(report.from), to: shown(report.to) })}</p>
        {said.length > 0 && (
          <Button size="xs" variant="default" onClick={save}>
            {t(text.csv)}
          </Button>
        )}
      </div>
      {said.length > 0 ? (
        <GapTable sources={said} />
      ) : (
        <EmptyState title={t(text.empty)}>
          <NoticeText>{t(text.emptyHow)}</NoticeText>
        </EmptyState>
      )}
      <div className={styles['foot']}>
        <Pager after={after} next={next} onPage={onPage} />
      </div>
    </>
  );
}

export const page: ConsolePage = { id: 'gaps', component: GapsPage };
