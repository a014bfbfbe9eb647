// When somebody may be told: the shift that works at a place, and a person's quiet hours in the time of the place.
import type { PlantCalendar } from '../../calendar/api.ts';
import type { Priority } from '../rule-schema.ts';
import type { Escalation, Person } from './plan-schema.ts';

const minuteMs = 60_000;
const dayMinutes = 1_440;

/** Without shifts in the escalation always; where the place keeps no shifts, too: better told than not. */
export function isInShift(
  { shifts }: Pick<Escalation, 'shifts'>,
  calendar: PlantCalendar | undefined,
  nowMs: number,
): boolean {
  if (!shifts || shifts.length === 0 || !calendar) return true;
  const day = 86_400_000_000;
  const nowUs = nowMs * 1_000;
  const known = calendar.shifts({ fromUs: nowUs - 7 * day, toUs: nowUs + day });
  if (known.length === 0) return true;
  return known.some(
    ({ id, fromUs, toUs }) => shifts.includes(id) && fromUs <= nowUs && nowUs < toUs,
  );
}

/** When quiet hours end; undefined when it is not quiet now. */
export function quietUntilMs(
  { quiet }: Pick<Person, 'quiet'>,
  priority: Priority,
  { nowMs, zone }: { nowMs: number; zone: string },
): number | undefined {
  if (!quiet || quiet.except.includes(priority)) return undefined;
  const [from, to, now] = [minutesOf(quiet.from), minutesOf(quiet.to), minutesNow(nowMs, zone)];
  const isQuiet = from <= to ? now >= from && now < to : now >= from || now < to;
  if (!isQuiet) return undefined;
  const left = (to - now + dayMinutes) % dayMinutes || dayMinutes;
  return Math.floor(nowMs / minuteMs) * minuteMs + left * minuteMs;
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

function minutesNow(nowMs: number, timeZone: string): number {
  const text = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(nowMs);
  return minutesOf(text);
}
