// What the address asks for, put together: the finder, the span, and one of the three views of it. Every choice is
// written to the address, so that a link and the browser's own Back have it.
import {
  Button,
  ChoiceInput,
  CopyButton,
  EmptyState,
  FailurePanel,
  go,
  Loading,
  NoticeText,
  nowMs,
  Panel,
  SegmentedControl,
  Tick,
  useCallback,
  useClient,
  useLoaded,
  useMemo,
  useNow,
  useState,
  useText,
  type SpanMs,
} from '@jingwei/console/kit';
import {
  addressOf,
  everyChoices,
  pathOf,
  signalsMax,
  views,
  type Address,
  type AskedSpan,
} from './address.ts';
import { ChartView } from './chart-view.tsx';
import { ExportLinks } from './export-links.tsx';
import styles from './explore.module.css';
import { knownSignals, type ShownSignal } from './known-signals.ts';
import { SignalFinder } from './signal-finder.tsx';
import { SpanPicker } from './span-picker.tsx';
import { spansOf } from './spans.ts';
import { SqlView } from './sql-view.tsx';
import { TableView } from './table-view.tsx';
import { useCalendar } from './use-calendar.ts';
import { everyWords, viewWords } from './words.ts';

const text = {
  panel: { en: 'Readings', zh: '读数' },
  as: { en: 'Show as', zh: '显示方式' },
  every: { en: 'Figures', zh: '统计' },
  find: { en: 'Find signals', zh: '查找测点' },
  hide: { en: 'Hide the search', zh: '收起查找' },
  measured: { en: 'As measured', zh: '显示原始测量值' },
  link: { en: 'Copy the link to this view', zh: '复制此视图的链接' },
  empty: { en: 'Choose signals to look at', zh: '请选择要查看的测点' },
  emptyHow: {
    en: 'Search by name, type or place, then tick up to {most}. The address of this page always shows what you see: pass it on.',
    zh: '按名称、类型或位置查找并勾选，最多 {most} 个。本页地址始终对应所见内容，可直接分享。',
  },
};

const refreshMs = 5_000;

type ExploreProps = { readonly enterprise: string; readonly query: URLSearchParams };

export function Explore({ enterprise, query }: ExploreProps) {
  const t = useText();
  const address = useMemo(() => addressOf(query), [query]);
  const { signals: named } = address;
  const [isFinding, setFinding] = useState(named.length === 0);
  const change = useCallback(
    (part: Partial<Address>) => go(pathOf({ ...address, ...part }), { stay: true }),
    [address],
  );
  const toggle = (identifier: string) => {
    const without = named.filter((one) => one !== identifier);
    change({ signals: without.length < named.length ? without : [...named, identifier] });
  };
  return (
    <div className={styles['columns']} data-finding={isFinding}>
      {isFinding && (
        <SignalFinder
          enterprise={enterprise}
          chosen={named}
          onToggle={({ identifier }) => toggle(identifier)}
        />
      )}
      <Panel
        title={t(text.panel)}
        controls={
          <>
            <Button size="compact-xs" variant="default" onClick={() => setFinding(!isFinding)}>
              {t(isFinding ? text.hide : text.find)}
            </Button>
            <CopyButton text={location.href} label={text.link} />
          </>
        }
      >
        {named.length === 0 ? (
          <EmptyState title={t(text.empty)}>
            <NoticeText>{t(text.emptyHow, { most: signalsMax })}</NoticeText>
          </EmptyState>
        ) : (
          <Known address={address} onChange={change} onOff={toggle} />
        )}
      </Panel>
    </div>
  );
}

type KnownProps = {
  readonly address: Address;
  readonly onChange: (part: Partial<Address>) => void;
  readonly onOff: (identifier: string) => void;
};

function Known(props: KnownProps) {
  const client = useClient();
  const { signals } = props.address;
  const wanted = signals.join('\n');
  const load = useCallback(
    (signal: AbortSignal) => knownSignals(client, wanted.split('\n'), signal),
    [client, wanted],
  );
  const { loaded, again } = useLoaded(load);
  // What was shown stays until the machines of another choice are known.
  const [shown, setShown] = useState<readonly ShownSignal[]>();
  if (loaded.state === 'loaded' && loaded.value !== shown) setShown(loaded.value);
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  return shown ? <Shown {...props} signals={shown} /> : <Loading />;
}

function Shown({
  address,
  onChange,
  onOff,
  signals,
}: KnownProps & { readonly signals: readonly ShownSignal[] }) {
  const t = useText();
  const calendar = useCalendar(signals[0]?.identifier ?? '');
  const [before, setBefore] = useState<readonly AskedSpan[]>([]);
  const { view, every, live, measured, sql, span: asked } = address;
  // Lines grow by themselves; figures and states are asked for anew.
  const grows = every === '' && signals.every(({ isNumber }) => isNumber);
  const tick = useNow(live && !grows ? refreshMs : undefined);
  const key = 'named' in asked ? asked.named : `${asked.fromMs} ${asked.toMs}`;
  const named = useMemo(
    () => spansOf(calendar?.days ?? [], Math.floor(nowMs() / 1_000) * 1_000),
    // A span that is chosen again ends now.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [calendar?.days, key, live, tick],
  );
  const span = useMemo((): SpanMs => {
    if (!('named' in asked)) return asked;
    const [first] = named;
    return named.find(({ id }) => id === asked.named) ?? first ?? { fromMs: 0, toMs: 1 };
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [named, key]);
  const onSpan = useCallback(
    (next: AskedSpan) => {
      setBefore((past) => [...past.slice(-50), asked]);
      onChange({ span: next, ...('named' in next ? {} : { live: false }) });
    },
    [asked, onChange],
  );
  const onBack = useCallback(() => {
    const last = before.at(-1);
    if (!last) return;
    setBefore(before.slice(0, -1));
    onChange({ span: last });
  }, [before, onChange]);
  if (!calendar) return <Loading />;
  const { zone } = calendar;
  const names = signals.map(({ identifier }) => identifier);
  const common = { signals, span, zone, every, measured, onSpan };
  return (
    <div className={styles['shown']} data-view={view}>
      <div className={styles['controls']}>
        <SpanPicker
          {...{ named, asked, span, zone }}
          isOwnZone={calendar.isOwn}
          onChoose={onSpan}
        />
        <ChoiceInput
          label={t(text.every)}
          value={every}
          disabled={view === 'sql'}
          choices={everyChoices.map((one) => ({ value: one, label: t(everyWords[one]) }))}
          onChange={(next) => onChange({ every: next })}
        />
        <Tick
          label={t(text.measured)}
          checked={measured}
          disabled={view === 'sql'}
          onChange={(next) => onChange({ measured: next })}
        />
        <SegmentedControl
          size="xs"
          aria-label={t(text.as)}
          value={view}
          onChange={(next) => onChange({ view: views.find((one) => one === next) ?? 'chart' })}
          data={views.map((one) => ({ value: one, label: t(viewWords[one]) }))}
        />
      </div>
      {view === 'chart' && (
        <ChartView
          {...common}
          isLive={live}
          canGoBack={before.length > 0}
          onLive={(next) =>
            onChange({ live: next, span: 'named' in asked ? asked : { named: 'hour' } })
          }
          {...{ onBack, onOff }}
        />
      )}
      {view === 'table' && <TableView {...common} />}
      {view === 'sql' && (
        <SqlView
          signals={names}
          sql={sql}
          onSql={(next) => onChange({ sql: next })}
          {...{ span, onSpan }}
        />
      )}
      <ExportLinks signals={names} {...{ span, measured }} />
    </div>
  );
}
