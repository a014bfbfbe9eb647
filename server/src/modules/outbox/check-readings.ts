// What the store would refuse at the far end is refused here, where the machine is still known and one batch cannot
// keep those behind it.
import { seriesNameCharactersMax, type ReadingColumns } from '../../stores/series/series.ts';

/** Why the readings can never be stored; undefined when they can. */
export function whyNot(readings: ReadingColumns): string | undefined {
  const { series, index, sourceTimeUs, serverTimeUs, values, quality } = readings;
  if (!series.every((name) => isText(name) && name !== ''))
    return 'a series has no name that can be kept';
  if (series.some((name) => name.length > seriesNameCharactersMax))
    return 'a series name is too long';
  const { length } = index;
  if ([sourceTimeUs, serverTimeUs, values, quality].some((column) => column.length !== length))
    return 'the columns differ in length';
  for (let n = 0; n < length; n += 1) {
    if ((index[n] ?? 0) >= series.length) return `reading ${n} has no series`;
    if (!Number.isSafeInteger(sourceTimeUs[n]) || !Number.isSafeInteger(serverTimeUs[n]))
      return `reading ${n} has a time that is not in whole microseconds`;
    if ((quality[n] ?? 3) > 2) return `reading ${n} has an unknown quality`;
    const value = values[n];
    if (typeof value === 'string' && !isText(value))
      return `reading ${n} has a text that cannot be kept`;
  }
  return undefined;
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
