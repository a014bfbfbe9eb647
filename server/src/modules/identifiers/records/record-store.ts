// The records of an authority node as values: what everything that it registers goes through. A record, the
// versions before it and the entry in the log of changes are one durable step.
import type { Answer } from '../../../stores/names/names.ts';

/** The position of the change that made a version: no two versions of a store have the same. */
export type Revision = number;

/** A record as it is, or as it was. */
export type StoredRecord = {
  /** Canonical. */
  readonly key: string;
  /** As it was registered. */
  readonly handle: string;
  /** int4 count and the values in wire form, as a resolve answer carries them; not to be changed. */
  readonly block: Uint8Array;
  /** Every value may be read by everybody, so that the block is the whole answer. */
  readonly allPublic: boolean;
  readonly revision: Revision;
  /** When it came to be so. */
  readonly sinceMs: number;
};

/** A record to be written: a value block of the wire, or what a `TextPacker` made. */
export type NewRecord = { readonly handle: string; readonly block: Uint8Array } | PackedRecord;

/** A record in the form of the store, which fills in position and time; for one write only. */
export type PackedRecord = {
  readonly packed: Uint8Array;
  readonly shape?: { readonly number: number };
};

export type RecordChange = {
  /** Canonical. */
  readonly key: string;
  /** Null removes the record. */
  readonly record: NewRecord | null;
  /** The change happens only if the record is so at that moment; default: always. */
  readonly expect?: 'absent' | 'present' | Revision;
};

/**
 * `unchanged`: the same values stood there already (or nothing did, for a removal). `refused`: the record
 * was not as expected, or another change of its group was refused.
 */
export type ChangeOutcome = 'created' | 'changed' | 'removed' | 'unchanged' | 'refused';

export type WriteOptions = {
  /** All of the changes are done or none. */
  readonly together?: boolean;
  /**
   * Whether a record that stands there counts as the one to be written: the outcome is then `unchanged`,
   * whatever was expected. Without it only the very same handle, values and times do, where the expectation holds.
   */
  readonly same?: (current: Uint8Array, wanted: Uint8Array) => boolean;
  /** What another store wrote, at the time at which it did, and how far it is thereby followed. */
  readonly copied?: {
    readonly timeMs: number;
    readonly followed: Followed;
    /** A page of records as they stand, without what was before them. */
    readonly isPage?: true;
  };
};

/** How far a store follows another: all changes up to the position are here. */
export type Followed = {
  /** Names the life of the other store: positions of another life mean nothing. */
  readonly epoch: string;
  readonly position: number;
  /** Set while a copy of all the records is being taken: all keys up to this one are here. */
  readonly copiedTo?: string;
};

export type RecordRange = {
  /** Only keys that start so; empty for all. */
  readonly prefix: string;
  readonly after?: string;
  /** 1 … 10,000. */
  readonly limit: number;
};

/** What a record was at a time; `unknown` before the time to which the history reaches back. */
export type RecordAt =
  | { readonly state: 'present'; readonly record: StoredRecord; readonly untilMs?: number }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly historyFromMs: number };

/** One version; without `untilMs` it is the present one. */
export type RecordVersion = {
  readonly record: StoredRecord;
  readonly untilMs?: number;
  /** The position of the change that ended it. */
  readonly endedBy?: Revision;
};

export type VersionRange = {
  /** Only versions that ended by a change behind this position: the last `endedBy` of the page before. */
  readonly after?: Revision;
  /** 1 … 1,000. */
  readonly limit: number;
};

export type ChangeAction = 'created' | 'changed' | 'removed';

/** One change as the log tells it. */
export type LoggedChange = {
  /** 1, 2, 3 … without a gap, in the order in which the changes became durable. */
  readonly position: number;
  readonly timeMs: number;
  readonly key: string;
  readonly action: ChangeAction;
  /** What was written; undefined for a removal, and where a later change replaced it and no history was kept. */
  readonly record?: StoredRecord;
  /** The last of those that became durable in one step. */
  readonly endsStep: boolean;
};

export type ChangePage = {
  readonly changes: readonly LoggedChange[];
  /** The log no longer holds all that followed the position: only a copy of all the records helps. */
  readonly truncated: boolean;
};

export interface RecordStore {
  /** The hot path: at once where the engine can. */
  get(key: string): Answer<StoredRecord | undefined>;
  /** Outcomes in the order of the changes; what is told is durable. Concurrent calls share a commit. */
  write(changes: readonly RecordChange[], options?: WriteOptions): Promise<ChangeOutcome[]>;
  /** In order of the keys' UTF-8 bytes. */
  scan(range: RecordRange): Promise<StoredRecord[]>;
  count(prefix: string): Promise<number>;
  /** The versions of a record, oldest first, the present one last. */
  historyOf(key: string, range: VersionRange): Promise<RecordVersion[]>;
  at(key: string, timeMs: number): Promise<RecordAt>;
  /** Changes behind a position, in order; at most `limit`, 1 … 10,000. */
  changes(after: number, limit: number): Promise<ChangePage>;
  /** How far another store is followed; undefined where none is. Durable with the records. */
  followed(): Followed | undefined;
  /** Of the newest durable change; 0 before the first. */
  position(): number;
  /** Tells the position after each commit. Returns what ends it. */
  watch(listener: (position: number) => void): () => void;
  /**
   * Tells of each changed key that passes, once its change is durable; who wrote it hears of it when that is
   * done. Returns what ends it.
   */
  watchKeys(
    passes: (key: string) => boolean,
    changed: (key: string) => Promise<void> | void,
  ): () => void;
  /** Drops versions and log entries that ended longer ago than they are kept; bounded work, true if more remains. */
  purge(): Promise<boolean>;
  close(): Promise<void>;
}
