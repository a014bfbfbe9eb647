// Which span of time the chart shows: the last minutes by the machine's clock, or one fixed cycle.
import type { Mark } from '@jingwei/console/kit';

export const windowMinutes = [5, 15, 60] as const;
export const pointsMax = 600;

/** A machine whose newest reading is this far from our clock lives in another time, e.g. a replay. */
const otherTimeMs = 120_000;

export type Span = { readonly fromMs: number; readonly toMs: number };

/** Does the machine's clock tell another time than ours? */
export function livesInOtherTime(newestMs: number | undefined, nowMs: number): boolean {
  return newestMs !== undefined && Math.abs(nowMs - newestMs) > otherTimeMs;
}

/** The last `minutes`, up to now; up to the newest reading when the machine's clock is another. */
export function liveSpan(minutes: number, newestMs: number | undefined, nowMs: number): Span {
  const toMs = newestMs !== undefined && livesInOtherTime(newestMs, nowMs) ? newestMs : nowMs;
  return { fromMs: toMs - minutes * 60_000, toMs };
}

export type AskedCycle = { readonly mark: Mark; readonly span: Span; readonly part?: string };

const marginShare = 0.12;
const cycleMsMax = 7 * 86_400_000;

/** The cycle that the address asks for, with some time around it; undefined when it asks for none. */
export function askedCycle(query: URLSearchParams): AskedCycle | undefined {
  const fromMs = Date.parse(query.get('from') ?? '');
  const toMs = Date.parse(query.get('to') ?? '');
  const lengthMs = toMs - fromMs;
  if (!(lengthMs > 0) || lengthMs > cycleMsMax) return undefined;
  const marginMs = Math.max(1_000, lengthMs * marginShare);
  const part = query.get('part');
  return {
    mark: { fromMs, toMs },
    span: { fromMs: fromMs - marginMs, toMs: toMs + marginMs },
    ...(part === null || part === '' ? {} : { part }),
  };
}
