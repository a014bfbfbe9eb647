// The panes of a span on the page: made when what is drawn changes, fed whenever the numbers change, moved by mouse and
// keyboard.
import { useEffect, useId, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useLanguage } from '../language.tsx';
import type { Pane, PaneColumns, PaneMark, SpanMs } from './pane-data.ts';
import { createPane, feedPane } from './pane-plot.ts';
import { moveOfKey } from './span-moves.ts';

/** Where the chart gets its numbers, outside of React, because live ones change many times a second. */
export type PaneSource = {
  subscribe(listener: () => void): () => void;
  read(): { readonly span: SpanMs; readonly columns: ReadonlyMap<string, PaneColumns> };
  /** Stretches of lines that a bar above them tells apart, whatever it is that they say. */
  readonly marks?: readonly PaneMark[];
};

export type SpanChartProps = {
  readonly panes: readonly Pane[];
  readonly source: PaneSource;
  /** That is wanted, from which keys go on: its numbers may still be on their way. */
  readonly span: SpanMs;
  /** IANA name: whose clock the axis shows. */
  readonly zone: string;
  /** For screen readers; says the keys too. */
  readonly label: string;
  /** Of all panes together, in pixels. */
  readonly height: number;
  readonly onCursor: (seconds: number | undefined) => void;
  readonly onSpan: (span: SpanMs) => void;
  /** To the span that was shown before. */
  readonly onBack: () => void;
};

const paneHeightMin = 140;
/** Of the width, for one press of an arrow key. */
const cursorSteps = 100;

export default function Panes(props: SpanChartProps) {
  const { panes, source, span, zone, label, height, onCursor, onSpan, onBack } = props;
  const target = useRef<HTMLDivElement>(null);
  const plots = useRef<readonly uPlot[]>([]);
  const { language } = useLanguage();
  const syncKey = useId();
  useEffect(() => {
    const element = target.current;
    if (!element) return undefined;
    const own = Math.max(paneHeightMin, Math.floor(height / Math.max(1, panes.length)));
    const shared = { language, zone, syncKey, onCursor, onSpan };
    const made = panes.map((pane, i) => {
      const holder = element.appendChild(document.createElement('div'));
      const size = { width: element.clientWidth, height: own, lowest: i === panes.length - 1 };
      return createPane(holder, { pane, marks: source.marks ?? [], ...size, ...shared });
    });
    plots.current = made;
    const feed = () => {
      const read = source.read();
      made.forEach((plot, i) => feedPane(plot, panes[i] ?? { left: '', lines: [] }, read));
    };
    feed();
    const unsubscribe = source.subscribe(feed);
    const resize = new ResizeObserver(() => fit(made, element.clientWidth));
    resize.observe(element);
    return () => {
      resize.disconnect();
      unsubscribe();
      for (const plot of made) plot.destroy();
      element.replaceChildren();
    };
  }, [panes, source, height, language, zone, syncKey, onCursor, onSpan]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moveOfKey(event.key, event.shiftKey, span);
    if (next) onSpan(next);
    else if (event.key === 'Backspace') onBack();
    else if (!moveCursor(plots.current, event.key)) return;
    event.preventDefault();
  };
  return (
    <div
      ref={target}
      role="application"
      aria-label={label}
      tabIndex={0}
      data-span-chart=""
      onKeyDown={onKeyDown}
    />
  );
}

function fit(plots: readonly uPlot[], width: number): void {
  for (const plot of plots) {
    if (plot.width !== width && width > 0) plot.setSize({ width, height: plot.height });
  }
}

/** The first plot's cursor; the others follow it. */
function moveCursor([plot]: readonly uPlot[], key: string): boolean {
  if (!plot) return false;
  const { clientWidth: width, clientHeight } = plot.over;
  const left = plot.cursor.left ?? -1;
  const step = width / cursorSteps;
  const places: Readonly<Record<string, number>> = {
    ArrowLeft: left < 0 ? width - 1 : Math.max(0, left - step),
    ArrowRight: left < 0 ? 0 : Math.min(width - 1, left + step),
    Home: 0,
    End: width - 1,
    Escape: -10,
  };
  const place = places[key];
  if (place === undefined) return false;
  plot.setCursor({ left: place, top: place < 0 ? -10 : clientHeight / 2 });
  return true;
}
