// The clock of a station is a wall clock: what it says is a moment only with the zone that it was set to. Where summer time
// ends, the same hour comes twice, and the station's summer bit tells which.
import type { StationTime } from '../../../../wire/iec104/time.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Changes of offset happen at multiples of this. */
const bucketMs = 15 * minuteMs;
const rememberedMax = 1_000;

export class StationZone {
  readonly #offsetAt: (epochMs: number) => number;
  readonly #fixed: boolean;
  /** Offsets by local quarter of an hour, since asking the calendar is slow. */
  readonly #remembered = new Map<number, number>();

  private constructor(offsetAt: (epochMs: number) => number, fixed: boolean) {
    this.#offsetAt = offsetAt;
    this.#fixed = fixed;
  }

  /** `UTC`, `+08:00`, `Asia/Shanghai`; undefined for what is none of them. */
  static named(zone: string): StationZone | undefined {
    const found = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
    if (zone === 'UTC' || found) {
      const minutes = Number(found?.[2] ?? 0) * 60 + Number(found?.[3] ?? 0);
      const offset = (found?.[1] === '-' ? -minutes : minutes) * minuteMs;
      return Math.abs(offset) < dayMs ? new StationZone(() => offset, true) : undefined;
    }
    try {
      return new StationZone(calendarOf(zone), false);
    } catch {
      return undefined;
    }
  }

  epochMs(time: StationTime): number {
    const { year, month, day, hour, minute, millisecond, summer } = time;
    const local = Date.UTC(year, month - 1, day, hour, minute, 0, millisecond);
    if (this.#fixed) return local - this.#offsetAt(local) - (summer ? 60 * minuteMs : 0);
    const key = Math.floor(local / bucketMs) * 2 + (summer ? 1 : 0);
    let offset = this.#remembered.get(key);
    if (offset === undefined) {
      offset = this.#offsetOf(local, summer);
      if (this.#remembered.size >= rememberedMax) this.#remembered.clear();
      this.#remembered.set(key, offset);
    }
    return local - offset;
  }

  stationTime(epochMs: number): StationTime {
    const offset = this.#offsetAt(epochMs);
    const local = new Date(epochMs + offset);
    const year = local.getUTCFullYear();
    const [january, july] = [0, 6].map((month) => this.#offsetAt(Date.UTC(year, month, 1)));
    const winter = Math.min(january ?? offset, july ?? offset);
    return {
      year,
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      millisecond: local.getUTCSeconds() * 1_000 + local.getUTCMilliseconds(),
      invalid: false,
      summer: offset > winter,
    };
  }

  #offsetOf(local: number, summer: boolean): number {
    const around = [this.#offsetAt(local - dayMs), this.#offsetAt(local + dayMs)];
    const fitting = around.filter((offset) => this.#offsetAt(local - offset) === offset);
    const [first = 0] = around;
    if (fitting.length === 0) return first; // the hour that is left out in spring
    return summer ? Math.max(...fitting) : Math.min(...fitting);
  }
}

/** Throws for an unknown zone. */
function calendarOf(zone: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    ...{ hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  return (epochMs) => {
    const parts = new Map(
      format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const local = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return local - Math.floor(epochMs / 1_000) * 1_000;
  };
}
