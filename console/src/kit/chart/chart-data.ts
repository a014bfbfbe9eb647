// What a trend chart draws: lanes one above the other, one for each unit, sharing the time; in each
// lane lines with the band between their minimum and maximum.

/** A condensed series: entry i of each column belongs to bucket i; times ascend. */
export type Columns = {
  /** Seconds since 1970, where the bucket starts. */
  readonly times: readonly number[];
  readonly means: readonly number[];
  readonly minimums: readonly number[];
  readonly maximums: readonly number[];
};

export type LaneLine = {
  readonly id: string;
  /** Which of the six line colours. */
  readonly colour: number;
  /** Holds its value until the next: for counts and states. */
  readonly stepped: boolean;
};

export type Lane = { readonly unit: string; readonly lines: readonly LaneLine[] };

/** A marked span of time, e.g. a cycle; milliseconds since 1970. */
export type Mark = { readonly fromMs: number; readonly toMs: number };

/** Where the chart gets its numbers, outside of React, because they change many times a second. */
export type ChartSource = {
  subscribe(listener: () => void): () => void;
  read(): {
    readonly fromMs: number;
    readonly toMs: number;
    readonly columns: ReadonlyMap<string, Columns>;
  };
};

/** What stands under the cursor: the time, and each line's mean there. */
export type CursorValues = { readonly ms: number; readonly values: ReadonlyMap<string, number> };

export type AlignedColumn = (number | null)[];

/**
 * Lines with times of their own to one table with a common time column: time, then minimum, maximum
 * and mean of each line; null where a line has nothing.
 */
export function alignLane(lines: readonly (Columns | undefined)[]): [number[], ...AlignedColumn[]] {
  const times = [...new Set(lines.flatMap((line) => line?.times ?? []))].toSorted((a, b) => a - b);
  const rows = new Map(times.map((time, row) => [time, row]));
  const columns = lines.flatMap((line) => {
    const empty = (): AlignedColumn => Array.from({ length: times.length }, () => null);
    const [minimum, maximum, mean] = [empty(), empty(), empty()];
    line?.times.forEach((time, i) => {
      const row = rows.get(time) ?? 0;
      minimum[row] = line.minimums[i] ?? null;
      maximum[row] = line.maximums[i] ?? null;
      mean[row] = line.means[i] ?? null;
    });
    return [minimum, maximum, mean];
  });
  return [times, ...columns];
}

/** The newest mean at or before a time; undefined before the first. */
export function valueAt(columns: Columns, seconds: number): number | undefined {
  let low = 0;
  let high = columns.times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((columns.times[middle] ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  return columns.means[low - 1];
}

/** A scale that keeps a flat line in the middle and gives the others some air. */
export function laneRange(minimum: number | null, maximum: number | null): [number, number] {
  if (minimum === null || maximum === null) return [0, 1];
  const spread = maximum - minimum;
  const air = spread > 0 ? spread * 0.12 : Math.max(Math.abs(maximum) * 0.05, 0.5);
  return [minimum - air, maximum + air];
}

/** Marks of an axis with as many decimals as tell them apart, large ones with a prefix. */
export function axisTexts(splits: readonly number[]): string[] {
  const largest = Math.max(...splits.map(Math.abs), 0);
  const [divisor, suffix] = largest >= 1e6 ? [1e6, 'M'] : largest >= 1e4 ? [1e3, 'k'] : [1, ''];
  const scaled = splits.map((value) => value / divisor);
  const decimals =
    [0, 1, 2, 3, 4, 5].find((count) => scaled.every((value) => fits(value, count))) ?? 6;
  return splits.map((value) => (value === 0 ? '0' : (value / divisor).toFixed(decimals) + suffix));
}

/** Does the value lose nothing with so many decimals? */
function fits(value: number, decimals: number): boolean {
  return Math.abs(Number(value.toFixed(decimals)) - value) <= Math.abs(value) * 1e-9;
}
