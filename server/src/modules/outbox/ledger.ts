// The ledger: for each stream and minute of this gateway's clock, which numbers were given, and what was refused, left out
// or given up, by reason. Rows travel as a stream of their own and are added up at the receiver, so they are handed on
// every few seconds and a crash loses no more than that: numbers prove, the ledger explains.
import type { Clock } from '../../kernel/world/clock.ts';
import { encodeLedger, type LedgerRow } from '../../wire/tier/facts.ts';

type Cell = {
  first?: number;
  last?: number;
  readonly refused: Record<string, number>;
  readonly leftOut: Record<string, number>;
  readonly givenUp: Record<string, number>;
  readonly clockStepsMs: number[];
};
type Counted = 'refused' | 'leftOut' | 'givenUp';

/** A clock that is slewed moves less than this between two looks at it. */
const stepMsMin = 500;
/** Reasons of one cell beyond this become `other`. */
const reasonsMax = 20;
const stepsMax = 100;

export class Ledger {
  readonly #clock: Clock;
  /** Minute → stream → cell. */
  #minutes = new Map<number, Map<string, Cell>>();
  readonly #streams = new Set<string>();
  /** Wall time minus monotonic time. */
  #offsetMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = clock.now() - clock.monotonicMs();
  }

  given(stream: string, first: number, count: number): void {
    this.#streams.add(stream);
    const cell = this.#cell(stream);
    cell.first = Math.min(cell.first ?? first, first);
    cell.last = first + count - 1;
  }

  count(what: Counted, stream: string, { reason, count }: { reason: string; count: number }): void {
    const counts = this.#cell(stream)[what];
    const known = Object.hasOwn(counts, reason) || Object.keys(counts).length < reasonsMax;
    const key = known ? reason : 'other';
    counts[key] = (counts[key] ?? 0) + count;
  }

  /** Sees whether somebody has set the clock since the last look. */
  lookAtClock(): void {
    const offsetMs = this.#clock.now() - this.#clock.monotonicMs();
    const stepMs = Math.round(offsetMs - this.#offsetMs);
    this.#offsetMs = offsetMs;
    if (Math.abs(stepMs) < stepMsMin) return;
    for (const stream of this.#streams) {
      const { clockStepsMs } = this.#cell(stream);
      if (clockStepsMs.length < stepsMax) clockStepsMs.push(stepMs);
    }
  }

  /** Rows since the last call, with their number: by ledger stream, e.g. `ledger/88.118.8/press`. */
  take(): ReadonlyMap<string, { body: Uint8Array; count: number }> {
    const rows = new Map<string, LedgerRow[]>();
    for (const [minuteMs, cells] of this.#minutes) {
      for (const [stream, cell] of cells) {
        const ledger = ledgerOf(stream);
        const known = rows.get(ledger) ?? [];
        rows.set(ledger, known);
        known.push({ stream, minuteMs, ...cell });
      }
    }
    this.#minutes = new Map();
    return new Map(
      [...rows].map(([ledger, all]) => [ledger, { body: encodeLedger(all), count: all.length }]),
    );
  }

  #cell(stream: string): Cell {
    const minuteMs = Math.floor(this.#clock.now() / 60_000) * 60_000;
    let cells = this.#minutes.get(minuteMs);
    if (cells === undefined) this.#minutes.set(minuteMs, (cells = new Map()));
    let cell = cells.get(stream);
    if (cell === undefined) {
      cells.set(stream, (cell = { refused: {}, leftOut: {}, givenUp: {}, clockStepsMs: [] }));
    }
    return cell;
  }
}

/** `ledger/88.118.8/press` of `readings/88.118.8/press`. */
function ledgerOf(stream: string): string {
  return `ledger/${stream.slice(stream.indexOf('/') + 1)}`;
}
