// Calls of questions about readings: in the query's own form, in SQL, as a file, and as they come.
import { follow, type Following, type LiveOptions } from './live.ts';
import type {
  ExportFormat,
  QueryAnswer,
  ReadingQuery,
  SqlAnswer,
  SqlQuestion,
} from './query-types.ts';
import { authorization, request, urlOf, type Connection } from './request.ts';
import type { Reading } from './types.ts';

type Options = { readonly signal?: AbortSignal };

/** From a machine time on, then as they come; `from` absent: only what is new. */
export type FollowSignals = Omit<LiveOptions, 'onEvent'> & {
  readonly signals: readonly string[];
  readonly from?: string;
  readonly onReadings: (readings: readonly Reading[]) => void;
  /** All that was stored has been told: what follows is as it comes. */
  readonly onLive?: () => void;
};

export type ExportQuery = {
  readonly signals: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly format: ExportFormat;
  /** As they came, without the corrections of them. */
  readonly asMeasured?: boolean;
};

export type QueryCalls = {
  /** Any question about readings; one that would cost too much fails with its estimate among the facts. */
  query(query: ReadingQuery, options?: Options): Promise<QueryAnswer>;
  sql(question: SqlQuestion, options?: Options): Promise<SqlAnswer>;
  /** The address of the readings as a file; at most 100 signals. */
  exportUrl(query: ExportQuery): string;
  /** Each reading once, over breaks of the connection too. */
  followSignals(options: FollowSignals): Following;
};

export function queryCalls(connection: Connection): QueryCalls {
  return {
    query: (query, given) =>
      request(connection, '/api/query', { method: 'POST', body: query, signal: given?.signal }),
    sql: (question, given) =>
      request(connection, '/api/sql', { method: 'POST', body: question, signal: given?.signal }),
    exportUrl: ({ signals, ...rest }) =>
      urlOf(connection, '/api/export', { ...rest, signal: signals }),
    followSignals({ signals, from, onReadings, onLive, ...live }) {
      const url = urlOf(connection, '/api/subscriptions', { signal: signals, from });
      const open = (init: { headers: Record<string, string>; signal: AbortSignal }) =>
        connection.fetch(url, {
          ...init,
          headers: { ...init.headers, ...authorization(connection) },
          cache: 'no-store',
        });
      return follow(url, open, {
        ...live,
        onEvent({ event, data }) {
          const told = JSON.parse(data) as { readings: Reading[] };
          if (told.readings.length > 0) onReadings(told.readings);
          if (event === 'live') onLive?.();
        },
      });
    },
  };
}
