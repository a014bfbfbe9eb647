// Calendars over HTTP: read, change from a day on, end, and look at a month as it comes out.
import { scopesOf } from '../../kernel/access/rights.ts';
import { nextPage, pageOf, pageQuery } from '../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { bilingualSchema, Type } from '../../kernel/schema/schema.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { readCalendarsRight, writeCalendarsRight, type CalendarSpan } from './api.ts';
import { calendarFailures } from './failures.ts';
import { listCalendars } from './list.ts';
import { dayNumber, dayText, daySchema, patternSchema } from './model/pattern.ts';
import type { CalendarOfPlace } from './model/plant-calendar.ts';
import type { CalendarDocument } from './store.ts';
import type { StoredCalendars } from './stored-calendars.ts';

const identifier = Type.String({ minLength: 1, maxLength: 1_000 });
const version = Type.Object({
  from: Type.String(),
  /** Absent: from then on the place follows what is above it. */
  pattern: Type.Optional(patternSchema),
  by: Type.String(),
  at: Type.String(),
  replacedAt: Type.Optional(Type.String()),
});
export const calendarReply = Type.Object({
  identifier: Type.String(),
  /** Its own, in the order in which they were written. */
  versions: Type.Array(version),
  /** Today. */
  zone: Type.String(),
  /** Whose calendar holds today; absent where nobody's does. */
  heldBy: Type.Optional(Type.String()),
  pattern: Type.Optional(patternSchema),
});
export const calendarPage = Type.Object({
  calendars: Type.Array(Type.Object({ identifier: Type.String(), versions: Type.Array(version) })),
  ...nextPage,
});
const span = { from: Type.String(), to: Type.String() };
export const monthReply = Type.Object({
  zone: Type.String(),
  days: Type.Array(
    Type.Object({
      day: Type.String(),
      ...span,
      keepsShifts: Type.Boolean(),
      exception: Type.Optional(bilingualSchema),
      shifts: Type.Array(
        Type.Object({
          id: Type.String(),
          name: bilingualSchema,
          ...span,
          breaks: Type.Array(Type.Object(span)),
        }),
      ),
    }),
  ),
});

export type CalendarRouteParts = {
  readonly calendars: StoredCalendars;
  readonly records: RecordsStore;
  readonly today: (calendar: CalendarOfPlace) => number;
};

export function calendarRoutes(parts: CalendarRouteParts): Route[] {
  return [listRoute(parts), monthRoute(parts), readRoute(parts), putRoute(parts), endRoute(parts)];
}

function listRoute({ records }: CalendarRouteParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/calendars',
    operation: 'listCalendars',
    summary: { en: 'Places that have a calendar of their own', zh: '设有自有日历的场所' },
    access: 'signed-in',
    query: Type.Object(pageQuery(500)),
    reply: calendarPage,
    handle: ({ principal, query }) =>
      listCalendars(records, scopesOf(principal, readCalendarsRight), pageOf(query)),
  });
}

function readRoute(parts: CalendarRouteParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/calendars/{identifier+}',
    operation: 'readCalendar',
    summary: {
      en: 'The calendar of a place with its history, and whose it follows today',
      zh: '场所的日历及其历史，以及当前沿用的日历',
    },
    access: { right: readCalendarsRight, on: ({ params }) => params.identifier },
    params: Type.Object({ identifier }),
    reply: calendarReply,
    handle: async ({ params }) => shown(parts, params.identifier),
  });
}

function putRoute(parts: CalendarRouteParts): Route {
  return defineRoute({
    method: 'PUT',
    path: '/api/calendars/{identifier+}',
    operation: 'putCalendar',
    summary: {
      en: 'Give a place a calendar from a day on; what held before is kept',
      zh: '自某日起为场所设置日历；此前的日历予以保留',
    },
    access: { right: writeCalendarsRight, on: ({ params }) => params.identifier },
    params: Type.Object({ identifier }),
    body: Type.Object({
      from: daySchema,
      pattern: patternSchema,
      /** Days that are over may change with it. */
      correction: Type.Optional(Type.Boolean()),
    }),
    reply: calendarReply,
    handle: async ({ params, body, principal }) => {
      const { from, pattern, correction = false } = body;
      const change = { identifier: params.identifier, from, pattern, correction };
      await parts.calendars.change({ ...change, by: principal.id });
      return shown(parts, params.identifier);
    },
  });
}

function endRoute(parts: CalendarRouteParts): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/calendars/{identifier+}',
    operation: 'endCalendar',
    summary: {
      en: 'From a day on (today unless told) the place follows the calendar above it',
      zh: '自某日（默认今天）起，该场所沿用上级日历',
    },
    access: { right: writeCalendarsRight, on: ({ params }) => params.identifier },
    params: Type.Object({ identifier }),
    query: Type.Object({ from: Type.Optional(daySchema) }),
    reply: calendarReply,
    handle: async ({ params, query, principal }) => {
      const { calendars, today } = parts;
      if (!(await calendars.read(params.identifier))) throw calendarFailures['no-calendar'](params);
      const from = query.from ?? dayText(today(await calendars.at(params.identifier)));
      await calendars.change({ ...params, from, by: principal.id, correction: false });
      return shown(parts, params.identifier);
    },
  });
}

function monthRoute({ calendars, today }: CalendarRouteParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/calendars/month',
    operation: 'previewCalendar',
    summary: {
      en: 'Days and shifts of a month at a place, as moments',
      zh: '某场所一个月的生产日与班次（精确时刻）',
    },
    access: { right: readCalendarsRight, on: ({ query }) => query.identifier },
    query: Type.Object({
      identifier,
      /** `2026-11`; this month unless told. */
      month: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d$' })),
    }),
    reply: monthReply,
    handle: async ({ query }) => {
      const calendar = await calendars.at(query.identifier);
      const month = query.month ?? dayText(today(calendar)).slice(0, 7);
      return monthOf(calendar, month);
    },
  });
}

function monthOf(calendar: CalendarOfPlace, month: string) {
  const first = dayNumber(`${month}-01`);
  if (first === undefined) throw calendarFailures['bad-day']({ text: `${month}-01` });
  let after = first + 28;
  while (dayText(after).startsWith(month)) after += 1;
  const whole = {
    fromUs: calendar.startOf(first) * 1_000,
    toUs: calendar.startOf(after) * 1_000,
  };
  const shifts = calendar.shifts({ ...whole, toUs: whole.toUs + 1 });
  const days = calendar.days(whole).map(({ fromUs, toUs, ...day }) => ({
    ...day,
    ...moments({ fromUs, toUs }),
    shifts: shifts
      .filter((shift) => shift.day === day.day)
      .map((shift) => ({
        ...{ id: shift.id, name: shift.name },
        ...moments(shift),
        breaks: shift.breaks.map(moments),
      })),
  }));
  return { zone: calendar.zone, days };
}

function moments({ fromUs, toUs }: CalendarSpan): { from: string; to: string } {
  return { from: isoTime(fromUs), to: isoTime(toUs) };
}

async function shown({ calendars, today }: CalendarRouteParts, place: string) {
  const own: CalendarDocument | undefined = await calendars.read(place);
  const calendar = await calendars.at(place);
  const { heldBy, pattern } = calendar.patternOn(today(calendar));
  return {
    identifier: own?.identifier ?? place,
    versions: own?.versions ?? [],
    zone: calendar.zone,
    ...(heldBy === undefined ? {} : { heldBy }),
    ...(pattern === undefined ? {} : { pattern }),
  };
}
