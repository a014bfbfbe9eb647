// The tables shape: readings copied into tables of their own for one question in SQL, and gone with the answer. Whoever
// asks sees what was handed in and nothing else: no file, no network, no other question's tables.
import type { ReadingColumns } from '../series/series.ts';

export type TableSignal = {
  readonly identifier: string;
  readonly name: string;
  readonly machine: string;
  readonly type: string;
  readonly unit?: string;
};

export type TableQuestion = {
  /**
   * One SELECT over `readings(signal, time, server_time, number, text, type, quality)` and
   * `signals(signal, name, machine, type, unit)`; times are UTC timestamps, booleans numbers 0 and 1.
   */
  readonly sql: string;
  readonly signals: readonly TableSignal[];
  readonly readings: AsyncIterable<ReadingColumns>;
  /** Rows of the answer. */
  readonly rowsMax: number;
  /** All of it, the copying too. */
  readonly millisecondsMax: number;
  readonly signal: AbortSignal;
};

export type TableCell = number | string | boolean | null;

export type TableAnswer = {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly TableCell[])[];
  /** False when there were more rows. */
  readonly complete: boolean;
  /** Readings that were copied. */
  readonly read: number;
};

export const sqlCharactersMax = 20_000;

export interface TablesStore {
  /** Fails with `stores.bad-sql`, or `stores.sql-too-long` where it takes too long, much memory or nobody waits. */
  ask(question: TableQuestion): Promise<TableAnswer>;
  close(): Promise<void>;
}
