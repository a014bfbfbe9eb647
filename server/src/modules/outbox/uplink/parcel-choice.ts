// What the next parcel takes: up to half of it the newest, so that catching up never starves live data, and the rest from
// the oldest. One parcel speaks of one incarnation; numbers are turned from those on disk into those of it.
import { encodeFrame, type Frame } from '../../../wire/tier/frame.ts';
import type { Incarnation } from '../incarnations.ts';
import { declarationRank, type Depot, type Taken } from '../segments/depot.ts';
import type { PlacedFrame } from '../segments/read-steps.ts';
import type { Segment } from '../segments/segment.ts';

/** `newest`: of the lane of live data. */
export type Lane = Taken & { readonly newest: boolean };
export type Choice = { readonly incarnation: Incarnation; readonly taken: readonly Lane[] };

/** A receiver may leave more than these open. */
const framesMax = 3_000;

/**
 * Undefined when all was sent. What is taken must be given back with `sent`. `oldestFirst`: the incarnation of the oldest
 * speaks, where there are several; in turns, none of them starves.
 */
export function choose(depot: Depot, bytesMax: number, oldestFirst: boolean): Choice | undefined {
  const left = depot.segments.filter((segment) => segment.hasUnsent);
  const newestFirst = left.toReversed().toSorted((a, b) => b.name.rank - a.name.rank);
  const first = oldestFirst ? left[0] : newestFirst[0];
  if (first === undefined) return undefined;
  const incarnation = depot.incarnationOf(first);
  const same = (segment: Segment): boolean => depot.incarnationOf(segment) === incarnation;
  const taken: Lane[] = [];
  let room = bytesMax;
  // The newest segment of each rank, no more: what lies before it is the other lane's.
  const ranks = new Set<number>();
  for (const segment of newestFirst) {
    if (ranks.has(segment.name.rank) || !same(segment)) continue;
    ranks.add(segment.name.rank);
    // Declarations are few and tell why others are missing.
    const whole = segment.name.rank === declarationRank;
    const bytes = whole ? room : room - Math.ceil(bytesMax / 2);
    if (bytes <= 0) break;
    const span = segment.takeNewest(bytes);
    if (span === undefined) continue;
    taken.push({ segment, span, newest: true });
    room -= span.to - span.from;
  }
  for (const segment of left.filter(same)) {
    while (room > 0) {
      const span = segment.takeOldest(room);
      if (span === undefined) break;
      taken.push({ segment, span, newest: false });
      room -= span.to - span.from;
    }
  }
  return { incarnation, taken };
}

export type Loaded = { readonly taken: Lane; readonly frames: readonly PlacedFrame[] };

/** As many frames as a parcel may have, in the order of the numbers; what is left out is sent again. */
export function withinBounds(loaded: readonly Loaded[]): Loaded[] {
  let room = framesMax;
  const bounded = loaded.map(({ taken, frames }) => {
    const count = Math.min(frames.length, taken.newest ? Math.ceil(room / 2) : room);
    room -= count;
    return {
      taken,
      frames: taken.newest ? frames.slice(frames.length - count) : frames.slice(0, count),
    };
  });
  return bounded.toSorted(
    ({ taken: a }, { taken: b }) =>
      a.segment.name.sequence - b.segment.name.sequence || a.span.from - b.span.from,
  );
}

/** The frame as this incarnation tells it. */
export function told(frame: Frame, { bases }: Incarnation): Uint8Array {
  const base = baseOf(frame.stream, bases);
  if (base === 0) return frame.bytes;
  const { kind, stream, first, count, body, more } = frame;
  return encodeFrame({ kind, stream, count, first: first - base }, body, more);
}

export function baseOf(stream: string, bases: Incarnation['bases']): number {
  return Object.hasOwn(bases, stream) ? (bases[stream] ?? 0) : 0;
}
