// Figures that the store tells of stretches of time without handing out their readings, several times as fast; of readings
// that were thinned they are exact, as their counts and sums were kept. Only where all that counts are numbers: then they
// are the very figures that the readings would give.
import type { EpochUs, ReadingValue, SeriesStore } from '../../stores/series/series.ts';
import type { Query } from './api.ts';
import type { Spent } from './limits.ts';
import type { Stretch } from './model/buckets.ts';
import type { FigureName } from './model/figures.ts';

const told: readonly FigureName[] = ['count', 'minimum', 'maximum', 'mean', 'sum', 'range'];
const dayUs = 86_400_000_000;
/** Asked for at once: a question is looked at in between, and ended where it has had enough. */
const pieceBuckets = 5_000;
const pieceReadings = 500_000;
const signalsMax = 16;

export function isStored({ kind, quality }: Query, figures: readonly FigureName[]): boolean {
  return kind === 'aggregate' && quality !== 'good' && figures.every((one) => told.includes(one));
}

type Piece = {
  readonly fromUs: EpochUs;
  readonly toUs: EpochUs;
  readonly bucketUs: number;
  /** The stretch of its first bucket. */
  readonly at: number;
  /** All buckets are parts of that one. */
  readonly isOne: boolean;
};

/** By signal; none of those that have more than numbers. */
export async function storedFigures(
  store: SeriesStore,
  given: {
    readonly signals: readonly string[];
    readonly stretches: readonly Stretch[];
    readonly asMeasured?: boolean;
  },
  spent: Spent,
): Promise<ReadonlyMap<string, StretchSums>> {
  const { signals, stretches, asMeasured = false } = given;
  const pieces = piecesOf(stretches);
  const found = new Map<string, StretchSums>();
  let many = 1;
  for (let from = 0; from < signals.length;) {
    const some = signals.slice(from, from + many);
    const sums = new Map(some.map((signal) => [signal, new StretchSums(stretches.length)]));
    let largest = 0;
    for (const { at, isOne, ...span } of pieces) {
      let read = 0;
      for (const bucket of await store.aggregate({ series: some, asMeasured, ...span })) {
        const place = isOne ? at : at + Math.round((bucket.startUs - span.fromUs) / span.bucketUs);
        sums.get(bucket.series)?.add(place, bucket);
        read += bucket.count;
      }
      await spent.take(read);
      largest = Math.max(largest, read);
    }
    for (const [signal, own] of sums) if (own.isOfNumbers) found.set(signal, own);
    from += some.length;
    many = largest > pieceReadings ? Math.ceil(many / 2) : Math.min(signalsMax, many * 2);
  }
  return found;
}

/** Neighbours of one length together, as long as they make a day or less; what is longer in parts. */
function piecesOf(stretches: readonly Stretch[]): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < stretches.length;) {
    const { fromUs, toUs } = stretches[at] ?? { fromUs: 0, toUs: 0 };
    const bucketUs = toUs - fromUs;
    let endUs = toUs;
    let next = at + 1;
    for (; next < stretches.length && next - at < pieceBuckets; next++) {
      const other = stretches[next];
      if (!other || other.fromUs !== endUs || other.toUs - other.fromUs !== bucketUs) break;
      if (other.toUs - fromUs > dayUs) break;
      endUs = other.toUs;
    }
    if (bucketUs <= dayUs) pieces.push({ fromUs, toUs: endUs, bucketUs, at, isOne: false });
    else {
      for (let partUs = fromUs; partUs < toUs; partUs += dayUs) {
        const end = Math.min(toUs, partUs + dayUs);
        pieces.push({ fromUs: partUs, toUs: end, bucketUs: dayUs, at, isOne: true });
      }
    }
    at = next;
  }
  return pieces;
}

type Part = {
  readonly count: number;
  readonly numbers: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly sum: number | null;
};

/** Of one signal, by stretch. */
export class StretchSums {
  readonly #counts: Float64Array;
  readonly #sums: Float64Array;
  readonly #least: Float64Array;
  readonly #most: Float64Array;
  isOfNumbers = true;

  constructor(stretches: number) {
    this.#counts = new Float64Array(stretches);
    this.#sums = new Float64Array(stretches);
    this.#least = new Float64Array(stretches).fill(Infinity);
    this.#most = new Float64Array(stretches).fill(-Infinity);
  }

  add(at: number, { count, numbers, minimum, maximum, sum }: Part): void {
    if (count !== numbers || minimum === null || maximum === null || sum === null) {
      this.isOfNumbers = false;
      return;
    }
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
    this.#sums[at] = (this.#sums[at] ?? 0) + sum;
    this.#least[at] = Math.min(this.#least[at] ?? 0, minimum);
    this.#most[at] = Math.max(this.#most[at] ?? 0, maximum);
  }

  figure(name: FigureName, at: number): ReadingValue {
    const count = this.#counts[at] ?? 0;
    if (name === 'count') return count;
    if (count === 0) return null;
    const sum = this.#sums[at] ?? 0;
    const [least, most] = [this.#least[at] ?? 0, this.#most[at] ?? 0];
    if (name === 'sum') return sum;
    if (name === 'mean') return sum / count;
    if (name === 'range') return most - least;
    return name === 'minimum' ? least : most;
  }
}
