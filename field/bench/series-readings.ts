// A day of a plant for the series benchmark: signals that change as machines' do, sampled in turn, so that no two
// neighbours in a batch are of one series. The same numbers in every run.
import type { ReadingColumns, ReadingValue } from '../../server/src/stores/series/series.ts';

export type PlantDay = {
  readonly count: number;
  readonly names: readonly string[];
  readonly fromUs: number;
  readonly toUs: number;
  /** Readings `from <= n < to`; in order, each once: signals go on from where they were. */
  columns(from: number, to: number): ReadingColumns;
};

/** 2026-11-22T00:00:00Z. */
const midnightUs = 1_795_305_600_000_000;
const dayUs = 86_400_000_000;
const states = ['RUNNING', 'IDLE', 'STOPPED', 'SETUP'];

export function plantDay(readings: number, series: number): PlantDay {
  const rounds = Math.ceil(readings / series);
  const periodMs = Math.floor(dayUs / 1_000 / rounds);
  const names = Array.from(
    { length: series },
    (_, n) => `88.118.8/M-${String(n >> 5).padStart(5, '0')}#signal-${n & 31}`,
  );
  const walks = new Float64Array(series);
  const next = numbers(7);
  return {
    count: readings,
    names,
    fromUs: midnightUs,
    toUs: midnightUs + dayUs,
    columns(from, to) {
      const length = to - from;
      const positions = new Map<number, number>();
      const index = new Uint32Array(length);
      const sourceTimeUs = new Float64Array(length);
      const serverTimeUs = new Float64Array(length);
      const values: ReadingValue[] = [];
      for (let n = 0; n < length; n++) {
        const one = (from + n) % series;
        let position = positions.get(one);
        if (position === undefined) positions.set(one, (position = positions.size));
        index[n] = position;
        const ms =
          Math.floor((from + n) / series) * periodMs + (one % periodMs) + Math.floor(next() * 3);
        sourceTimeUs[n] = midnightUs + ms * 1_000;
        serverTimeUs[n] = midnightUs + (ms + 5 + Math.floor(next() * 20)) * 1_000;
        values.push(valueOf(one, walks, next));
      }
      const quality = new Uint8Array(length).fill(2);
      const series_ = [...positions.keys()].map((one) => names[one] ?? '');
      return { series: series_, index, sourceTimeUs, serverTimeUs, values, quality };
    },
  };
}

/** Of twenty signals one is a state, one a contact, two are counters, the others wander by hundredths. */
function valueOf(one: number, walks: Float64Array, next: () => number): ReadingValue {
  const moves = next() < 0.4;
  const walk = walks[one] ?? 0;
  switch (one % 20) {
    case 0:
      if (next() < 0.01) walks[one] = Math.floor(next() * states.length);
      return states[walks[one] ?? 0] ?? '';
    case 1:
      if (next() < 0.05) walks[one] = 1 - walk;
      return walks[one] === 1;
    case 2:
    case 3:
      return (walks[one] = walk + (moves ? 1 : 0));
    default:
      if (moves) walks[one] = walk + Math.round(next() * 20 - 10);
      return (2_000 + one + (walks[one] ?? 0)) / 100;
  }
}

/** Mulberry32: from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
