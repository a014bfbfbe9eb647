// What other modules may know of plant calendars: the time zone of a place, its production days and its shifts. All
// spans are in UTC microseconds, made with the zone's rules, so that a day of 23 or 25 hours is one day.
import { defineRight } from '../../kernel/access/rights.ts';
import { definePort } from '../../kernel/module/port.ts';
import type { Pattern } from './model/pattern.ts';
import type { EpochUs } from '../../stores/series/series.ts';

export type CalendarSpan = {
  readonly fromUs: EpochUs;
  /** Exclusive. */
  readonly toUs: EpochUs;
};

export type Shift = CalendarSpan & {
  /** Of its pattern, e.g. `early`; the same each day. */
  readonly id: string;
  readonly name: { readonly en: string; readonly zh: string };
  /** The production day that it belongs to, `2026-11-22`; a night shift belongs to the day on which it began. */
  readonly day: string;
  /** Breaks within it, in order. */
  readonly breaks: readonly CalendarSpan[];
};

export type CalendarDay = CalendarSpan & {
  /** `2026-11-22`, in the zone. */
  readonly day: string;
  /** False where no calendar says when people work: then a day without shifts is not a free day. */
  readonly keepsShifts: boolean;
  /** Why this day is not as its weekday says, e.g. the name of a holiday. */
  readonly exception?: { readonly en: string; readonly zh: string };
};

export interface PlantCalendar {
  /** IANA name, e.g. `Asia/Shanghai`. */
  readonly zone: string;
  /** Shifts that touch the span, in order; none where nobody works or no shifts are kept. */
  shifts(span: CalendarSpan): readonly Shift[];
  /** Production days that touch the span, whole, in order. */
  days(span: CalendarSpan): readonly CalendarDay[];
}

export interface Calendars {
  /**
   * The calendar that holds at this place, machine or signal: its own, or the nearest above it, or its
   * enterprise's, or else the program's time zone without shifts.
   */
  at(identifier: string): Promise<PlantCalendar>;
}
export type { Pattern } from './model/pattern.ts';
/** From an identifier up to its enterprise: itself, its machine, cell, line, site. */
export { placesAbove } from './places-above.ts';

export const calendarsPort = definePort<Calendars>('calendar.calendars');

/** Gives places calendars for other modules, where nobody has; persons do it over HTTP. */
export interface CalendarSetup {
  /** The zone of this program, for places without a calendar. */
  readonly zone: string;
  /** From the year 2000 on. Fails with `calendar.bad-calendar`. */
  ensure(identifier: string, pattern: Pattern): Promise<void>;
}
export const calendarSetupPort = definePort<CalendarSetup>('calendar.setup');

export const readCalendarsRight = defineRight('calendar.read', {
  en: 'See plant calendars and shifts',
  zh: '查看工厂日历与班次',
});
export const writeCalendarsRight = defineRight('calendar.write', {
  en: 'Change plant calendars and shifts',
  zh: '修改工厂日历与班次',
});
