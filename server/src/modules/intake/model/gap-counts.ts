// The figures of a gap report: what became of the numbers that a stream gave in a span of time. Pure: from the rows of
// the ledger and the sets of numbers that the receiver has.
import {
  countOf,
  mergedSpans,
  spansWithin,
  spansWithout,
  type Span,
} from '../../../stores/series/spans.ts';
import { added, type Counts, type LedgerMinute } from './ledger-minute.ts';

export type GapCounts = {
  /** All that the source said: given a number, left out by a rule, or refused at the gateway. */
  readonly read: number;
  readonly leftOut: Counts;
  /** At the gateway. */
  readonly refused: Counts;
  /** Numbers that are expected here. */
  readonly given: number;
  /** Of those: stored here, or refused here; each once, however often it came. */
  readonly sent: number;
  readonly received: number;
  /** Came more than once and are stored once. */
  readonly duplicate: number;
  /** By the receiver, by code. */
  readonly refusedHere: Counts;
  /** By the gateway, by reason: they will never come. */
  readonly givenUp: Counts;
  /** Not here, and nobody said why: still in the outbox, or lost. */
  readonly missing: number;
  /** The first of them. */
  readonly missingSpans: readonly Span[];
  readonly clockSteps: readonly { readonly minuteMs: number; readonly stepMs: number }[];
};

export type StreamSets = {
  readonly has: readonly Span[];
  readonly again: readonly Span[];
  readonly givenUp: readonly { readonly reason: string; readonly spans: readonly Span[] }[];
  readonly refused: readonly { readonly reason: string; readonly spans: readonly Span[] }[];
};

const missingSpansShown = 100;

/** `unlisted`: numbers of the span that no row of the ledger names yet. */
export function gapCounts(
  minutes: readonly LedgerMinute[],
  unlisted: readonly Span[],
  sets: StreamSets,
): GapCounts {
  const expected = mergedSpans([...minutes.flatMap(({ spans }) => spans), ...unlisted]);
  const givenUpSpans = mergedSpans(sets.givenUp.flatMap(({ spans }) => spans));
  const received = common(expected, without(sets.has, givenUpSpans));
  // What was refused first and taken later, after an enrolment was widened, is received.
  const refused = sets.refused.map(({ reason, spans }) => {
    return { reason, spans: without(common(expected, spans), sets.has) };
  });
  const refusedSpans = mergedSpans(refused.flatMap(({ spans }) => spans));
  const missing = without(without(expected, sets.has), refusedSpans);
  const leftOut = added(minutes.map((minute) => minute.leftOut));
  const atGateway = added(minutes.map((minute) => minute.refused));
  const given = countOf(expected);
  return {
    read: given + total(leftOut) + total(atGateway),
    leftOut,
    refused: atGateway,
    given,
    sent: countOf(received) + countOf(refusedSpans),
    received: countOf(received),
    duplicate: countOf(common(expected, sets.again)),
    refusedHere: counted(refused),
    givenUp: counted(
      sets.givenUp.map(({ reason, spans }) => ({ reason, spans: common(expected, spans) })),
    ),
    missing: countOf(missing),
    missingSpans: missing.slice(0, missingSpansShown),
    clockSteps: minutes.flatMap(({ minuteMs, clockStepsMs }) =>
      clockStepsMs.map((stepMs) => ({ minuteMs, stepMs })),
    ),
  };
}

/** Both merged. */
function common(these: readonly Span[], those: readonly Span[]): Span[] {
  return these.flatMap((span) => spansWithin(span, those));
}

export function without(these: readonly Span[], those: readonly Span[]): Span[] {
  return these.flatMap((span) => spansWithout(span, those));
}

function counted(all: readonly { reason: string; spans: readonly Span[] }[]): Counts {
  const some = all.filter(({ spans }) => spans.length > 0);
  return Object.fromEntries(some.map(({ reason, spans }) => [reason, countOf(spans)]));
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
