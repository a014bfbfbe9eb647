// What counts of a reading in a question: whether its quality is good enough, and whether it is a number.
import { quality, type EpochUs, type ReadingValue } from '../../../stores/series/series.ts';

/** `good` alone, `usable`: good and uncertain, or `any`. */
export const qualityPolicies = ['good', 'usable', 'any'] as const;
export type QualityPolicy = (typeof qualityPolicies)[number];

/** The lowest quality that counts. */
export const lowestQuality: Readonly<Record<QualityPolicy, number>> = {
  good: quality.good,
  usable: quality.uncertain,
  any: quality.bad,
};

/** What follows a series' readings in order of time, and is told of each; `isUsable`: by its quality. */
export interface Fold {
  take(timeUs: EpochUs, value: ReadingValue, isUsable: boolean): void;
}

/** Booleans are 0 and 1; NaN for what is no finite number. */
export function numberOf(value: ReadingValue): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return Number.NaN;
}
