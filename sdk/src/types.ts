// What travels over Jingwei's HTTP API, as types. The names and meanings are the server's; a type
// here is a promise about JSON and nothing more.

/** Everything that a person reads comes in both languages. */
export type Bilingual = { readonly en: string; readonly zh: string };

export type Principal = {
  readonly kind: 'anonymous' | 'person' | 'service' | 'operator';
  /** An identifier, e.g. `88.118.8/P-zhang`. */
  readonly id: string;
  readonly name: string;
  /** The enterprise's prefix; `*` for the operator of the installation. */
  readonly tenant: string;
};

/** A page of the console that this session may open. */
export type SessionPage = {
  readonly id: string;
  readonly path: string;
  readonly title: Bilingual;
  /** Position in the menu, ascending. */
  readonly order: number;
};

export type Session = {
  readonly principal: Principal;
  readonly pages: readonly SessionPage[];
  /** The roles that the program plays, e.g. `enterprise`, `resolver`. */
  readonly roles: readonly string[];
  readonly version: string;
};

export type HandleValueData =
  | { readonly format: 'string' | 'base64' | 'hex'; readonly value: string }
  | { readonly format: 'admin' | 'vlist' | 'site' | 'key'; readonly value: unknown };

/** One value of a record as the Handle JSON API shows it. */
export type HandleValue = {
  readonly index: number;
  readonly type: string;
  readonly data: HandleValueData;
  /** Four digits: administrators read, write, everybody reads, writes. Absent for `1110`. */
  readonly permissions?: string;
  /** Seconds for which the value may be kept. */
  readonly ttl: number;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly references?: readonly { readonly handle: string; readonly index: number }[];
};

/** A value as it is kept: its time to live may be the moment (ISO 8601, UTC) when it expires. */
export type StoredHandleValue = Omit<HandleValue, 'ttl'> & { readonly ttl: number | string };

/** One question asked on the way to an answer. */
export type ResolutionStep = {
  /** The node as its site describes itself, e.g. `second-level 88.118`. */
  readonly node: string;
  /** `127.0.0.1:2642/udp`; `cache` for the resolver's own memory. */
  readonly address: string;
  readonly outcome: 'answered' | 'referred' | 'not-found' | 'no-answer' | 'refused';
  /** For a referral, the prefix it refers for. */
  readonly prefix?: string;
  /** The record is another name of this handle, which was asked for next. */
  readonly alias?: string;
  readonly tookMs: number;
  readonly cached: boolean;
  /** When the node was asked, ISO 8601, UTC. */
  readonly at?: string;
  /** Given after its time to live, as no node answered in time. */
  readonly stale?: boolean;
};

/** Who gave an answer, and how old it is. */
export type Provenance = {
  /** The node that answered. */
  readonly node: string;
  readonly address: string;
  /** ISO 8601, UTC. */
  readonly askedAt: string;
  /** Seconds since then. */
  readonly ageS: number;
  /** Seconds since its time to live was over; absent while it is fresh. */
  readonly staleForS?: number;
};

/** What the resolver found out about a record's signature. */
export type SignatureState =
  | { readonly state: 'verified'; readonly signer: string; readonly until: string }
  | { readonly state: 'unsigned' }
  | {
      readonly state: 'undecided' | 'refused';
      /** A code; `text` says it in words. */
      readonly reason: string;
      readonly text?: { readonly en: string; readonly zh: string };
    };

export type Resolution = {
  readonly handle: string;
  /** The Handle response code: 1 found, 100 not found, 200 no such values. */
  readonly responseCode: number;
  readonly values: readonly HandleValue[];
  readonly cached: boolean;
  readonly tookMs: number;
  readonly path: readonly ResolutionStep[];
  /** Where other names were followed: each in order; the values are those of the last. */
  readonly aliases?: readonly string[];
  /** With `at`: of the version that stood there, ISO 8601. */
  readonly since?: string;
  readonly until?: string;
  /** Where it was looked at: a recursive node that verifies. */
  readonly signature?: SignatureState;
  /** From a recursive node. */
  readonly provenance?: Provenance;
};

/** A record in the JSON form of Handle.Net's own HTTP API. */
export type HandleRecord = {
  readonly responseCode: number;
  readonly handle: string;
  readonly values: readonly StoredHandleValue[];
};

export type AssetKind = 'enterprise' | 'site' | 'area' | 'line' | 'cell' | 'machine' | 'component';

export type Attribute = {
  readonly value: number | string | boolean;
  /** UCUM code, for numbers. */
  readonly unit?: string;
};

export type Asset = {
  readonly identifier: string;
  readonly kind: AssetKind;
  /** The machine that a component belongs to; the asset itself for a machine or a place. */
  readonly machine: string;
  /** The asset it is part of: for a machine the place where it stands. Absent for an enterprise. */
  readonly parent?: string;
  readonly name: string;
  /** In the words of its source's standard, e.g. `Linear`. */
  readonly type: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serialNumber?: string;
  readonly description?: string;
  /** ISA-95 levels below the enterprise: site, area, line, cell. */
  readonly location?: readonly string[];
  /** The type that it is of, at a version. */
  readonly assetType?: { readonly identifier: string; readonly version: number };
  /** Facts by name, e.g. `ratedPower`. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
};

export type Signal = {
  /** Also the name of its series. */
  readonly identifier: string;
  readonly machine: string;
  /** The component that it is measured on. */
  readonly asset: string;
  /** The id within the machine, e.g. `Z1actm`. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'sample' | 'event' | 'condition';
  /** MTConnect type, e.g. `POSITION`. */
  readonly type: string;
  readonly subType?: string;
  /** As the source names it, e.g. `MILLIMETER`. */
  readonly unit?: string;
  /** UCUM code, e.g. `mm`. */
  readonly unitCode?: string;
  readonly value: 'number' | 'text' | 'boolean' | 'three-space';
  /** May be written through the gateway. */
  readonly writable?: boolean;
};

export type MachinePage = { readonly machines: readonly Asset[]; readonly next?: string };

export type MachineModel = {
  readonly machine: Asset;
  readonly components: readonly Asset[];
  readonly signals: readonly Signal[];
};

export type Figure = {
  readonly name: string;
  readonly title: Bilingual;
  readonly value: number;
  /** UCUM code. */
  readonly unit?: string;
};

export type SourceStatus = {
  readonly name: string;
  readonly protocol: string;
  /** What people call the protocol. */
  readonly protocolTitle: Bilingual;
  /** Where the machine is, e.g. `192.168.1.20:502`. */
  readonly address: string;
  readonly state: 'connecting' | 'connected' | 'waiting' | 'stopped';
  /** Identifiers of the machines it describes. */
  readonly machines: readonly string[];
  readonly signals: number;
  readonly readings: number;
  readonly refused: number;
  /** ISO 8601. */
  readonly lastReadingAt?: string;
  /** Health of the connection, e.g. the round trip. */
  readonly figures: readonly Figure[];
  /** Why it does not read. */
  readonly trouble?: Bilingual;
};

/** What became of what a source gave in a span, of one sender and its run of numbers. */
export type StreamGaps = {
  readonly kind: 'readings' | 'facts';
  readonly gateway: string;
  readonly incarnation: string;
  /** All that the source said: given + left out + refused at the gateway. */
  readonly read: number;
  /** By rule, by reason and so on: how many. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  /** Numbers that are expected at the platform. */
  readonly given: number;
  readonly sent: number;
  readonly received: number;
  readonly duplicate: number;
  readonly refusedHere: Readonly<Record<string, number>>;
  readonly givenUp: Readonly<Record<string, number>>;
  readonly missing: number;
  /** The first hundred. */
  readonly missingSpans: readonly { readonly first: number; readonly last: number }[];
  readonly clockSteps: readonly { readonly minute: string; readonly stepMs: number }[];
};

export type SourceGaps = {
  readonly enterprise: string;
  readonly source: string;
  readonly streams: readonly StreamGaps[];
};

export type GapReport = {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly sources: readonly SourceGaps[];
  /** The place of the next page; absent with the last one. */
  readonly next?: string;
};

/** What a gateway has still to send. */
export type OutboxStatus = {
  readonly gateway: string;
  readonly incarnation: string;
  /** Where it goes; empty where nothing is configured. */
  readonly platform: string;
  readonly state: 'sending' | 'idle' | 'waiting' | 'no-platform';
  /** Durable there and not settled by a receipt. */
  readonly waiting: {
    readonly readings: number;
    readonly bytes: number;
    /** Of the whole gateway, and told with it alone, as are `oldestAt`, `parcels` and `failures`. */
    readonly segments?: number;
  };
  readonly bytesMax: number;
  readonly whenFull: 'drop-oldest' | 'hold';
  /** Sources wait for room. */
  readonly held: boolean;
  /** ISO 8601. */
  readonly oldestAt?: string;
  /** A second, over the last ten. */
  readonly rates: {
    readonly appended: number;
    readonly settled: number;
    readonly bytes: number;
    /** By how much the backlog shrinks. */
    readonly catchUp: number;
  };
  readonly totals: {
    readonly appended: number;
    readonly settled: number;
    readonly refused: number;
    readonly givenUp: number;
    readonly parcels?: number;
    readonly failures?: number;
  };
  readonly streams: readonly {
    readonly stream: string;
    readonly highest: number;
    readonly waiting: number;
    readonly givenUp: number;
    readonly refused: number;
  }[];
  /** Why nothing is sent. */
  readonly trouble?: Bilingual;
};

export type Quality = 'good' | 'uncertain' | 'bad';
export type ReadingValue = number | string | boolean | null;

export type Reading = {
  readonly signal: string;
  readonly value: ReadingValue;
  readonly quality: Quality;
  /** The machine's own time: ISO 8601 with microseconds, UTC. */
  readonly sourceTime: string;
  /** When the server stored it: ISO 8601 with microseconds, UTC. */
  readonly serverTime: string;
};

/** A topic of the unified namespace with its last value. */
export type NamespaceTopic = {
  /** In the form of UMH Core. */
  readonly topic: string;
  /** `<group>/<edge node>/<device>/<metric>`; absent for what came over Sparkplug. */
  readonly sparkplug?: string;
  readonly signal: string;
  readonly value: ReadingValue;
  readonly quality: Quality;
  readonly unit?: string;
  /** ISO 8601; absent before the first reading. */
  readonly time?: string;
};

export type NamespacePublisher = {
  readonly form: 'umh' | 'sparkplug';
  readonly connected: boolean;
  /** Readings, or with Sparkplug messages. */
  readonly published: number;
  readonly waiting: number;
  /** Left out for newer ones while the broker was slow or away. */
  readonly replaced: number;
  /** Of Sparkplug. */
  readonly births?: number;
  readonly writesRefused?: number;
  readonly trouble?: Bilingual;
};

export type NamespacePage = {
  readonly topics: readonly NamespaceTopic[];
  readonly publishers: readonly NamespacePublisher[];
  readonly next?: string;
};

export type ChartPoint = {
  /** ISO 8601; where the bucket starts. */
  readonly time: string;
  readonly minimum: number | null;
  readonly mean: number | null;
  readonly maximum: number | null;
  /** The bucket's last value: what holds until the next. */
  readonly last: number | null;
  readonly count: number;
};

export type ChartSeries = {
  readonly signal: string;
  readonly unit?: string;
  readonly points: readonly ChartPoint[];
};
