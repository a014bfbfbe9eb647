// The states of a machine over a span as exact intervals: each begins with the reading that changed it and ends where
// the next begins. Where nothing was heard for longer than agreed, the machine is unknown from its last word on.
import { quality, type Reading } from '../../../stores/series/series.ts';
import type { InputNow } from '../../expressions/api.ts';
import type { State } from './elements.ts';
import type { Decided, StateMapping } from './mapping.ts';

export type Span = { readonly fromUs: number; readonly toUs: number };

/** The reading that an interval or a count came from. */
export type Cause = {
  readonly signal: string;
  readonly timeUs: number;
  readonly value: Reading['value'];
};

export type StateInterval = Span & {
  readonly state: State;
  readonly by: Decided;
  /** Absent where nothing was known before. */
  readonly cause?: Cause;
};

type Growing = { -readonly [K in keyof StateInterval]: StateInterval[K] };

export type Heard = {
  readonly span: Span;
  /** The last reading of each input before the span. */
  readonly before: readonly Reading[];
  /** What rules that remember have heard by then: from a moment on, after `before`, by time. */
  readonly earlier?: { readonly fromUs: number; readonly readings: readonly Reading[] };
  /** Within the span, by time. */
  readonly readings: readonly Reading[];
  /** Where nothing was heard for too long, in order. */
  readonly silences: readonly Span[];
};

export function statesOf(mapping: StateMapping, heard: Heard): StateInterval[] {
  const { span, before, earlier, readings } = heard;
  const places = new Map<string, number[]>();
  for (const [place, signal] of mapping.signals.entries()) {
    places.set(signal, [...(places.get(signal) ?? []), place]);
  }
  const now: (InputNow | undefined)[] = mapping.signals.map(() => undefined);
  // Built in place: a year has a hundred thousand of them.
  const intervals: Growing[] = [];
  const add = (fromUs: number, told: number, cause?: Cause): void => {
    const { state, by } = mapping.at(fromUs / 1_000, now, told);
    const last = intervals.at(-1);
    if (last && last.state === state && last.by === by) return;
    if (last && last.fromUs === fromUs) intervals.pop();
    else if (last) last.toUs = fromUs;
    const { toUs } = span;
    intervals.push(cause ? { fromUs, toUs, state, by, cause } : { fromUs, toUs, state, by });
  };
  const hear = (reading: Reading): number => {
    const found = places.get(reading.series) ?? [];
    for (const place of found) now[place] = inputOf(reading);
    return found[0] ?? -1;
  };
  for (const reading of before) hear(reading);
  if (earlier) mapping.at(earlier.fromUs / 1_000, now, -1);
  for (const reading of earlier?.readings ?? []) {
    const told = hear(reading);
    if (told >= 0) mapping.at(reading.sourceTimeUs / 1_000, now, told);
  }
  const last = earlier?.readings.at(-1);
  add(span.fromUs, -1, last ? causeOf(last) : newest(before));
  for (const reading of readings) {
    const told = hear(reading);
    if (told >= 0) add(reading.sourceTimeUs, told, causeOf(reading));
  }
  return heard.silences.length === 0 ? intervals : withSilences(intervals, heard.silences);
}

function inputOf({ value, quality: good, sourceTimeUs }: Reading): InputNow {
  // MTConnect says so in words (Part 2, 6.1): a value that is not available is none.
  const isNone = value === 'UNAVAILABLE' || good === quality.bad;
  return { value: isNone ? null : value, quality: good, timeMs: sourceTimeUs / 1_000 };
}

export function causeOf({ series, sourceTimeUs, value }: Reading): Cause {
  return { signal: series, timeUs: sourceTimeUs, value };
}

function newest(readings: readonly Reading[]): Cause | undefined {
  const last = readings.toSorted((a, b) => a.sourceTimeUs - b.sourceTimeUs).at(-1);
  return last && causeOf(last);
}

/** Intervals and silences are in order, so that one pass over both is enough. */
function withSilences(
  intervals: readonly StateInterval[],
  silences: readonly Span[],
): StateInterval[] {
  const cut: StateInterval[] = [];
  let next = 0;
  for (const interval of intervals) {
    let { fromUs } = interval;
    while ((silences[next]?.toUs ?? Infinity) <= fromUs) next += 1;
    for (let i = next; i < silences.length; i++) {
      const silence = silences[i];
      if (!silence || silence.fromUs >= interval.toUs) break;
      const begin = Math.max(silence.fromUs, fromUs);
      const end = Math.min(silence.toUs, interval.toUs);
      if (begin > fromUs) cut.push({ ...interval, fromUs, toUs: begin });
      const { cause } = interval;
      const silent = { fromUs: begin, toUs: end, state: 'UNKNOWN', by: 'silent' } as const;
      cut.push({ ...silent, ...(cause ? { cause } : {}) });
      fromUs = end;
    }
    if (fromUs < interval.toUs) cut.push({ ...interval, fromUs });
  }
  return merged(cut);
}

function merged(intervals: readonly StateInterval[]): StateInterval[] {
  const whole: StateInterval[] = [];
  for (const interval of intervals) {
    const last = whole.at(-1);
    if (last && last.state === interval.state && last.by === interval.by && last.by === 'silent') {
      whole[whole.length - 1] = { ...last, toUs: interval.toUs };
    } else whole.push(interval);
  }
  return whole;
}
