// The record of orders as a chain: each entry's digest covers the entry and the digest before it.
import { createHash } from 'node:crypto';
import type { AuditEntry } from '../api.ts';

export type AuditFact = Omit<AuditEntry, 'digest'>;

export const firstDigest = '0'.repeat(64);

export function digestOf(fact: AuditFact, before: string): string {
  const { number, at, order, step, by, detail } = fact;
  const text = JSON.stringify([before, number, at, order, step, by, detail]);
  return createHash('sha256').update(text).digest('hex');
}

/** The number of the first entry that does not follow from the one before; undefined when all do. */
export function firstBroken(entries: readonly AuditEntry[], before: string): number | undefined {
  let digest = before;
  let number = entries[0]?.number ?? 1;
  for (const entry of entries) {
    if (entry.number !== number || entry.digest !== digestOf(entry, digest)) return number;
    digest = entry.digest;
    number += 1;
  }
  return undefined;
}
