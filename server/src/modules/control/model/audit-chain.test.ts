import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEntry } from '../api.ts';
import { digestOf, firstBroken, firstDigest } from './audit-chain.ts';

function chain(count: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let number = 1; number <= count; number += 1) {
    const fact = { number, at: 't', order: 'o', step: 's', by: 'b', detail: String(number) };
    entries.push({ ...fact, digest: digestOf(fact, entries.at(-1)?.digest ?? firstDigest) });
  }
  return entries;
}

test('a chain holds; a change, a gap or a swap is found where it is', () => {
  const entries = chain(5);
  assert.equal(firstBroken(entries, firstDigest), undefined);
  assert.equal(firstBroken(entries.slice(2), entries[1]?.digest ?? ''), undefined);
  const changed = entries.map((one) => (one.number === 3 ? { ...one, by: 'another' } : one));
  assert.equal(firstBroken(changed, firstDigest), 3);
  assert.equal(firstBroken([...entries.slice(0, 2), ...entries.slice(3)], firstDigest), 3);
  assert.equal(firstBroken(entries, 'another'), 1);
});
