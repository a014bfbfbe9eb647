// A pattern as a person edits it: shifts and days off as lines of text, the weeks as ticks.
import type { CalendarPattern } from '@jingwei/sdk';

export type ShiftDraft = {
  readonly id: string;
  readonly en: string;
  readonly zh: string;
  readonly from: string;
  readonly to: string;
  /** `09:00-09:30, 12:00-12:30` */
  readonly breaks: string;
};
export type Draft = {
  readonly zone: string;
  readonly dayStart: string;
  readonly weekOne: string;
  readonly shifts: readonly ShiftDraft[];
  readonly weeks: CalendarPattern['weeks'];
  /** A line each: `2026-10-01..2026-10-07 National Day / 国庆节` and, behind `:`, shifts all the same. */
  readonly exceptions: string;
};

const monday = '2026-01-05';

export function draftOf(pattern: CalendarPattern | undefined, zone: string): Draft {
  if (!pattern) {
    const weeks = [Array.from({ length: 7 }, () => [])];
    return { zone, dayStart: '00:00', weekOne: monday, shifts: [], weeks, exceptions: '' };
  }
  const { dayStart, weekOne, weeks } = pattern;
  return {
    ...{ zone: pattern.zone, dayStart, weekOne, weeks },
    shifts: pattern.shifts.map(({ id, name, from, to, breaks }) => ({
      ...{ id, en: name.en, zh: name.zh, from, to },
      breaks: breaks.map((one) => `${one.from}-${one.to}`).join(', '),
    })),
    exceptions: pattern.exceptions
      .map(({ from, to, name, shifts }) => {
        const kept = shifts.length === 0 ? '' : `: ${shifts.join(' ')}`;
        return `${from}${to === from ? '' : `..${to}`} ${name.en} / ${name.zh}${kept}`;
      })
      .join('\n'),
  };
}

const exceptionLine =
  /^(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?\s+([^/:]+)(?:\/([^:]+))?(?::\s*(.*))?$/;

/** The line that is not understood, where there is one. */
export function patternOf(draft: Draft): { pattern: CalendarPattern } | { line: string } {
  const { zone, dayStart, weekOne, weeks } = draft;
  const lines = draft.exceptions
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const exceptions: CalendarPattern['exceptions'][number][] = [];
  for (const line of lines) {
    const [, from, to = from, en = '', zh = en, kept = ''] = exceptionLine.exec(line) ?? [];
    if (from === undefined || to === undefined) return { line };
    const name = { en: en.trim(), zh: zh.trim() };
    exceptions.push({ from, to, name, shifts: kept.split(/\s+/).filter(Boolean) });
  }
  const shifts: CalendarPattern['shifts'][number][] = [];
  for (const shift of draft.shifts) {
    const breaks: { from: string; to: string }[] = [];
    for (const part of shift.breaks
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean)) {
      const [, from, to] = /^(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)$/.exec(part) ?? [];
      if (from === undefined || to === undefined) return { line: part };
      breaks.push({ from, to });
    }
    const { id, from, to, en, zh } = shift;
    shifts.push({ id, from, to, breaks, name: { en: en || id, zh: zh || en || id } });
  }
  return { pattern: { zone, dayStart, shifts, weekOne, weeks, exceptions } };
}

/** The shift on this day of this week, or off it. */
export function toggled(draft: Draft, at: { week: number; day: number; id: string }): Draft {
  const weeks = draft.weeks.map((week, w) =>
    week.map((ids, d) => {
      if (w !== at.week || d !== at.day) return ids;
      const without = ids.filter((id) => id !== at.id);
      return without.length < ids.length ? without : [...ids, at.id];
    }),
  );
  return { ...draft, weeks };
}

/** As many weeks as told; new ones are like the first. */
export function withWeeks(draft: Draft, count: number): Draft {
  const first = draft.weeks[0] ?? [];
  const weeks = Array.from({ length: count }, (_, i) => draft.weeks[i] ?? first);
  return { ...draft, weeks };
}

export function withoutShift(draft: Draft, place: number): Draft {
  const id = draft.shifts[place]?.id;
  return {
    ...draft,
    shifts: draft.shifts.filter((_, i) => i !== place),
    weeks: draft.weeks.map((week) => week.map((ids) => ids.filter((one) => one !== id))),
  };
}
