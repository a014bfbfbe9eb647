// The entries of one space for another thread of the process that writes them: reads only, from the same memory map.
// LMDB opens a file once for a process, so both threads share the environment; each has its own read transaction.
import { open } from 'lmdb';
import type { NamesReader } from '../../../stores/names/names-reader.ts';
import { keyEncoder, prefixBounds } from './key-bytes.ts';

export function openReader(path: string): NamesReader {
  const options = { noSubdir: false, overlappingSync: false, encoding: 'binary', keyEncoder };
  const database = open<Buffer, string | Uint8Array>(path, options as { encoding: 'binary' });
  return {
    get: (key) => database.getBinary(key),
    scan: (prefix, limit) =>
      [...database.getRange({ ...prefixBounds(prefix), limit })].map(({ key, value }) => ({
        key: key as string,
        value,
      })),
    renew: () => database.resetReadTxn(),
    close: () => database.close(),
  };
}
