// An answer as it is sent: times as text, one axis for all series, and without the stretches in which nothing is known.
import { isoTime } from '../../wire/iso-time.ts';
import type { Query, QueryAnswer, QueryColumn } from './api.ts';
import type { Stretch } from './model/buckets.ts';
import type { StateDuration } from './model/states.ts';

export function answerOf(
  query: Query,
  stretches: readonly Stretch[],
  given: { columns: readonly QueryColumn[]; zone: string; read: number },
): QueryAnswer {
  const { columns, zone, read } = given;
  const leavesOut = query.kind === 'aggregate' && (query.fill ?? 'none') === 'none';
  const places = stretches.map((_, at) => at).filter((at) => !leavesOut || isTold(columns, at));
  const kept = places.flatMap((at) => stretches[at] ?? []);
  const labels = kept.flatMap(({ label }) => label ?? []);
  return {
    times: kept.map(({ fromUs }) => isoTime(fromUs)),
    ...(query.kind === 'interpolated' ? {} : { ends: kept.map(({ toUs }) => isoTime(toUs)) }),
    ...(labels.length === 0 ? {} : { labels, zone }),
    series: columns.map((column) => only(column, places)),
    read,
  };
}

/** Whether any series has a figure there; a count of 0 is none. */
function isTold(columns: readonly QueryColumn[], at: number): boolean {
  return columns.some(({ values = {} }) =>
    Object.entries(values).some(([name, own]) => {
      const value = own[at] ?? null;
      return value !== null && !(value === 0 && (name === 'count' || name === 'known'));
    }),
  );
}

function only(column: QueryColumn, places: readonly number[]): QueryColumn {
  const { values } = column;
  if (!values) return column;
  const kept = Object.entries(values).map(([name, own]) => [
    name,
    places.map((at) => own[at] ?? null),
  ]);
  return { ...column, values: Object.fromEntries(kept) };
}

export function shownStates(given: { states: readonly StateDuration[]; unknownUs: number }) {
  return {
    unknownSeconds: given.unknownUs / 1e6,
    states: given.states.map(({ state, count, totalUs, longestUs }) => ({
      state,
      count,
      seconds: totalUs / 1e6,
      longestSeconds: longestUs / 1e6,
    })),
  };
}
