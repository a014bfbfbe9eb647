// Time stamps of SHDR: ISO 8601 in UTC with up to seven decimals (100 ns, as .NET adapters write them),
// optionally followed by `@` and a duration in seconds (MTConnect adapter agent protocol 2.0).

/** Microseconds since 1970-01-01T00:00:00Z, rounded down; exact as a double until the year 2255. */
export type EpochUs = number;

export type ShdrTime =
  | {
      readonly ok: true;
      /** Absent when the adapter left the stamp to the receiver. */
      readonly timeUs?: EpochUs;
      readonly durationSeconds?: number;
    }
  | { readonly ok: false };

const stamp = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,12}))?(Z|[+-]\d\d:?\d\d)?$/;
const duration = /^\d{1,12}(?:\.\d{1,12})?$/;
const refused: ShdrTime = { ok: false };
const absent: ShdrTime = { ok: true };

export function parseTimestamp(text: string): ShdrTime {
  const at = text.indexOf('@');
  if (at < 0) return text === '' ? absent : asTime(epochUsOf(text));
  const seconds = text.slice(at + 1);
  if (!duration.test(seconds)) return refused;
  const time = at === 0 ? absent : asTime(epochUsOf(text.slice(0, at)));
  return time.ok ? { ...time, durationSeconds: Number(seconds) } : refused;
}

/** `2022-08-08T13:51:34.716714Z`: six decimals, which is all that a microsecond has. */
export function formatTimestamp(timeUs: EpochUs): string {
  const ms = Math.floor(timeUs / 1_000);
  const rest = String(timeUs - ms * 1_000).padStart(3, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`;
}

/** Microseconds, or undefined for what is not a moment of the calendar (month 13, 30 February). */
export function epochUsOf(text: string): EpochUs | undefined {
  const found = stamp.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, decimals, zone] = found;
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  if (!sameMoment(ms, text)) return undefined;
  const micros = decimals === undefined ? 0 : Number(decimals.slice(0, 6).padEnd(6, '0'));
  return ms * 1_000 + micros - offsetMinutes(zone) * 60_000_000;
}

function asTime(timeUs: EpochUs | undefined): ShdrTime {
  return timeUs === undefined ? refused : { ok: true, timeUs };
}

/** `Date.UTC` rolls 30 February over to 1 March; a machine that says so is wrong. */
function sameMoment(ms: number, text: string): boolean {
  return Number.isFinite(ms) && new Date(ms).toISOString().slice(0, 19) === text.slice(0, 19);
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}
