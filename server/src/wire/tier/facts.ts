// Bodies that are texts, since they are few and of many shapes: what happened at machines, what machines are, what was
// given up, and the ledger of each minute. JSON in UTF-8, checked here as far as the form goes.
import { refused, type TierOutcome } from './limits.ts';

/** A fact told by its event's name; `body` is checked by who knows the event. */
export type TierEvent = { readonly name: string; readonly id: string; readonly body: unknown };

/** One number an event and one a model: events come first. */
export type Facts = { readonly events: readonly TierEvent[]; readonly models: readonly unknown[] };

/** Stable words; `disk-full`: the outbox was full, `operator`: somebody said so, `unreadable`: the disk lost it. */
export const giveUpReasons = ['disk-full', 'operator', 'unreadable'] as const;
export type GivenUp = { readonly reason: (typeof giveUpReasons)[number]; readonly atMs: number };

/** A row speaks of a stream and a minute of the gateway's clock. Rows of the same minute are added up. */
export type LedgerRow = {
  /** The stream that it speaks of. */
  readonly stream: string;
  readonly minuteMs: number;
  /** Numbers given in this minute, in this row; absent when none were. */
  readonly first?: number;
  readonly last?: number;
  /** Reason → how many; a stream that was told nothing has empty ones. */
  readonly refused: Readonly<Record<string, number>>;
  readonly leftOut: Readonly<Record<string, number>>;
  readonly givenUp: Readonly<Record<string, number>>;
  /** By how much the clock was moved. */
  readonly clockStepsMs: readonly number[];
};

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

export function encodeFacts(facts: Facts): Uint8Array {
  return encoder.encode(JSON.stringify(facts));
}

/** `count` as the frame says. */
export function decodeFacts(body: Uint8Array, count: number): TierOutcome<Facts> {
  const told = objectOf(body);
  const { events, models } = told ?? {};
  if (!Array.isArray(events) || !Array.isArray(models) || events.length + models.length !== count)
    return refused('malformed');
  const known: TierEvent[] = [];
  for (const event of events) {
    if (!isObject(event) || !('body' in event)) return refused('malformed');
    const { name, id, body: told } = event;
    if (typeof name !== 'string' || typeof id !== 'string') return refused('malformed');
    known.push({ name, id, body: told });
  }
  return { ok: true, value: { events: known, models } };
}

/** What a step was sent under, and what is to be known of it. */
export type StepKey = readonly [key: string, value: string];

export function encodeKeys(keys: readonly StepKey[]): Uint8Array {
  return encoder.encode(JSON.stringify({ keys }));
}

export function decodeKeys(body: Uint8Array, count: number): TierOutcome<readonly StepKey[]> {
  const keys = objectOf(body)?.['keys'];
  if (!Array.isArray(keys) || keys.length !== count) return refused('malformed');
  const known: StepKey[] = [];
  for (const one of keys as readonly unknown[]) {
    const [key, value, ...rest] = Array.isArray(one) ? (one as readonly unknown[]) : [];
    if (typeof key !== 'string' || typeof value !== 'string' || rest.length > 0)
      return refused('malformed');
    known.push([key, value]);
  }
  return { ok: true, value: known };
}

export function encodeGivenUp(givenUp: GivenUp): Uint8Array {
  return encoder.encode(JSON.stringify(givenUp));
}

export function decodeGivenUp(body: Uint8Array): TierOutcome<GivenUp> {
  const told = objectOf(body);
  const reason = giveUpReasons.find((known) => known === told?.['reason']);
  const atMs = told?.['atMs'];
  if (reason === undefined || typeof atMs !== 'number') return refused('malformed');
  return { ok: true, value: { reason, atMs } };
}

export function encodeLedger(rows: readonly LedgerRow[]): Uint8Array {
  return encoder.encode(JSON.stringify({ rows }));
}

/** `count` as the frame says: one number a row. */
export function decodeLedger(body: Uint8Array, count: number): TierOutcome<readonly LedgerRow[]> {
  const rows = objectOf(body)?.['rows'];
  if (!Array.isArray(rows) || rows.length !== count) return refused('malformed');
  const known: LedgerRow[] = [];
  for (const row of rows) {
    if (!isRow(row)) return refused('malformed');
    known.push(row);
  }
  return { ok: true, value: known };
}

function isRow(row: unknown): row is LedgerRow {
  if (!isObject(row)) return false;
  const { stream, minuteMs, first, last, clockStepsMs } = row;
  const span =
    (first === undefined && last === undefined) ||
    (isCount(first) && isCount(last) && first > 0 && last >= first);
  return (
    typeof stream === 'string' &&
    Number.isSafeInteger(minuteMs) &&
    span &&
    [row['refused'], row['leftOut'], row['givenUp']].every(isCounts) &&
    Array.isArray(clockStepsMs) &&
    clockStepsMs.every((step) => Number.isFinite(step))
  );
}

function isCounts(counts: unknown): boolean {
  return isObject(counts) && Object.values(counts).every(isCount);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

export function objectOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const told: unknown = JSON.parse(decoder.decode(bytes));
    return isObject(told) ? told : undefined;
  } catch {
    return undefined; // no UTF-8, or no JSON
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
