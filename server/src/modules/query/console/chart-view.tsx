// The chart of the chosen signals: lines in panes by unit, bands of states below, values under the cursor; moved by
// mouse, keys and buttons, followed while it is live.
import {
  Button,
  Loading,
  LiveDot,
  Notice,
  NoticeText,
  panesOf,
  panned,
  SpanChart,
  Tick,
  unitText,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useText,
  zoomed,
  type Pane,
  type SpanMs,
} from '@jingwei/console/kit';
import { Cursor } from './cursor.ts';
import styles from './explore.module.css';
import type { ShownSignal } from './known-signals.ts';
import { Legend, looksOf } from './legend.tsx';
import { Refusal } from './refusal.tsx';
import type { Asked, Shown } from './shown.ts';
import { StateBands } from './state-bands.tsx';
import { useShown } from './use-shown.ts';

const text = {
  chart: {
    en: 'Chart of {names}. Arrow keys move the cursor, with Shift the span; plus and minus zoom, Backspace goes back.',
    zh: '{names} 的曲线。方向键移动光标，Shift 加方向键平移时段；加减号缩放，退格键返回。',
  },
  empty: { en: 'No readings in this span', zh: '该时段没有读数' },
  emptyHow: {
    en: 'Choose a wider or another span, or signals whose machine was connected then.',
    zh: '请选择更长或其他时段，或当时已接入设备的测点。',
  },
  back: { en: 'Back', zh: '返回上一时段' },
  earlier: { en: 'Earlier', zh: '前移' },
  later: { en: 'Later', zh: '后移' },
  nearer: { en: 'Zoom in', zh: '放大' },
  wider: { en: 'Zoom out', zh: '缩小' },
  live: { en: 'Live', zh: '实时' },
  following: { en: 'live', zh: '实时更新' },
  lost: { en: 'connecting', zh: '正在连接' },
  hint: {
    en: 'Drag over the chart to look nearer; drag with Shift to move along.',
    zh: '在图上拖动可放大；按住 Shift 拖动可平移。',
  },
  corrected: {
    en: 'Readings of {names} are corrected where the bar stands.',
    zh: '色条处 {names} 的读数已更正。',
  },
  uncorrected: {
    en: 'As measured; readings of {names} are corrected where the bar stands.',
    zh: '当前显示原始测量值；色条处 {names} 的读数另有更正。',
  },
  read: { en: 'From {count} readings', zh: '取自 {count} 条读数' },
};

export type ChartViewProps = {
  readonly signals: readonly ShownSignal[];
  readonly span: SpanMs;
  readonly every: string;
  readonly measured: boolean;
  readonly zone: string;
  readonly isLive: boolean;
  readonly canGoBack: boolean;
  readonly onLive: (isLive: boolean) => void;
  readonly onSpan: (span: SpanMs) => void;
  readonly onBack: () => void;
  readonly onOff: (identifier: string) => void;
};

/** The sides of a pane, where its numbers stand. */
const sidesPx = 2 * 64;
const widthStepPx = 100;
const heightPx = { first: 340, more: 160 };

export function ChartView(props: ChartViewProps) {
  const { signals, span, every, measured, zone, isLive, onSpan, onBack, onOff } = props;
  const t = useText();
  const [width, measure] = useWidth();
  const asked = useMemo((): Asked | undefined => {
    if (width === undefined || signals.length === 0) return undefined;
    return { signals, span, every, measured, width };
  }, [signals, span, every, measured, width]);
  const { shown, failure, isLoading, live } = useShown(asked, isLive);
  const [cursor] = useState(() => new Cursor());
  const panes = useMemo(() => panesFor(signals, every), [signals, every]);
  const names = signals.map(({ name }) => name).join(', ');
  const isLiveNow = live?.name === 'live';
  return (
    <div className={styles['view']}>
      <Moves {...props} />
      {failure && <Refusal failure={failure} span={span} onSpan={onSpan} />}
      {!failure && shown?.isEmpty === true && !isLoading && (
        <Notice icon="chart" title={t(text.empty)}>
          <NoticeText>{t(text.emptyHow)}</NoticeText>
        </Notice>
      )}
      <div
        className={styles['chart']}
        ref={measure}
        aria-busy={isLoading}
        hidden={Boolean(failure)}
      >
        {!shown && !failure && <Loading />}
        {shown && panes.length > 0 && (
          <SpanChart
            {...{ panes, span, zone }}
            source={shown.source}
            label={t(text.chart, { names })}
            height={heightPx.first + (panes.length - 1) * heightPx.more}
            onCursor={cursor.put}
            onSpan={onSpan}
            onBack={onBack}
          />
        )}
        {shown && <StateBands {...{ shown, signals }} />}
      </div>
      {shown && <CorrectedNote {...{ shown, signals, measured }} />}
      {signals.length > 0 && <Legend {...{ signals, shown, cursor, zone, onOff }} />}
      <p className={styles['foot']}>
        {isLive && (
          <LiveDot
            tone={isLiveNow ? 'live' : 'waiting'}
            word={isLiveNow ? text.following : text.lost}
          />
        )}
        {shown && !failure && t(text.read, { count: shown.read.toLocaleString('en') })}
        <span>{t(text.hint)}</span>
      </p>
    </div>
  );
}

type NoteProps = Pick<ChartViewProps, 'signals' | 'measured'> & { readonly shown: Shown };

function CorrectedNote({ shown: { corrected }, signals, measured }: NoteProps) {
  const t = useText();
  const marked = new Set(corrected.map(({ id }) => id));
  if (marked.size === 0) return null;
  const own = signals.filter(({ identifier }) => marked.has(identifier));
  const names = own.map(({ name }) => name).join(', ');
  return (
    <p className={styles['foot']} data-corrected={marked.size}>
      <svg viewBox="0 0 24 8" aria-hidden="true" className={styles['corrected']}>
        <rect width={24} height={8} />
      </svg>
      {t(measured ? text.uncorrected : text.corrected, { names })}
    </p>
  );
}

function panesFor(signals: readonly ShownSignal[], every: string): Pane[] {
  const looks = looksOf(signals);
  const lines = signals
    .filter(({ isNumber }) => isNumber)
    .map((signal) => ({
      id: signal.identifier,
      look: looks.get(signal.identifier) ?? 1,
      unit: unitText(signal),
      stepped: signal.isStepped && every === '',
    }));
  return panesOf(lines);
}

function Moves({ span, canGoBack, isLive, onLive, onSpan, onBack }: ChartViewProps) {
  const t = useText();
  const button = (words: keyof typeof text, onClick: () => void, disabled = false) => (
    <Button size="compact-xs" variant="default" disabled={disabled} onClick={onClick}>
      {t(text[words])}
    </Button>
  );
  return (
    <div className={styles['moves']}>
      {button('back', onBack, !canGoBack)}
      {button('earlier', () => onSpan(panned(span, -0.5)))}
      {button('later', () => onSpan(panned(span, 0.5)))}
      {button('nearer', () => onSpan(zoomed(span, 0.5)))}
      {button('wider', () => onSpan(zoomed(span, 2)))}
      <Tick label={t(text.live)} checked={isLive} onChange={onLive} />
    </div>
  );
}

/** Of the plot, in steps, so that a small change of the window asks nothing anew. */
function useWidth(): [number | undefined, (element: HTMLDivElement | null) => void] {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [width, setWidth] = useState<number>();
  const measure = useCallback((next: HTMLDivElement | null) => setElement(next), []);
  useEffect(() => {
    if (!element) return undefined;
    const look = () => {
      const own = element.clientWidth - sidesPx;
      if (own > 0) setWidth(Math.max(1, Math.round(own / widthStepPx)) * widthStepPx);
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [width, measure];
}
