// What telemetry has of a machine over a span: its readings, the last ones before, and where it was silent.
import type { Reading } from '../../stores/series/series.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { Telemetry } from '../telemetry/api.ts';
import { oeeFailures } from './failures.ts';
import { numberOf } from './model/counts.ts';
import type { Span } from './model/states.ts';

const pageReadings = 100_000;
/** Held in memory for one answer: a machine a day at thirty a second. */
const readingsMax = 3_000_000;

export type SignalReadings = {
  /** The last before the span, by signal. */
  readonly before: ReadonlyMap<string, Reading>;
  /** By time. */
  readonly within: readonly Reading[];
};

export async function readingsOf(
  telemetry: Telemetry,
  signals: readonly string[],
  span: Span,
): Promise<SignalReadings> {
  const before = new Map<string, Reading>();
  await Promise.all(
    signals.map(async (signal) => {
      const last = await edge(telemetry, [signal], { before: span.fromUs });
      if (last) before.set(signal, last);
    }),
  );
  return { before, within: await readAll(telemetry, signals, span) };
}

/** Without corrections. */
export async function measuredCount(
  telemetry: Telemetry,
  signal: string,
  span: Span,
): Promise<number> {
  return (await readAll(telemetry, [signal], { ...span, asMeasured: true })).length;
}

async function readAll(
  telemetry: Telemetry,
  signals: readonly string[],
  { fromUs, toUs, asMeasured = false }: Span & { readonly asMeasured?: boolean },
): Promise<Reading[]> {
  const all: Reading[] = [];
  let from = fromUs;
  while (signals.length > 0 && from < toUs) {
    const page = await telemetry.range({
      series: signals,
      fromUs: from,
      toUs,
      limit: pageReadings,
      asMeasured,
    });
    const last = page.at(-1);
    if (page.length < pageReadings || !last || last.sourceTimeUs === from) {
      for (const reading of page) all.push(reading);
      break;
    }
    if (all.length > readingsMax) {
      const begin = isoTime(fromUs);
      throw oeeFailures['too-many-readings']({
        from: begin,
        to: isoTime(toUs),
        countMax: readingsMax,
      });
    }
    // The moment at the end of a page may have more: it is read again with the next.
    for (const reading of page) if (reading.sourceTimeUs < last.sourceTimeUs) all.push(reading);
    from = last.sourceTimeUs;
  }
  return all;
}

type Edge = { readonly before: number } | { readonly from: number; readonly until: number };

/** The newest reading before a moment, or the oldest from one on. */
export async function edge(
  telemetry: Telemetry,
  series: readonly string[],
  at: Edge,
): Promise<Reading | undefined> {
  const newestFirst = 'before' in at;
  const span = newestFirst ? { fromUs: 0, toUs: at.before } : { fromUs: at.from, toUs: at.until };
  if (series.length === 0 || span.fromUs >= span.toUs) return undefined;
  return (await telemetry.range({ series, ...span, limit: 1, newestFirst }))[0];
}

const numberPages = [1, 100, 10_000];

/**
 * The number that a counter showed last before a moment, or first from one on: a reading that says nothing (bad, or no
 * number) between two that do would take away what was counted between them.
 */
export async function edgeNumber(
  telemetry: Telemetry,
  signal: string,
  at: Edge,
): Promise<Reading | undefined> {
  const newestFirst = 'before' in at;
  const span = newestFirst ? { fromUs: 0, toUs: at.before } : { fromUs: at.from, toUs: at.until };
  if (span.fromUs >= span.toUs) return undefined;
  for (const limit of numberPages) {
    const page = await telemetry.range({ series: [signal], ...span, limit, newestFirst });
    const found = page.find((reading) => numberOf(reading) !== undefined);
    if (found !== undefined || page.length < limit) return found;
  }
  return undefined;
}

export async function numbersBefore(
  telemetry: Telemetry,
  signals: readonly string[],
  before: number,
): Promise<ReadonlyMap<string, Reading>> {
  const found = new Map<string, Reading>();
  for (const signal of new Set(signals)) {
    const last = await edgeNumber(telemetry, signal, { before });
    if (last) found.set(signal, last);
  }
  return found;
}

/**
 * Where none of the signals was heard for longer than `silenceUs`: from the last word to the next. Empty buckets show
 * where to look; the moments are those of readings.
 */
export async function silencesOf(
  telemetry: Telemetry,
  signals: readonly string[],
  { span, silenceUs }: { readonly span: Span; readonly silenceUs: number },
): Promise<Span[]> {
  const bucketUs = Math.floor(silenceUs / 2);
  const found = await telemetry.aggregate({ series: signals, ...span, bucketUs });
  const heard = new Set(found.map(({ startUs }) => Math.round((startUs - span.fromUs) / bucketUs)));
  const count = Math.ceil((span.toUs - span.fromUs) / bucketUs);
  const silences: Span[] = [];
  for (let first = 0; first < count; first++) {
    if (heard.has(first)) continue;
    let end = first + 1;
    while (end < count && !heard.has(end)) end += 1;
    const last = await edge(telemetry, signals, { before: span.fromUs + first * bucketUs });
    const next = await edge(telemetry, signals, {
      from: span.fromUs + end * bucketUs,
      until: span.toUs,
    });
    const fromUs = last?.sourceTimeUs ?? -Infinity;
    const toUs = next?.sourceTimeUs ?? span.toUs;
    if (toUs - fromUs > silenceUs) silences.push({ fromUs: Math.max(fromUs, span.fromUs), toUs });
    first = end;
  }
  return silences;
}
