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
  readonly readings?: readonly Reading[];
  /** `cursor` of the next question. */
  readonly next?: string;
  /** Readings that were read for it. */
  readonly read: number;
};
