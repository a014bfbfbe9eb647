// What a person says of a plant's calendar: zone, start of the production day, shifts, the weeks in which they
// rotate, and the days that are otherwise. Written from a day on; what held before stays as it was.
import { bilingualSchema, Type, type Static } from '../../../kernel/schema/schema.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { zoneOf } from './zone.ts';

const clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });
export const daySchema = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' });
const shiftId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$' });

export const patternSchema = Type.Object(
  {
    /** IANA name, e.g. `Asia/Shanghai`. */
    zone: Type.String({ minLength: 1, maxLength: 64 }),
    /** When a production day begins, `06:00`; shifts that begin earlier belong to the day before. */
    dayStart: clock,
    shifts: Type.Array(
      Type.Object({
        id: shiftId,
        name: bilingualSchema,
        from: clock,
        /** Not later than `from`: on the next day. */
        to: clock,
        breaks: Type.Array(Type.Object({ from: clock, to: clock }), { maxItems: 20 }),
      }),
      { maxItems: 20 },
    ),
    /** A Monday on which the first week of the rotation begins. */
    weekOne: daySchema,
    /** The rotation: weeks of seven days, Monday first, of the identifiers of shifts. */
    weeks: Type.Array(
      Type.Array(Type.Array(shiftId, { maxItems: 20 }), { minItems: 7, maxItems: 7 }),
      {
        minItems: 1,
        maxItems: 52,
      },
    ),
    /** Days that are otherwise: holidays without shifts, working Sundays with some. */
    exceptions: Type.Array(
      Type.Object({
        from: daySchema,
        /** Included. */
        to: daySchema,
        name: bilingualSchema,
        shifts: Type.Array(shiftId, { maxItems: 20 }),
      }),
      { maxItems: 1_000 },
    ),
  },
  { additionalProperties: false },
);
export type Pattern = Static<typeof patternSchema>;

const dayMs = 86_400_000;

/** Days since 1970-01-01; undefined for what is no day, e.g. 30 February. */
export function dayNumber(day: string): number | undefined {
  const ms = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(ms) || dayText(ms / dayMs) !== day) return undefined;
  return ms / dayMs;
}

export function dayText(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

/** 0 is Monday. */
export function weekday(number: number): number {
  return (((number + 3) % 7) + 7) % 7;
}

export function minutesOf(clockText: string): number {
  return Number(clockText.slice(0, 2)) * 60 + Number(clockText.slice(3));
}

/** A shift in minutes from midnight of its production day. */
export type ShiftMinutes = {
  readonly from: number;
  readonly to: number;
  readonly breaks: readonly { readonly from: number; readonly to: number }[];
};

const dayMinutes = 1_440;

export function shiftMinutes(shift: Pattern['shifts'][number], dayStart: string): ShiftMinutes {
  const start = minutesOf(shift.from);
  const from = start < minutesOf(dayStart) ? start + dayMinutes : start;
  const atOrAfter = (clockText: string, least: number): number => {
    let minutes = minutesOf(clockText);
    while (minutes < least) minutes += dayMinutes;
    return minutes;
  };
  const to = atOrAfter(shift.to, from + 1);
  const breaks = shift.breaks.map((one) => {
    const begin = atOrAfter(one.from, from);
    return { from: begin, to: atOrAfter(one.to, begin + 1) };
  });
  return { from, to, breaks: breaks.toSorted((a, b) => a.from - b.from) };
}

/** The first thing that is wrong with it, in words; undefined when it holds together. */
export function troubleOf(pattern: Pattern): Bilingual | undefined {
  const { zone, shifts, weeks, weekOne, exceptions, dayStart } = pattern;
  if (!zoneOf(zone)) {
    return {
      en: `“${zone}” is no time zone of IANA; write one like Asia/Shanghai.`,
      zh: `“${zone}”不是 IANA 时区；请写成 Asia/Shanghai 的形式。`,
    };
  }
  const first = dayNumber(weekOne);
  if (first === undefined || weekday(first) !== 0) {
    return { en: `${weekOne} is not a Monday.`, zh: `${weekOne} 不是星期一。` };
  }
  const ids = new Set(shifts.map(({ id }) => id));
  if (ids.size < shifts.length) {
    return { en: 'two shifts have the same identifier.', zh: '有两个班次的编号相同。' };
  }
  const used = [...weeks.flat(2), ...exceptions.flatMap((one) => one.shifts)];
  const unknown = used.find((id) => !ids.has(id));
  if (unknown !== undefined) {
    return { en: `there is no shift “${unknown}”.`, zh: `没有班次“${unknown}”。` };
  }
  for (const shift of shifts) {
    const { to, breaks } = shiftMinutes(shift, dayStart);
    const isOut = breaks.some((one, i) => one.to > to || one.from < (breaks[i - 1]?.to ?? 0));
    if (isOut) {
      return {
        en: `the breaks of “${shift.id}” overlap or reach beyond it.`,
        zh: `班次“${shift.id}”的休息时间重叠或超出班次。`,
      };
    }
  }
  return exceptionTrouble(exceptions) ?? overlap(pattern);
}

function exceptionTrouble(exceptions: Pattern['exceptions']): Bilingual | undefined {
  for (const { from, to } of exceptions) {
    const [first, last] = [dayNumber(from), dayNumber(to)];
    if (first === undefined || last === undefined || last < first) {
      return {
        en: `${from} to ${to} is no span of days.`,
        zh: `${from} 至 ${to} 不是有效的日期范围。`,
      };
    }
  }
  return undefined;
}

/** Two shifts of the rotation at the same time; also of the last day with the first one. */
function overlap({ weeks, shifts, dayStart }: Pattern): Bilingual | undefined {
  const byId = new Map(shifts.map((shift) => [shift.id, shiftMinutes(shift, dayStart)]));
  const days = weeks.flat();
  const spans = [...days, ...days.slice(0, 2)].flatMap((ids, day) =>
    ids.map((id) => {
      const { from = 0, to = 0 } = byId.get(id) ?? {};
      return { id, from: day * dayMinutes + from, to: day * dayMinutes + to };
    }),
  );
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  for (const [i, span] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before && span.from < before.to) {
      return {
        en: `the shifts “${before.id}” and “${span.id}” overlap.`,
        zh: `班次“${before.id}”与“${span.id}”重叠。`,
      };
    }
  }
  return undefined;
}
