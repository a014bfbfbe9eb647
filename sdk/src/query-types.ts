// Questions about readings and their answers, as the server's `query` module has them.
import type { Reading } from './types.ts';

/** Identifiers, and what a search finds; `path`: names from the enterprise down, with `*` and `**`. */
export type SignalChoice = {
  readonly signals?: readonly string[];
  readonly path?: string;
  readonly under?: string;
  readonly assetType?: string;
  readonly signalType?: string;
};

export type QueryFigure =
  | 'count'
  | 'minimum'
  | 'maximum'
  | 'mean'
  | 'first'
  | 'last'
  | 'sum'
  | 'deviation'
  | 'range'
  | 'delta'
  | 'timeWeightedMean'
  | 'timeWeightedLinear'
  | 'known';

/** Times are ISO 8601 with a zone; `every`: `15m`, or `hour`, `day`, `week`, `month`, `shift`. */
export type ReadingQuery = SignalChoice & {
  readonly kind: 'raw' | 'last' | 'aggregate' | 'interpolated' | 'chart' | 'states';
  readonly from?: string;
  readonly to?: string;
  readonly every?: string;
  readonly figures?: readonly QueryFigure[];
  readonly interpolation?: 'step' | 'linear';
  readonly fill?: 'none' | 'null' | 'previous' | 'linear';
  readonly quality?: 'good' | 'usable' | 'any';
  /** As they came, without the corrections of them. */
  readonly asMeasured?: boolean;
  readonly lookBack?: string;
  readonly zone?: string;
  readonly calendarOf?: string;
  readonly points?: number;
  readonly limit?: number;
  readonly newestFirst?: boolean;
  readonly cursor?: string;
};

export type QueryValue = number | string | boolean | null;

export type QueryColumn = {
  readonly signal: string;
  readonly unit?: string;
  /** By figure; `value` of interpolations. */
  readonly values?: Readonly<Record<string, readonly QueryValue[]>>;
  readonly points?: readonly { readonly time: string; readonly value: number }[];
  /** Where no reading counted; of charts. */
  readonly gaps?: readonly { readonly from: string; readonly to: string }[];
  readonly states?: readonly {
    readonly unknownSeconds: number;
    readonly states: readonly {
      readonly state: QueryValue;
      readonly count: number;
      readonly seconds: number;
      readonly longestSeconds: number;
    }[];
  }[];
};

export type QueryAnswer = {
  readonly times?: readonly string[];
  readonly ends?: readonly string[];
  readonly labels?: readonly string[];
  readonly zone?: string;
  readonly series?: readonly QueryColumn[];
  /** Where corrections count, or would with `asMeasured`. */
  readonly corrected?: readonly {
    readonly signal: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly readings?: readonly Reading[];
  /** `cursor` of the next question. */
  readonly next?: string;
  /** Readings that were read for it. */
  readonly read: number;
};

/** One SELECT over `readings` and `signals` of the chosen signals in a span. */
export type SqlQuestion = SignalChoice & {
  readonly sql: string;
  readonly from: string;
  readonly to: string;
  readonly limit?: number;
};

export type SqlAnswer = {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly QueryValue[])[];
  /** False when there were more rows. */
  readonly complete: boolean;
  /** Readings that the tables had. */
  readonly read: number;
};

export type ExportFormat = 'csv' | 'parquet' | 'arrow';
