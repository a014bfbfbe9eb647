// One pane as a uPlot: time in the plant's zone, a scale on each side, lines with their bands, and what a person does on
// it: drawing a stretch to look at, or dragging the span along with Shift.
import uPlot from 'uplot';
import { axisTexts, laneRange } from './chart-data.ts';
import { chartFont, lineColourOf, readInk, timeMark, type Ink } from './ink.ts';
import type { Language } from '../bilingual.ts';
import {
  alignPane,
  dashOf,
  type Pane,
  type PaneColumns,
  type PaneLine,
  type PaneMark,
  type SpanMs,
} from './pane-data.ts';
import { drawn } from './span-moves.ts';

export type PaneOptions = {
  readonly pane: Pane;
  readonly marks: readonly PaneMark[];
  readonly width: number;
  readonly height: number;
  readonly lowest: boolean;
  readonly language: Language;
  readonly zone: string;
  readonly syncKey: string;
  readonly onCursor: (seconds: number | undefined) => void;
  readonly onSpan: (span: SpanMs) => void;
};

/** On both sides, so that panes and bands of states stand under one another. */
export const sideWidth = 64;
const timeHeight = 28;
const unitHeight = 18;
const columnsPerLine = 3;
const bandAlpha = '30';
const dragMinPx = 4;
const markBarPx = 4;
const markAlpha = '22';

export function createPane(target: HTMLElement, options: PaneOptions): uPlot {
  const { pane, width, height, lowest, zone } = options;
  const ink = readInk();
  const scaleOf = (line: PaneLine) => (line.unit === pane.left ? 'left' : 'right');
  const range = (_plot: uPlot, minimum: number, maximum: number) => laneRange(minimum, maximum);
  return new uPlot(
    {
      width,
      height: height + (lowest ? timeHeight : 0),
      legend: { show: false },
      padding: [unitHeight, pane.right === undefined ? sideWidth : 0, lowest ? 0 : 4, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), zone),
      scales: { x: { time: true, auto: false }, left: { range }, right: { range } },
      axes: [timeAxis(options, ink), ...sides(pane).map((side) => valueAxis(side, ink))],
      series: [{}, ...pane.lines.flatMap((line) => seriesOf(line, scaleOf(line), ink))],
      bands: pane.lines.map((line, i) => ({
        series: [i * columnsPerLine + 2, i * columnsPerLine + 1],
        fill: lineColourOf(ink, line.look) + bandAlpha,
      })),
      cursor: {
        sync: { key: options.syncKey },
        drag: { x: true, y: false, setScale: false, dist: dragMinPx },
        points: { show: false },
        y: false,
        bind: {
          mousedown: (plot, _target, draw) => (event) => {
            if (event.shiftKey && event.button === 0) return pan(plot, event, options.onSpan);
            return draw(event);
          },
          // The way back is a button and a key: a double click is none of uPlot's business.
          dblclick: () => null,
        },
      },
      hooks: {
        draw: [(plot) => drawUnits(plot, pane, ink), (plot) => drawMarks(plot, options, ink)],
        setCursor: [
          (plot) => {
            const left = plot.cursor.left ?? -1;
            options.onCursor(left < 0 ? undefined : plot.posToVal(left, 'x'));
          },
        ],
        setSelect: [(plot) => select(plot, options.onSpan)],
      },
    },
    undefined,
    target,
  );
}

export function feedPane(
  plot: uPlot,
  pane: Pane,
  read: { readonly span: SpanMs; readonly columns: ReadonlyMap<string, PaneColumns> },
): void {
  const table = alignPane(pane.lines.map((line) => read.columns.get(line.id)));
  plot.batch(() => {
    plot.setData(table as uPlot.AlignedData, false);
    plot.setScale('x', { min: read.span.fromMs / 1_000, max: read.span.toMs / 1_000 });
  });
}

function select(plot: uPlot, onSpan: (span: SpanMs) => void): void {
  const { left, width } = plot.select;
  if (width < dragMinPx) return;
  const ms = (px: number) => plot.posToVal(px, 'x') * 1_000;
  const span = drawn(ms(left), ms(left + width));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (span) onSpan(span);
}

/** Along with the pointer while it is down; told when it is let go. */
function pan(plot: uPlot, begun: MouseEvent, onSpan: (span: SpanMs) => void): null {
  const { min = 0, max = 0 } = plot.scales['x'] ?? {};
  if (min === null || max === null) return null;
  const secondsPerPx = (max - min) / plot.over.clientWidth;
  let by = 0;
  const move = (event: MouseEvent) => {
    by = (begun.clientX - event.clientX) * secondsPerPx;
    plot.setScale('x', { min: min + by, max: max + by });
  };
  const end = () => {
    document.removeEventListener('mousemove', move);
    document.removeEventListener('mouseup', end);
    if (by === 0) return;
    onSpan({ fromMs: Math.round((min + by) * 1_000), toMs: Math.round((max + by) * 1_000) });
  };
  document.addEventListener('mousemove', move);
  document.addEventListener('mouseup', end);
  begun.preventDefault();
  return null;
}

function seriesOf(line: PaneLine, scale: string, ink: Ink): uPlot.Series[] {
  const stepped = line.stepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  const shape = {
    scale,
    spanGaps: false,
    points: { show: false },
    ...(stepped ? { paths: stepped } : {}),
  };
  const edge: uPlot.Series = { ...shape, width: 0, stroke: 'transparent' };
  const stroke = lineColourOf(ink, line.look);
  return [edge, edge, { ...shape, width: 1.5, stroke, dash: [...dashOf(line.look)] }];
}

function timeAxis({ lowest, language, zone }: PaneOptions, ink: Ink): uPlot.Axis {
  const style = { language, zone };
  return {
    size: lowest ? timeHeight : 0,
    stroke: ink.soft,
    grid: { stroke: ink.grid, width: 1 },
    ticks: { show: false },
    font: chartFont(),
    space: 84,
    values: (_plot, splits) => splits.map((_, i) => (lowest ? timeMark(splits, i, style) : '')),
  };
}

type Side = { readonly scale: 'left' | 'right'; readonly side: 3 | 1 };

function sides({ right }: Pane): Side[] {
  const left: Side = { scale: 'left', side: 3 };
  return right === undefined ? [left] : [left, { scale: 'right', side: 1 }];
}

function valueAxis({ scale, side }: Side, ink: Ink): uPlot.Axis {
  return {
    scale,
    side,
    size: sideWidth,
    stroke: ink.soft,
    grid: { show: scale === 'left', stroke: ink.grid, width: 1 },
    ticks: { show: false },
    font: chartFont(),
    space: 26,
    values: (_plot, splits) => axisTexts(splits),
  };
}

/** A bar for each line that has any, one under the other, over a wash as high as the plot. */
function drawMarks(plot: uPlot, { pane, marks }: PaneOptions, ink: Ink): void {
  const { ctx, bbox } = plot;
  const [bar, least] = [markBarPx * uPlot.pxRatio, 2 * uPlot.pxRatio];
  const marked = pane.lines.filter(({ id }) => marks.some((mark) => mark.id === id));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const [row, { id, look }] of marked.entries()) {
    for (const { fromMs, toMs } of marks.filter((mark) => mark.id === id)) {
      const left = plot.valToPos(fromMs / 1_000, 'x', true);
      const width = Math.max(least, plot.valToPos(toMs / 1_000, 'x', true) - left);
      ctx.fillStyle = ink.warning + markAlpha;
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.fillStyle = lineColourOf(ink, look);
      ctx.fillRect(left, bbox.top + row * bar * 1.5, width, bar);
    }
  }
  ctx.restore();
}

/** Each unit stands above its numbers. */
function drawUnits(plot: uPlot, { left, right }: Pane, ink: Ink): void {
  const { ctx, bbox } = plot;
  const gap = 5 * uPlot.pxRatio;
  const top = bbox.top - 6 * uPlot.pxRatio;
  ctx.save();
  ctx.font = chartFont(uPlot.pxRatio);
  ctx.fillStyle = ink.soft;
  ctx.textBaseline = 'bottom';
  ctx.textAlign = 'right';
  ctx.fillText(left, bbox.left - gap, top);
  ctx.textAlign = 'left';
  if (right !== undefined) ctx.fillText(right, bbox.left + bbox.width + gap, top);
  ctx.restore();
}
