// Alarms as they change, for one reader: changes of a quarter of a second are told together. What a slow reader has not
// taken is kept as the alarms it is about, not as messages, and beyond a bound as the fact that there was more.
import type { Principal } from '../../../kernel/access/rights.ts';
import type { StreamMessage } from '../../../kernel/http/route.ts';
import { sleep } from '../../../kernel/world/clock.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { StandingAlarm } from '../standing-alarm.ts';
import { countsFor, isWanted, type AlarmsHere, type Which } from './seen-alarms.ts';

const gatherMs = 250;
export const toldMax = 200;

/** More than 200 changes at once are told as none: read the list again. Ends with the signal. */
export async function* liveAlarms(
  { desk, world }: { readonly desk: AlarmsHere; readonly world: Pick<World, 'clock'> },
  given: { query: Which; principal: Principal; signal: AbortSignal },
): AsyncGenerator<StreamMessage> {
  const { query, principal, signal } = given;
  const changed = new Set<StandingAlarm>();
  let isMore = false;
  let wake = () => {};
  const following = desk.follow(({ alarm }) => {
    if (!isWanted(alarm, principal, query)) return;
    if (changed.size < toldMax) changed.add(alarm);
    else if (!changed.has(alarm)) isMore = true;
    wake();
  });
  const counts = countsFor(desk, principal, query);
  const end = () => wake();
  signal.addEventListener('abort', end, { once: true });
  try {
    yield { event: 'alarms', data: { alarms: [], counts: counts.shown() } };
    while (!signal.aborted) {
      if (changed.size === 0) await new Promise<void>((resolve) => (wake = resolve));
      if (signal.aborted) return;
      await sleep(world.clock, gatherMs, signal);
      const alarms = isMore ? [] : [...changed].map((alarm) => alarm.shown());
      changed.clear();
      isMore = false;
      yield { event: 'alarms', data: { alarms, counts: counts.shown() } };
    }
  } finally {
    following.cancel();
    counts.cancel();
    signal.removeEventListener('abort', end);
  }
}
