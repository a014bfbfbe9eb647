// The recent past of one signal for its chart: what the server condensed, and live readings added to
// it in buckets of the same width, so that an hour at any rate stays a few hundred points.
import type { ChartPoint } from '@jingwei/sdk';
import type { Columns } from '@jingwei/console/kit';

type Bucket = {
  startMs: number;
  minimum: number;
  maximum: number;
  sum: number;
  count: number;
  /** What holds after the bucket, and when it was told. */
  last: number;
  lastMs: number;
};

export class History {
  readonly #bucketMs: number;
  #buckets: Bucket[] = [];

  constructor(bucketMs: number) {
    this.#bucketMs = Math.max(1, bucketMs);
  }

  get size(): number {
    return this.#buckets.length;
  }

  /** Takes over the server's points; live readings newer than the last of them stay. */
  load(points: readonly ChartPoint[]): void {
    const loaded: Bucket[] = [];
    for (const { time, minimum, mean, maximum, last, count } of points) {
      const startMs = Date.parse(time);
      if (minimum === null || mean === null || maximum === null || Number.isNaN(startMs)) continue;
      const times = Math.max(1, count);
      const held = { last: last ?? mean, lastMs: startMs };
      loaded.push({ startMs, minimum, maximum, sum: mean * times, count: times, ...held });
    }
    const lastMs = loaded.at(-1)?.startMs ?? -Infinity;
    const newer = this.#buckets.filter((bucket) => bucket.startMs >= lastMs + this.#bucketMs);
    this.#buckets = [...loaded, ...newer];
  }

  add(ms: number, value: number): void {
    const at = this.#indexBefore(ms);
    const bucket = this.#buckets[at];
    if (bucket && ms < bucket.startMs + this.#bucketMs) {
      bucket.minimum = Math.min(bucket.minimum, value);
      bucket.maximum = Math.max(bucket.maximum, value);
      bucket.sum += value;
      bucket.count += 1;
      if (ms >= bucket.lastMs) Object.assign(bucket, { last: value, lastMs: ms });
      return;
    }
    this.#buckets.splice(at + 1, 0, single(ms, value));
  }

  /** Forgets what lies before, except the last bucket, whose value still holds at `fromMs`. */
  trim(fromMs: number): void {
    const at = this.#indexBefore(fromMs);
    if (at > 0) this.#buckets.splice(0, at);
  }

  /**
   * The columns between two times. Machines report changes, so silence means that the value held:
   * where buckets lie further apart than `heldMs`, the old value is drawn up to the next one, and up
   * to `toMs` at the end.
   */
  columns(fromMs: number, toMs: number, heldMs: number): Columns {
    const drawn: Bucket[] = [];
    let before: Bucket | undefined;
    for (const bucket of this.#buckets) {
      if (bucket.startMs > toMs) break;
      if (before && bucket.startMs > fromMs) {
        if (drawn.length === 0) drawn.push(held(before, Math.max(before.startMs, fromMs)));
        const drawnMs = drawn.at(-1)?.startMs ?? 0;
        if (bucket.startMs - drawnMs > heldMs) {
          drawn.push(...this.#plateau(before, drawnMs, bucket.startMs - 1));
        }
      }
      if (bucket.startMs > fromMs) drawn.push(bucket);
      before = bucket;
    }
    if (before && drawn.length === 0) drawn.push(held(before, Math.max(fromMs, before.startMs)));
    if (before && toMs - before.startMs > heldMs) {
      drawn.push(...this.#plateau(before, drawn.at(-1)?.startMs ?? fromMs, toMs));
    }
    return {
      times: drawn.map((bucket) => bucket.startMs / 1_000),
      means: drawn.map((bucket) => bucket.sum / bucket.count),
      minimums: drawn.map((bucket) => bucket.minimum),
      maximums: drawn.map((bucket) => bucket.maximum),
    };
  }

  /** The last value of a bucket up to a time: from its end, unless more than that is drawn already. */
  #plateau(bucket: Bucket, drawnMs: number, untilMs: number): Bucket[] {
    const fromMs = bucket.startMs + this.#bucketMs;
    const end = held(bucket, untilMs);
    return fromMs > drawnMs && fromMs < untilMs ? [held(bucket, fromMs), end] : [end];
  }

  /** The last bucket that starts at or before; -1 when none does. */
  #indexBefore(ms: number): number {
    let low = 0;
    let high = this.#buckets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#buckets[middle]?.startMs ?? 0) <= ms) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** The bucket's last value as a point at another time, without its spread. */
function held(bucket: Bucket, startMs: number): Bucket {
  return single(startMs, bucket.last);
}

function single(ms: number, value: number): Bucket {
  return {
    startMs: ms,
    minimum: value,
    maximum: value,
    sum: value,
    count: 1,
    last: value,
    lastMs: ms,
  };
}
