// What other modules may know of identifiers: registering under this process's enterprise prefix, and
// resolving anything anywhere.
import { defineRight } from '../../kernel/access/rights.ts';
import type { Failure } from '../../kernel/failure/failure.ts';
import { definePort } from '../../kernel/module/port.ts';
import type { Address } from '../../kernel/world/network.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { MirrorSite, SiteServerFacts } from './model/site-facts.ts';

export type { MirrorSite, SiteServerFacts };

/** One value of a record as the Handle JSON API shows it. */
export type HandleValueData =
  | { readonly format: 'string'; readonly value: string }
  | { readonly format: 'base64'; readonly value: string }
  | { readonly format: 'hex'; readonly value: string }
  | { readonly format: 'admin' | 'vlist' | 'site' | 'key'; readonly value: unknown };

export type HandleValueJson = {
  readonly index: number;
  readonly type: string;
  readonly data: HandleValueData;
  /** Four digits, administrators read and write, everybody reads and writes; absent for `1110`. */
  readonly permissions?: string;
  /** Seconds. */
  readonly ttl: number;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** Absent for none. */
  readonly references?: readonly { readonly handle: string; readonly index: number }[];
};

/** A text value to register; permissions are public-read, admin-read and admin-write. */
export type NewValue = {
  /** Positive, unique in the record. 1–99 are ours by convention, 100 is HS_ADMIN. */
  readonly index: number;
  readonly type: string;
  readonly text: string;
};

export type Registration = { readonly handle: string; readonly values: readonly NewValue[] };

/** `conflict`: the identifier exists with other values; nothing was changed. */
export type RegistrationOutcome = 'registered' | 'unchanged' | 'updated' | 'conflict';

/** What became of one item: an outcome, or the failure that says why it was refused. */
export type RegistrationResult = RegistrationOutcome | Failure;

/** Registration in the enterprise node of this process. */
export interface Registry {
  /** The enterprise's prefix, e.g. `88.118.8`. */
  readonly prefix: string;
  /**
   * Each item by itself: a bad one fails alone. Registering the very same values again is
   * `unchanged`; other values are a `conflict`, or replace the old with `overwrite`. Durable when
   * the promise resolves.
   */
  register(
    items: readonly Registration[],
    options?: { overwrite?: boolean },
  ): Promise<RegistrationResult[]>;
}
/** A class of handles that is registered as one, e.g. `88.118.8/L-{000000..999999}`. */
export type RangeRegistration = {
  readonly pattern: string;
  /** In their texts `{n}` is the number as the handle writes it, `{handle}` the whole handle. */
  readonly values: readonly NewValue[];
};

export type RegisteredRange = {
  readonly pattern: string;
  /** How many handles it stands for. */
  readonly size: number;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly values: readonly HandleValueJson[];
};

/** Ranges of the enterprise node of this process. A single registration goes before the range around it. */
export interface RangeRegistry {
  readonly prefix: string;
  /**
   * Fails with `ranges.bad-range`, `ranges.range-overlaps`, `ranges.too-many-ranges`,
   * and as the registration of one handle.
   */
  register(
    range: RangeRegistration,
    options?: { overwrite?: boolean },
  ): Promise<RegistrationOutcome>;
  /** False when there was none. */
  remove(pattern: string): Promise<boolean>;
  list(page: {
    limit: number;
    after?: string;
  }): Promise<{ ranges: RegisteredRange[]; next?: string }>;
}
export const rangeRegistryPort = definePort<RangeRegistry>('identifiers.range-registry');

export const registryPort = definePort<Registry>('identifiers.registry');

/** One question asked on the way to an answer. */
export type ResolutionStep = {
  /** The node that answered, as its site describes itself, e.g. `second-level 88.118`. */
  readonly node: string;
  /** `127.0.0.1:2642/udp`; `cache` for our own memory. */
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
  /** The node that answered, as in `ResolutionStep`. */
  readonly node: string;
  /** Where it was asked: `127.0.0.1:2643/udp`. */
  readonly address: string;
  /** ISO 8601, UTC. */
  readonly askedAt: string;
  /** Seconds since then. */
  readonly ageS: number;
  /** Seconds since its time to live was over; only where no node answered in time. */
  readonly staleForS?: number;
};

/** What the resolver found out about a record's signature; `reason` is a code, `text` says it in words. */
export type SignatureState =
  /** `signer` is index:handle; `until` in ISO 8601. */
  | { readonly state: 'verified'; readonly signer: string; readonly until: string }
  | { readonly state: 'unsigned' }
  /** Signed, but it could not be found out by whom: a node of the chain is silent, no root is configured. */
  | { readonly state: 'undecided'; readonly reason: string; readonly text?: Bilingual }
  /** Forged, expired or replayed: the values are not given. */
  | { readonly state: 'refused'; readonly reason: string; readonly text?: Bilingual };

export type Resolution = {
  readonly handle: string;
  /** The Handle response code: 1 found, 100 not found, 200 no such values. */
  readonly responseCode: number;
  readonly values: readonly HandleValueJson[];
  readonly cached: boolean;
  readonly tookMs: number;
  readonly path: readonly ResolutionStep[];
  /** Where other names were followed: each in order; the values are those of the last. */
  readonly aliases?: readonly string[];
  /** Of the version that stood there at the time that was asked for; ISO 8601, UTC. */
  readonly since?: string;
  readonly until?: string;
  /** Where it was looked at: a recursive node that verifies. */
  readonly signature?: SignatureState;
  /** From a recursive node. */
  readonly provenance?: Provenance;
};

/** The recursive node of this process. */
export interface Resolver {
  /**
   * A record that does not exist is a resolution with code 100. Fails with `identifiers.malformed`,
   * `identifiers.node-unreachable` (names the node, and carries the path so far), `identifiers.node-refused`,
   * `identifiers.referral-loop`, `identifiers.unusable-site`, `identifiers.walk-too-long`,
   * `identifiers.signature-refused`, `identifiers.not-responsible` (nobody knows the prefix),
   * `identifiers.too-busy` and `identifiers.too-many-questions`. The facts of a failed walk hold its `path`.
   */
  resolve(
    handle: string,
    options?: {
      types?: readonly string[];
      indexes?: readonly number[];
      /** Nothing that is remembered is used or, where no node answers, given. */
      fresh?: boolean;
      /** The address of who asks, where that is somebody else: for its share of questions. */
      client?: string;
    },
  ): Promise<Resolution>;
}
export const resolverPort = definePort<Resolver>('identifiers.resolver');

/** What convinces without any network: a record, its signature, and certificates up to a root. */
export type Proof = {
  readonly format: 'jingwei-proof/1';
  readonly handle: string;
  readonly values: readonly ProofValue[];
  /** HS_SIGNATURE, as a JSON Web Signature. */
  readonly signature: string;
  /** HS_CERT, from that of the signer upwards; none where the root itself signed. */
  readonly certificates: readonly string[];
  readonly root: { readonly prefix: string; readonly publicKey: Readonly<Record<string, string>> };
};

/** All of a value that is signed: everything but its timestamp. */
export type ProofValue = {
  readonly index: number;
  readonly type: string;
  readonly data: {
    readonly format: 'string' | 'base64';
    readonly value: string;
  };
  readonly ttl: number;
  /** True where `ttl` is seconds since 1970. */
  readonly ttlIsAbsolute: boolean;
  /** Four bits: admin read, admin write, public read, public write. */
  readonly permissions: string;
  readonly references: readonly { readonly handle: string; readonly index: number }[];
};

export interface Proofs {
  /** Asks the nodes anew. Fails as `Resolver.resolve` does, and with `trust.not-proven`. */
  proofOf(handle: string): Promise<Proof>;
}
export const proofsPort = definePort<Proofs>('identifiers.proofs');

/** How a node stands with the parent that it asks for its prefix. */
export type ParentState = {
  readonly url: string;
  readonly state: 'asking' | 'granted' | 'waiting' | 'refused' | 'unreachable';
  readonly reason?: Bilingual;
  readonly parent?: {
    readonly prefix: string;
    readonly description: string;
    readonly keyFingerprint: string;
  };
  /** How far the parent's clock is ahead of ours, give or take half the time of the call. */
  readonly clockAheadMs?: number;
  /** When the parent's certificate ends, ISO 8601; absent over plain HTTP. */
  readonly certificateUntil?: string;
};

/** Where a node tells others that it is to be found. */
export type NodePlace = {
  readonly description: string;
  readonly host: string;
  readonly tcpPort: number;
  readonly udpPort: number;
  /** The node's own key, as a record. */
  readonly publicKey: Uint8Array;
  /** The other servers of its site, and the site that all must tell. */
  readonly site?: { readonly others: readonly Address[]; bytes(): Uint8Array };
};

/** An authority node of this process, asked without the network. */
export interface LocalAuthority {
  /** Canonical, e.g. `88.118.8`. */
  readonly prefix: string;
  readonly place: NodePlace;
  /** Asks the parent anew, where one is configured. */
  askParent(): Promise<ParentState | undefined>;
  /**
   * Code 301 for what it is not responsible for, 302 and 303 for what it refers. With `atMs`, what the record
   * was at that time. Fails with `identifiers.malformed`, `identifiers.future`, `identifiers.history-unknown`.
   */
  resolve(
    handle: string,
    options?: { types?: readonly string[]; indexes?: readonly number[]; atMs?: number },
  ): Promise<Resolution>;
  /** The versions of a record in their public values, oldest first; undefined for what another node holds. */
  history(
    handle: string,
    page: { readonly limit: number; readonly after?: number },
  ): Promise<HistoryPage | undefined>;
  /** Handles as they were registered, in order of their keys, that begin with `start` (its own prefix, or more). */
  list(start: string, page: HandlePage): Promise<{ handles: string[]; next?: string }>;
  count(start: string): Promise<number>;
  /** The keys that the node signs with. */
  readonly keys?: NodeKeys;
}
/** A record as it was for some time, or is. */
export type HandleVersion = {
  readonly handle: string;
  /** Position of the change that made it, in the log of the node. */
  readonly revision: number;
  /** ISO 8601, UTC; the present version has no end. */
  readonly since: string;
  readonly until?: string;
  readonly values: readonly HandleValueJson[];
};
export type HistoryPage = { readonly versions: readonly HandleVersion[]; readonly next?: number };
export type HandlePage = {
  readonly limit: number;
  readonly after?: string;
  readonly skip?: number;
};
export const rootAuthorityPort = definePort<LocalAuthority>('identifiers.root-authority');
export const topAuthorityPort = definePort<LocalAuthority>('identifiers.top-authority');
export const secondLevelAuthorityPort = definePort<LocalAuthority>(
  'identifiers.second-level-authority',
);
export const enterpriseAuthorityPort = definePort<LocalAuthority>(
  'identifiers.enterprise-authority',
);

/** Where a parent node tells of a child's site; the child calls it when its listeners are open. */
export interface Delegations {
  readonly prefix: string;
  /** How the parent's site describes itself. */
  readonly description: string;
  /** The parent's own key, as a record. */
  readonly publicKey: Uint8Array;
  delegate(child: {
    prefix: string;
    description: string;
    host: string;
    tcpPort: number;
    udpPort: number;
    /** Of the HTTP door in front of the child. */
    httpPort?: number;
    httpsPort?: number;
    /** Of the child itself, as a record; it then stands in the site. */
    publicKey?: Uint8Array;
    /** HS_PUBKEY of who administers the child's naming record, at index 300. */
    adminKey?: Uint8Array;
    /** The keys that the parent is to certify, just these; without the list, certificates stay as they are. */
    keys?: readonly ChildKey[];
    /** All servers of the child's site where it has several, in the order in which the hash counts them. */
    servers?: readonly SiteServerFacts[] | undefined;
    /** As in HS_SITE: 0 prefix, 1 suffix, 2 whole. */
    hashOption?: number | undefined;
    /** Sites beside its own that answer for it, just these; without the list, those that are told of stay. */
    mirrors?: readonly MirrorSite[];
  }): Promise<void>;
  /** Whether a prefix has a child already, however that came to be. */
  holds(prefix: string): Promise<boolean>;
  /** Forgets a child, so that nothing is referred to it; one that is not there is no trouble. */
  withdraw(prefix: string): Promise<void>;
}

/** A key of a node, as an HS_PUBKEY record, and the index where its certificate stands. */
export type ChildKey = { readonly slot: number; readonly record: Uint8Array };

export type NodeKeyFact = {
  /** `410:0.NA/88.118`. */
  readonly signer: string;
  /** `next` is published and does not sign yet; what `previous` signed is still good. */
  readonly stage: 'next' | 'current' | 'previous';
  /** ISO 8601; absent for the first key, and for a next one that the parent was not told of. */
  readonly since?: string;
  /** SHA-256 of the public key, RFC 7638: what a trust root is pinned by. */
  readonly thumbprint: string;
  /** The public key for the parent, in PEM under a line with the signer. */
  readonly text: string;
};

/** The keys of an authority node over time. */
export interface NodeKeys {
  list(): readonly NodeKeyFact[];
  /** When the roll-over under way goes on by itself, in ISO 8601. */
  nextStepAt(): string | undefined;
  /** Begins a roll-over. Fails with `trust.roll-over-under-way`. */
  roll(): Promise<void>;
  /** The parent, in another program, has certified the next key. Fails with `trust.no-roll-over`. */
  confirm(): Promise<void>;
  /**
   * Certifies just these keys of a child prefix; `text` as in `NodeKeyFact`. Fails with
   * `identifiers.not-a-child`, `trust.bad-child-key` and `trust.not-delegated`.
   */
  certify(child: string, text: string): Promise<void>;
}
/** Offered by a root for top nodes, by the top node for second-level nodes, and so on. */
export const rootDelegationsPort = definePort<Delegations>('identifiers.root-delegations');
export const topDelegationsPort = definePort<Delegations>('identifiers.top-delegations');
export const secondLevelDelegationsPort = definePort<Delegations>(
  'identifiers.second-level-delegations',
);

/** Where the recursive node begins, when no roots are configured: the top node of this process. */
export type RootAddress = {
  readonly host: string;
  readonly port: number;
  readonly description: string;
  /** The root that this process trusts by itself. */
  readonly trust?: { readonly prefix: string; readonly keys: NodeKeys };
};
export const rootPort = definePort<RootAddress>('identifiers.root');
/** The root of this process, above every top node. */
export const rootNodePort = definePort<RootAddress>('identifiers.root-node');

export const registerRight = defineRight('identifiers.register', {
  en: 'Register, change and remove identifiers',
  zh: '注册、修改和删除标识',
});

export const delegateRight = defineRight('identifiers.delegate', {
  en: 'Grant prefixes below a node to other nodes',
  zh: '向其他节点批准下级前缀',
});

export const replicateRight = defineRight('identifiers.replicate', {
  en: 'Look at, compare and promote copies of a node',
  zh: '查看、比对与提升节点镜像',
});
