// Questions in SQL: the readings of the signals that the asker may see, in a span, are copied into tables of their own
// (stores/tables), so that no statement can reach anything else.
import type { Clock } from '../../../kernel/world/clock.ts';
import { Type, type Static } from '../../../kernel/schema/schema.ts';
import type { SeriesStore } from '../../../stores/series/series.ts';
import {
  sqlCharactersMax,
  type TableSignal,
  type TablesStore,
} from '../../../stores/tables/tables.ts';
import type { Assets } from '../../assets/api.ts';
import { signalChoice, type Asker } from '../api.ts';
import { chosenSignals, unitOf } from '../chosen-signals.ts';
import { queryFailures } from '../failures.ts';
import { estimateOf, refuseCostly, refuseTooMany, type Limits } from '../limits.ts';
import { Seats } from '../seats.ts';
import { spanOf } from '../span.ts';

/** Each has a memory of its own. */
const atOnceMax = 2;
const usualLimit = 10_000;

export const sqlSchema = Type.Object(
  {
    /** One SELECT over `readings(signal, time, server_time, number, text, type, quality)` and `signals(signal, name, machine, type, unit)`. */
    sql: Type.String({ minLength: 1, maxLength: sqlCharactersMax }),
    ...signalChoice,
    from: Type.String({ maxLength: 40 }),
    to: Type.String({ maxLength: 40 }),
    /** Rows of the answer. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  },
  { additionalProperties: false },
);
export type SqlQuestion = Static<typeof sqlSchema>;

const cell = Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]);
export const sqlAnswer = Type.Object({
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
  rows: Type.Array(Type.Array(cell)),
  /** False when there were more rows. */
  complete: Type.Boolean(),
  /** Readings that the tables had. */
  read: Type.Integer(),
});
export type SqlAnswer = Static<typeof sqlAnswer>;

export type SqlParts = {
  readonly series: SeriesStore;
  readonly assets: Assets;
  readonly tables: TablesStore;
  readonly clock: Clock;
  readonly limits: Limits & { readonly sqlReadingsMax: number };
};

export class SqlQuestions {
  readonly #parts: SqlParts;
  readonly #seats = new Seats(atOnceMax);

  constructor(parts: SqlParts) {
    this.#parts = parts;
  }

  async ask(question: SqlQuestion, { principal, signal }: Asker): Promise<SqlAnswer> {
    const { series, assets, limits } = this.#parts;
    const span = spanOf({ ...question, kind: 'sql' });
    const most = limits.signalsMax;
    const chosen = await chosenSignals(assets, question, { principal, most });
    const readings = await estimateOf(series, chosen, span);
    if (chosen.length > most) {
      throw queryFailures['too-many-signals']({ signals: chosen.length, most, readings });
    }
    const ownLimits = { ...limits, readingsMax: limits.sqlReadingsMax };
    await refuseCostly(series, chosen, { readings, span, limits: ownLimits });
    return this.#seats.during({ principal, signal }, async () => {
      const { tables } = this.#parts;
      const answer = await tables.ask({
        sql: question.sql,
        signals: await this.#signals(chosen),
        readings: this.#readings(chosen, span),
        rowsMax: question.limit ?? usualLimit,
        millisecondsMax: limits.secondsMax * 1_000,
        signal,
      });
      return {
        ...answer,
        columns: [...answer.columns],
        rows: answer.rows.map((row) => [...row]),
      };
    });
  }

  async #signals(chosen: readonly string[]): Promise<TableSignal[]> {
    const { assets } = this.#parts;
    const known = await Promise.all(chosen.map((identifier) => assets.signal(identifier)));
    return chosen.map((identifier, n) => {
      const signal = known[n];
      const { name = identifier, machine = '', type = '' } = signal ?? {};
      return { identifier, name, machine, type, ...unitOf(signal) };
    });
  }

  /** Twice the estimate's limit is refused on the way: it was wrong. */
  async *#readings(series: readonly string[], span: { fromUs: number; toUs: number }) {
    const { sqlReadingsMax: most } = this.#parts.limits;
    let read = 0;
    for await (const batch of this.#parts.series.scan({ series, ...span })) {
      read += batch.index.length;
      if (read > most * 2) {
        refuseTooMany(read, series.length, {
          span,
          limits: { ...this.#parts.limits, readingsMax: most },
        });
      }
      yield batch;
    }
  }
}
