// What a chart of a span draws: panes one above the other that share the time, each with a scale on the left and one on
// the right, so that two units have a pane; lines that break where nothing is known. Pure, so that it can be tested.

/** Entry i of each column belongs to time i; times ascend. */
export type PaneColumns = {
  /** Seconds since 1970. */
  readonly times: readonly number[];
  /** Null where nothing is known: the line breaks there. */
  readonly values: readonly (number | null)[];
  /** Of aggregates: the edges of the band around the line. */
  readonly minimums?: readonly (number | null)[];
  readonly maximums?: readonly (number | null)[];
};

export type PaneLine = {
  readonly id: string;
  /** Counted from 1: one of six colours, then the same ones dashed. */
  readonly look: number;
  readonly unit: string;
  /** Holds its value until the next: for counts and settings. */
  readonly stepped: boolean;
};

export type Pane = {
  readonly left: string;
  readonly right?: string;
  readonly lines: readonly PaneLine[];
};

/** Of one line. */
export type PaneMark = { readonly id: string; readonly fromMs: number; readonly toMs: number };

export type SpanMs = { readonly fromMs: number; readonly toMs: number };

export const coloursCount = 6;
const dashes: readonly (readonly number[])[] = [[], [6, 4], [2, 3], [10, 3, 2, 3]];

/** Of line `look`; empty for a whole line. */
export function dashOf(look: number): readonly number[] {
  return dashes[Math.floor((look - 1) / coloursCount) % dashes.length] ?? [];
}

/** Two units for each pane, in the order in which they are met. */
export function panesOf(lines: readonly PaneLine[]): Pane[] {
  const units = [...new Set(lines.map(({ unit }) => unit))];
  const panes: Pane[] = [];
  for (let n = 0; n < units.length; n += 2) {
    const [left = '', right] = units.slice(n, n + 2);
    const own = lines.filter(({ unit }) => unit === left || unit === right);
    panes.push({ left, lines: own, ...(right === undefined ? {} : { right }) });
  }
  return panes;
}

export type AlignedCell = number | null | undefined;
type Aligned = [number[], ...AlignedCell[][]];

/**
 * Lines with times of their own to one table: time, then minimum, maximum and value of each line. Where a line has no
 * entry the cell is `undefined` and the line goes on; between the ends of a gap every cell is null and it does not.
 */
export function alignPane(lines: readonly (PaneColumns | undefined)[]): Aligned {
  const times = [...new Set(lines.flatMap((line) => line?.times ?? []))].toSorted((a, b) => a - b);
  const rows = new Map(times.map((time, row) => [time, row]));
  const cells = lines.flatMap((line) => [
    column(line, line?.minimums, rows),
    column(line, line?.maximums, rows),
    column(line, line?.values, rows),
  ]);
  return [times, ...cells];
}

function column(
  line: PaneColumns | undefined,
  values: readonly (number | null)[] | undefined,
  rows: ReadonlyMap<number, number>,
): AlignedCell[] {
  const cells: AlignedCell[] = Array.from({ length: rows.size }, () => undefined);
  if (!line || !values) return cells;
  let last: number | undefined;
  let isOpen = false;
  line.times.forEach((time, i) => {
    const row = rows.get(time) ?? 0;
    const value = values[i] ?? null;
    cells[row] = value;
    if (value === null) isOpen = true;
    else {
      if (isOpen) cells.fill(null, last === undefined ? 0 : last + 1, row);
      [last, isOpen] = [row, false];
    }
  });
  if (isOpen) cells.fill(null, last === undefined ? 0 : last + 1);
  return cells;
}

/** A curve with a break for each gap, given as its points and the gaps in seconds. */
export function withGaps(
  points: { readonly times: readonly number[]; readonly values: readonly number[] },
  gaps: readonly { readonly from: number; readonly to: number }[],
): PaneColumns {
  const times: number[] = [];
  const values: (number | null)[] = [];
  let at = 0;
  const upTo = (time: number): void => {
    for (; at < points.times.length && (points.times[at] ?? 0) < time; at++) {
      times.push(points.times[at] ?? 0);
      values.push(points.values[at] ?? null);
    }
  };
  for (const gap of gaps) {
    upTo(gap.from);
    times.push(gap.from);
    values.push(null);
  }
  upTo(Infinity);
  return { times, values };
}

/** Between neighbours much further apart than they mostly are nothing was said; at least a fiftieth of the span. */
export function silencesOf(
  times: readonly number[],
  span: { readonly from: number; readonly to: number },
): { from: number; to: number }[] {
  const steps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  const middle = steps.toSorted((a, b) => a - b)[steps.length >> 1] ?? 0;
  const least = Math.max(middle * 20, (span.to - span.from) / 50);
  return steps.flatMap((step, i) => {
    const from = times[i] ?? 0;
    return step > least && steps.length > 10 ? [{ from: from + step / 2, to: from + step }] : [];
  });
}

/** The newest value at or before a time; null within a gap, undefined before the first. */
export function valueBefore(columns: PaneColumns, seconds: number): number | null | undefined {
  let low = 0;
  let high = columns.times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((columns.times[middle] ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : columns.values[low - 1];
}
