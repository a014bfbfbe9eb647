// What a protocol is to the gateway: it reads settings, opens sessions that deliver what machines say,
// and where it can, looks around on the far side. A protocol is one folder and one line in `protocols.ts`.
import type { Log } from '../../../kernel/log/log.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Static, TSchema } from '../../../kernel/schema/schema.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { EpochUs, Quality, ReadingValue } from '../../../stores/series/series.ts';
import type { StepKey } from '../../../wire/tier/facts.ts';
import type { MachineModel, Signal } from '../../assets/api.ts';
import type { Figure, Flow, MachineSettings, SignalSettings, SourceSettings } from '../api.ts';

/** A source's settings, their connection checked against the protocol's schema. */
export type ProtocolSettings<C> = Omit<SourceSettings, 'connection'> & { readonly connection: C };

export type ProtocolOf<S extends TSchema> = {
  /** As a person configures it, e.g. `mtconnect-shdr`. */
  readonly name: string;
  readonly title: Bilingual;
  /** An object schema; made of `setting.…` values, so that forms and pages have words in both languages. */
  readonly connection: S;
  /** How a person writes the address of a signal; absent where machines describe themselves. */
  readonly address?: { readonly words: Bilingual; readonly example: string };
  /** Where the machine is, for a person to read; `source` is its name. No secrets. */
  where(connection: Static<S>, source: string): string;
  /** Identifiers of the signals that it is calculated from, where it rests on other sources. Pure. */
  restsOn?(connection: Static<S>): readonly string[];
  /** Reads settings and description. Fails with what is wrong with it and where. No network. */
  describe(enterprise: string, settings: ProtocolSettings<Static<S>>): Description;
  /** What is below a place on the machine. Fails with `world.cannot-connect` or a failure of the protocol. */
  browse?(reach: Reach, connection: Static<S>, query: BrowseQuery): Promise<BrowsePage>;
  /** Machines that answer on the network. */
  discover?(reach: Reach, query: DiscoverQuery): Promise<readonly Discovered[]>;
  /** Tries the connection step by step; without it the gateway connects and waits for a first reading. */
  test?(reach: Reach, settings: ProtocolSettings<Static<S>>): Promise<readonly TestStep[]>;
  /** The connection with one more certificate that a person trusts, by its SHA-256 fingerprint. Pure. */
  trusting?(connection: Static<S>, fingerprint: string): Static<S>;
};

/** A protocol whose connection is checked before it is called. */
export type Protocol = ProtocolOf<TSchema>;

/** Methods are called only with a connection that fits the schema, so the type may be forgotten here. */
export function defineProtocol<S extends TSchema>(protocol: ProtocolOf<S>): Protocol {
  return protocol as unknown as Protocol;
}

export interface Description {
  readonly models: readonly MachineModel[];
  /** All signals of all models; an observed reading points into it. */
  readonly signals: readonly Signal[];
  /** Fails with `world.cannot-connect` or a failure of the protocol that names the exact fault. */
  connect(link: Link): Promise<Session>;
}

/** What of this machine the operator opened to sources, each enterprise in a folder of its name; empty for nothing. */
export type Allowed = {
  readonly enterprise: string;
  readonly files: string;
  readonly programs: string;
};

/** What a protocol needs to reach out. */
export type Reach = {
  readonly world: World;
  readonly log: Log;
  /** A folder of this protocol's own, e.g. for certificates; it exists. */
  readonly folder: string;
  readonly connectTimeoutMs: number;
  readonly allowed: Allowed;
};

export type Link = Reach & {
  /** A peer that says nothing for so long is given up, unless it keeps a heartbeat of its own. */
  readonly silenceMs: number;
  readonly listener: ObservationListener;
  /** What this source must know after a restart, e.g. how far it has read. */
  readonly memory: SourceMemory;
  /** Those of `together`, durable and not forgotten, the oldest first. */
  readonly keys: () => Iterable<StepKey>;
  readonly plant: Plant;
  /** Aborts when the source stops, also while it connects: what has been started for it ends. */
  readonly stopping?: AbortSignal;
};

/** What else the gateway knows, for sources that rest on others. */
export interface Plant {
  follow: Flow['follow'];
  signal(identifier: string): Promise<Signal | undefined>;
  /** This gateway writes it itself: taken as a reading, it would be published again, and so on for ever. */
  isOwnTopic(topic: string): boolean;
}

/** Small and durable: at most 64 KiB of JSON. */
export interface SourceMemory {
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

export type ObservedReading = {
  /** Position in the description's signals. */
  readonly signal: number;
  readonly value: ReadingValue;
  readonly quality: Quality;
};

export interface ObservationListener {
  /** What was told together for one moment; without a time, the moment is that of arrival. */
  observed(timeUs: EpochUs | undefined, readings: readonly ObservedReading[]): void;
  refused(refusal: Refusal): void;
  /**
   * All that `tell` observes becomes durable in one step with the keys that it was sent under, or nothing of it. A key with
   * an empty value is forgotten in that step: a source forgets what it needs no more, before it has 65,536 of them.
   */
  together(keys: readonly StepKey[], tell: () => void): void;
  /**
   * Resolves when all that was observed so far is durable: acknowledge to the machine after it, where
   * its protocol has acknowledgements. Rejects when the source stops before.
   */
  durable(): Promise<void>;
  /**
   * A machine learned of while connected (a Sparkplug birth, a browsed server). Its identifiers lie under the
   * source's enterprise. Returns the position of each of `model.signals`; a signal known before keeps its own, and one
   * beyond what a source may learn has -1: what is told of it is refused.
   */
  learned(model: MachineModel): Promise<readonly number[]>;
}

/** Something told that could not be taken. */
export type Refusal = {
  readonly what: 'line' | 'key' | 'value' | 'time';
  /** The data item as the machine names it, or the kind of trouble with the line. */
  readonly key: string;
  /** The beginning of what was told. */
  readonly excerpt: string;
  readonly remedy: Bilingual;
};

export interface Session {
  /** Stops reading from the machine until `resume`. */
  pause(): void;
  resume(): void;
  close(): void;
  /** Resolves with the reason when the connection is over; nothing is delivered afterwards. */
  readonly closed: Promise<Bilingual>;
  /** Round trips, queues, errors: the health of the connection. */
  figures?(): readonly Figure[];
  /** One outcome for each, in order; a machine that took some of them says which. Rejects when nothing was sent. */
  write?(writes: readonly SignalWrite[]): Promise<readonly WriteOutcome[]>;
  /** What somebody sends to it, where its protocol is sent to. Resolves when it is durable; fails with why not. */
  push?(pushed: Pushed): Promise<PushTaken>;
  /** What these signals are now, asked of the machine itself. */
  read?(signals: readonly number[]): Promise<readonly ObservedReading[]>;
}

export type SignalWrite = {
  readonly signal: number;
  /** As the machine counts: scaling is undone before. */
  readonly value: number | string | boolean;
};

/** `taken`: the machine said yes, or its protocol has no answer and it was sent. */
export type WriteOutcome = { readonly taken: true } | { readonly taken: false; why: Bilingual };

export type Pushed = {
  /** Media type, e.g. `text/csv`. */
  readonly type: string;
  readonly body: Uint8Array;
  /** The same key again is the same push: it is taken once. */
  readonly key?: string;
  /** What can be read is taken, also where other lines cannot. */
  readonly partial: boolean;
  /** Unit of times that are bare numbers. */
  readonly precision?: 'ns' | 'us' | 'ms' | 's';
};

export type PushProblem = {
  /** 1, 2, 3 …; of a JSON list, which of its items. */
  readonly line: number;
  readonly key: string;
  readonly trouble: string;
  readonly excerpt: string;
  readonly remedy: Bilingual;
};

export type PushTaken = {
  readonly taken: number;
  /** It was taken before, under the same key. */
  readonly repeated: boolean;
  readonly problems: readonly PushProblem[];
};

export type BrowseQuery = {
  /** A place that an earlier page named; absent for the top. */
  readonly at?: string;
  /** The `next` of the page before. */
  readonly after?: string;
  /** 1 … 1000. */
  readonly limit: number;
};

export type BrowsedThing = {
  /** For `at`. */
  readonly place: string;
  readonly name: string;
  readonly kind: 'folder' | 'machine' | 'signal';
  readonly hasMore: boolean;
  /** Ready to be put into the source's signals, for what can be read. */
  readonly signal?: SignalSettings;
  readonly detail?: string;
};

export type BrowsePage = { readonly things: readonly BrowsedThing[]; readonly next?: string };

/** `host`: where to look, e.g. a server or a broadcast address. */
export type DiscoverQuery = { readonly host?: string; readonly port?: number };

export type Discovered = {
  readonly name: string;
  readonly detail: string;
  readonly connection: Readonly<Record<string, unknown>>;
  readonly machine?: MachineSettings;
};

/** One step of a connection that was tried; after one that is not ok, none follows. */
export type TestStep = {
  readonly name: Bilingual;
  readonly ok: boolean;
  readonly tookMs: number;
  /** What was found, or exactly what is wrong and the remedy. */
  readonly says: Bilingual;
  /** Of the failure, for programs: e.g. the fingerprint of a certificate that nobody has trusted. */
  readonly facts?: Readonly<Record<string, unknown>>;
};
