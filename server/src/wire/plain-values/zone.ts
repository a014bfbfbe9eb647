// Time zones of the IANA database: what a wall clock there shows, as a moment.

/** Milliseconds since 1970. `sure` is false in the hour that a clock shows twice, and in the one that it leaves out. */
export type ZonedMoment = { readonly ms: number; readonly sure: boolean };

const dayMs = 86_400_000;
/** No zone has changed its offset other than at a multiple of it since 1972. */
const quarterMs = 900_000;
const remembered = 5_000;

export class Zone {
  readonly #format: Intl.DateTimeFormat | undefined;
  readonly #offsets = new Map<number, number>();

  private constructor(format: Intl.DateTimeFormat | undefined) {
    this.#format = format;
  }

  /** Undefined for a name that is none, e.g. `Europe/Berlim`. */
  static named(name: string): Zone | undefined {
    if (name === 'UTC') return new Zone(undefined);
    if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,60}$/.test(name)) return undefined;
    try {
      return new Zone(
        new Intl.DateTimeFormat('en-US', {
          ...{ timeZone: name, hourCycle: 'h23', era: 'short' },
          ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
          ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
        }),
      );
    } catch {
      return undefined;
    }
  }

  /** `wallMs`: what the clock on the wall shows, as if it were UTC. The first of two; later than a gap. */
  momentOf(wallMs: number): ZonedMoment {
    const before = this.#offsetAt(wallMs - dayMs);
    const after = this.#offsetAt(wallMs + dayMs);
    if (before === after) return { ms: wallMs - before, sure: true };
    const first = wallMs - before;
    const second = wallMs - after;
    const isFirst = this.#offsetAt(first) === before;
    const isSecond = this.#offsetAt(second) === after;
    if (isFirst !== isSecond) return { ms: isFirst ? first : second, sure: true };
    return { ms: isFirst ? Math.min(first, second) : first, sure: false };
  }

  /** What a wall clock shows at the moment, less the moment. */
  #offsetAt(ms: number): number {
    if (!this.#format) return 0;
    const quarter = Math.floor(ms / quarterMs);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.#offsets.size >= remembered) this.#offsets.clear();
    const at = quarter * quarterMs;
    const offset = wallOf(this.#format, at) - at;
    this.#offsets.set(quarter, offset);
    return offset;
  }
}

function wallOf(format: Intl.DateTimeFormat, ms: number): number {
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(ms)) parts[type] = value;
  const part = (name: string) => Number(parts[name]);
  const year = parts['era']?.startsWith('B') ? 1 - part('year') : part('year');
  return Date.UTC(
    year,
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
}
