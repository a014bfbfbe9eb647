// The plant's calendar for the signals that are shown: its time zone, its production days of this month and the one
// before. Without the right to see it, or without a calendar, the browser's zone holds and there are no shifts.
import type { CalendarMonth } from '@jingwei/sdk';
import { useCallback, useClient, useLoaded } from '@jingwei/console/kit';
import { monthBefore } from './spans.ts';

export type KnownCalendar = {
  readonly zone: string;
  readonly days: CalendarMonth['days'];
  /** Not the plant's, but this browser's. */
  readonly isOwn: boolean;
};

const ownCalendar: KnownCalendar = {
  zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  days: [],
  isOwn: true,
};

/** Undefined while it is asked for. */
export function useCalendar(identifier: string): KnownCalendar | undefined {
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal): Promise<KnownCalendar> => {
      const now = await client.calendarMonth({ identifier }, { signal });
      const month = monthBefore((now.days[0]?.day ?? '').slice(0, 7));
      const before = await client.calendarMonth({ identifier, month }, { signal });
      return { zone: now.zone, days: [...before.days, ...now.days], isOwn: false };
    },
    [client, identifier],
  );
  const { loaded } = useLoaded(load);
  if (loaded.state === 'loading') return undefined;
  if (loaded.state === 'loaded') return loaded.value;
  return ownCalendar;
}
