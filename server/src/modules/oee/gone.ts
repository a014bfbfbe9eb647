// Whether readings that a kept day rested on are no more: retention has thinned or removed them. Then nobody can compute the
// day again, and what it came to is final.
import type { Telemetry } from '../telemetry/api.ts';
import { measuredCount } from './heard.ts';
import type { MachineTime } from './machine-time.ts';
import type { DayDocument } from './store.ts';

/** `now`: what was heard of the day this time. Corrections take nothing away, as what was measured stays. */
export async function isGone(
  telemetry: Telemetry,
  known: Pick<DayDocument, 'heard' | 'rows' | 'fromUs' | 'toUs'>,
  now: MachineTime['heard'],
): Promise<boolean> {
  const { heard, fromUs, toUs } = known;
  if (!heard) {
    const isSilent = Object.values(now).every(({ count, before }) => count === 0 && !before);
    return (
      isSilent && known.rows.some(({ totals: { calendarUs, times } }) => calendarUs > times.UNKNOWN)
    );
  }
  for (const [signal, { count, before }] of Object.entries(heard)) {
    const here = now[signal] ?? { count: 0, before: false };
    if (before && !here.before && !(await hasBefore(telemetry, signal, fromUs))) return true;
    if (here.count >= count) continue;
    if ((await measuredCount(telemetry, signal, { fromUs, toUs })) < count) return true;
  }
  return false;
}

async function hasBefore(telemetry: Telemetry, signal: string, before: number): Promise<boolean> {
  const asked = { series: [signal], fromUs: 0, toUs: before, asMeasured: true };
  const found = await telemetry.range({ ...asked, limit: 1, newestFirst: true });
  return found.length > 0;
}
