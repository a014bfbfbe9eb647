// Signals of states over a span: from how long each state held in short stretches, the coloured bands of the strip, and
// the whole times of the legend. A stretch with several states shows each of them by its share.
import type { QueryAnswer, QueryValue } from '@jingwei/sdk';

export type Band = {
  readonly state: string;
  readonly fromMs: number;
  readonly toMs: number;
};
export type StateTotal = {
  readonly state: string;
  readonly seconds: number;
  readonly count: number;
};
export type StateStrip = {
  readonly signal: string;
  readonly bands: readonly Band[];
  /** The longest first. */
  readonly totals: readonly StateTotal[];
  readonly unknownSeconds: number;
};

export function stripsOf(parts: QueryAnswer, whole: QueryAnswer): StateStrip[] {
  const [times = [], ends = []] = [parts.times, parts.ends];
  return (parts.series ?? []).map(({ signal, states = [] }, n) => {
    const [total] = whole.series?.[n]?.states ?? [];
    const bands: Band[] = [];
    states.forEach(({ states: own }, at) => {
      let fromMs = Date.parse(times[at] ?? '');
      const endMs = Date.parse(ends[at] ?? '');
      for (const { state, seconds } of inOrder(own, bands.at(-1)?.state)) {
        const toMs = Math.min(endMs, fromMs + seconds * 1_000);
        push(bands, { state: String(state), fromMs, toMs });
        fromMs = toMs;
      }
    });
    return {
      signal,
      bands,
      totals: (total?.states ?? []).map(({ state, ...own }) => ({ state: String(state), ...own })),
      unknownSeconds: total?.unknownSeconds ?? 0,
    };
  });
}

/** What went on from before comes first. */
function inOrder<T extends { readonly state: QueryValue }>(
  states: readonly T[],
  before: string | undefined,
): readonly T[] {
  const isBefore = ({ state }: T) => Number(String(state) !== before);
  return states.toSorted((a, b) => isBefore(a) - isBefore(b));
}

/** A tenth of a millisecond is what rounding leaves between stretches. */
const touchMs = 1;

function push(bands: Band[], band: Band): void {
  const last = bands.at(-1);
  if (last?.state === band.state && band.fromMs - last.toMs <= touchMs) {
    bands[bands.length - 1] = { ...last, toMs: band.toMs };
  } else bands.push(band);
}

/** Undefined where nothing is known. */
export function stateAt(bands: readonly Band[], ms: number): string | undefined {
  return bands.find(({ fromMs, toMs }) => fromMs <= ms && ms < toMs)?.state;
}
