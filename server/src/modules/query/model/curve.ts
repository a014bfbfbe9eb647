// A curve of few points that looks like the one of all readings: Largest-Triangle-Three-Buckets (Steinarsson 2013). Of
// very many readings the first, least, greatest and last of short stretches are taken before (MinMaxLTTB), so that
// memory stays bounded and no peak is lost.
import type { EpochUs, ReadingValue } from '../../../stores/series/series.ts';
import { numberOf, type Fold } from './samples.ts';

/** Points kept before they are thinned. */
const keptMax = 400_000;
/** Short stretches of the span when they are, four points each. */
const thinStretches = 25_000;

export type Points = { readonly times: number[]; readonly values: number[] };

export class Curve implements Fold {
  readonly #span: { readonly fromUs: EpochUs; readonly toUs: EpochUs };
  #kept: Points = { times: [], values: [] };
  #isThin = false;

  constructor(span: { readonly fromUs: EpochUs; readonly toUs: EpochUs }) {
    this.#span = span;
  }

  /** Whether points were left out before the curve was made. */
  get isThin(): boolean {
    return this.#isThin;
  }

  take(timeUs: EpochUs, value: ReadingValue, isUsable: boolean): void {
    const number = isUsable ? numberOf(value) : Number.NaN;
    const { fromUs, toUs } = this.#span;
    if (Number.isNaN(number) || timeUs < fromUs || timeUs >= toUs) return;
    this.#kept.times.push(timeUs);
    this.#kept.values.push(number);
    if (this.#kept.times.length >= keptMax) {
      this.#kept = thinned(this.#kept, this.#span);
      this.#isThin = true;
    }
  }

  points(most: number): Points {
    return largestTriangles(this.#kept, most);
  }
}

/** The same first and last point; `most` at least 3, or all where there are no more. */
export function largestTriangles({ times, values }: Points, most: number): Points {
  const count = times.length;
  if (count <= most) return { times, values };
  const found: Points = { times: [times[0] ?? 0], values: [values[0] ?? 0] };
  const startOf = (n: number): number => Math.floor((n * (count - 2)) / (most - 2)) + 1;
  let last = 0;
  for (let n = 0; n < most - 2; n++) {
    const [from, to] = [startOf(n), startOf(n + 1)];
    const next = middleOf({ times, values }, to, Math.min(startOf(n + 2), count));
    last = farthest({ times, values }, { from, to, last, next });
    found.times.push(times[last] ?? 0);
    found.values.push(values[last] ?? 0);
  }
  found.times.push(times[count - 1] ?? 0);
  found.values.push(values[count - 1] ?? 0);
  return found;
}

type Point = { readonly time: number; readonly value: number };

function middleOf({ times, values }: Points, from: number, to: number): Point {
  let [time, value] = [0, 0];
  const firstUs = times[from] ?? 0; // sums of microseconds since 1970 would not be exact
  for (let n = from; n < to; n++) {
    time += (times[n] ?? 0) - firstUs;
    value += values[n] ?? 0;
  }
  return { time: firstUs + time / (to - from), value: value / (to - from) };
}

function farthest(
  { times, values }: Points,
  { from, to, last, next }: { from: number; to: number; last: number; next: Point },
): number {
  const [time, value] = [times[last] ?? 0, values[last] ?? 0];
  let largest = -1;
  let found = from;
  for (let n = from; n < to; n++) {
    const area = Math.abs(
      (time - next.time) * ((values[n] ?? 0) - value) -
        (time - (times[n] ?? 0)) * (next.value - value),
    );
    if (area > largest) [largest, found] = [area, n];
  }
  return found;
}

function thinned(
  { times, values }: Points,
  span: { readonly fromUs: EpochUs; readonly toUs: EpochUs },
): Points {
  const widthUs = (span.toUs - span.fromUs) / thinStretches;
  const kept: Points = { times: [], values: [] };
  for (let from = 0; from < times.length;) {
    const stretch = Math.floor(((times[from] ?? 0) - span.fromUs) / widthUs);
    const endUs = span.fromUs + (stretch + 1) * widthUs;
    let [least, most, to] = [from, from, from];
    for (; to < times.length && ((times[to] ?? 0) < endUs || to === from); to++) {
      if ((values[to] ?? 0) < (values[least] ?? 0)) least = to;
      if ((values[to] ?? 0) > (values[most] ?? 0)) most = to;
    }
    for (const n of [...new Set([from, least, most, to - 1])].toSorted((a, b) => a - b)) {
      kept.times.push(times[n] ?? 0);
      kept.values.push(values[n] ?? 0);
    }
    from = to;
  }
  return kept;
}
