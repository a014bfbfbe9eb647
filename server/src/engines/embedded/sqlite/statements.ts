// Prepared statements by their SQL: preparing costs ten times a run.
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

/** Queries are composed from filters, so their number is open; the oldest are dropped. */
const statementsMax = 256;

export type Row = Record<string, SQLOutputValue>;

export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values);
  }

  /** The number of rows that changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** Runs `work` between BEGIN and COMMIT; nothing of it stays when it throws. */
  transaction<R>(work: () => R): R {
    this.run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      this.rollBack();
      throw error;
    }
  }

  rollBack(): void {
    if (this.#database.isTransaction) this.run('ROLLBACK');
  }

  #statement(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement) return statement;
    statement = this.#database.prepare(sql);
    if (this.#prepared.size >= statementsMax) {
      const [oldest] = this.#prepared.keys();
      if (oldest !== undefined) this.#prepared.delete(oldest);
    }
    this.#prepared.set(sql, statement);
    return statement;
  }
}
