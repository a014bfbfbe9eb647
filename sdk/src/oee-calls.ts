// The calls about plant calendars, and about times and figures of machines.
import type {
  Article,
  CalendarMonth,
  CalendarPattern,
  Meters,
  NewOeeEntry,
  OeeEntry,
  OeeFigures,
  OeeFormula,
  OeeGroup,
  OeeMachine,
  OeeSettings,
  OeeTemplate,
  OeeTimeline,
  PlaceCalendar,
  StopReason,
} from './oee-types.ts';
import { identifierPath, request, urlOf, type Connection } from './request.ts';

type Options = { readonly signal?: AbortSignal };
/** `identifier`: a machine, or a place with machines; times are ISO 8601. */
export type OeeSpan = { readonly identifier: string; readonly from: string; readonly to: string };

export type OeeCalls = {
  calendar(identifier: string, options?: Options): Promise<PlaceCalendar>;
  putCalendar(
    identifier: string,
    change: { from: string; pattern: CalendarPattern; correction?: boolean },
  ): Promise<PlaceCalendar>;
  /** `month`: `2026-11`, this one unless told. */
  calendarMonth(
    query: { identifier: string; month?: string },
    options?: Options,
  ): Promise<CalendarMonth>;
  oeeMachines(
    enterprise: string,
    options?: Options & { limit?: number; after?: string },
  ): Promise<{
    machines: readonly string[];
    /** By identifier, of those that have one. */
    names: Readonly<Record<string, string>>;
    next?: string;
  }>;
  oeeFigures(query: OeeSpan & { by?: OeeGroup }, options?: Options): Promise<OeeFigures>;
  /** Where the same figures are as CSV. */
  oeeExport(query: OeeSpan & { by?: OeeGroup }): string;
  oeeTimeline(query: OeeSpan, options?: Options): Promise<OeeTimeline>;
  /** The formulas with the values in them, of the many things that an explanation has. */
  explainOee(
    query: OeeSpan,
    options?: Options,
  ): Promise<OeeTimeline & { formulas: readonly OeeFormula[] }>;
  stopReasons(enterprise: string, options?: Options): Promise<readonly StopReason[]>;
  putStopReasons(enterprise: string, reasons: readonly StopReason[]): Promise<void>;
  articles(enterprise: string, options?: Options): Promise<readonly Article[]>;
  putArticles(enterprise: string, articles: readonly Article[]): Promise<void>;
  /** Fails with `oee.not-set-up`. */
  oeeMachine(identifier: string, options?: Options): Promise<OeeMachine>;
  /** From now on unless told. */
  putOeeMachine(
    identifier: string,
    change: { settings: OeeSettings; from?: string; correction?: boolean },
  ): Promise<OeeMachine>;
  oeeMappings(machine: string, options?: Options): Promise<readonly OeeTemplate[]>;
  /** Fails with `oee.no-meters`. */
  meters(identifier: string, options?: Options): Promise<Meters>;
  putMeters(identifier: string, meters: Meters): Promise<Meters>;
  oeeEntries(query: OeeSpan, options?: Options): Promise<readonly OeeEntry[]>;
  addOeeEntry(entry: NewOeeEntry): Promise<OeeEntry>;
  undoOeeEntry(entry: Pick<OeeEntry, 'machine' | 'id'>): Promise<OeeEntry>;
};

export function oeeCalls(connection: Connection): OeeCalls {
  const calendars = (identifier: string) => `/api/calendars/${identifierPath(identifier)}`;
  const get = <T>(path: string, query: object, given?: Options): Promise<T> =>
    request(connection, path, { query: { ...query }, signal: given?.signal });
  return {
    calendar: (identifier, given) => get(calendars(identifier), {}, given),
    putCalendar: (identifier, body) =>
      request(connection, calendars(identifier), { method: 'PUT', body }),
    calendarMonth: (query, given) => get('/api/calendars/month', query, given),
    oeeMachines: (enterprise, { signal, ...page } = {}) =>
      get('/api/oee/machines', { enterprise, ...page }, signal ? { signal } : {}),
    oeeFigures: (query, given) => get('/api/oee/figures', query, given),
    oeeExport: (query) => urlOf(connection, '/api/oee/export', { ...query }),
    oeeTimeline: (query, given) => get('/api/oee/timeline', query, given),
    explainOee: (query, given) => get('/api/oee/explain', query, given),
    async stopReasons(enterprise, given) {
      const path = `/api/oee/reasons/${encodeURIComponent(enterprise)}`;
      return (await get<{ reasons: StopReason[] }>(path, {}, given)).reasons;
    },
    ...settingsCalls(connection, get),
    async oeeEntries(query, given) {
      return (await get<{ entries: OeeEntry[] }>('/api/oee/entries', query, given)).entries;
    },
    addOeeEntry: (body) => request(connection, '/api/oee/entries', { method: 'POST', body }),
    undoOeeEntry: ({ machine, id }) =>
      request(connection, '/api/oee/entries/undo', { method: 'POST', body: { machine, id } }),
  };
}

type Get = <T>(path: string, query: object, given?: Options) => Promise<T>;

function settingsCalls(connection: Connection, get: Get) {
  const root = '/api/oee';
  const of = (what: string, identifier: string) => `${root}/${what}/${identifierPath(identifier)}`;
  const put = <T>(path: string, body: unknown): Promise<T> =>
    request(connection, path, { method: 'PUT', body });
  return {
    async putStopReasons(enterprise, reasons) {
      await put(of('reasons', enterprise), { reasons });
    },
    async articles(enterprise, given) {
      return (await get<{ articles: Article[] }>(of('articles', enterprise), {}, given)).articles;
    },
    async putArticles(enterprise, articles) {
      await put(of('articles', enterprise), { articles });
    },
    oeeMachine: (identifier, given) => get(of('machines', identifier), {}, given),
    putOeeMachine: (identifier, change) => put(of('machines', identifier), change),
    async oeeMappings(machine, given) {
      type Reply = { templates: OeeTemplate[] };
      return (await get<Reply>(`${root}/mappings`, { machine }, given)).templates;
    },
    meters: (identifier, given) => get(of('meters', identifier), {}, given),
    putMeters: (identifier, meters) => put(of('meters', identifier), meters),
  } satisfies Partial<OeeCalls>;
}
