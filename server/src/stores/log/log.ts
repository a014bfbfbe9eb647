// The log shape: topics of entries in the order of their arrival, read from a position. At least once:
// a consumer that crashes before it commits reads the same entries again, so every entry has an id.

export type LogEntry = {
  /** 1, 2, 3 … within the topic, without gaps at the time of writing. */
  readonly position: number;
  readonly id: string;
  readonly body: string;
};

/** Entries in one `read`. */
export const logReadMax = 10_000;

export interface LogStore {
  /**
   * Durable when the promise resolves, all entries or none. An id that stands in the topic already
   * is not written again (one that was truncated away is).
   * Returns the position of each entry, old or new.
   */
  append(topic: string, entries: readonly { id: string; body: string }[]): Promise<number[]>;
  /** Entries behind `after` (0 for all) in order, at most `limit` (1 … 10,000). */
  read(topic: string, after: number, limit: number): Promise<LogEntry[]>;
  /** The position of the newest entry ever written, 0 if none; truncation does not lower it. */
  head(topic: string): Promise<number>;
  /** Forgets entries up to and including this position. */
  truncate(topic: string, upTo: number): Promise<void>;
  /** How far a consumer has come; 0 at first. */
  committed(topic: string, consumer: string): Promise<number>;
  /** Never goes back: a smaller position than before changes nothing. At most the head. */
  commit(topic: string, consumer: string, position: number): Promise<void>;
  close(): Promise<void>;
}
