// Is everything there, once? Pure: from what the machines know that they told, what the platform's store has, and what the
// gap report says of it. Whatever does not hold is a sentence with the numbers.
import type { Acknowledged, Counts, Life, Unacknowledged } from './told.ts';

/** Of one signal, as the store has it. */
export type StoredSignal = {
  readonly copies: Counts;
  /** Readings that say that the value is not known: an outage. */
  readonly unknown: number;
  /** Readings that are no number of ours, and the first of them. */
  readonly foreign: readonly string[];
};
export type Stored = ReadonlyMap<string, StoredSignal>;

export type GapStream = {
  readonly kind: string;
  readonly incarnation: string;
  readonly read: number;
  readonly leftOut: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  readonly given: number;
  readonly received: number;
  readonly duplicate: number;
  readonly refusedHere: Readonly<Record<string, number>>;
  readonly givenUp: Readonly<Record<string, number>>;
  readonly missing: number;
};

/** Of one source. */
export type Told = {
  readonly source: string;
  readonly acknowledged: readonly Acknowledged[];
  readonly unacknowledged?: Unacknowledged;
  readonly stored: Stored;
  readonly gaps: readonly GapStream[];
  /** The highest number of its stream of readings, as the gateway says. */
  readonly highest: number;
  /** It may give up what is oldest, and must declare it. */
  readonly mayGiveUp: boolean;
};

export type Row = {
  readonly source: string;
  told: number;
  acknowledged: number;
  stored: number;
  /** Acknowledged and not stored. */
  lost: number;
  /** Stored more often than whoever sent it can explain. */
  doubled: number;
  /** Sent or delivered again by the sender's own side, for want of an answer, and stored again. */
  repeated: number;
  /** Told to a gateway that ended before it was durable. */
  untaken: number;
  givenUp: number;
  missing: number;
};

export type Audit = { readonly row: Row; readonly wrong: readonly string[] };

export function audit(told: Told): Audit {
  const wrong: string[] = [];
  const row: Row = {
    ...{ source: told.source, told: 0, acknowledged: 0, stored: 0, lost: 0, doubled: 0 },
    ...{ repeated: 0, untaken: 0, givenUp: 0, missing: 0 },
  };
  const say = (text: string): void => void wrong.push(`${told.source}: ${text}`);
  for (const one of told.acknowledged) auditAcknowledged(one, { told, row, say });
  if (told.unacknowledged) auditUnacknowledged(told.unacknowledged, { told, row, say });
  for (const [signal, { foreign }] of told.stored) {
    if (foreign.length > 0)
      say(`${signal} has readings that nobody told: ${foreign.slice(0, 3).join(', ')}`);
  }
  auditGaps(told, row, say);
  return { row, wrong };
}

type Given = { readonly told: Told; readonly row: Row; readonly say: (text: string) => void };

function auditAcknowledged(one: Acknowledged, { told, row, say }: Given): void {
  const { signal, acknowledged, unanswered, redelivered, isOnce = false } = one;
  const copies = told.stored.get(signal)?.copies;
  const last = Math.max(acknowledged.highest, unanswered.highest, copies?.highest ?? 0);
  const [lost, doubled]: [number[], number[]] = [[], []];
  for (let number = 1; number <= last; number += 1) {
    const [isKept, tries] = [acknowledged.of(number), unanswered.of(number)];
    const stored = copies?.of(number) ?? 0;
    if (isKept + tries > 0) row.told += 1;
    if (isKept > 0) row.acknowledged += 1;
    if (stored > 0) row.stored += 1;
    if (isKept > 0 && stored === 0) lost.push(number);
    const again = redelivered.filter((span) => span.first <= number && number <= span.last).length;
    const sent = isKept + tries;
    const most = isOnce ? Math.min(1, sent) : sent + (sent > 0 ? again : 0);
    if (stored > Math.max(most, 0)) doubled.push(number);
    else if (stored > 1) row.repeated += stored - 1;
  }
  row.lost += lost.length;
  row.doubled += doubled.length;
  if (doubled.length > 0) {
    const [one = 0] = doubled;
    const how = `${copies?.of(one)} times; sent in vain ${unanswered.of(one)}, acknowledged ${acknowledged.of(one)}`;
    const ends = redelivered.filter((span) => span.first <= one && one <= span.last).length;
    say(
      `${signal}: stored too often: ${spansText(doubled)}, the first ${how}, gateway ends since ${ends}`,
    );
  }
  if (lost.length > 0 && !told.mayGiveUp) {
    say(`${signal}: acknowledged and not stored: ${spansText(lost)}`);
  }
}

/** Each line at most once; in each life of a gateway what is stored is the beginning of what it was told. */
function auditUnacknowledged({ signals, lives }: Unacknowledged, given: Given): void {
  const { told, row, say } = given;
  for (const signal of signals) {
    const copies = told.stored.get(signal)?.copies;
    const twice: number[] = [];
    for (let number = 1; number <= (copies?.highest ?? 0); number += 1) {
      const stored = copies?.of(number) ?? 0;
      if (stored > 0) row.stored += 1;
      if (stored > 1) twice.push(number);
    }
    row.doubled += twice.length;
    if (twice.length > 0) say(`${signal}: stored too often: ${spansText(twice)}`);
    const isStored = (number: number): boolean => (copies?.of(number) ?? 0) > 0;
    for (const life of lives)
      auditLife(life, isStored, { ...given, say: (text) => say(`${signal}: ${text}`) });
  }
}

function auditLife(life: Life, isStored: (line: number) => boolean, { row, say }: Given): void {
  /** What was read and is not stored: lost with the memory of a gateway that ended, and all after it. */
  let lostFrom: number | undefined;
  for (const { first, last, byMachine } of life.connections) {
    const lines = numbersBetween(first, last);
    row.told += lines.length;
    const end = lines.find((line) => !isStored(line));
    if (end === undefined) {
      if (lostFrom !== undefined && lines.length > 0)
        say(
          `${first}-${last} are stored, and ${lostFrom} before them, of the same gateway, is not`,
        );
      continue;
    }
    const missing = lines.filter((line) => !isStored(line));
    const isBeginning = missing.length === last - end + 1;
    if (isBeginning && life.ended && (lostFrom === undefined || end === first))
      row.untaken += missing.length;
    else {
      row.lost += missing.length;
      const how = life.ended ? 'though later ones are' : 'and the gateway lives';
      say(`not stored ${how}: ${spansText(missing)} of ${first}-${last}`);
    }
    // What a gateway leaves unread when it ends a connection was never taken by it; what a machine ended was read whole.
    if (byMachine) lostFrom ??= end;
  }
}

function auditGaps(told: Told, row: Row, say: (text: string) => void): void {
  const readings = told.gaps.filter(({ kind }) => kind === 'readings');
  const given = sumOf(readings, (one) => one.given);
  const received = sumOf(readings, (one) => one.received);
  const givenUp = sumOf(readings, (one) => totalOf(one.givenUp));
  const refusedHere = sumOf(readings, (one) => totalOf(one.refusedHere));
  row.givenUp = givenUp;
  row.missing = sumOf(told.gaps, (one) => one.missing);
  if (readings.length === 0) say('the gap report does not know it');
  if (row.missing > 0) say(`the gap report misses ${row.missing}`);
  if (refusedHere > 0) say(`the platform refused ${refusedHere}`);
  for (const one of told.gaps) {
    const sum = one.given + totalOf(one.leftOut) + totalOf(one.refused);
    if (one.read !== sum)
      say(`the gap report: read ${one.read}, and ${sum} were given, left out or refused`);
    const known = one.received + totalOf(one.givenUp) + totalOf(one.refusedHere);
    if (one.given !== known) say(`the gap report: given ${one.given}, and it knows of ${known}`);
  }
  const inStore = readingsIn(told.stored);
  if (inStore !== received) say(`the store has ${inStore} readings, the gap report ${received}`);
  if (readings.length === 1 && given !== told.highest) {
    say(`the gateway gave ${told.highest} numbers, the gap report says ${given}`);
  }
  if (givenUp > 0 && !told.mayGiveUp) say(`${givenUp} were given up by a gateway that holds`);
  // Each number that is missing is declared; what is declared beside them are repetitions and outages.
  if (told.mayGiveUp && row.lost > givenUp) {
    say(`${row.lost} acknowledged numbers are not stored, ${givenUp} are declared given up`);
  }
  const unknown = [...told.stored.values()].reduce((sum, one) => sum + one.unknown, 0);
  const most = sumOf(told.acknowledged, mostOf) + unknown;
  if (told.mayGiveUp && given < row.acknowledged)
    say(`${row.acknowledged} numbers were acknowledged, and only ${given} were given`);
  if (told.mayGiveUp && given > most) say(`${given} numbers were given, for at most ${most} sent`);
  if (told.mayGiveUp) row.lost = Math.max(0, row.lost - givenUp);
}

/** The most that can have been taken. */
function mostOf({ acknowledged, unanswered }: Acknowledged): number {
  let most = 0;
  const last = Math.max(acknowledged.highest, unanswered.highest);
  for (let n = 1; n <= last; n += 1) most += acknowledged.of(n) + unanswered.of(n);
  return most;
}

function readingsIn(stored: Stored): number {
  let sum = 0;
  for (const { copies, unknown, foreign } of stored.values()) {
    sum += unknown + foreign.length;
    for (let n = 1; n <= copies.highest; n += 1) sum += copies.of(n);
  }
  return sum;
}

function numbersBetween(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n);
}

function sumOf<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}

function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** `3-5, 9`. */
function spansText(numbers: readonly number[]): string {
  const spans: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const before = spans.at(-1);
    if (before && before.last === number - 1) before.last = number;
    else spans.push({ first: number, last: number });
  }
  const shown = spans
    .slice(0, 10)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  const more = spans.length > 10 ? ` and ${spans.length - 10} more spans` : '';
  return `${numbers.length} (${shown.join(', ')}${more})`;
}
