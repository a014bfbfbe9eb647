// One lane as a uPlot: its axes, its lines with their bands, the marked span behind them.
import uPlot from 'uplot';
import type { Language } from '../bilingual.ts';
import { chartFont, lineColourOf, readInk, timeMark, type Ink } from './ink.ts';
import {
  alignLane,
  axisTexts,
  laneRange,
  type ChartSource,
  type Lane,
  type LaneLine,
  type Mark,
} from './chart-data.ts';

export type LaneOptions = {
  readonly lane: Lane;
  readonly width: number;
  readonly height: number;
  /** Only the lowest lane writes the time under it. */
  readonly lowest: boolean;
  readonly language: Language;
  readonly mark: Mark | undefined;
  readonly syncKey: string;
  readonly onCursor: (seconds: number | undefined) => void;
};

const axisWidth = 64;
const timeHeight = 28;
const unitHeight = 18;
const columnsPerLine = 3;
/** Behind a colour of six hexadecimal digits: about a fifth. */
const bandAlpha = '38';

export function createLane(target: HTMLElement, options: LaneOptions): uPlot {
  const { lane, width, height, lowest } = options;
  const ink = readInk();
  const plot = new uPlot(
    {
      width,
      height: height + (lowest ? timeHeight : 0),
      legend: { show: false },
      padding: [unitHeight, 12, lowest ? 0 : 4, 0],
      scales: {
        x: { time: true, auto: false },
        y: { range: (_plot, minimum, maximum) => laneRange(minimum, maximum) },
      },
      axes: [timeAxis(options, ink), valueAxis(ink)],
      series: [{}, ...lane.lines.flatMap((line) => linesOf(line, ink))],
      bands: lane.lines.map((line, i) => ({
        series: [i * columnsPerLine + 2, i * columnsPerLine + 1],
        fill: lineColourOf(ink, line.colour) + bandAlpha,
      })),
      cursor: {
        sync: { key: options.syncKey },
        drag: { x: false, y: false },
        points: { show: false },
        y: false,
      },
      hooks: {
        drawClear: [(drawn) => drawMark(drawn, options.mark, ink)],
        draw: [(drawn) => drawUnit(drawn, lane.unit, ink)],
        setCursor: [
          (drawn) => {
            const left = drawn.cursor.left ?? -1;
            options.onCursor(left < 0 ? undefined : drawn.posToVal(left, 'x'));
          },
        ],
      },
    },
    undefined,
    target,
  );
  return plot;
}

export function feedLane(plot: uPlot, lane: Lane, read: ReturnType<ChartSource['read']>): void {
  const table = alignLane(lane.lines.map((line) => read.columns.get(line.id)));
  plot.batch(() => {
    plot.setData(table, false);
    plot.setScale('x', { min: read.fromMs / 1_000, max: read.toMs / 1_000 });
  });
}

function linesOf(line: LaneLine, ink: Ink): uPlot.Series[] {
  const stepped = line.stepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  const shape = { spanGaps: true, ...(stepped ? { paths: stepped } : {}), points: { show: false } };
  const edge: uPlot.Series = { ...shape, width: 0, stroke: 'transparent' };
  return [edge, edge, { ...shape, width: 1.5, stroke: lineColourOf(ink, line.colour) }];
}

function timeAxis({ lowest, language }: LaneOptions, ink: Ink): uPlot.Axis {
  return {
    show: true,
    size: lowest ? timeHeight : 0,
    stroke: ink.soft,
    grid: { stroke: ink.grid, width: 1 },
    ticks: { show: false },
    font: chartFont(),
    space: 58,
    values: (_plot, splits) =>
      lowest ? splits.map((_, i) => timeMark(splits, i, { language })) : splits.map(() => ''),
  };
}

function valueAxis(ink: Ink): uPlot.Axis {
  return {
    size: axisWidth,
    stroke: ink.soft,
    grid: { stroke: ink.grid, width: 1 },
    ticks: { show: false },
    font: chartFont(),
    space: 22,
    values: (_plot, splits) => axisTexts(splits),
  };
}

function drawMark(plot: uPlot, mark: Mark | undefined, ink: Ink): void {
  if (!mark) return;
  const { ctx, bbox } = plot;
  const from = plot.valToPos(mark.fromMs / 1_000, 'x', true);
  const to = plot.valToPos(mark.toMs / 1_000, 'x', true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = ink.wash;
  ctx.fillRect(from, bbox.top, to - from, bbox.height);
  ctx.fillStyle = ink.accent;
  for (const edge of [from, to]) ctx.fillRect(Math.round(edge) - 1, bbox.top, 2, bbox.height);
  ctx.restore();
}

/** The unit stands above the lane, over its numbers. */
function drawUnit(plot: uPlot, unit: string, ink: Ink): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = chartFont(uPlot.pxRatio);
  ctx.fillStyle = ink.soft;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.fillText(unit, bbox.left - 5 * uPlot.pxRatio, bbox.top - 6 * uPlot.pxRatio);
  ctx.restore();
}
