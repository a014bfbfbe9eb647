// A time zone by the rules of IANA, as Node's Intl has them: offsets by moment, and the moment of a wall time. The
// changes of a year are found once and kept, since Intl is slow and shifts are asked for by the thousand.

const dayMs = 86_400_000;
const stepMs = 7 * dayMs;

export type OffsetChange = { readonly atMs: number; readonly offsetMs: number };

export type Zone = {
  /** IANA name, e.g. `Asia/Shanghai`. */
  readonly name: string;
  /** Wall time minus UTC at this moment. */
  offsetMs(atMs: number): number;
  /** Changes of the offset within a span, in order. */
  changes(fromMs: number, toMs: number): readonly OffsetChange[];
  /**
   * The moment when clocks show this wall time, given as if it were UTC. What is shown twice is the first; what is
   * never shown is the moment of the change, so that a later wall time is never an earlier moment.
   */
  momentOf(wallMs: number): number;
};

const known = new Map<string, Zone>();

/** Undefined for a name that IANA does not have. */
export function zoneOf(name: string): Zone | undefined {
  const before = known.get(name);
  if (before) return before;
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return undefined;
  const offset = offsetByIntl(name);
  if (!offset) return undefined;
  const zone = zoneFrom(name, offset);
  known.set(name, zone);
  return zone;
}

/** Where this program runs. */
export function ownZoneName(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function offsetByIntl(timeZone: string): ((atMs: number) => number) | undefined {
  const clock = {
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  } as const;
  const date = { era: 'short', year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, ...date, ...clock });
  } catch {
    return undefined;
  }
  return (atMs) => {
    const whole = Math.floor(atMs / 1_000) * 1_000;
    const parts = new Map(format.formatToParts(whole).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const wall = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return wall - whole;
  };
}

type Year = { readonly startOffsetMs: number; readonly changes: readonly OffsetChange[] };

function zoneFrom(name: string, offset: (atMs: number) => number): Zone {
  const years = new Map<number, Year>();
  const yearAt = (year: number): Year => {
    let found = years.get(year);
    if (!found) years.set(year, (found = findChanges(offset, year)));
    return found;
  };
  const offsetMs = (atMs: number): number => {
    const year = yearAt(new Date(atMs).getUTCFullYear());
    let now = year.startOffsetMs;
    for (const change of year.changes) if (change.atMs <= atMs) now = change.offsetMs;
    return now;
  };
  const changes = (fromMs: number, toMs: number): readonly OffsetChange[] => {
    const found: OffsetChange[] = [];
    const last = new Date(toMs).getUTCFullYear();
    for (let year = new Date(fromMs).getUTCFullYear(); year <= last; year++) {
      const within = yearAt(year).changes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
      found.push(...within);
    }
    return found;
  };
  return {
    name,
    offsetMs,
    changes,
    momentOf(wallMs) {
      const [before, after] = [offsetMs(wallMs - dayMs), offsetMs(wallMs + dayMs)];
      if (before === after) return wallMs - before;
      const fitting = [before, after]
        .map((offsetThen) => wallMs - offsetThen)
        .filter((atMs) => wallMs - offsetMs(atMs) === atMs);
      if (fitting.length > 0) return Math.min(...fitting);
      return changes(wallMs - dayMs, wallMs + dayMs)[0]?.atMs ?? wallMs - after;
    },
  };
}

/** Looked for week by week, and then by halves down to the millisecond. */
function findChanges(offset: (atMs: number) => number, year: number): Year {
  const start = Date.UTC(year, 0, 1);
  const end = Date.UTC(year + 1, 0, 1);
  const changes: OffsetChange[] = [];
  const startOffsetMs = offset(start);
  let before = startOffsetMs;
  if (offset(start - 1) !== before) changes.push({ atMs: start, offsetMs: before });
  for (let from = start; from < end; from += stepMs) {
    const to = Math.min(from + stepMs, end - 1);
    const offsetMs = offset(to);
    if (offsetMs === before) continue;
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ atMs: high, offsetMs });
    before = offsetMs;
  }
  return { startOffsetMs, changes };
}
