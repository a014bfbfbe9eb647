// What calendars refuse.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const calendarFailures = defineFailures('calendar', {
  'bad-calendar': {
    kind: 'invalid',
    message: {
      en: 'The calendar of {identifier} does not hold together: {trouble} Correct it and send it again.',
      zh: '{identifier} 的日历有误：{trouble} 请更正后重新提交。',
    },
  },
  'in-the-past': {
    kind: 'conflict',
    message: {
      en: 'A calendar of {identifier} from {from} on changes figures of days that are over ({today} is today). Send it from today on, or with `correction: true`.',
      zh: '自 {from} 起更改 {identifier} 的日历会影响已结束日期的指标（今天为 {today}）。请自今天起生效，或注明 `correction: true`。',
    },
  },
  'too-many-versions': {
    kind: 'conflict',
    message: {
      en: 'The calendar of {identifier} has as many changes as are kept: {countMax}, or 4 MB. Send this one from a day from which another holds: it takes its place.',
      zh: '{identifier} 的日历变更已达上限（{countMax} 个或 4 MB）。请使用已有变更的起始日提交，以替换该变更。',
    },
  },
  'bad-day': {
    kind: 'invalid',
    message: {
      en: '“{text}” is not a day. Write it like 2026-11-23.',
      zh: '“{text}”不是有效日期。请写成 2026-11-23 的形式。',
    },
  },
  'no-calendar': {
    kind: 'missing',
    message: {
      en: '{identifier} has no calendar of its own. GET /api/calendars/{identifier} says whose it follows.',
      zh: '{identifier} 没有自己的日历。可通过 GET /api/calendars/{identifier} 查看其沿用的日历。',
    },
  },
});
