// Files as a value: whole files written durably and atomically, files that grow at their end, read, listed,
// removed. Engines that bring their own files (SQLite, LMDB, DuckDB) take a path of the module's folder instead.

export type FileFacts = {
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
  /** The same as long as it is the same file, whatever its name; another file may have it later. */
  readonly identity: string;
};

export interface Disk {
  /** The file's bytes, or undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** The file's bytes in parts, for files larger than memory; undefined when there is none. */
  readParts(path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /**
   * Replaces the file: either the old bytes or the new ones are there after a crash, never a mix;
   * the new ones are durable when this resolves. `privateToOwner` gives mode 0600.
   */
  write(path: string, bytes: Uint8Array, options?: { privateToOwner?: boolean }): Promise<void>;
  /** Names in a folder, sorted; empty when there is no such folder. */
  list(folder: string): Promise<string[]>;
  size(path: string): Promise<number | undefined>;
  /** Where a path leads when all its links are followed; undefined where there is nothing. */
  realPath(path: string): Promise<string | undefined>;
  /** Undefined where there is no such file, or it is something else. */
  facts(path: string): Promise<FileFacts | undefined>;
  /** Bytes `from <= n < to` of a file, fewer where it ends before. A link is not followed, and nothing is waited for. */
  readRange(path: string, from: number, to: number): Promise<Uint8Array>;
  /** Opens a file to read ranges of it again and again. */
  openRead(path: string): Promise<ReadFile>;
  /** Opens a file to write at its end; made, durably, where there is none. One opener at a time. */
  openAppend(path: string): Promise<AppendFile>;
  /** Durably; replaces what is there. Fails with `world.cannot-write`. */
  move(from: string, to: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  remove(path: string): Promise<void>;
}

export interface ReadFile {
  /** Bytes `from <= n < to`, fewer where the file ends before. */
  read(from: number, to: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Fails with `world.disk-full` or `world.cannot-write`; calls come one after the other. */
export interface AppendFile {
  /** Bytes written, durable or not. */
  readonly size: number;
  /** Written behind each other, not durable yet. When it fails, as much as possible is cut off again. */
  append(parts: readonly Uint8Array[]): Promise<void>;
  /** What was written before is durable when this resolves. When it fails, nothing is known of it. */
  sync(): Promise<void>;
  /** Durable with the next sync. */
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}
