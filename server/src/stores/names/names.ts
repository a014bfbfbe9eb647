// The names shape: billions of identifiers to small values, kept in key order. The resolution path
// reads it, so an engine that can answer at once may do so without a promise.

export type Answer<T> = T | Promise<T>;

export type NameEntry = { readonly key: string; readonly value: Uint8Array };

/** Bytes of UTF-8 in a key. */
export const nameKeyBytesMax = 1_950;
/** Bytes in a value: 16 MiB. */
export const nameValueBytesMax = 16_777_216;
/** Entries in one `scan`. */
export const nameScanMax = 10_000;

export type NameWrite = {
  /** 1 … 1,950 bytes of well-formed UTF-8. */
  readonly key: string;
  /** Null removes the entry. */
  readonly value: Uint8Array | null;
  /** The write happens only if the entry is so at that moment; default: always. */
  readonly expect?: 'absent' | 'present' | Uint8Array;
};

/** Null removes the entry. */
export type NamePut = { readonly key: string; readonly value: Uint8Array | null };

/** `unchanged`: the very bytes stood there already (or nothing did, for a removal). */
export type NameOutcome = 'written' | 'unchanged' | 'refused';

export type NameRange = {
  /** Only keys that start so; empty for all. */
  readonly prefix: string;
  /** Only keys behind this one: the last key of the page before. */
  readonly after?: string;
  /** 1 … 10,000. */
  readonly limit: number;
};

/** Can be copied to a thread, which imports the module and calls its `openReader` with the path. */
export type ReaderPlace = {
  /** A file URL. */
  readonly module: string;
  readonly path: string;
};

export interface NamesStore {
  /** Where other threads of this process read it; undefined where they cannot. */
  readonly readerPlace?: ReaderPlace;
  /** The value, which the caller must not change and may keep. A key that cannot exist has none. */
  get(key: string): Answer<Uint8Array | undefined>;
  /**
   * Each write is checked and done in the order given, all in one durable step: when the promise
   * resolves, every `written` one survives a crash. Concurrent calls may share one step. A value is
   * at most 16 MiB; nothing is written when any key or value is refused with `stores.bad-query`.
   */
  write(writes: readonly NameWrite[]): Promise<NameOutcome[]>;
  /**
   * As `write`, for a caller that is the only writer and has decided already: nothing is compared. One call
   * is all or nothing. The values must not change afterwards. Quickest in the order of the keys.
   */
  put(entries: readonly NamePut[]): Promise<void>;
  /** In order of the keys' UTF-8 bytes. */
  scan(range: NameRange): Promise<NameEntry[]>;
  /** Entries under a prefix; exact, may take time proportional to their number. */
  count(prefix: string): Promise<number>;
  close(): Promise<void>;
}

/** Opens separate stores by name, e.g. one for each identifier node of this process. */
export interface NamesOpener {
  /** A space opened twice is one store, and closed for both at once. At most 100 characters. */
  open(space: string): Promise<NamesStore>;
}
