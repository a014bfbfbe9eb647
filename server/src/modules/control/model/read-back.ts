// Is what was read what was written? Machines round: a REAL holds seven digits.
import { quality } from '../../../stores/series/series.ts';
import type { SignalNow, SignalValue } from '../../connectivity/api.ts';

const relativeTolerance = 1e-6;

export function isReadBack(
  now: SignalNow,
  value: SignalValue['value'],
  tolerance?: number,
): boolean {
  if (now.quality !== quality.good) return false;
  if (typeof value === 'number' && typeof now.value === 'number') {
    return Math.abs(now.value - value) <= (tolerance ?? Math.abs(value) * relativeTolerance);
  }
  if (typeof value === 'boolean') return now.value !== null && Boolean(now.value) === value;
  return now.value === value;
}
