// The name of a key among people and in settings.
import { createHash } from 'node:crypto';

/** What people compare over the telephone: SHA-256 of a key record, in hex. */
export function fingerprintOf(record: Uint8Array): string {
  return createHash('sha256').update(record).digest('hex');
}
