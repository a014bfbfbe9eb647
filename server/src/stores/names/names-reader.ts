// How another thread of this process reads a space of names, where the engine can: a place to be sent to the
// thread, and what is found there.
import type { NameEntry } from './names.ts';

export type ReaderModule = { readonly openReader: (path: string) => NamesReader };

/** Reads only; each read sees all that was durable when `renew` was called last, or more. */
export interface NamesReader {
  /** A key of 1 … 1,950 bytes of well-formed UTF-8. */
  get(key: string): Uint8Array | undefined;
  /** In order of the keys' UTF-8 bytes. */
  scan(prefix: string, limit: number): NameEntry[];
  renew(): void;
  close(): Promise<void>;
}
