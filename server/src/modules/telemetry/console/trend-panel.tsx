// The course of the chosen signals over time: the last minutes live, or the fixed span of one cycle.
import type { MachineModel, Signal } from '@jingwei/sdk';
import {
  EmptyState,
  FailurePanel,
  Notice,
  NoticeText,
  Panel,
  recall,
  remember,
  SegmentedControl,
  TrendChart,
  unitText,
  useCallback,
  useClient,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  useText,
  type Bilingual,
  type Lane,
} from '@jingwei/console/kit';
import { windowMinutes, type AskedCycle } from './chart-window.ts';
import { CursorStore } from './cursor-store.ts';
import { CycleNote } from './cycle-note.tsx';
import type { MachineLive } from './machine-live.ts';
import styles from './machines.module.css';
import { isChartable } from './signal-groups.ts';
import { TrendFoot } from './trend-foot.tsx';
import { TrendLegend } from './trend-legend.tsx';
import { TrendModel, type Shown } from './trend-model.ts';

const text = {
  title: { en: 'Trend', zh: '趋势曲线' },
  cycleTitle: { en: 'Trend of one cycle', zh: '单次加工曲线' },
  window: { en: 'Length of the chart', zh: '曲线时长' },
  minutes: { en: '{count} min', zh: '{count} 分钟' },
  empty: { en: 'Nothing is on the chart', zh: '尚未选择测点' },
  emptyHow: {
    en: 'Click a signal that has a number to put it here; up to six.',
    zh: '点击数值型测点即可加入曲线，最多六个。',
  },
  waiting: { en: 'Waiting for the first readings', zh: '等待首批读数' },
  chart: { en: 'Chart of {names}', zh: '{names} 的曲线' },
  noReadings: { en: 'No readings of this time', zh: '该时段没有读数' },
  noReadingsHow: {
    en: 'The chosen signals have no stored reading here. Choose others, or the part was made before this machine was connected.',
    zh: '所选测点在该时段没有存储的读数。请选择其他测点；也可能该件加工时设备尚未接入。',
  },
  failed: { en: 'The past could not be loaded', zh: '历史数据加载失败' },
} satisfies Record<string, Bilingual>;

/** What stands under the lanes: the time axis, the foot, the edge of the page. */
const underPx = 96;
const chartPxMin = 320;
const chartPxMax = 720;

type TrendPanelProps = {
  readonly model: MachineModel;
  readonly live: MachineLive;
  readonly charted: readonly string[] | undefined;
  readonly toggle: (signal: string) => void;
  readonly cycle: AskedCycle | undefined;
};

export function TrendPanel({ model, live, charted, toggle, cycle }: TrendPanelProps) {
  const t = useText();
  const [minutes, setMinutes] = useWindow();
  const signals = useMemo(() => chosen(model, charted ?? []), [model, charted]);
  const shown = useMemo(
    (): Shown => (cycle ? { fixed: cycle.span } : { minutes }),
    [cycle, minutes],
  );
  const controls = cycle ? null : (
    <SegmentedControl
      size="xs"
      aria-label={t(text.window)}
      value={String(minutes)}
      onChange={(value) => setMinutes(Number(value))}
      data={windowMinutes.map((count) => ({
        value: String(count),
        label: t(text.minutes, { count }),
      }))}
    />
  );
  return (
    <Panel
      title={t(cycle ? text.cycleTitle : text.title)}
      controls={controls}
      className={styles['trend'] ?? ''}
    >
      {cycle && <CycleNote cycle={cycle} machine={model.machine.identifier} />}
      {signals.length === 0 ? (
        <EmptyState title={t(charted === undefined ? text.waiting : text.empty)}>
          <NoticeText>{t(text.emptyHow)}</NoticeText>
        </EmptyState>
      ) : (
        <Trend signals={signals} live={live} shown={shown} cycle={cycle} toggle={toggle} />
      )}
    </Panel>
  );
}

type TrendProps = {
  readonly signals: readonly Signal[];
  readonly live: MachineLive;
  readonly shown: Shown;
  readonly cycle: AskedCycle | undefined;
  readonly toggle: (signal: string) => void;
};

function Trend({ signals, live, shown, cycle, toggle }: TrendProps) {
  const t = useText();
  const trend = useTrend(live, signals, shown);
  const state = useSyncExternalStore(trend.onState, trend.state);
  const [cursor] = useState(() => new CursorStore());
  const [height, setHeight] = useState<number>();
  const measure = useCallback((element: HTMLDivElement | null) => {
    if (element) setHeight(roomBelow(element));
  }, []);
  const lanes = useMemo(() => lanesOf(signals), [signals]);
  const names = signals.map((signal) => signal.name).join(', ');
  return (
    <>
      <TrendLegend
        signals={signals}
        live={live}
        cursor={cursor}
        toggle={toggle}
        fixed={cycle !== undefined}
      />
      {state.failure && (
        <FailurePanel
          failure={state.failure}
          title={t(text.failed)}
          onRetry={() => void trend.load()}
        />
      )}
      {state.empty && cycle && (
        <Notice tone="plain" icon="chart" title={t(text.noReadings)}>
          <NoticeText>{t(text.noReadingsHow)}</NoticeText>
        </Notice>
      )}
      <div className={styles['chart']} aria-busy={state.loading} ref={measure}>
        {height !== undefined && (
          <TrendChart
            lanes={lanes}
            source={trend}
            label={t(text.chart, { names })}
            height={height}
            onCursor={cursor.put}
            {...(cycle ? { mark: cycle.mark } : {})}
          />
        )}
      </div>
      <TrendFoot trend={trend} live={live} cursor={cursor} fixed={cycle !== undefined} />
    </>
  );
}

/** As high as the rest of the window, within reason. */
function roomBelow(element: HTMLElement): number {
  const top = element.getBoundingClientRect().top + window.scrollY;
  return Math.min(chartPxMax, Math.max(chartPxMin, window.innerHeight - top - underPx));
}

/** A new model for other signals or another span; loaded anew after the stream was lost and came back. */
function useTrend(live: MachineLive, signals: readonly Signal[], shown: Shown): TrendModel {
  const client = useClient();
  const trend = useMemo(() => {
    const names = signals.map((signal) => signal.identifier);
    return new TrendModel({ client, live, signals: names, shown });
  }, [client, live, signals, shown]);
  useEffect(() => trend.start(), [trend]);
  useEffect(() => {
    let lost = false;
    return live.onState(() => {
      const { name } = live.state();
      if (name === 'waiting') lost = true;
      if (name !== 'live' || !lost) return;
      lost = false;
      void trend.load();
    });
  }, [live, trend]);
  return trend;
}

function useWindow(): [number, (minutes: number) => void] {
  const read = (value: unknown) => windowMinutes.find((minutes) => minutes === value);
  const [minutes, setMinutes] = useState<number>(
    () => recall('trend.minutes', read) ?? windowMinutes[0],
  );
  const choose = (next: number) => {
    remember('trend.minutes', next);
    setMinutes(next);
  };
  return [minutes, choose];
}

function chosen(model: MachineModel, charted: readonly string[]): Signal[] {
  return charted.flatMap(
    (name) =>
      model.signals.find((signal) => signal.identifier === name && isChartable(signal)) ?? [],
  );
}

/** One lane for each unit, in the order of the legend. */
function lanesOf(signals: readonly Signal[]): Lane[] {
  const byUnit = Map.groupBy(
    signals.map((signal, i) => ({ signal, colour: i + 1 })),
    ({ signal }) => unitText(signal),
  );
  return [...byUnit].map(([unit, members]) => ({
    unit,
    lines: members.map(({ signal, colour }) => ({
      id: signal.identifier,
      colour,
      stepped: signal.kind === 'event',
    })),
  }));
}
