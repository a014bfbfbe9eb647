// The typed client of one Jingwei program: a method for each call of its HTTP API.
import { assetCalls, type AssetCalls } from './asset-calls.ts';
import { alarmCalls, type AlarmCalls } from './alarm-calls.ts';
import { controlCalls, type ControlCalls } from './control-calls.ts';
import { gatewayCalls, type GatewayCalls } from './gateway-calls.ts';
import { intakeCalls, type IntakeCalls } from './intake-calls.ts';
import { oeeCalls, type OeeCalls } from './oee-calls.ts';
import { follow, type Following, type LiveOptions } from './live.ts';
import {
  authorization,
  identifierPath,
  request,
  urlOf,
  type Connection,
  type Fetch,
} from './request.ts';
import type { QueryAnswer, ReadingQuery } from './query-types.ts';
import type {
  Asset,
  ChartSeries,
  HandleRecord,
  MachineModel,
  MachinePage,
  NamespacePage,
  Principal,
  Reading,
  Resolution,
  Session,
  SourceStatus,
  GapReport,
  OutboxStatus,
} from './types.ts';

type Options = { readonly signal?: AbortSignal };

/** Every method fails with JingweiFailure; see the server's `/api/openapi.json` for the codes. */
export type Client = AssetCalls &
  AlarmCalls &
  GatewayCalls &
  IntakeCalls &
  ControlCalls &
  OeeCalls &
  BasicCalls;

type BasicCalls = {
  readonly origin: string;
  /** Trades the code of a one-time link for a session cookie. 401 when it was used or has expired. */
  signIn(code: string): Promise<Principal>;
  /** Who this is; fails with kind `unauthenticated` when nobody. */
  session(options?: Options): Promise<Session>;
  signOut(): Promise<void>;
  /** The record and the way to it; a record that does not exist is a resolution with code 100. `fresh` asks past the cache. */
  resolve(
    handle: string,
    options?: Options & { fresh?: boolean; aliases?: boolean },
  ): Promise<Resolution>;
  /** The record in the JSON form of Handle.Net's HTTP API. */
  handle(handle: string, options?: Options): Promise<HandleRecord>;
  machines(options?: Options & { limit?: number; after?: string }): Promise<MachinePage>;
  /** All machines, page after page, as they arrive. */
  allMachines(options?: Options & { limit?: number }): AsyncGenerator<Asset>;
  machine(identifier: string, options?: Options): Promise<MachineModel>;
  /** Without `enterprise`, of the gateway's own. */
  sources(options?: Options & { enterprise?: string }): Promise<readonly SourceStatus[]>;
  /** Topics of the unified namespace that begin with `below`, with their last values. */
  namespace(query?: NamespaceQuery, options?: Options): Promise<NamespacePage>;
  /** What sources gave in a span and what became of it, page by page. */
  gapReport(query: GapQuery, options?: Options): Promise<GapReport>;
  /** What the gateway has still to send; without `enterprise`, of all of them. */
  outbox(options?: Options & { enterprise?: string }): Promise<OutboxStatus>;
  /** The newest reading of each signal of the machine that has one. */
  lastReadings(machine: string, options?: Options): Promise<readonly Reading[]>;
  chart(query: ChartQuery, options?: Options): Promise<readonly ChartSeries[]>;
  readings(query: ReadingsQuery, options?: Options): Promise<readonly Reading[]>;
  /** Any question about readings; one that would cost too much fails with its estimate among the facts. */
  query(query: ReadingQuery, options?: Options): Promise<QueryAnswer>;
  /** The machine's readings as they come, beginning with the current ones; connects again by itself. */
  followReadings(machine: string, options: FollowReadings): Following;
};

export type NamespaceQuery = {
  readonly enterprise?: string;
  readonly below?: string;
  readonly limit?: number;
  readonly after?: string;
};

/** Times are ISO 8601; the last day unless told. `source`: `<enterprise>/<source>`. */
export type GapQuery = {
  readonly enterprise?: string;
  readonly source?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly after?: string;
};

/** Times are ISO 8601; `points` buckets between them, 600 unless told. */
export type ChartQuery = {
  readonly signals: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly points?: number;
};

export type ReadingsQuery = {
  readonly signal: string;
  readonly from: string;
  readonly to: string;
  readonly limit?: number;
};

export type FollowReadings = Omit<LiveOptions, 'onEvent'> & {
  /** `missed`: older readings that were left out because this reader was slow. */
  readonly onReadings: (readings: readonly Reading[], missed: number) => void;
};

export type ClientOptions = {
  /** `http://host:port`. */
  readonly origin: string;
  readonly token?: string;
  /** The platform's own unless told. */
  readonly fetch?: Fetch;
};

export function createClient(options: ClientOptions): Client {
  const connection: Connection = {
    origin: options.origin.replace(/\/+$/, ''),
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    ...(options.token === undefined ? {} : { token: options.token }),
  };
  return {
    origin: connection.origin,
    ...sessionCalls(connection),
    ...identifierCalls(connection),
    ...machineCalls(connection),
    ...readingCalls(connection),
    ...gatewayCalls(connection),
    ...intakeCalls(connection),
    ...controlCalls(connection),
    ...assetCalls(connection),
    ...oeeCalls(connection),
    ...alarmCalls(connection),
    gapReport: (query, given) =>
      request(connection, '/api/gap-report', { query: { ...query }, signal: given?.signal }),
  };
}

function sessionCalls(connection: Connection): Pick<Client, 'signIn' | 'session' | 'signOut'> {
  return {
    async signIn(code) {
      const call = { method: 'POST', body: { code } } as const;
      return (await request<{ principal: Principal }>(connection, '/api/session', call)).principal;
    },
    session: (given) => request(connection, '/api/session', { signal: given?.signal }),
    async signOut() {
      await request(connection, '/api/session', { method: 'DELETE' });
    },
  };
}

function identifierCalls(connection: Connection): Pick<Client, 'resolve' | 'handle'> {
  return {
    resolve: (handle, given) =>
      request(connection, `/api/resolutions/${identifierPath(handle)}`, {
        query: {
          ...(given?.fresh ? { fresh: true } : {}),
          ...(given?.aliases ? { aliases: true } : {}),
        },
        signal: given?.signal,
        answers: (status, body) => status === 404 && isResolution(body),
      }),
    handle: (handle, given) =>
      request(connection, `/api/handles/${identifierPath(handle)}`, {
        signal: given?.signal,
        answers: (status, body) => status === 404 && hasResponseCode(body),
      }),
  };
}

function machineCalls(
  connection: Connection,
): Pick<Client, 'machines' | 'allMachines' | 'machine' | 'sources' | 'outbox' | 'namespace'> {
  const machines: Client['machines'] = (given) =>
    request(connection, '/api/machines', {
      query: { limit: given?.limit, after: given?.after },
      signal: given?.signal,
    });
  return {
    machines,
    async *allMachines(given) {
      let after: string | undefined;
      do {
        const page = await machines({ ...given, ...(after === undefined ? {} : { after }) });
        yield* page.machines;
        after = page.next;
      } while (after !== undefined);
    },
    machine: (identifier, given) =>
      request(connection, `/api/machines/${identifierPath(identifier)}`, { signal: given?.signal }),
    async sources(given) {
      type Reply = { sources: SourceStatus[] };
      const call = { query: { enterprise: given?.enterprise }, signal: given?.signal };
      return (await request<Reply>(connection, '/api/sources', call)).sources;
    },
    outbox(given) {
      const { enterprise, signal } = given ?? {};
      const query = enterprise === undefined ? '' : `?enterprise=${encodeURIComponent(enterprise)}`;
      return request(connection, `/api/outbox${query}`, { signal });
    },
    namespace: (query, given) =>
      request(connection, '/api/namespace', { query: { ...query }, signal: given?.signal }),
  };
}

function readingCalls(
  connection: Connection,
): Pick<Client, 'lastReadings' | 'chart' | 'readings' | 'query' | 'followReadings'> {
  type Readings = { readings: Reading[] };
  type LiveReadings = Readings & { missed: number };
  return {
    async lastReadings(machine, given) {
      const call = { query: { machine }, signal: given?.signal };
      return (await request<Readings>(connection, '/api/readings/last', call)).readings;
    },
    async chart({ signals, from, to, points }, given) {
      const call = { query: { signal: signals, from, to, points }, signal: given?.signal };
      return (await request<{ series: ChartSeries[] }>(connection, '/api/readings/chart', call))
        .series;
    },
    async readings(query, given) {
      const call = { query, signal: given?.signal };
      return (await request<Readings>(connection, '/api/readings', call)).readings;
    },
    query: (query, given) =>
      request(connection, '/api/query', { method: 'POST', body: query, signal: given?.signal }),
    followReadings(machine, { onReadings, ...live }) {
      const url = urlOf(connection, '/api/readings/live', { machine });
      const open = (init: { headers: Record<string, string>; signal: AbortSignal }) =>
        connection.fetch(url, {
          ...init,
          headers: { ...init.headers, ...authorization(connection) },
          cache: 'no-store',
        });
      return follow(url, open, {
        ...live,
        onEvent: (event) => {
          if (event.event !== 'readings') return;
          const told = JSON.parse(event.data) as LiveReadings;
          onReadings(told.readings, told.missed);
        },
      });
    },
  };
}

function hasResponseCode(body: unknown): boolean {
  return typeof (body as { responseCode?: unknown } | null)?.responseCode === 'number';
}

function isResolution(body: unknown): boolean {
  return hasResponseCode(body) && Array.isArray((body as { path?: unknown }).path);
}
