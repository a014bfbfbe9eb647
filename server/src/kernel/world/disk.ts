// Files as a value: whole files written durably and atomically, read, listed, removed. Engines that
// bring their own files (SQLite, LMDB, DuckDB) take a path of the module's folder instead.

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
  makeFolder(path: string): Promise<void>;
  remove(path: string): Promise<void>;
}
