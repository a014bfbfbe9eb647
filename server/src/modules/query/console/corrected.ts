// Where readings are corrected, as the page draws and tells it. Pure, so that it can be tested.
import type { QueryAnswer } from '@jingwei/sdk';

export type CorrectedSpan = {
  readonly id: string;
  readonly fromMs: number;
  readonly toMs: number;
};

export function correctedOf({ corrected = [] }: QueryAnswer): CorrectedSpan[] {
  return corrected.map(({ signal, from, to }) => ({
    id: signal,
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
  }));
}

/** Signals that are corrected in each row of a table: in its stretch, or, at moments, since the row before. */
export function correctedRows(answer: QueryAnswer): readonly (readonly string[])[] {
  const { times = [], ends } = answer;
  const spans = correctedOf(answer);
  return times.map((time, n) => {
    const at = Date.parse(time);
    const isHere = ends
      ? ({ fromMs, toMs }: CorrectedSpan) => fromMs < Date.parse(ends[n] ?? time) && toMs > at
      : ({ fromMs, toMs }: CorrectedSpan) =>
          fromMs <= at && toMs > Date.parse(times[n - 1] ?? time);
    return [...new Set(spans.filter(isHere).map(({ id }) => id))];
  });
}
