// The span of a question, as it was written.
import { timeOf } from '../telemetry/api.ts';
import { queryFailures } from './failures.ts';
import { durationUs } from './model/duration.ts';

export function spanOf(query: {
  readonly kind: string;
  readonly from?: string;
  readonly to?: string;
}): { fromUs: number; toUs: number } {
  const { from, to, kind } = query;
  if (from === undefined || to === undefined) {
    throw queryFailures['part-missing']({ query: kind, part: from === undefined ? 'from' : 'to' });
  }
  const [fromUs, toUs] = [timeOf(from), timeOf(to)];
  if (toUs <= fromUs) throw queryFailures['bad-span']({ from, to });
  return { fromUs, toUs };
}

export function lengthOf(text: string, part: string): number {
  const us = durationUs(text);
  if (us === undefined) throw queryFailures['bad-duration']({ text, part });
  return us;
}
