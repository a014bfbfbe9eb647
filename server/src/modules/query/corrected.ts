// Where readings are corrected, and what the newest ones were before: who looks at readings sees that somebody changed them.
import type {
  KeptCorrection,
  Reading,
  SeriesSpan,
  SeriesStore,
} from '../../stores/series/series.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { QueryAnswer } from './api.ts';

type Corrected = NonNullable<QueryAnswer['corrected']>;

/** By signal in the order asked for; spans that touch are one, and none reaches beyond the span. */
export async function correctedIn(store: SeriesStore, span: SeriesSpan): Promise<Corrected> {
  const counting = (await store.corrections(span)).filter(({ undone }) => !undone);
  const bySignal = Map.groupBy(counting, ({ series }) => series);
  return [...new Set(span.series)].flatMap((signal) =>
    joined(bySignal.get(signal) ?? []).map(({ fromUs, toUs }) => ({
      signal,
      from: isoTime(Math.max(fromUs, span.fromUs)),
      to: isoTime(Math.min(toUs, span.toUs)),
    })),
  );
}

function joined(corrections: readonly KeptCorrection[]): { fromUs: number; toUs: number }[] {
  const spans: { fromUs: number; toUs: number }[] = [];
  for (const { fromUs, toUs } of corrections.toSorted((a, b) => a.fromUs - b.fromUs)) {
    const before = spans.at(-1);
    if (before && fromUs <= before.toUs) before.toUs = Math.max(before.toUs, toUs);
    else spans.push({ fromUs, toUs });
  }
  return spans;
}

/** The newest reading of each, as it counts or as it came. */
export async function lastOf(
  store: SeriesStore,
  signals: readonly string[],
  asMeasured: boolean,
): Promise<Map<string, Reading>> {
  const last = await store.last(signals);
  if (!asMeasured) return last;
  const always = { fromUs: Number.MIN_SAFE_INTEGER, toUs: Number.MAX_SAFE_INTEGER };
  const corrections = await store.corrections({ ...always, series: signals });
  for (const signal of new Set(corrections.map(({ series }) => series))) {
    const one = { ...always, series: [signal], limit: 1, newestFirst: true, asMeasured };
    const [newest] = await store.range(one);
    if (newest) last.set(signal, newest);
  }
  return last;
}
