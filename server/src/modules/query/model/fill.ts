// What stands where a stretch of time has no figure of its own: nothing, the one before, or a line between its neighbours.
import type { ReadingValue } from '../../../stores/series/series.ts';

/** `none`: stretches in which no series has a figure are left out; the others: they are there. */
export const fills = ['none', 'null', 'previous', 'linear'] as const;
export type Fill = (typeof fills)[number];

/** `middles`: when each value stands, for lines. */
export function filled(
  values: readonly ReadingValue[],
  middles: readonly number[],
  fill: Fill,
): readonly ReadingValue[] {
  if (fill === 'previous') {
    let before: ReadingValue = null;
    return values.map((value) => (before = value ?? before));
  }
  return fill === 'linear' ? lined(values, middles) : values;
}

/** Only between numbers: nothing is told of what was before the first and comes after the last. */
function lined(values: readonly ReadingValue[], middles: readonly number[]): ReadingValue[] {
  const found = [...values];
  let before = -1;
  values.forEach((value, at) => {
    if (typeof value !== 'number') {
      if (value !== null) before = -1;
      return;
    }
    const from = values[before];
    if (before >= 0 && typeof from === 'number') {
      const [fromAt, toAt] = [middles[before] ?? 0, middles[at] ?? 0];
      for (let n = before + 1; n < at; n++) {
        found[n] = from + ((value - from) * ((middles[n] ?? 0) - fromAt)) / (toAt - fromAt);
      }
    }
    before = at;
  });
  return found;
}
