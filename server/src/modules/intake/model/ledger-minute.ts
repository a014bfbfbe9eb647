// A minute of the ledger of one stream, as it is kept: gateways hand on rows every few seconds, which are added up. It
// remembers the numbers of the rows that are in it, so that a row that comes again after a crash counts once.
import { mergedSpans, type Span } from '../../../stores/series/spans.ts';
import type { LedgerRow } from '../../../wire/tier/facts.ts';

export type Counts = Readonly<Record<string, number>>;

export type LedgerMinute = {
  readonly minuteMs: number;
  /** Numbers that were given in it. */
  readonly spans: readonly Span[];
  readonly refused: Counts;
  readonly leftOut: Counts;
  readonly clockStepsMs: readonly number[];
  /** Of the rows, in the ledger's own stream. */
  readonly rows: readonly Span[];
};

/** Reasons beyond these become `other`. */
const reasonsMax = 100;
const stepsMax = 100;

export function emptyMinute(minuteMs: number): LedgerMinute {
  return { minuteMs, spans: [], refused: {}, leftOut: {}, clockStepsMs: [], rows: [] };
}

/** The same minute when the row is in it already. */
export function withRow(minute: LedgerMinute, number: number, row: LedgerRow): LedgerMinute {
  if (minute.rows.some(({ first, last }) => first <= number && number <= last)) return minute;
  const { first, last } = row;
  const given = first === undefined || last === undefined ? [] : [{ first, last }];
  return {
    minuteMs: minute.minuteMs,
    spans: mergedSpans([...minute.spans, ...given]),
    refused: added([minute.refused, row.refused]),
    leftOut: added([minute.leftOut, row.leftOut]),
    clockStepsMs: [...minute.clockStepsMs, ...row.clockStepsMs].slice(0, stepsMax),
    rows: mergedSpans([...minute.rows, { first: number, last: number }]),
  };
}

export function added(all: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [reason, count] of Object.entries(counts)) {
      const known = sums.has(reason) || sums.size < reasonsMax ? reason : 'other';
      sums.set(known, (sums.get(known) ?? 0) + count);
    }
  }
  return Object.fromEntries(sums);
}
