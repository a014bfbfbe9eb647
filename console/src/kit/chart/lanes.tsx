// The lanes of a trend on the page: made when what is drawn changes, fed whenever the numbers change.
import { useEffect, useId, useRef } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useLanguage } from '../language.tsx';
import {
  valueAt,
  type ChartSource,
  type CursorValues,
  type Lane,
  type Mark,
} from './chart-data.ts';
import { createLane, feedLane } from './lane-plot.ts';

export type TrendChartProps = {
  readonly lanes: readonly Lane[];
  readonly source: ChartSource;
  readonly mark?: Mark;
  /** For screen readers. */
  readonly label: string;
  /** Of all lanes together, in pixels. */
  readonly height: number;
  readonly onCursor?: (cursor: CursorValues | undefined) => void;
};

const laneHeightMin = 80;

export default function Lanes({ lanes, source, mark, label, height, onCursor }: TrendChartProps) {
  const target = useRef<HTMLDivElement>(null);
  const { language } = useLanguage();
  const syncKey = useId();
  useEffect(() => {
    const element = target.current;
    if (!element) return undefined;
    const laneHeight = Math.max(laneHeightMin, Math.floor(height / Math.max(1, lanes.length)));
    const tell = (seconds: number | undefined) => onCursor?.(cursorValues(source, seconds));
    const plots = lanes.map((lane, i) => {
      const holder = element.appendChild(document.createElement('div'));
      const lowest = i === lanes.length - 1;
      const size = { width: element.clientWidth, height: laneHeight, lowest };
      return createLane(holder, { lane, ...size, language, mark, syncKey, onCursor: tell });
    });
    const feed = () => {
      const read = source.read();
      plots.forEach((plot, i) => feedLane(plot, lanes[i] ?? { unit: '', lines: [] }, read));
    };
    feed();
    const unsubscribe = source.subscribe(feed);
    const resize = new ResizeObserver(() => fit(plots, element.clientWidth));
    resize.observe(element);
    return () => {
      resize.disconnect();
      unsubscribe();
      for (const plot of plots) plot.destroy();
      element.replaceChildren();
    };
  }, [lanes, source, mark, height, language, syncKey, onCursor]);
  return <div ref={target} role="img" aria-label={label} data-chart="" />;
}

function fit(plots: readonly uPlot[], width: number): void {
  for (const plot of plots) {
    if (plot.width !== width && width > 0) plot.setSize({ width, height: plot.height });
  }
}

function cursorValues(source: ChartSource, seconds: number | undefined): CursorValues | undefined {
  if (seconds === undefined) return undefined;
  const values = new Map<string, number>();
  for (const [id, columns] of source.read().columns) {
    const value = valueAt(columns, seconds);
    if (value !== undefined) values.set(id, value);
  }
  return { ms: seconds * 1_000, values };
}
