// Times as ISO 8601 writes them (clauses 5.3, 5.4), to microseconds and back: what machines tell in SHDR, and what
// our own interface takes and shows.

/** Microseconds since 1970-01-01T00:00:00Z; exact as a double until the year 2255. */
export type EpochUs = number;

/** The years 1685 to 2254; beyond, microseconds are no whole doubles any more, and no machine is there. */
const farthestUs = Date.UTC(2255, 0, 1) * 1_000;

const pattern =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,12}))?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Rounded down; a time without a zone is UTC. Undefined for what is not a moment of the calendar
 * (month 13, 30 February), and for years that microseconds do not reach.
 */
export function epochUsOf(text: string): EpochUs | undefined {
  const found = pattern.exec(text);
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
  const timeUs = ms * 1_000 + micros - offsetMinutes(zone) * 60_000_000;
  return Math.abs(timeUs) < farthestUs ? timeUs : undefined;
}

/** `2022-08-08T13:51:34.716714Z`: six decimals, which is all that a microsecond has. */
export function isoTime(timeUs: EpochUs): string {
  const ms = Math.floor(timeUs / 1_000);
  const rest = String(timeUs - ms * 1_000).padStart(3, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`;
}

/** `Date.UTC` rolls 30 February over to 1 March; whoever says so is wrong. */
function sameMoment(ms: number, text: string): boolean {
  return Number.isFinite(ms) && new Date(ms).toISOString().slice(0, 19) === text.slice(0, 19);
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}
