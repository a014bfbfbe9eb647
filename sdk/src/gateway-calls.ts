// The calls about machine connections: what they are set to, whether they work, what is behind them.
import type {
  BrowsePage,
  CalculationTrial,
  ConnectionTest,
  DiscoveredMachine,
  Enterprise,
  ImportReply,
  ProtocolFacts,
  SignalSettings,
  SourceSettings,
} from './gateway-types.ts';
import { request, type Call, type Connection } from './request.ts';
import type { SourceStatus } from './types.ts';

type Options = { readonly signal?: AbortSignal };
/** Without `enterprise`, the gateway's own is meant. */
type OfEnterprise = Options & { readonly enterprise?: string };

export type GatewayCalls = {
  /** The enterprises that this caller may see, in pages of 1000. */
  enterprises(options?: Options): Promise<readonly Enterprise[]>;
  protocols(options?: Options): Promise<readonly ProtocolFacts[]>;
  /** Dots stand for secrets; `putSource` takes them back. */
  source(name: string, options?: OfEnterprise): Promise<SourceSettings>;
  putSource(settings: SourceSettings, options?: OfEnterprise): Promise<SourceStatus>;
  removeSource(name: string, options?: OfEnterprise): Promise<void>;
  testConnection(settings: SourceSettings, options?: OfEnterprise): Promise<ConnectionTest>;
  browseConnection(query: BrowseQuery, options?: OfEnterprise): Promise<BrowsePage>;
  discoverMachines(
    query: DiscoverQuery,
    options?: OfEnterprise,
  ): Promise<readonly DiscoveredMachine[]>;
  /** With `dryRun` nothing is changed: the reply says what would be. */
  importSources(asked: ImportQuery, options?: OfEnterprise): Promise<ImportReply>;
  tryCalculation(asked: CalculationQuery, options?: OfEnterprise): Promise<CalculationTrial>;
};

/** `at`: a place that an earlier page named; `after`: the `next` of the page before. */
export type BrowseQuery = Pick<SourceSettings, 'protocol' | 'connection'> & {
  readonly name?: string;
  readonly at?: string;
  readonly after?: string;
  readonly limit?: number;
};

export type DiscoverQuery = {
  readonly protocol: string;
  readonly host?: string;
  readonly port?: number;
};

/** `source`: with `csv` and `ua-nodeset`, whose signals these are; protocol and connection where it is new. */
export type ImportQuery = {
  readonly format: 'csv' | 'kepware-json' | 'ua-nodeset';
  readonly text: string;
  readonly source?: {
    readonly name: string;
    readonly protocol?: string;
    readonly connection?: Readonly<Record<string, unknown>>;
  };
  readonly dryRun?: boolean;
};

/** Times are ISO 8601. */
export type CalculationQuery = {
  readonly inputs: readonly { readonly name: string; readonly signal: string }[];
  readonly signals: readonly SignalSettings[];
  readonly from: string;
  readonly to: string;
};

export function gatewayCalls(connection: Connection): GatewayCalls {
  const place = (name: string) => `/api/sources/${encodeURIComponent(name)}`;
  return {
    async enterprises(given) {
      const query = { limit: 1_000 };
      const call = { query, signal: given?.signal };
      type Reply = { enterprises: Enterprise[] };
      return (await request<Reply>(connection, '/api/enterprises', call)).enterprises;
    },
    async protocols(given) {
      type Reply = { protocols: ProtocolFacts[] };
      const call = { signal: given?.signal };
      return (await request<Reply>(connection, '/api/protocols', call)).protocols;
    },
    source: (name, given) => request(connection, place(name), callOf(given)),
    putSource: (settings, given) => request(connection, '/api/sources', postOf(settings, given)),
    async removeSource(name, given) {
      await request(connection, place(name), { ...callOf(given), method: 'DELETE' });
    },
    testConnection: (settings, given) =>
      request(connection, '/api/connections/test', postOf(settings, given)),
    browseConnection: (query, given) =>
      request(connection, '/api/connections/browse', postOf(query, given)),
    async discoverMachines(query, given) {
      const call = postOf(query, given);
      type Reply = { found: DiscoveredMachine[] };
      return (await request<Reply>(connection, '/api/connections/discover', call)).found;
    },
    importSources: (asked, given) =>
      request(connection, '/api/sources/import', postOf(asked, given)),
    tryCalculation: (asked, given) =>
      request(connection, '/api/calculations/try', postOf(asked, given)),
  };
}

function callOf(given: OfEnterprise = {}): Call {
  return { query: { enterprise: given.enterprise }, signal: given.signal };
}

function postOf(body: unknown, given: OfEnterprise = {}): Call {
  return { ...callOf(given), method: 'POST', body };
}
