// The console's only look at the wall clock and its only timers.
import { useEffect, useState } from 'react';

export function nowMs(): number {
  return Date.now();
}

/** Calls `work` every `periodMs` until cancelled. */
export function every(periodMs: number, work: () => void): () => void {
  const interval = setInterval(work, periodMs);
  return () => clearInterval(interval);
}

/** Calls `work` after `ms` unless cancelled. */
export function after(ms: number, work: () => void): () => void {
  const timeout = setTimeout(work, ms);
  return () => clearTimeout(timeout);
}

/** The time now, anew every `periodMs`; undefined stands still. */
export function useNow(periodMs: number | undefined): number {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    if (periodMs === undefined) return undefined;
    const tick = () => setNow(nowMs());
    const cancelFirst = after(0, tick);
    const cancelRest = every(periodMs, tick);
    return () => {
      cancelFirst();
      cancelRest();
    };
  }, [periodMs]);
  return now;
}
