// Spans of time as callers give them.
import { epochUsOf } from '../../wire/iso-time.ts';
import { alarmsFailures } from './failures.ts';

const dayMs = 86_400_000;
export const spanDaysMax = 366;

/** Fails with `alarms.bad-time`; without a beginning from 1970, without an end until 2200. */
export function spanMs(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  daysMax = Infinity,
): { fromMs: number; toMs: number } {
  const fromMs = from === undefined ? 0 : msOf(from);
  const toMs = to === undefined ? Date.UTC(2200, 0, 1) : msOf(to);
  if (toMs <= fromMs || toMs - fromMs > daysMax * dayMs) throw bad(`${from} … ${to}`);
  return { fromMs, toMs };
}

function msOf(text: string): number {
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? epochUsOf(text) : undefined;
  if (zoned === undefined) throw bad(text);
  return zoned / 1_000;
}

function bad(text: string) {
  return alarmsFailures['bad-time']({ text, daysMax: spanDaysMax });
}
