// Raw readings page by page, over all signals in order of machine time. The cursor is the time of the last reading and
// how many of that time were given, so it needs no memory of ours and outlives a restart.
import type { Reading, SeriesStore } from '../../stores/series/series.ts';
import { queryFailures } from './failures.ts';
import type { Spent } from './limits.ts';

/** Of a read from the store; readings that do not count are read too. */
const pageMax = 50_000;

export type RawPage = { readonly readings: readonly Reading[]; readonly next?: string };

export type RawQuestion = {
  readonly series: readonly string[];
  readonly fromUs: number;
  readonly toUs: number;
  readonly limit: number;
  readonly newestFirst: boolean;
  readonly lowestQuality: number;
  readonly asMeasured: boolean;
  readonly cursor?: string;
};

type Place = { readonly timeUs: number; readonly given: number };

export async function rawPage(
  store: SeriesStore,
  question: RawQuestion,
  spent: Spent,
): Promise<RawPage> {
  const { series, limit, newestFirst, lowestQuality, asMeasured } = question;
  const found: Reading[] = [];
  let place = question.cursor === undefined ? undefined : placeOf(question.cursor);
  for (;;) {
    const span = rest(question, place);
    const given = place?.given ?? 0;
    const size = Math.min(pageMax, Math.max(1_000, limit + 1)) + given;
    if (span.fromUs >= span.toUs) return { readings: found };
    const page = await store.range({ ...span, series, limit: size, newestFirst, asMeasured });
    await spent.take(page.length);
    for (const reading of page.slice(given)) {
      if (found.length === limit) {
        return { readings: found, ...(place === undefined ? {} : { next: cursorOf(place) }) };
      }
      place = after(place, reading.sourceTimeUs);
      if (reading.quality >= lowestQuality) found.push(reading);
    }
    if (page.length < size) return { readings: found };
    await spent.look();
  }
}

function after(place: Place | undefined, timeUs: number): Place {
  return { timeUs, given: place?.timeUs === timeUs ? place.given + 1 : 1 };
}

function rest({ fromUs, toUs, newestFirst }: RawQuestion, place: Place | undefined) {
  if (!place) return { fromUs, toUs };
  return newestFirst
    ? { fromUs, toUs: Math.min(toUs, place.timeUs + 1) }
    : { fromUs: Math.max(fromUs, place.timeUs), toUs };
}

function cursorOf({ timeUs, given }: Place): string {
  return `${timeUs}.${given}`;
}

/** Fails with `query.bad-cursor`. */
function placeOf(cursor: string): Place {
  const [, time = '', given = ''] = /^(-?\d{1,16})\.(\d{1,5})$/.exec(cursor) ?? [];
  const place = { timeUs: Number(time), given: Number(given) };
  if (time === '' || !Number.isSafeInteger(place.timeUs) || place.given > pageMax) {
    throw queryFailures['bad-cursor']({ cursor });
  }
  return place;
}
