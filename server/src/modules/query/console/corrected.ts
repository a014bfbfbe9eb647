// Where readings are corrected, as the page draws and tells it. Pure, so that it can be tested.
import type { QueryAnswer } from '@jingwei/sdk';
import { epochMs } from '@jingwei/console/kit';

export type CorrectedSpan = {
  readonly id: string;
  readonly fromMs: number;
  readonly toMs: number;
};

export function correctedOf({ corrected = [] }: QueryAnswer): CorrectedSpan[] {
  return corrected.map(({ signal, from, to }) => ({
    id: signal,
    fromMs: epochMs(from) ?? 0,
    toMs: epochMs(to) ?? 0,
  }));
}

/** Signals that are corrected in each row of a table: in its stretch, or, at moments, since the row before. */
export function correctedRows(answer: QueryAnswer): readonly (readonly string[])[] {
  const { times = [], ends } = answer;
  const spans = correctedOf(answer);
  return times.map((time, n) => {
    const at = epochMs(time) ?? 0;
    const isHere = ends
      ? ({ fromMs, toMs }: CorrectedSpan) => fromMs < (epochMs(ends[n] ?? '') ?? at) && toMs > at
      : ({ fromMs, toMs }: CorrectedSpan) =>
          fromMs <= at && toMs > (n === 0 ? at : (epochMs(times[n - 1] ?? '') ?? at));
    return [...new Set(spans.filter(isHere).map(({ id }) => id))];
  });
}
